// The start: mounts the parts, joins them by what they may ask of each other, and holds the shortcuts.

import { mountEvents, on } from './events.js';
import { hasLetterKeys, mountFrame, sheet, showInspector, tileSize, toggleInspector, toggleJobs } from './frame.js';
import * as api from './api.js';
import * as grid from './grid.js';
import { find, mountJobs } from './jobs.js';
import { meant, printed, told } from './logic/shortcuts.js';
import { isApple, mountMenu, onActions } from './parts.js';
import { mountPreviews } from './preview.js';
import { canUndo, mountToasts, undo } from './toasts.js';
import * as viewer from './viewer.js';

// What is not part of the first view comes after it.
const later = (bring, mount) => {
  let loaded = null;
  return () => loaded ??= bring().then(module => {
    mount(module);
    return module;
  });
};
const load = later(() => import('./form.js'), form => form.mountForm());
const inspector = later(() => import('./inspector.js'), module => module.mountInspector({ item: doors.item, edit, start }));
const details = later(() => import('./details.js'), module => module.mountDetails({ edit, settings: () => openSettings() }));
const settings = later(() => import('./settings.js'), module => module.mountSettings());
const connect = later(() => import('./connect.js'), module => module.mountConnect());
const alerts = later(() => import('./alerts.js'), module => module.mountAlerts());
const openSettings = () => settings().then(module => module.open());
const engine = later(() => import('./engine.js'), module => module.mountEngine());
const tips = later(() => import('./tips.js'), module => module.mountTips());
const focus = later(() => import('./focus.js'), module => module.mountFocus());
const keys = later(() => import('./keys.js'), module => module.mountKeys());
const palette = later(() => import('./palette.js'), module => module.mountPalette({ run, load }));
const doings = later(() => Promise.all([import('./doings.js'), import('./menus.js')]), ([module, menus]) => {
  module.mountDoings({ edit });
  menus.mountMenus({ item: doors.item, job: showJob, edit });
});
const pausing = later(() => import('./pausing.js'), module => module.mountPausing());
const moving = later(() => import('./moving.js'), () => {});
const dragging = later(() => import('./dragging.js'), () => {});
const rest = [
  later(() => import('./watching.js'), module => module.mountWatching({ item: doors.item, isSeen: grid.isFollowing })),
  later(() => import('./banner.js'), module => module.mountBanner()),
  later(() => import('./away.js'), module => module.mountAway()),
  engine, tips, focus, palette, keys, doings, pausing, moving, dragging,
];
const act = name => inspector().then(module => module.act(name));
const formIsOpen = () => document.getElementById('form').open;
const openForm = () => load().then(form => form.open());

const select = item => {
  grid.choose(item.id);
  inspector().then(module => module.showItem(item));
};
const inspectJob = id => inspector().then(module => module.showJob(id));
/** A job that has something to tell opens its sheet; of any other there are its parameters. */
const showJob = async id => {
  if (await (await details()).open(id)) return;
  inspectJob(id);
  showInspector();
};
const doors = {
  select,
  tileSize,
  job: inspectJob,
  item: id => {
    if (innerWidth <= 640) sheet('');
    viewer.openItem(id);
  },
  live: id => {
    if (innerWidth <= 640) sheet('');
    viewer.openLive(id);
  },
};
/** Edit needs all of a prompt, and a list holds only its beginning. */
const edit = async (source, found) => {
  const full = source.jobId && !source.id ? await api.job(source.jobId).catch(() => source) : source;
  (await load()).edit(full, found);
};

const start = async item => (await load()).startFrom(item);

const isModal = () => document.querySelector('dialog:modal') !== null;

// What the shortcuts of logic/shortcuts.js do, where that is more than to press what they are marked on. False: nothing.
const acts = {
  new: openForm,
  palette: () => palette().then(module => module.toggle()),
  shortcuts: () => keys().then(module => module.open()),
  jobs: toggleJobs,
  inspector: toggleInspector,
  undo: () => canUndo() && undo(),
  region: event => focus().then(module => module.nextRegion(event.shiftKey)),
  generate: () => load().then(form => form.submit()),
};
for (const name of ['regenerate', 'variation', 'edit', 'download', 'copy-prompt', 'copy-seed']) acts[name] = () => act(name);

