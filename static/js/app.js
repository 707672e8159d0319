// The start: mounts the parts, joins them by what they may ask of each other, and holds the shortcuts.

import { mountEvents, on } from './events.js';
import { mountFrame, sheet, showInspector, tileSize, toggleInspector, toggleJobs } from './frame.js';
import * as api from './api.js';
import * as grid from './grid.js';
import { find, mountJobs } from './jobs.js';
import { mountMenu, onActions } from './parts.js';
import { mountPreviews } from './preview.js';
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
const doings = later(() => Promise.all([import('./doings.js'), import('./menus.js')]), ([module, menus]) => {
  module.mountDoings({ edit });
  menus.mountMenus({ item: doors.item, job: showJob, edit });
});
const pausing = later(() => import('./pausing.js'), module => module.mountPausing());
const moving = later(() => import('./moving.js'), () => {});
const dragging = later(() => import('./dragging.js'), () => {});
const rest = [
  later(() => import('./toasts.js'), module => module.mountToasts()),
  later(() => import('./watching.js'), module => module.mountWatching({ item: doors.item, isSeen: grid.isFollowing })),
  later(() => import('./engine.js'), module => module.mountEngine()),
  later(() => import('./banner.js'), module => module.mountBanner()),
  later(() => import('./away.js'), module => module.mountAway()),
  doings, pausing, moving, dragging,
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

/** The key of a shortcut: with a Russian layout the letter is told by its place on the keyboard. */
function letter(event) {
  if (/^[a-z0-9[\]/?]$/i.test(event.key)) return event.key.toLowerCase();
  const place = /^(?:Key|Digit)(.)$/.exec(event.code);
  if (place) return place[1].toLowerCase();
  return { BracketLeft: '[', Slash: '/' }[event.code] ?? event.key;
}

const REGIONS = ['.header', '#jobs', '#form', '#canvas', '#inspector', '#toasts'];
function nextRegion(back) {
  const seen = REGIONS.map(name => document.querySelector(name)).filter(region => region.checkVisibility());
  const here = seen.findIndex(region => region.contains(document.activeElement));
  const to = seen[(here + (back ? -1 : 1) + seen.length) % seen.length];
  (to.querySelector('button:not([hidden]), [tabindex="0"]') ?? to).focus();
}

const SINGLE = {
  n: openForm,
  i: toggleInspector,
  '[': toggleJobs,
  c: () => act('copy-prompt'),
  s: () => act('copy-seed'),
  e: () => act('edit'),
  d: () => act('download'),
};
const SHIFTED = { r: () => act('regenerate'), v: () => act('variation') };

// Those who speak to their computer, or whose hand slips, turn them off in the settings.
function hasSingleKeys() {
  try {
    return localStorage.getItem('ui.keys') !== 'off';
  } catch {
    return true;
  }
}

function key(event) {
  if (event.defaultPrevented) return;
  if (event.key === 'F6') {
    event.preventDefault();
    nextRegion(event.shiftKey);
    return;
  }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && formIsOpen()) {
    event.preventDefault();
    load().then(form => form.submit());
    return;
  }
  if (event.key === 'Escape' && viewer.isOpen() && !event.target.closest('dialog, [popover]')) return viewer.close();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select, dialog, [popover]')) return;
  if (viewer.isOpen() && event.key.startsWith('Arrow')) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && !event.target.closest('.jobs, .inspector, .header, .splitter')) viewer.step(by);
    return;
  }
  const run = (event.shiftKey ? SHIFTED : SINGLE)[letter(event)];
  if (!run || !hasSingleKeys()) return;
  event.preventDefault();
  run();
}

mountMenu();
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
document.addEventListener('tiles', grid.resize);
const ahead = async () => (await load()).drawAhead((await api.queue().catch(() => ({}))).waiting);
for (const name of ['job', 'resync']) on(name, () => formIsOpen() && ahead());
document.getElementById('form').addEventListener('toggle', ahead);
viewer.follow();
document.documentElement.dataset.boot = 'done';
if (!document.querySelector('[data-part=connect]').hidden) connect();
const asked = new URL(location.href).searchParams.get('job');
if (asked && find(asked)?.status !== 'running') showJob(asked);
const bringRest = () => setTimeout(() => [...rest, inspector, load, details, connect, alerts].forEach(bring => bring()), 500);
if (document.readyState === 'complete') bringRest();
else addEventListener('load', bringRest);
