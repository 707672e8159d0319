// The start: mounts the parts, joins them by what they may ask of each other, and holds the shortcuts.

import { mountAddress, said } from './address.js';
import { mountEngine } from './engine.js';
import { mountEvents, on } from './events.js';
import { mountFrame, sheet, showInspector, tileSize, toggleInspector, toggleJobs } from './frame.js';
import * as api from './api.js';
import * as grid from './grid.js';
import { mountDoings } from './doings.js';
import { mountJobs } from './jobs.js';
import { mountMenu } from './parts.js';
import { mountPreviews } from './preview.js';
import { mountToasts } from './toasts.js';

// What is not part of the first view comes after it.
const later = (bring, mount) => {
  let loaded = null;
  return () => loaded ??= bring().then(module => {
    mount(module);
    return module;
  }, lost);
};
/** A page that lacks a part says so; what waits for the part waits for ever. */
const lost = () => {
  document.getElementById('lost-modules').hidden = false;
  return new Promise(() => {});
};
const load = later(() => import('./form.js'), form => form.mountForm());
const inspector = later(() => import('./inspector.js'), module => module.mountInspector({ item: doors.item, edit, start, use }));
const viewer = later(() => import('./viewer.js'), module => module.mountViewer(doors));
const toolbar = later(() => import('./toolbar.js'), module => module.mountToolbar({ filter: grid.setFilter, size: tileSize }));
const menu = later(() => import('./itemmenu.js'), module => module.mountItemMenu({ item: doors.item, edit, start }));
const banner = later(() => import('./banner.js'), module => module.mountBanner());
const back = later(() => import('./back.js'), module => module.mountBack());
const details = later(() => import('./details.js'), module => module.mountDetails({ edit, settings: () => openSettings() }));
const settings = later(() => import('./settings.js'), module => module.mountSettings());
const connect = later(() => import('./connect.js'), module => module.mountConnect());
const alerts = later(() => import('./alerts.js'), module => module.mountAlerts());
const openSettings = () => settings().then(module => module.open());
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
  job: inspectJob,
  single: hasSingleKeys,
  menu: (anchor, item) => menu().then(module => module.openItemMenu(anchor, item)),
  filtered: () => toolbar().then(module => module.drawToolbar()),
  item: id => {
    if (innerWidth <= 640) sheet('');
    viewer().then(module => module.openItem(id));
  },
  live: id => {
    if (innerWidth <= 640) sheet('');
    viewer().then(module => module.openLive(id));
  },
};
/** Edit needs all of a prompt, and a list holds only its beginning. */
const edit = async (source, found) => {
  const full = source.jobId && !source.id ? await api.job(source.jobId).catch(() => source) : source;
  (await load()).edit(full, found);
};

const start = async item => (await load()).startFrom(item);
const use = async values => (await load()).use(values);

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
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select, dialog, [popover]')) return;
  const run = (event.shiftKey ? SHIFTED : SINGLE)[letter(event)];
  if (!run || !hasSingleKeys()) return;
  event.preventDefault();
  run();
}

mountAddress();
mountMenu();
mountToasts();
mountFrame();
mountPreviews();
mountJobs({ item: doors.item, live: doors.live, job: showJob });
mountDoings({ item: doors.item, job: showJob, edit });
mountEngine();
grid.mountGrid(doors);
mountEvents();
document.addEventListener('click', event => event.target.closest('[data-action=new]') && openForm());
document.addEventListener('click', event => event.target.closest('[data-action=settings]') && openSettings());
document.addEventListener('keydown', key);
document.addEventListener('submit', event => {
  if (!event.target.closest('.toolbar')) return;
  event.preventDefault();
  toolbar().then(module => module.pressed(event.submitter));
});
document.addEventListener('tiles', grid.resize);
const ahead = async () => (await load()).drawAhead((await api.queue().catch(() => ({}))).waiting);
for (const name of ['job', 'resync']) on(name, () => formIsOpen() && ahead());
document.getElementById('form').addEventListener('toggle', ahead);
if (said().item || said().job) viewer();
document.documentElement.dataset.boot = 'done';
if (!document.querySelector('[data-part=connect]').hidden) connect();
const LATER = [banner, toolbar, viewer, inspector, menu, back, load, details, connect, alerts];
const rest = () => setTimeout(() => LATER.forEach(bring => bring()), 500);
if (document.readyState === 'complete') rest();
else addEventListener('load', rest);
