// One picture or video, large, in the place of the grid; or a running job, until its picture is there.

import * as address from './address.js';
import * as api from './api.js';
import { stageWords, timeLeft, titleOf } from './card.js';
import { clearClip, keyOfClip, mountClip, showClip } from './clip.js';
import { count, indexOf, itemAt, itemFor, placeOf } from './gallery.js';
import { focusItem } from './grid.js';
import { find, onJobs, running } from './jobs.js';
import { hasLetterKeys } from './keyboard.js';
import { nameOf } from './logic/shortcuts.js';
import { onActions, part, setText } from './parts.js';
import { paint } from './preview.js';
import { clearStill, keyOfStill, mountStill, showStill } from './still.js';
import { t } from './texts.js';

const IDLE = 3000;

let shown = null;
let place = -1;
let live = null;
let following = false;
let idle = 0;
let doors = {};

const box = () => document.getElementById('viewer');
const action = name => box().querySelector(`[data-action=${name}]`);
export const isOpen = () => !box().hidden;

// ---- opening and closing

function uncover(values) {
  address.enter('viewer', close, { item: '', job: '', ...values });
  if (isOpen()) return;
  box().hidden = false;
  for (const inner of ['toolbar', 'scroller']) part(document.getElementById('canvas'), inner).inert = true;
  box().focus({ preventScroll: true });
}

function clear() {
  delete box().dataset.job;
  clearStill();
  clearClip();
  for (const name of ['live', 'progress', 'error']) part(box(), name).hidden = true;
  part(box(), 'zoom').hidden = true;
  action('follow').hidden = true;
}

/** Shows an item by its id. */
export async function openItem(id) {
  uncover({ item: id });
  live = null;
  const item = itemAt(indexOf(id)) ?? await api.item(id).catch(() => null);
  if (address.said().item !== id) return;
  if (!item) {
    shown = null;
    clear();
    steps(false);
    setText(part(box(), 'name'), '');
    setText(part(box(), 'position'), '');
    return failed();
  }
  show(item, 1);
}

/** Shows a running job, then its result. */
export function openLive(jobId) {
  if (!find(jobId)) return;
  uncover({ job: jobId });
  shown = null;
  live = jobId;
  clear();
  box().dataset.job = jobId;
  drawLive();
  doors.job(jobId);
}

export function close() {
  if (!isOpen()) return;
  const last = shown?.id;
  if (document.fullscreenElement) document.exitFullscreen();
  box().hidden = true;
  clear();
  for (const inner of ['toolbar', 'scroller']) part(document.getElementById('canvas'), inner).inert = false;
  shown = null;
  live = null;
  setFollowing(false);
  address.leave('viewer', { item: '', job: '' });
  focusItem(last);
}

/** Opens what the address names, or closes. */
export function follow() {
  const { item, job } = address.said();
  if (item) {
    if (item !== shown?.id) openItem(item);
  } else if (job && find(job)?.status === 'running') {
    if (job !== live) openLive(job);
  } else if (isOpen()) close();
}

/** At the start: what the address names lies over an entry without it, so that Back closes it. */
export function restore() {
  const { item, job } = address.said();
  if (!item && !job) return;
  address.note({ item: '', job: '' });
  if (item) openItem(item);
  else if (find(job)?.output?.length) openItem(find(job).output[0].id);
  else openLive(job);
}

// ---- a running job

function drawLive() {
  if (!isOpen()) return;
  if (following && !live) return next(running()[0]);
  const job = live && find(live);
  if (!job) return;
  if (job.status === 'complete' && job.output?.length) return openItem(job.output[0].id);
  setText(part(box(), 'name'), titleOf(job));
  setText(part(box(), 'position'), '');
  part(box(), 'download').setAttribute('aria-disabled', 'true');
  steps(false);
  drawFollowing();
  const canvas = part(box(), 'live');
  canvas.hidden = !paint(canvas, live);
  part(box(), 'progress').hidden = job.status !== 'running';
  setText(part(box(), 'words'), [stageWords(job), timeLeft(job)].filter(Boolean).join(' · '));
  part(box(), 'progress').querySelector('progress').value = job.progress ?? 0;
}

const next = job => job && openLive(job.jobId);

function setFollowing(on) {
  following = on;
  action('follow').setAttribute('aria-pressed', String(on));
}

function drawFollowing() {
  action('follow').hidden = !live && !following;
}

// ---- an item

const steps = seen => box().querySelectorAll('.viewer-step').forEach(button => { button.hidden = !seen; });

