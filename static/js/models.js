// The model box of the form: a combobox grouped by family, with what each model needs to be chosen well.

import * as api from './api.js';
import { on } from './events.js';
import { copy, onActions, part, place, setIcon, setText, throttled } from './parts.js';
import { bytes, coded, data, shortName, t } from './texts.js';

const ICONS = { SDXL: 'diamond', 'SD3.5': 'layers', 'SD1.5': 'circle', SD2: 'hexagon', FLUX: 'zap', SVD: 'film' };
const ORDER = ['SDXL', 'SD3.5', 'SD1.5', 'SD2', 'FLUX'];
const KINDS = ['checkpoint', 'diffusion-model'];
const collator = new Intl.Collator(data.lang, { numeric: true, sensitivity: 'base' });

let models = null;
let chosen = '';
let at = -1;
let choose = () => {};
let usable = () => {};

const box = () => document.querySelector('.models');
const input = () => document.getElementById('f-model');
const list = () => document.getElementById('f-models');
const options = () => [...list().querySelectorAll('[role=option]')];

export const find = path => models?.find(model => model.path === path);
/** The model to start with: the first that can run, one that is not made for a few steps if there is one. */
export const firstUsable = () => models?.find(model => !model.reason && (model.defaults?.steps ?? 30) >= 20)
  ?? models?.find(model => !model.reason);

const about = (model, family = true) => [family ? model.type : '', model.guessed ? t('model.guess') : '', model.size ? bytes(model.size) : '']
  .filter(Boolean).join(' · ');
const reason = model => coded('wait', model.reason.code, model.reason.args, t('model.unusable'));

export async function load() {
  try {
    const all = await api.models();
    const rank = model => (ORDER.indexOf(model.type) + 1 || ORDER.length + 1);
    models = all.filter(model => KINDS.includes(model.kind) && model.type !== 'SVD')
      .sort((a, b) => rank(a) - rank(b) || collator.compare(a.type ?? '', b.type ?? '') || collator.compare(a.name, b.name));
    for (const model of models) if (model.type) data.first.families[model.path] = model.type;
    part(box(), 'failed').hidden = true;
    show(chosen);
    usable();
  } catch {
    part(box(), 'failed').hidden = models !== null;
  }
}

/** Shows a choice without telling anybody. */
export function show(path) {
  chosen = path;
  const model = find(path);
  input().value = path ? shortName(path) : '';
  const icon = part(box(), 'icon');
  icon.dataset.family = model?.type ?? '';
  setIcon(icon, ICONS[model?.type] ?? 'box');
  setText(part(box(), 'meta'), model ? [about(model), model.reason ? reason(model) : ''].filter(Boolean).join(' · ')
    : path && models ? t('model.missing') : models ? '' : t('loading'));
}

function open(filter = '') {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = (models ?? []).filter(model =>
    words.every(word => `${model.path} ${model.type}`.toLowerCase().includes(word)));
  const groups = Map.groupBy(matching, model => model.type || t('model.other'));
  let n = 0;
  const drawn = [...groups].map(([family, members]) => {
    const group = copy('models-group');
    group.setAttribute('aria-label', family);
    setText(group.firstElementChild, family);
    group.append(...members.map(model => option(model, n++)));
    return group;
  });
  if (n === 0) {
    const none = document.createElement('div');
    none.className = 'models-none';
    none.setAttribute('role', 'option');
    none.setAttribute('aria-disabled', 'true');
    none.dataset.none = '';
    setText(none, t(models === null ? 'loading' : models.length ? 'model.no-match' : 'model.none'));
    drawn.push(none);
  }
  list().replaceChildren(...drawn);
  list().style.width = `${part(box(), 'box').clientWidth + 2}px`;
  if (!list().matches(':popover-open')) list().showPopover();
  place(list(), part(box(), 'box'));
  input().setAttribute('aria-expanded', 'true');
  const now = options();
  mark(filter ? now.findIndex(o => o.getAttribute('aria-disabled') !== 'true') : now.findIndex(o => o.dataset.path === chosen));
}

function option(model, n) {
  const element = copy('model-template');
  element.id = `f-model-${n}`;
  element.dataset.path = model.path;
  element.setAttribute('aria-selected', String(model.path === chosen));
  element.setAttribute('aria-disabled', String(Boolean(model.reason)));
  const icon = element.querySelector('.family');
  icon.dataset.family = model.type ?? '';
  setIcon(icon, ICONS[model.type] ?? 'box');
  setText(part(element, 'name'), shortName(model.name ?? model.path));
  setText(part(element, 'meta'), model.reason ? reason(model) : about(model, false));
  element.title = model.path;
  return element;
}

function mark(index) {
  at = index;
  options().forEach((element, i) => element.toggleAttribute('data-current', i === at));
  const element = options()[at];
  if (element?.id) input().setAttribute('aria-activedescendant', element.id);
  else input().removeAttribute('aria-activedescendant');
  element?.scrollIntoView({ block: 'nearest' });
}

function shut() {
  if (list().matches(':popover-open')) list().hidePopover();
  input().setAttribute('aria-expanded', 'false');
  input().removeAttribute('aria-activedescendant');
  show(chosen);
}

const isOpen = () => input().getAttribute('aria-expanded') === 'true';

function take(element) {
  if (!element?.dataset.path || element.getAttribute('aria-disabled') === 'true') return;
  chosen = element.dataset.path;
  shut();
  choose(chosen);
}

function key(event) {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (!isOpen()) return open();
    const n = options().length;
    mark((at + (event.key === 'ArrowDown' ? 1 : -1) + n) % n);
  } else if (event.key === 'Enter' && isOpen() && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    take(options()[at]);
  } else if (event.key === 'Escape' && isOpen()) {
    event.preventDefault();
    event.stopPropagation();
    shut();
  }
}

/** `chosen(path)` when the user picks; `loaded()` when the list is there. */
export function mountModels(doors) {
  choose = doors.chosen;
  usable = doors.loaded;
  input().addEventListener('input', () => open(input().value));
  input().addEventListener('keydown', key);
  input().addEventListener('blur', () => setTimeout(() => document.activeElement === input() || shut()));
  part(box(), 'box').addEventListener('mousedown', event => {
    if (event.target === input() && isOpen()) return;
    event.preventDefault();
    if (isOpen()) return shut();
    input().focus();
    input().select();
    if (!isOpen()) open();
  });
  list().addEventListener('mousedown', event => event.preventDefault());
  list().addEventListener('click', event => take(event.target.closest('[role=option]')));
  onActions(box(), { 'reload-models': load });
  // Until the form was opened once, nobody looks at the list.
  const again = throttled(1000, () => (models || input().checkVisibility()) && load());
  on('models', again);
  on('engine', again);
}
