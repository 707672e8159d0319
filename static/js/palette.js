// The command palette: whatever can be done, gone to or started, found by typing in either language.

import { language, showInspector, showJobs, themes } from './frame.js';
import * as kept from './kept.js';
import { hasLetterKeys, run } from './keyboard.js';
import { totalOf } from './lists.js';
import { ranked } from './logic/ranking.js';
import { remember } from './logic/prompt.js';
import { SHORTCUTS, isSingle, printed } from './logic/shortcuts.js';
import { showModal } from './modal.js';
import { copy, isApple, onActions, part, setIcon, setText } from './parts.js';
import { isPaused, toggle as togglePause } from './pausing.js';
import { bytes, data, shortName, t } from './texts.js';
import { canUndo } from './toasts.js';

const HEADINGS = { act: 'palette.act', go: 'palette.go', models: 'palette.models', prompts: 'palette.prompts' };
const MOST = { models: 8, prompts: 6 };
const KEPT = 20;
const PAGE = 8;

let doors = {};
let entries = [];
let shown = [];
let at = 0;
let models = [];

const dialog = () => document.getElementById('palette');
const input = () => dialog().querySelector('input');
const list = () => document.getElementById('palette-list');
const options = () => [...list().querySelectorAll('.option[data-id]')];
const isOffline = () => 'offline' in document.documentElement.dataset;
const button = marks => [...document.querySelectorAll(marks)].find(element => !element.closest('[hidden]'));

/** What a text is called here and in the languages that the page is not in. */
const named = key => ({ text: t(key), names: [t(key), ...data.names.map(names => names[key])] });

/** `needs` is what has to be true for a command to make sense; `server` says that it cannot be done without one. */
const command = (id, icon, key, run, { group = 'act', needs = true, server = false } = {}) => ({ id, icon, group, ...named(key), run, needs, server });

const ON_SERVER = ['regenerate', 'variation', 'undo'];
const GO = ['do.all', 'do.images', 'do.videos', 'do.sites'];

function ofShortcut(shortcut) {
  const { text, icon, marks, act, keys } = shortcut;
  const needs = act === 'undo' ? canUndo() : !marks || Boolean(button(marks)) || act === 'shortcuts';
  return { ...command(text, icon, text, () => run(shortcut), { needs, server: ON_SERVER.includes(act), group: GO.includes(text) ? 'go' : 'act' }),
    keys: hasLetterKeys() || !keys.every(isSingle) ? printed(keys[0], isApple) : '' };
}

function commands() {
  const pressing = marks => () => button(marks)?.click();
  const previewsOff = document.querySelector('#engine [data-action=pause-previews]').getAttribute('aria-pressed') === 'true';
  return [
    ...SHORTCUTS.filter(({ icon }) => icon).map(ofShortcut),
    command('pause', isPaused() ? 'play' : 'pause', isPaused() ? 'do.resume' : 'do.pause', togglePause, { server: true }),
    command('previews', 'image-off', previewsOff ? 'do.previews-on' : 'do.previews-off',
      () => document.querySelector('#engine [data-action=pause-previews]').click()),
    command('retry-all', 'rotate-ccw', 'do.retry-all', pressing('[data-action=retry-all]'), { needs: totalOf('failed') > 0, server: true }),
    ...themes().map(({ name, icon, checked, run }) => command(`theme-${name}`, icon, THEMES[name], run, { needs: !checked })),
    command('language', 'languages', 'do.language', language),
    command('settings', 'settings', 'do.settings', pressing('[data-action=settings]'), { needs: Boolean(button('[data-action=settings]')) }),
    command('go-jobs', 'list-checks', 'do.go-jobs', showJobs, { group: 'go' }),
    command('go-inspector', 'info', 'do.go-inspector', () => {
      showInspector();
      document.getElementById('inspector').focus({ preventScroll: true });
    }, { group: 'go' }),
  ].filter(({ needs }) => needs);
}

const THEMES = { dark: 'do.theme-dark', light: 'do.theme-light', system: 'do.theme-system' };