async function show(item, by) {
  shown = item;
  live = null;
  clear();
  drawFollowing();
  setText(part(box(), 'name'), item.name);
  const download = part(box(), 'download');
  download.href = item.url;
  download.download = item.name;
  download.removeAttribute('aria-disabled');
  doors.select(item);
  drawPlace(indexOf(item.id));
  const drawn = item.type === 'video' ? showClip(item) : showStill(item, place, by);
  if (place < 0) drawPlace(await placeOf(item.id), item);
  return drawn;
}

function drawPlace(index, item = shown) {
  if (!item || item !== shown) return;
  place = index;
  setText(part(box(), 'position'), index < 0 ? '' : t('viewer.position', { a: index + 1, b: count() }));
  steps(index >= 0 && count() > 1);
}

/** The list is another one: where it stands now counts. */
async function replace() {
  const item = shown;
  if (item) drawPlace(await placeOf(item.id), item);
}

function failed() {
  const link = part(box(), 'error').querySelector('a');
  link.hidden = !shown;
  if (shown) {
    link.href = shown.url;
    link.download = shown.name;
  }
  setText(part(box(), 'error').querySelector('h2'), t(shown?.type === 'video' ? 'viewer.codec' : 'viewer.error'));
  part(box(), 'error').querySelector('[data-action=next]').hidden = !shown;
  part(box(), 'error').hidden = false;
}

let walking = Promise.resolve();
/** Goes on by one; of steps asked for in quick succession none is lost. */
export function step(by) {
  walking = walking.then(() => walk(by)).catch(() => {});
}

async function walk(by) {
  if (!shown) return;
  // The list may have grown since; where the picture stands now counts.
  const here = await placeOf(shown.id);
  const index = here + by;
  if (here < 0 || index < 0 || index >= count()) return;
  const item = await itemFor(index);
  if (!item || !isOpen()) return;
  setFollowing(false);
  address.note({ item: item.id });
  show(item, by);
}

// ---- full screen

function toggleFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else box().requestFullscreen?.().catch(() => {});
}

/** In full screen the bar goes after a while without a hand, unless the keyboard is in it. */
function stir() {
  clearTimeout(idle);
  delete box().dataset.idle;
  if (!document.fullscreenElement) return;
  idle = setTimeout(() => {
    if (document.fullscreenElement && !box().querySelector('.viewer-bar :focus-visible, .viewer-step:focus-visible')) box().dataset.idle = '';
  }, IDLE);
}

// ---- keys

const KEYS = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), Escape: () => close(), F: toggleFull };
const ELSEWHERE = '.jobs, .inspector, .header, .splitter, .form, input, textarea, select, dialog, [popover]';

function key(event) {
  if (!isOpen() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(event.key === 'Escape' ? 'dialog, [popover], .splitter' : ELSEWHERE)) return;
  if (event.key === 'Escape' && document.documentElement.dataset.sheet) return;
  if (event.key === ' ' && event.target.closest('button, a')) return;
  const name = nameOf(event);
  if (/^[A-Z]$/.test(name) && !hasLetterKeys()) return;
  const inVideo = event.target.closest('video') && ['ArrowLeft', 'ArrowRight', ' '].includes(event.key) && !event.shiftKey;
  if (inVideo) return;
  if (!keyOfClip(name, event.shiftKey) && !keyOfStill(name, event.shiftKey)) {
    if (event.shiftKey || !(name in KEYS)) return;
    KEYS[name]();
  }
  event.preventDefault();
  event.stopPropagation();
}

/** `{select(item), job(jobId)}` */
export function mountViewer(given) {
  doors = given;
  mountStill({ failed, step, zoomed: text => {
    part(box(), 'zoom').hidden = false;
    setText(part(box(), 'zoom'), text);
  } });
  mountClip({ failed });
  action('full').hidden = !document.fullscreenEnabled;
  onActions(box(), {
    'close-viewer': () => close(),
    previous: () => step(-1),
    next: () => step(1),
    full: toggleFull,
    follow: () => setFollowing(!following),
  });
  // Before those who would take the key for the page behind.
  document.addEventListener('keydown', key, true);
  for (const name of ['pointermove', 'pointerdown', 'keydown', 'focusin']) box().addEventListener(name, stir);
  document.addEventListener('fullscreenchange', () => {
    action('full').setAttribute('aria-pressed', String(Boolean(document.fullscreenElement)));
    stir();
  });
  onJobs(drawLive);
  document.addEventListener('listed', replace);
  address.onMove(follow);
  restore();
}
