// The gallery: rows of squares, drawn only where they are seen. Its length needs no data, so the scrollbar never lies.

import * as api from './api.js';
import { badgeOf, timeShort, titleOf } from './card.js';
import { on } from './events.js';
import { follow, geometry, moved, reveal, scrollFor, visibleRows } from './logic/layout.js';
import { find, onJobs, running } from './jobs.js';
import { copy, onActions, openMenu, part, setIcon, setPicture, setText, throttled } from './parts.js';
import { paint } from './preview.js';
import { data, duration, moment, number, percent, t } from './texts.js';

const SLICE = 120;
const KEPT = 40;
const EMPTY_FILTER = { type: 'all', order: 'desc' };

let filter = { ...EMPTY_FILTER };
let snap;
let total = 0;
let ever = 0;
let slices = new Map();
let loading = new Map();
let broken = new Set();
let lead = [];
let rows = new Map();
let g = geometry(0, 1, 1, 0);
let at = { scrollTop: 0, layoutTop: 0 };
let current = 0;
let chosen = null;
let fresh = 0;
let byHandUntil = 0;
let doors = {};

const main = () => document.getElementById('canvas');
const pad = () => document.getElementById('grid');
const scroller = () => part(main(), 'scroller');
const cellCount = () => lead.length + total;

export const count = () => total;
export const filtered = () => filter;
export const itemAt = index => slices.get(Math.floor(index / SLICE))?.[index % SLICE];
export const indexOf = id => {
  for (const [slice, items] of slices) {
    const found = items.findIndex(item => item?.id === id);
    if (found >= 0) return slice * SLICE + found;
  }
  return -1;
};

// ---- data

const query = more => ({ type: filter.type === 'all' ? undefined : filter.type, sort: 'date', order: filter.order, ...more });

function adopt(answer, from) {
  snap = answer.snap;
  total = answer.total ?? answer.items.length;
  if (filter.type === 'all') ever = total;
  answer.items.forEach((item, i) => put(from + i, item));
}

function put(index, item) {
  const slice = Math.floor(index / SLICE);
  if (!slices.has(slice)) slices.set(slice, []);
  slices.get(slice)[index % SLICE] = item;
}

/** Reads the item at an index, from the server if need be. */
export async function itemFor(index) {
  const known = itemAt(index);
  if (known) return known;
  await loadSlice(Math.floor(index / SLICE));
  return itemAt(index);
}

const whole = slice => {
  const items = slices.get(slice);
  const need = Math.min(SLICE, total - slice * SLICE);
  return items && items.length >= need && !items.includes(undefined);
};

async function loadSlice(slice) {
  if (whole(slice)) return;
  if (loading.has(slice)) return loading.get(slice).done;
  const abort = new AbortController();
  const asked = snap;
  const done = api.canvas(query({ snap, offset: slice * SLICE, limit: SLICE }), abort.signal).then(answer => {
    if (asked !== snap) return;
    broken.delete(slice);
    slices.delete(slice);
    answer.items.forEach((item, i) => put(slice * SLICE + i, item));
    if (slices.size > KEPT) slices.delete([...slices.keys()].find(key => !near(key)));
  }).catch(failure => {
    if (failure.name === 'AbortError') return;
    if (failure.status === 410) return refresh();
    broken.add(slice);
  }).finally(() => {
    loading.delete(slice);
    draw();
  });
  loading.set(slice, { abort, done });
  return done;
}

const near = slice => {
  const { first, last } = visibleRows(g, at.layoutTop, scroller().clientHeight);
  return slice >= Math.floor((first * g.columns - lead.length) / SLICE) - 1
    && slice <= Math.floor((last * g.columns) / SLICE) + 1;
};

