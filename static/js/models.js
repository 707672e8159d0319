// The model box of the form: a combobox grouped by family, with what each model needs to be chosen well.

import * as api from './api.js';
import { on } from './events.js';
import * as kept from './kept.js';
import { listbox } from './listbox.js';
import * as logic from './logic/models.js';
import { remember } from './logic/prompt.js';
import { copy, onActions, openMenu, part, setIcon, setText, throttled } from './parts.js';
import { bytes, coded, data, has, shortName, t } from './texts.js';
import { failed } from './toasts.js';

const ICONS = { SDXL: 'diamond', 'SD3.5': 'layers', 'SD1.5': 'circle', SD2: 'hexagon', FLUX: 'zap', SVD: 'film' };
const FAMILIES = ['SDXL', 'SD3.5', 'SD1.5', 'SD2', 'FLUX', 'SVD'];
const KEPT = 10;
const collator = new Intl.Collator(data.lang, { numeric: true, sensitivity: 'base' });

let all = null;
let offered = [];
let chosen = '';
let typed = '';
let menu = null;
let doors = { chosen: () => {}, loaded: () => {} };

const box = () => document.querySelector('.models');
const input = () => document.getElementById('f-model');

export const isLoaded = () => all !== null;
export const find = path => offered.find(model => model.path === path);
export const usable = () => offered.filter(model => !model.why);
export const firstUsable = () => logic.firstUsable(offered);
/** The VAEs that decode what a model samples. */
export const vaes = path => (all ?? []).filter(model => model.kind === 'vae' && logic.decodes(model, find(path)))
  .sort((a, b) => collator.compare(a.name, b.name));
/** The names by which a prompt may call an embedding. */
export const embeddings = path => logic.embeddings(all ?? [], find(path)).sort(collator.compare);
/** Puts a model among those used last. */
export const used = path => kept.keep('models', remember(kept.recall('models', []), path, KEPT));

const familyOf = model => model.guessed && !model.chosen ? t('model.guessed', { family: model.type }) : model.type;
const about = (model, inGroup) => [inGroup ? model.guessed && !model.chosen ? t('model.guess') : '' : familyOf(model),
  model.size ? bytes(model.size) : ''].filter(Boolean).join(' · ');
const reason = model => coded('x', model.why, model.reason?.args, model.reason?.detail ?? t('model.unusable'));
const heading = group => has(`model.group.${group}`) ? t(`model.group.${group}`) : group.replace(/^(SD)(\d)/, '$1 $2');

export async function load() {
  try {
    all = await api.models();
    offered = logic.offered(all, collator.compare);
    for (const model of offered) data.first.families[model.path] = model.type;
    part(box(), 'failed').hidden = true;
    show(chosen);
    // Whoever walks the list stays where they are.
    if (menu.isOpen()) open(typed, menu.current()?.dataset.path);
    doors.loaded();
  } catch {
    part(box(), 'failed').hidden = all !== null;
  }
}

/** Shows a choice without telling anybody. */
export function show(path) {
  chosen = path;
  const model = find(path);
  if (!menu.isOpen()) input().value = path ? shortName(path) : '';
  const icon = part(box(), 'icon');
  icon.dataset.family = model?.type ?? '';
  setIcon(icon, ICONS[model?.type] ?? 'box');
  setText(part(box(), 'meta'), model ? [about(model), model.why ? reason(model) : ''].filter(Boolean).join(' · ')
    : path && all ? t('model.missing') : all ? '' : t('loading'));
  box().querySelector('[data-action=family]').hidden = !(model?.guessed || model?.chosen);
}

function open(filter = '', held = null) {
  typed = filter;
  let n = 0;
  const drawn = logic.grouped(offered, filter, kept.recall('models', [])).map(([name, members]) => {
    const group = copy('models-group');
    group.setAttribute('aria-label', heading(name));
    setText(group.firstElementChild, heading(name));
    group.append(...members.map(model => option(model, n++, name !== 'recent')));
    return group;
  });
  if (n === 0) drawn.push(none(t(all === null ? 'loading' : offered.length ? 'model.no-match' : 'model.none')));
  menu.show(drawn, now => filter && !held
    ? now.findIndex(o => o.getAttribute('aria-disabled') !== 'true')
    : now.findIndex(o => o.dataset.path === (held ?? chosen)));
}

function none(text) {
  const element = document.createElement('div');
  element.className = 'models-none';
  element.setAttribute('role', 'option');
  element.setAttribute('aria-disabled', 'true');
  setText(element, text);
  return element;
}

function option(model, n, inGroup) {
  const element = copy('model-template');
  element.id = `f-model-${n}`;
  element.dataset.path = model.path;
  element.setAttribute('aria-selected', String(model.path === chosen));
  element.setAttribute('aria-disabled', String(Boolean(model.why)));
  const icon = element.querySelector('.family');
  icon.dataset.family = model.type ?? '';
  setIcon(icon, ICONS[model.type] ?? 'box');
  setText(part(element, 'name'), shortName(model.name ?? model.path));
  setText(part(element, 'meta'), model.why ? reason(model) : about(model, inGroup));
  element.title = model.path;
  return element;
}

function shut() {
  menu.hide();
  show(chosen);
}

function key(event) {
  if (menu.key(event)) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    open();
  } else if (event.key === 'Escape' && menu.isOpen()) {
    event.preventDefault();
    event.stopPropagation();
    if (!typed) return shut();
    input().value = '';
    open();
  }
}

// ---- the family of a model that only its name tells

async function setFamily(type) {
  try {
    await api.setFamily(chosen, type);
    await load();
    doors.chosen(chosen);
  } catch (failure) {
    failed(failure);
  }
}

function families(button) {
  const { type, chosen: byUser } = find(chosen);
  openMenu(button, [
    ...FAMILIES.map(name => ({ name, icon: ICONS[name], text: heading(name), checked: Boolean(byUser) && type === name, run: () => setFamily(name) })),
    { name: 'auto', icon: 'rotate-ccw', text: t('model.family.auto'), checked: !byUser, run: () => setFamily(null) },
  ]);
}

/** `chosen(path)` when the user picks; `loaded()` when the list is there. */
export function mountModels(given) {
  doors = given;
  menu = listbox({ input, list: document.getElementById('f-models'), anchor: () => part(box(), 'box'),
    take: picked => {
      show(picked.dataset.path);
      doors.chosen(chosen);
    },
    toggled: isOpen => input().setAttribute('aria-expanded', String(isOpen)) });
  input().addEventListener('input', () => open(input().value));
  input().addEventListener('keydown', key);
  input().addEventListener('blur', () => setTimeout(() => document.activeElement === input() || shut()));
  part(box(), 'box').addEventListener('mousedown', event => {
    if (event.target === input() && menu.isOpen()) return;
    event.preventDefault();
    if (menu.isOpen()) return shut();
    input().focus();
    input().select();
    open();
  });
  onActions(box(), { 'reload-models': load, family: families });
  // Until the form was opened once, nobody looks at the list.
  const again = throttled(1000, () => (all || input().checkVisibility()) && load());
  on('models', again);
  on('engine', again);
}