const withModel = model => ({ id: `model ${model.path}`, group: 'models', icon: 'box', text: shortName(model.name ?? model.path), own: true,
  names: [shortName(model.name ?? model.path), model.path, model.type], meta: [model.type, model.size ? bytes(model.size) : ''].filter(Boolean).join(' · '),
  run: async () => (await doors.load()).openWith({ model: model.path }) });

// A long text holds almost any signs in almost any order.
const withPrompt = prompt => ({ id: `prompt ${prompt}`, group: 'prompts', icon: 'rotate-ccw', text: prompt, own: true, names: [prompt], loose: false,
  run: async () => (await doors.load()).openWith({ prompt }) });

const collect = () => [...commands(), ...models.map(withModel), ...kept.recall('prompts', []).filter(Boolean).map(withPrompt)];

// ---- what is drawn

function option(entry, n) {
  const row = copy('palette-option');
  row.id = `palette-${n}`;
  row.dataset.id = entry.id;
  setIcon(row, entry.icon);
  const name = part(row, 'name');
  setText(name, entry.text);
  name.translate = !entry.own;
  const off = Boolean(entry.server) && isOffline();
  row.setAttribute('aria-disabled', String(off));
  setText(part(row, 'meta'), off ? t('offline') : entry.meta ?? '');
  part(row, 'keys').hidden = !entry.keys;
  setText(part(row, 'keys'), entry.keys ?? '');
  return row;
}

function none() {
  const row = copy('palette-none');
  setText(row, t('palette.none'));
  return row;
}

function mark(index) {
  at = index;
  options().forEach((row, i) => {
    row.toggleAttribute('data-current', i === at);
    row.setAttribute('aria-selected', String(i === at));
  });
  const row = options()[at];
  if (row) input().setAttribute('aria-activedescendant', row.id);
  else input().removeAttribute('aria-activedescendant');
  row?.scrollIntoView({ block: 'nearest' });
}

function draw() {
  const actionsOnly = input().value.startsWith('>');
  const typed = actionsOnly ? input().value.slice(1) : input().value;
  const groups = ranked(actionsOnly ? entries.filter(({ group }) => group === 'act') : entries, typed, kept.recall('palette', []), MOST);
  shown = groups.flatMap(([, members]) => members);
  let n = 0;
  const drawn = groups.map(([name, members]) => {
    const group = copy('palette-group');
    group.setAttribute('aria-label', t(HEADINGS[name]));
    setText(group.firstElementChild, t(HEADINGS[name]));
    group.append(...members.map(entry => option(entry, n++)));
    return group;
  });
  list().replaceChildren(...drawn.length ? drawn : [none()]);
  list().scrollTop = 0;
  mark(shown.length ? 0 : -1);
}

// ---- what the user does

function pick(row) {
  if (!row || row.getAttribute('aria-disabled') === 'true') return;
  const entry = shown.find(({ id }) => id === row.dataset.id);
  kept.keep('palette', remember(kept.recall('palette', []), entry.id, KEPT));
  // First, so that what is opened finds the focus where it was.
  dialog().close();
  entry.run();
}

function key(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const n = shown.length;
  const to = { ArrowDown: (at + 1) % n, ArrowUp: (at + n - 1) % n, PageDown: Math.min(n - 1, at + PAGE), PageUp: Math.max(0, at - PAGE) }[event.key];
  if (to !== undefined && n) mark(to);
  else if (event.key === 'Enter') pick(options()[at]);
  else return;
  event.preventDefault();
}

async function addModels() {
  models = await doors.load().then(form => form.usableModels());
  if (!dialog().open) return;
  entries = collect();
  if (at <= 0) draw();
}

export function toggle() {
  if (dialog().open) return dialog().close();
  // One dialog at a time.
  if (document.querySelector('dialog:modal')) return;
  document.querySelectorAll('[popover=auto]:popover-open').forEach(popover => popover.hidePopover());
  input().value = '';
  entries = collect();
  showModal(dialog(), document.getElementById('canvas'));
  draw();
  addModels();
}

export function mountPalette(given) {
  doors = given;
  input().addEventListener('input', draw);
  input().addEventListener('keydown', key);
  list().addEventListener('mousedown', event => event.preventDefault());
  list().addEventListener('click', event => pick(event.target.closest('.option[data-id]')));
  onActions(dialog(), { 'close-palette': () => dialog().close() });
}