/** A new snapshot, read in place: what is seen stays where it is. */
export async function refresh() {
  const seen = atTop() ? null : itemAt(Math.max(0, firstIndex()));
  const offset = seen ? Math.max(0, Math.floor(firstIndex() / SLICE)) * SLICE : 0;
  const wasTop = atTop();
  const own = new Set([...slices.get(0) ?? []].map(item => item?.id));
  try {
    const answer = await api.canvas(query({ offset, limit: SLICE }));
    loading.forEach(({ abort }) => abort.abort());
    loading.clear();
    const first = slices.size === 0;
    slices = new Map();
    broken.clear();
    adopt(answer, offset);
    fresh = 0;
    if (wasTop || lead.length === 0) takeLead();
    if (wasTop && !first) answer.items.slice(0, 12).filter(item => !own.has(item.id) && find(item.jobId)).forEach(item => { item.fresh = performance.now(); });
    part(main(), 'error').hidden = true;
    layout();
    const to = seen ? indexOf(seen.id) : -1;
    if (to >= 0) scrollToLayout(Math.floor((to + lead.length) / g.columns) * g.step);
    if (chosen) current = Math.max(0, indexOf(chosen) + lead.length);
    draw();
  } catch (failure) {
    if (!failure.offline && slices.size === 0) part(main(), 'error').hidden = false;
  }
}

// ---- geometry

const atTop = () => at.layoutTop < g.step / 2;
const firstIndex = () => Math.floor(at.layoutTop / g.step) * g.columns - lead.length;

function measure() {
  const style = getComputedStyle(document.documentElement);
  const gap = parseFloat(style.getPropertyValue('--gap'));
  const probe = document.createElement('div');
  probe.className = 'row';
  pad().append(probe);
  const tracks = getComputedStyle(probe).gridTemplateColumns.split(' ');
  probe.remove();
  return { columns: tracks.length, side: parseFloat(tracks[0]), gap };
}

function layout() {
  const { columns, side, gap } = measure();
  g = geometry(cellCount(), columns, side, gap);
  pad().style.height = `${g.height}px`;
  pad().setAttribute('aria-rowcount', String(g.rows));
  pad().setAttribute('aria-colcount', String(columns));
  at = { scrollTop: scroller().scrollTop, layoutTop: g.full <= g.height ? scroller().scrollTop : at.layoutTop };
}

function scrollToLayout(top) {
  const view = scroller().clientHeight;
  at.layoutTop = Math.max(0, Math.min(top, Math.max(0, g.full - view)));
  scroller().scrollTop = scrollFor(g, view, at.layoutTop);
  at.scrollTop = scroller().scrollTop;
}

// ---- drawing

function draw() {
  const view = scroller().clientHeight;
  const { first, last } = visibleRows(g, at.layoutTop, view);
  const held = document.activeElement?.closest?.('.row');
  for (const [index, row] of rows) {
    if ((index >= first && index <= last) || row === held) continue;
    row.querySelectorAll('img').forEach(img => img.removeAttribute('src'));
    row.remove();
    rows.delete(index);
  }
  for (let index = first; index <= last; index++) rowAt(index);
  for (const [index, row] of rows) fillRow(row, index, index < first + 2 || index > last - 2);
  askVisible(first, last);
  pad().setAttribute('aria-busy', String(loading.size > 0));
  drawAround();
}

function rowAt(index) {
  if (rows.has(index)) return;
  const row = document.createElement('div');
  row.className = 'row';
  row.setAttribute('role', 'row');
  row.dataset.row = String(index);
  const after = [...rows.keys()].filter(other => other > index).sort((a, b) => a - b)[0];
  pad().insertBefore(row, after === undefined ? null : rows.get(after));
  rows.set(index, row);
}

function fillRow(row, index, beyond) {
  row.setAttribute('aria-rowindex', String(index + 1));
  row.style.transform = `translateY(${index * g.step + (at.scrollTop - at.layoutTop)}px)`;
  const from = index * g.columns;
  const need = Math.max(0, Math.min(g.columns, cellCount() - from));
  while (row.children.length > need) row.lastElementChild.remove();
  while (row.children.length < need) row.append(newCell());
  [...row.children].forEach((cell, i) => fillCell(cell, from + i, beyond));
}

