// The generation form: a drawer that stays beside the gallery; what is typed is never lost.

import * as draft from './draft.js';
import { complain, forgive, mountFields } from './fields.js';
import * as kept from './kept.js';
import * as models from './models.js';
import { onActions, part, setText } from './parts.js';
import { mountPrompt } from './prompt.js';
import { lastSeed, mountSending, submit as send, toggleRepeat } from './sending.js';
import { faultsOfStart, mountStart, startFrom as startFromItem } from './start.js';
import { t, typed } from './texts.js';

let opener = null;

const dialog = () => document.getElementById('form');
const field = name => dialog().querySelector(`[name="${name}"]`);
const pin = () => dialog().querySelector('[data-action=pin]');
const pinned = () => pin().getAttribute('aria-pressed') === 'true';

export const submit = send;

export function drawAhead(waiting) {
  const line = part(dialog(), 'ahead');
  line.hidden = !waiting;
  setText(line, waiting ? t('form.ahead', { n: waiting }) : '');
}

export function open() {
  if (!dialog().open) {
    opener = document.activeElement;
    dialog().show();
    models.load();
  }
  if (matchMedia('(pointer: fine)').matches) field('prompt').focus();
  else dialog().querySelector('[data-action=close-form]').focus();
}

export function shut() {
  if (!dialog().open) return;
  draft.store();
  dialog().close();
  const back = opener?.isConnected && opener !== document.body && opener.checkVisibility() ? opener : [...document.querySelectorAll('[data-action=new]')].find(b => b.checkVisibility());
  back?.focus();
}

/** Opens the form with the values of a job or a picture, and what was found wrong with them, by JSON pointer. */
export function edit(source, found = {}) {
  forgive();
  draft.takeFrom(source);
  open();
  part(dialog(), 'advanced').open = true;
  part(dialog(), 'start').open = Boolean(draft.current().image);
  if (Object.keys(found).length) complain(found);
}

/** Opens the form with a value of its own: a model, a prompt. */
export async function openWith({ model, ...values }) {
  open();
  if (model && !models.isLoaded()) await models.load();
  if (model) draft.choose(model);
  if (Object.keys(values).length) draft.set(values);
}

/** The models that can make pictures now. */
export async function usableModels() {
  if (!models.isLoaded()) await models.load();
  return models.usable();
}

/** Opens the form with a picture of the canvas to start from. */
export function startFrom(item) {
  open();
  startFromItem(item);
}

/** Puts some values of a picture into the draft. */
export const use = values => draft.set(values);

function setPin(on) {
  pin().setAttribute('aria-pressed', String(on));
  kept.keep('form.pinned', on);
}

const dice = () => draft.set({ seed: String(crypto.getRandomValues(new BigUint64Array(1))[0] >> 1n) });
const countBy = by => draft.set({ count: String(Math.max(1, Math.min(100, (typed(draft.current().count) || 1) + by))) });

function key(event) {
  if (event.key === 'Escape' && !event.defaultPrevented) {
    event.preventDefault();
    shut();
  } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && event.target.localName === 'input') {
    event.preventDefault();
  }
}

/** The list of models came: a new draft gets one, and what depends on the model is drawn. */
function modelsLoaded() {
  const first = models.firstUsable();
  if (draft.current().model || !first) draft.announce();
  else draft.choose(first.path);
}

export function mountForm() {
  draft.recall();
  setPin(kept.recall('form.pinned', false));
  models.mountModels({ chosen: draft.choose, loaded: modelsLoaded });
  mountFields(faultsOfStart);
  mountStart();
  mountPrompt();
  mountSending({ accepted: () => pinned() || shut() });
  dialog().addEventListener('submit', event => {
    event.preventDefault();
    send();
  });
  dialog().addEventListener('keydown', key);
  onActions(dialog(), {
    'close-form': shut,
    pin: () => setPin(!pinned()),
    dice,
    'last-seed': lastSeed,
    lock: () => draft.set({ lock: !draft.current().lock }),
    swap: () => draft.set({ width: draft.current().height, height: draft.current().width }),
    fewer: () => countBy(-1),
    more: () => countBy(1),
    repeat: toggleRepeat,
  });
  draft.announce();
  addEventListener('pagehide', draft.store);
}
