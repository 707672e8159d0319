// The start: mounts the parts and joins them by what they may ask of each other.

import { mountAddress, said } from './address.js';
import { mountEvents, on } from './events.js';
import { mountFrame, sheet, showInspector, tileSize, toggleInspector, toggleJobs } from './frame.js';
import * as api from './api.js';
import * as grid from './grid.js';
import { find, mountJobs } from './jobs.js';
import { mountMenu, onActions } from './parts.js';
import { mountPreviews } from './preview.js';

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
const keyboard = later(() => import('./keyboard.js'), module => module.mountKeyboard(acts));
// Nothing is missed meanwhile: the stream tells what has happened since the page was made.
const news = later(() => import('./news.js'), module => {
  module.mountNews();
  mountEvents();
});
const load = later(() => import('./form.js'), form => form.mountForm());
const inspector = later(() => import('./inspector.js'), module => module.mountInspector({ item: doors.item, edit, start, use }));
const viewer = later(() => import('./viewer.js'), module => module.mountViewer(doors));
const toolbar = later(() => import('./toolbar.js'), module => module.mountToolbar({ filter: grid.setFilter, size: tileSize }));
const menu = later(() => import('./itemmenu.js'), module => module.mountItemMenu({ item: doors.item, edit, start }));
const back = later(() => import('./back.js'), module => module.mountBack());
const details = later(() => import('./details.js'), module => module.mountDetails({ edit, settings: () => openSettings() }));
const settings = later(() => import('./settings.js'), module => module.mountSettings());
const connect = later(() => import('./connect.js'), module => module.mountConnect());
const alerts = later(() => import('./alerts.js'), module => module.mountAlerts());
const openSettings = () => settings().then(module => module.open());
const engine = later(() => import('./engine.js'), module => module.mountEngine());
const tips = later(() => import('./tips.js'), module => module.mountTips());
const focus = later(() => import('./focus.js'), module => module.mountFocus());
const keys = later(() => import('./keys.js'), module => module.mountKeys());
const palette = later(() => import('./palette.js'), module => module.mountPalette({ load }));
const doings = later(() => Promise.all([import('./doings.js'), import('./menus.js')]), ([module, menus]) => {
  module.mountDoings({ edit });
  menus.mountMenus({ item: doors.item, job: showJob, edit });
});
const pausing = later(() => import('./pausing.js'), module => module.mountPausing());
const moving = later(() => import('./moving.js'), () => {});
const dragging = later(() => import('./dragging.js'), () => {});
const toasts = later(() => import('./toasts.js'), module => module.mountToasts());
const rest = [
  toasts,
  later(() => import('./watching.js'), module => module.mountWatching({ item: doors.item, isSeen: grid.isFollowing })),
  later(() => import('./banner.js'), module => module.mountBanner()),
  later(() => import('./away.js'), module => module.mountAway()),
  engine, toolbar, viewer, inspector, menu, back, load, details, tips, focus, palette, keys, doings, pausing, moving,
  dragging, connect, alerts,
];

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

const acts = {
  new: () => load().then(form => form.open()),
  palette: () => palette().then(module => module.toggle()),
  shortcuts: () => keys().then(module => module.open()),
  jobs: toggleJobs,
  inspector: toggleInspector,
  undo: () => toasts().then(module => module.undo()),
  region: event => focus().then(module => module.nextRegion(event.shiftKey)),
  generate: () => load().then(form => form.submit()),
};
for (const name of ['regenerate', 'variation', 'edit', 'download', 'copy-prompt', 'copy-seed']) {
  acts[name] = () => inspector().then(module => module.act(name));
}

mountAddress();
mountMenu();
mountFrame();
mountPreviews();
mountJobs({ item: doors.item, live: doors.live, job: showJob });
grid.mountGrid(doors);
onActions(document, {
  new: acts.new,
  settings: openSettings,
  palette: acts.palette,
  'pause-queue': () => pausing().then(module => module.toggle()),
});
const jobs = document.getElementById('jobs');
jobs.addEventListener('click', event => {
  const button = event.target.closest('[data-action]');
  if (button && button.getAttribute('aria-disabled') !== 'true') doings().then(([, menus]) => menus.act(button));
});
jobs.addEventListener('keydown', event => event.altKey && moving().then(module => module.key(event)));
jobs.addEventListener('pointerdown', event => event.target.closest('[data-part=grip]') && dragging().then(module => module.press(event)));
document.addEventListener('submit', event => {
  if (!event.target.closest('.toolbar')) return;
  event.preventDefault();
  toolbar().then(module => module.pressed(event.submitter));
});
document.addEventListener('tiles', grid.resize);
const form = document.getElementById('form');
const ahead = async () => (await load()).drawAhead((await api.queue().catch(() => ({}))).waiting);
for (const name of ['job', 'resync']) on(name, () => form.open && ahead());
form.addEventListener('toggle', ahead);
const asked = said().job;
if (said().item || asked && find(asked)?.status === 'running') viewer();
else if (asked) showJob(asked);
Promise.all([keyboard(), news()]).then(() => { document.documentElement.dataset.boot = 'done'; });
if (!document.querySelector('[data-part=connect]').hidden) [connect, engine].forEach(bring => bring());
const bringRest = () => setTimeout(() => rest.forEach(bring => bring()), 500);
if (document.readyState === 'complete') bringRest();
else addEventListener('load', bringRest);