function newCell() {
  const cell = copy('tile-template');
  cell.setAttribute('role', 'gridcell');
  part(cell, 'thumb').addEventListener('error', () => {
    cell.dataset.bad = part(cell, 'thumb').getAttribute('src') ?? '';
    draw();
  });
  return cell;
}

/** A part that few tiles have: there only while it is wanted, for thousands of tiles pass through these cells. */
function piece(cell, name, wanted) {
  let element = part(cell, name);
  if (!wanted) {
    element?.remove();
    return null;
  }
  if (!element) {
    element = copy(`tile-${name}`);
    cell.append(element);
  }
  return element;
}

function drawBroken(cell, icon, text) {
  const box = piece(cell, 'broken', Boolean(icon));
  if (!box) return;
  setIcon(box, icon);
  setText(part(box, 'name'), text);
}

function fillCell(cell, index, beyond) {
  cell.dataset.index = String(index);
  cell.tabIndex = index === current ? 0 : -1;
  if (index < lead.length) return fillLead(cell, lead[index]);
  const item = itemAt(index - lead.length);
  delete cell.dataset.job;
  piece(cell, 'progress', false);
  piece(cell, 'live', false);
  const img = part(cell, 'thumb');
  img.fetchPriority = beyond ? 'low' : 'auto';
  if (!item) {
    delete cell.dataset.item;
    const failed = broken.has(Math.floor((index - lead.length) / SLICE));
    cell.setAttribute('aria-label', t(failed ? 'tile.retry' : 'loading'));
    img.removeAttribute('src');
    part(cell, 'badge').hidden = true;
    piece(cell, 'duration', false);
    drawBroken(cell, failed ? 'rotate-ccw' : '', t('tile.retry'));
    cell.style.background = '';
    return;
  }
  cell.dataset.item = item.id;
  cell.setAttribute('aria-label', [item.prompt?.slice(0, 120) || item.name, item.family ?? badgeOf(item.model), moment(item.created)]
    .filter(Boolean).join(', '));
  cell.setAttribute('aria-selected', String(item.id === chosen));
  cell.style.background = item.color ?? '';
  if (item.fresh && performance.now() - item.fresh < 2000) {
    cell.dataset.own = '';
    setTimeout(() => delete cell.dataset.own, 2000);
  }
  if (img.getAttribute('src') !== item.thumbnailUrl) {
    if (item.thumbnailUrl) img.src = item.thumbnailUrl;
    else img.removeAttribute('src');
  }
  drawBroken(cell, item.thumbnailUrl && cell.dataset.bad !== item.thumbnailUrl ? '' : 'image-off', item.name);
  const badge = item.family ?? badgeOf(item.model);
  setText(part(cell, 'badge'), badge);
  part(cell, 'badge').hidden = !badge;
  const length = piece(cell, 'duration', item.type === 'video');
  if (length) setText(length.lastElementChild, item.duration ? duration(item.duration) : '');
}

function fillLead(cell, job) {
  delete cell.dataset.item;
  cell.dataset.job = job.jobId;
  cell.setAttribute('aria-label', t('tile.running', { title: titleOf(job), now: [percent(job.progress ?? 0), timeShort(job)].filter(Boolean).join(' ') }));
  cell.setAttribute('aria-selected', 'false');
  const image = job.output?.[0]?.thumbnailUrl;
  const img = part(cell, 'thumb');
  if (image) setPicture(img, image);
  else img.removeAttribute('src');
  const live = piece(cell, 'live', !image);
  if (live) live.hidden = !paint(live, job.jobId);
  drawBroken(cell, '');
  piece(cell, 'duration', false);
  const box = piece(cell, 'progress', !image);
  if (box) {
    setText(part(box, 'percent'), percent(job.progress ?? 0));
    setText(part(box, 'time'), timeShort(job));
    box.querySelector('progress').value = job.progress ?? 0;
  }
  const badge = part(cell, 'badge');
  setText(badge, badgeOf(job.model));
  badge.hidden = !image;
}