function press(marks) {
  const found = [...document.querySelectorAll(marks)].filter(element => !element.closest('[hidden], [inert]'));
  const target = found.find(element => element.checkVisibility({ visibilityProperty: true })) ?? found[0];
  target?.click();
  return Boolean(target);
}

/** Does what a shortcut says; false where that is nothing. */
const run = (shortcut, event) => shortcut.act ? acts[shortcut.act](event) : press(shortcut.marks);

/** Where a key press counts, as `where` of the shortcuts. */
function places({ target }) {
  const here = ['always'];
  if (isModal()) return here;
  if (formIsOpen()) here.push('form');
  if (target.closest('input, textarea, select')) return here;
  here.push('untyped');
  if (target.closest('dialog, [popover]')) return here;
  if (!document.getElementById('viewer').hidden && !target.closest('.jobs, .inspector, .header, .splitter')) here.push('viewer');
  return [...here, 'page'];
}

function key(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const shortcut = meant(event, places(event), hasLetterKeys());
  if (!shortcut || (event.repeat && shortcut.where !== 'viewer')) return;
  if (run(shortcut, event) !== false) event.preventDefault();
}

/** Lets buttons tell their keys. */
function markKeys() {
  document.documentElement.toggleAttribute('data-no-keys', !hasLetterKeys());
  const all = new Map();
  for (const [marks, keys] of told(hasLetterKeys())) {
    document.querySelectorAll(marks).forEach(element => all.set(element, [...all.get(element) ?? [], ...keys]));
  }
  for (const [element, keys] of all) {
    if (keys.length) element.setAttribute('aria-keyshortcuts', keys.join(' '));
    else element.removeAttribute('aria-keyshortcuts');
    const shown = keys.length && element.querySelector('kbd');
    if (shown) shown.textContent = printed(keys[0], isApple);
  }
}

mountMenu();
mountToasts();
mountFrame();
mountPreviews();
mountJobs({ item: doors.item, live: doors.live, job: showJob });
grid.mountGrid(doors);
viewer.mountViewer(doors);
mountEvents();
document.addEventListener('click', event => event.target.closest('[data-action=new]') && openForm());
document.addEventListener('click', event => event.target.closest('[data-action=settings]') && openSettings());
const jobs = document.getElementById('jobs');
jobs.addEventListener('click', event => {
  const button = event.target.closest('[data-action]');
  if (button && button.getAttribute('aria-disabled') !== 'true') doings().then(([, menus]) => menus.act(button));
});
onActions(document, { 'pause-queue': () => pausing().then(module => module.toggle()) });
jobs.addEventListener('keydown', event => event.altKey && moving().then(module => module.key(event)));
jobs.addEventListener('pointerdown', event => event.target.closest('[data-part=grip]') && dragging().then(module => module.press(event)));
document.addEventListener('keydown', key);
document.addEventListener('click', event => event.target.closest('[data-action=palette]') && acts.palette());
markKeys();
// The settings, where letters are switched off, are a dialog.
document.addEventListener('toggle', event => event.target.localName === 'dialog' && markKeys(), true);
addEventListener('storage', event => event.key === 'ui.keys' && markKeys());
document.addEventListener('tiles', grid.resize);
const ahead = async () => (await load()).drawAhead((await api.queue().catch(() => ({}))).waiting);
for (const name of ['job', 'resync']) on(name, () => formIsOpen() && ahead());
document.getElementById('form').addEventListener('toggle', ahead);
viewer.follow();
document.documentElement.dataset.boot = 'done';
if (!document.querySelector('[data-part=connect]').hidden) [connect, engine].forEach(bring => bring());
const asked = new URL(location.href).searchParams.get('job');
if (asked && find(asked)?.status !== 'running') showJob(asked);
const bringRest = () => setTimeout(() => [...rest, inspector, load, details, connect, alerts].forEach(bring => bring()), 500);
if (document.readyState === 'complete') bringRest();
else addEventListener('load', bringRest);
