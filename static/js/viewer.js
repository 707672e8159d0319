// One picture, large, in the place of the grid; or a running job, until its picture is there.

import { stageWords, timeLeft, titleOf } from './card.js';
import * as api from './api.js';
import { count, indexOf, itemAt, itemFor } from './gallery.js';
import { focusGrid, focusItem } from './grid.js';
import { find, onJobs } from './jobs.js';
import { onActions, part, setText } from './parts.js';
import { paint } from './preview.js';
import { t } from './texts.js';

let shown = null;
let live = null;
let doors = {};

const box = () => document.getElementById('viewer');
export const isOpen = () => !box().hidden;

function address(name, value) {
  const url = new URL(location.href);
  for (const other of ['item', 'job']) url.searchParams.delete(other);
  if (value) url.searchParams.set(name, value);
  return url;
}

function reveal(name, id, push) {
  const url = address(name, id);
  if (push && url.href !== location.href) history[isOpen() ? 'replaceState' : 'pushState']({ viewer: true }, '', url);
  const was = isOpen();
  box().hidden = false;
  for (const inner of ['toolbar', 'scroller']) part(document.getElementById('canvas'), inner).inert = true;
  if (!was) box().focus({ preventScroll: true });
}

function clear() {
  delete box().dataset.job;
  for (const name of ['thumb', 'image', 'video']) {
    const element = part(box(), name);
    element.hidden = true;
    element.removeAttribute('src');
  }
  for (const name of ['live', 'progress', 'error']) part(box(), name).hidden = true;
}

/** Shows an item by its id. */
export async function openItem(id, push = true) {
  let item = itemAt(indexOf(id));
  reveal('item', id, push);
  if (!item) item = await api.item(id).catch(() => null);
  if (!item) {
    clear();
    part(box(), 'error').hidden = false;
    return;
  }
  show(item);
  doors.select(item);
}

/** Shows a running job, then its result. */
export function openLive(jobId, push = true) {
  const job = find(jobId);
  if (!job) return;
  reveal('job', jobId, push);
  shown = null;
  live = jobId;
  clear();
  box().dataset.job = jobId;
  drawLive();
  doors.job(jobId);
}

function drawLive() {
  const job = live && find(live);
  if (!job || !isOpen()) return;
  if (job.status === 'complete' && job.output?.length) return openItem(job.output[0].id);
  setText(part(box(), 'name'), titleOf(job));
  setText(part(box(), 'position'), '');
  part(box(), 'download').setAttribute('aria-disabled', 'true');
  steps(false);
  const canvas = part(box(), 'live');
  canvas.hidden = !paint(canvas, live);
  part(box(), 'progress').hidden = job.status !== 'running';
  setText(part(box(), 'words'), [stageWords(job), timeLeft(job)].filter(Boolean).join(' · '));
  box().querySelector('progress').value = job.progress ?? 0;
}

const steps = seen => box().querySelectorAll('.viewer-step').forEach(button => { button.hidden = !seen; });

async function show(item) {
  shown = item;
  live = null;
  clear();
  const index = indexOf(item.id);
  setText(part(box(), 'name'), item.name);
  setText(part(box(), 'position'), index < 0 ? '' : t('viewer.position', { a: index + 1, b: count() }));
  steps(index >= 0 && count() > 1);
  const download = part(box(), 'download');
  download.href = item.url;
  download.download = item.name;
  download.removeAttribute('aria-disabled');
  if (item.type === 'video') {
    const video = part(box(), 'video');
    video.poster = item.thumbnailUrl ?? '';
    video.src = item.url;
    video.hidden = false;
    return;
  }
  const thumb = part(box(), 'thumb');
  if (item.thumbnailUrl) thumb.src = item.thumbnailUrl;
  thumb.hidden = !item.thumbnailUrl;
  const image = part(box(), 'image');
  image.src = item.url;
  image.alt = item.prompt?.slice(0, 200) || item.name;
  try {
    await image.decode();
    if (shown !== item) return;
    image.hidden = false;
    thumb.hidden = true;
    for (const near of [index + 1, index - 1]) if (itemAt(near)?.type === 'image') new Image().src = itemAt(near).url;
  } catch {
    if (shown !== item) return;
    part(box(), 'error').hidden = !thumb.hidden;
  }
}

export async function step(by) {
  if (!shown) return;
  const index = indexOf(shown.id) + by;
  if (index < 0 || index >= count()) return;
  const item = await itemFor(index);
  if (!item) return;
  history.replaceState({ viewer: true }, '', address('item', item.id));
  show(item);
  doors.select(item);
}

export function close(push = true) {
  if (!isOpen()) return;
  const last = shown?.id;
  box().hidden = true;
  clear();
  for (const inner of ['toolbar', 'scroller']) part(document.getElementById('canvas'), inner).inert = false;
  shown = null;
  live = null;
  if (push) {
    if (history.state?.viewer && history.length > 1) history.back();
    else history.replaceState(null, '', address());
  }
  if (last && indexOf(last) >= 0) focusItem(last);
  else focusGrid();
}

/** Opens what the address names. */
export function follow() {
  const url = new URL(location.href).searchParams;
  if (url.get('item')) openItem(url.get('item'), false);
  else if (url.get('job') && find(url.get('job'))?.status === 'running') openLive(url.get('job'), false);
  else close(false);
}

export function mountViewer(given) {
  doors = given;
  onActions(box(), { 'close-viewer': () => close(), previous: () => step(-1), next: () => step(1) });
  box().addEventListener('keydown', event => {
    if (event.target.closest('video') && event.key !== 'Escape') return;
    const to = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (to) step(to);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  onJobs(drawLive);
  addEventListener('popstate', follow);
}