function askVisible(first, last) {
  if (!total) return;
  const from = Math.max(0, first * g.columns - lead.length);
  const to = Math.min(total - 1, (last + 1) * g.columns - 1 - lead.length);
  const wanted = [];
  for (let s = Math.floor(from / SLICE); s <= Math.floor(to / SLICE); s++) wanted.push(s);
  for (const [slice, { abort }] of loading) if (!near(slice)) abort.abort();
  wanted.filter(slice => !whole(slice) && !loading.has(slice) && !broken.has(slice)).slice(0, 3).forEach(loadSlice);
}

function drawAround() {
  const nothing = cellCount() === 0;
  part(main(), 'empty').hidden = !(nothing && filter.type === 'all');
  part(main(), 'none').hidden = !(nothing && filter.type !== 'all');
  part(main(), 'toolbar').hidden = nothing && filter.type === 'all' && ever === 0;
  setText(part(main(), 'count'), total ? t('grid.count', { n: total }) : '');
  const pill = main().querySelector('[data-action=show-new]');
  pill.hidden = fresh === 0;
  setText(pill.querySelector('span'), fresh ? t('grid.new', { n: fresh }) : '');
  main().querySelectorAll('[name=type]').forEach(button =>
    button.setAttribute('aria-pressed', String(button.value === filter.type)));
  const order = main().querySelector('[data-action=order]');
  order.setAttribute('aria-label', t(`order.${filter.order}`));
  setIcon(order, filter.order === 'desc' ? 'arrow-down-wide-narrow' : 'arrow-up-narrow-wide');
}

// ---- running jobs stand first; they come and go only while the top is seen, so that nothing moves under the pointer

function takeLead() {
  lead = filter.order === 'desc' && filter.type !== 'video' ? [...running()] : [];
}

function jobsChanged() {
  const now = running();
  if (!atTop() || filter.order !== 'desc' || filter.type === 'video') return draw();
  // A finished job keeps its place until the new list holds its picture.
  const kept = lead.map(job => find(job.jobId)).filter(job => job?.status === 'complete' && job.output?.length && !holds(job));
  const next = [...now, ...kept];
  const grew = next.length - lead.length;
  const same = grew === 0 && next.every((job, i) => job.jobId === lead[i].jobId);
  lead = next;
  if (!same) {
    if (chosen) current = Math.max(0, current + grew);
    layout();
  }
  draw();
}

const holds = job => (slices.get(0) ?? []).slice(0, 60).some(item => item?.jobId === job.jobId);

// ---- what the user does

function focusCell(index) {
  current = Math.max(0, Math.min(cellCount() - 1, index));
  const view = scroller().clientHeight;
  const top = reveal(g, at.layoutTop, view - 24, current);
  if (top !== at.layoutTop) scrollToLayout(top);
  draw();
  pad().querySelector(`[data-index="${current}"]`)?.focus({ preventScroll: true });
}

/** Shows and focuses an item, as when the viewer closes. */
export function focusItem(id) {
  const index = indexOf(id);
  if (index >= 0) focusCell(index + lead.length);
}

export const focusGrid = () => pad().querySelector('[tabindex="0"]')?.focus({ preventScroll: true });

export function choose(id) {
  chosen = id;
  const index = id === null ? -1 : indexOf(id);
  if (index >= 0) current = index + lead.length;
  draw();
}

function pick(cell) {
  current = Number(cell.dataset.index);
  if (cell.dataset.item) {
    choose(cell.dataset.item);
    doors.select(itemAt(current - lead.length));
  } else if (!cell.dataset.job) {
    broken.clear();
    draw();
  }
}

function openCell(cell) {
  if (cell.dataset.job) doors.live(cell.dataset.job);
  else if (cell.dataset.item) doors.item(cell.dataset.item);
}

