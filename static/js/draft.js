// The draft of the form: what it holds now, and its memory: per tab, the newest as the start of the next tab.

import * as kept from './kept.js';
import { EMPTY, fromJob, withDefaults } from './logic/draft.js';
import * as models from './models.js';

const SETTLED = 500;
let draft = { ...EMPTY };
let saving = 0;
const listeners = [];

export const current = () => draft;
export const defaults = () => models.find(draft.model)?.defaults ?? {};

/** Called with the names of the fields that changed, or with null when all may have. */
export const onDraft = listener => listeners.push(listener);

function tell(names) {
  clearTimeout(saving);
  saving = setTimeout(store, SETTLED);
  announce(names);
}

/** Tells everybody to look again. */
export const announce = (names = null) => listeners.forEach(listener => listener(names));

export function store() {
  kept.keep('draft', draft, sessionStorage);
  kept.keep('draft', draft);
}

export function recall() {
  draft = { ...EMPTY, ...kept.recall('draft', kept.recall('draft', {}), sessionStorage) };
}

/** Changes fields as the user does. */
export function set(values) {
  draft = { ...draft, ...values, touched: [...new Set([...draft.touched, ...Object.keys(values)])] };
  tell(Object.keys(values));
}

/** Takes a model, with its own values where the user has not said otherwise. */
export function choose(path) {
  const fits = !draft.vae || models.vaes(path).some(vae => vae.path === draft.vae);
  draft = withDefaults({ ...draft, model: path, vae: fits ? draft.vae : '' }, models.find(path)?.defaults);
  tell(null);
}

/** Takes the values of a job or of a picture that a job made. */
export function takeFrom(source) {
  draft = { ...fromJob(source), count: draft.count, lock: true };
  tell(null);
}
