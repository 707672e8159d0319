// The gallery: rows of squares, drawn only where they are seen. Its length needs no data, so the scrollbar never lies.

import { on } from './events.js';
import * as gallery from './gallery.js';
import { count, filtered, indexOf, itemAt } from './gallery.js';
import { find, onJobs, running } from './jobs.js';
import { follow, geometry, moved, reveal, scrollFor, visibleRows } from './logic/layout.js';
import { onActions, openMenu, part, setIcon, setText, throttled } from './parts.js';
import { data, t } from './texts.js';
import { fillEmpty, fillItem, fillLead, newCell } from './tile.js';

const NO_FILTER = { type: 'all', order: 'desc' };

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
const cellCount = () => lead.length + count();

/** A new list, read in place: what is seen stays where it is. */
export async function refresh() {
  const wasTop = atTop();
  const seen = wasTop ? null : itemAt(Math.max(0, firstIndex()));
  const offset = seen ? gallery.sliceStart(firstIndex()) : 0;
  const known = new Set(gallery.firstItems().map(item => item.id));
  try {
    const answer = await gallery.ask(offset);
    gallery.adopt(answer, offset);
    fresh = 0;
    if (wasTop || lead.length === 0) takeLead();
    if (wasTop && known.size) greet(answer.items.filter(item => !known.has(item.id) && find(item.jobId)));
    part(main(), 'error').hidden = true;
    layout();
    const to = seen ? indexOf(seen.id) : -1;
    if (to >= 0) scrollToLayout(Math.floor((to + lead.length) / g.columns) * g.step);
    if (chosen) current = Math.max(0, indexOf(chosen) + lead.length);
    draw();
  } catch (failure) {
    if (!failure.offline && count() === 0) part(main(), 'error').hidden = false;
  }
}

// Own results stand out for two seconds.
function greet(items) {
  for (const item of items.slice(0, 12)) item.fresh = performance.now();
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
  pad().setAttribute('aria-busy', String(gallery.isLoading()));
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
  while (row.children.length < need) row.append(newCell(draw));
  [...row.children].forEach((cell, i) => fillCell(cell, from + i, beyond));
}

function fillCell(cell, index, beyond) {
  cell.dataset.index = String(index);
  cell.tabIndex = index === current ? 0 : -1;
  part(cell, 'thumb').fetchPriority = beyond ? 'low' : 'auto';
  if (index < lead.length) return fillLead(cell, lead[index]);
  const item = itemAt(index - lead.length);
  if (item) fillItem(cell, item, item.id === chosen);
  else fillEmpty(cell, gallery.isBroken(index - lead.length));
}

function askVisible(first, last) {
  if (!count()) return;
  const to = Math.min(count() - 1, (last + 1) * g.columns - 1 - lead.length);
  if (to >= 0) gallery.want(Math.max(0, first * g.columns - lead.length), to);
}

/** Whether items from one to another are in view, or within a slice of it. */
function isNear(from, to) {
  const { first, last } = visibleRows(g, at.layoutTop, scroller().clientHeight);
  const beyond = to - from + 1;
  return to >= first * g.columns - lead.length - beyond && from <= (last + 1) * g.columns + beyond;
}

function drawAround() {
  const nothing = cellCount() === 0;
  const all = filtered().type === 'all';
  part(main(), 'empty').hidden = !(nothing && all);
  part(main(), 'none').hidden = !(nothing && !all);
  part(main(), 'toolbar').hidden = nothing && all && gallery.countEver() === 0;
  setText(part(main(), 'count'), count() ? t('grid.count', { n: count() }) : '');
  const pill = main().querySelector('[data-action=show-new]');
  pill.hidden = fresh === 0;
  setText(pill.querySelector('span'), fresh ? t('grid.new', { n: fresh }) : '');
  main().querySelectorAll('[name=type]').forEach(button =>
    button.setAttribute('aria-pressed', String(button.value === filtered().type)));
  const order = main().querySelector('[data-action=order]');
  order.setAttribute('aria-label', t(`order.${filtered().order}`));
  setIcon(order, filtered().order === 'desc' ? 'arrow-down-wide-narrow' : 'arrow-up-narrow-wide');
}

// ---- running jobs stand first; they come and go only while the top is seen, so that nothing moves under the pointer

const leads = () => filtered().order === 'desc' && filtered().type !== 'video';

/** Whether a new picture comes into view by itself. */
export const isFollowing = () => atTop() && leads() && scroller().checkVisibility() && !scroller().inert;

function takeLead() {
  lead = leads() ? [...running()] : [];
}

function jobsChanged() {
  const now = running();
  if (!atTop() || !leads()) return draw();
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

const holds = job => gallery.firstItems().some(item => item.jobId === job.jobId);

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
    gallery.retryBroken();
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
  gallery.setFilter(next);
  const url = new URL(location.href);
  for (const [name, usual] of Object.entries(NO_FILTER)) {
    if (filtered()[name] === usual) url.searchParams.delete(name);
    else url.searchParams.set(name, filtered()[name]);
  }
  history.pushState(null, '', url);
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
  gallery.setFilter({ type: url.get('type') ?? 'all', order: url.get('order') ?? 'desc' });
  gallery.mountGallery({ drawn: draw, gone: refresh, near: isNear });
  pad().replaceChildren();
  pad().setAttribute('role', 'grid');
  gallery.adopt(data.first.canvas, 0);
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
    order: () => setFilter({ order: filtered().order === 'desc' ? 'asc' : 'desc' }),
    'tile-size': sizeMenu,
    'clear-filter': () => setFilter(NO_FILTER),
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