function key(event) {
  const cell = event.target.closest('.tile');
  if (!cell) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    pick(cell);
    openCell(cell);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const to = moved(event.key, current, g.columns, Math.max(1, Math.floor(scroller().clientHeight / g.step)), cellCount());
  if (to === null) return;
  event.preventDefault();
  focusCell(to);
  const next = pad().querySelector(`[data-index="${current}"]`);
  clearTimeout(key.timer);
  key.timer = setTimeout(() => next?.dataset.item && pick(next), 120);
}

async function setFilter(next) {
  filter = { ...filter, ...next };
  const url = new URL(location.href);
  for (const name of ['type', 'order']) {
    if (filter[name] === EMPTY_FILTER[name]) url.searchParams.delete(name);
    else url.searchParams.set(name, filter[name]);
  }
  history.pushState(null, '', url);
  slices = new Map();
  snap = undefined;
  scrollToLayout(0);
  takeLead();
  await refresh();
  scrollToLayout(0);
  draw();
}

function sizeMenu(button) {
  const now = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--tile'));
  const size = (name, icon, px) => ({ name, icon, text: t(`tile-size.${name}`), checked: Math.abs(now - px) < 1,
    run: () => doors.tileSize(px) });
  openMenu(button, [size('s', 'grid-3x3', 120), size('m', 'layout-grid', 180), size('l', 'grid-2x2', 260)]);
}

function scrolled() {
  const view = scroller().clientHeight;
  at = { layoutTop: follow(g, view, at, scroller().scrollTop, performance.now() < byHandUntil),
    scrollTop: scroller().scrollTop };
  if (fresh && atTop()) refresh();
  draw();
}

/** Lays out anew for another width or tile size; the first row in view stays. */
export function resize() {
  const first = Math.floor(at.layoutTop / g.step) * g.columns;
  layout();
  if (first > 0) scrollToLayout(Math.floor(first / g.columns) * g.step);
  draw();
}

export function mountGrid(given) {
  doors = given;
  const url = new URL(location.href).searchParams;
  filter = { type: url.get('type') ?? 'all', order: url.get('order') ?? 'desc' };
  pad().replaceChildren();
  pad().setAttribute('role', 'grid');
  adopt(data.first.canvas, 0);
  takeLead();
  layout();
  draw();
  let frame = 0;
  scroller().addEventListener('scroll', () => {
    frame ||= requestAnimationFrame(() => { frame = 0; scrolled(); });
  }, { passive: true });
  scroller().addEventListener('scrollend', () => {
    if (g.full > g.height) scrollToLayout(at.layoutTop);
    draw();
  });
  for (const name of ['wheel', 'touchmove', 'keydown']) {
    scroller().addEventListener(name, () => { byHandUntil = performance.now() + 200; }, { passive: true });
  }
  let width = pad().clientWidth;
  new ResizeObserver(() => {
    if (pad().clientWidth === width) return draw();
    width = pad().clientWidth;
    resize();
  }).observe(scroller());
  pad().addEventListener('click', event => {
    const cell = event.target.closest('.tile');
    if (!cell) return;
    pick(cell);
    if (cell.dataset.job || matchMedia('(pointer: coarse), (width <= 640px)').matches) openCell(cell);
  });
  pad().addEventListener('dblclick', event => {
    const cell = event.target.closest('.tile');
    if (cell) openCell(cell);
  });
  pad().addEventListener('keydown', key);
  main().querySelectorAll('[name=type]').forEach(button => button.addEventListener('click', () => setFilter({ type: button.value })));
  onActions(main(), {
    order: () => setFilter({ order: filter.order === 'desc' ? 'asc' : 'desc' }),
    'tile-size': sizeMenu,
    'clear-filter': () => setFilter(EMPTY_FILTER),
    'reload-grid': refresh,
    'show-new': async () => {
      scrollToLayout(0);
      await refresh();
    },
  });
  onJobs(jobsChanged);
  const look = throttled(300, refresh);
  on('canvas', ({ added = [], removed = [], changed = [] }) => {
    if (atTop() || removed.length || changed.length) return look();
    fresh += added.length;
    draw();
  });
  on('complete', look);
  on('resync', look);
  on('models', draw);
}
