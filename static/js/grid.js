// The gallery: squares of pictures and of running jobs. What is seen stays where it is; the new comes in at the top.

import * as address from './address.js';
import { on } from './events.js';
import * as gallery from './gallery.js';
import { count, filtered, indexOf, itemAt } from './gallery.js';
import { find, onJobs, running } from './jobs.js';
import { moved } from './logic/layout.js';
import { onActions, part, setText, throttled } from './parts.js';
import * as rows from './rows.js';
import { data, t } from './texts.js';
import { fillEmpty, fillItem, fillLead, newCell } from './tile.js';

const OWN = 12;

let lead = [];
let current = 0;
let chosen = null;
let fresh = 0;
/** Something came while the pointer lay on a square, which must not move away from under it. */
let late = false;
let turn = 0;
/** What is first in view was not known yet when the scrolling ended. */
let unnoted = false;
let doors = {};

const main = () => document.getElementById('canvas');
const cellCount = () => lead.length + count();
const placeOf = id => {
  const at = indexOf(id);
  return at < 0 ? lead.findIndex(job => job.jobId === id) : at + lead.length;
};

// ---- the list

/** A new list, read in place: what is seen stays where it is. */
export async function refresh() {
  const wasTop = rows.atTop();
  const first = rows.firstInView();
  const seen = wasTop ? null : itemAt(Math.max(0, first.index - lead.length));
  const offset = seen ? gallery.sliceStart(indexOf(seen.id)) : 0;
  const known = new Set(gallery.firstItems().map(item => item.id));
  const mine = ++turn;
  try {
    const answer = await gallery.ask(offset);
    if (mine !== turn) return;
    gallery.adopt(answer, offset);
    const place = seen ? await gallery.placeOf(seen.id) : -1;
    // Own results stand out for two seconds.
    const own = wasTop && known.size ? answer.items.filter(item => !known.has(item.id) && find(item.jobId)) : [];
    for (const item of own.slice(0, OWN)) item.fresh = performance.now();
    fresh = 0;
    late = false;
    part(main(), 'error').hidden = true;
    keepFocus(() => {
      if (wasTop || lead.length === 0) lead = leads() ? [...running()] : [];
      rows.layout();
      if (place >= 0) rows.showFirst(place + lead.length, first.dy);
      if (chosen && placeOf(chosen) >= 0) current = placeOf(chosen);
    });
    document.dispatchEvent(new CustomEvent('listed'));
  } catch (failure) {
    if (!failure.offline && count() === 0) part(main(), 'error').hidden = false;
  }
}

/** Changes what stands where; the focus goes with its square. */
function keepFocus(change) {
  const cell = document.activeElement?.closest?.('#grid .tile');
  const held = cell && (cell.dataset.item || cell.dataset.job);
  change();
  const to = held ? placeOf(held) : -1;
  if (to >= 0) current = to;
  draw();
  if (to >= 0) rows.cellAt(to)?.focus({ preventScroll: true });
}

function draw() {
  rows.draw();
  const { from, to } = rows.nearby();
  const last = Math.min(count() - 1, to - lead.length);
  if (last >= 0) gallery.want(Math.max(0, from - lead.length), last);
  rows.pad().setAttribute('aria-busy', String(gallery.isLoading()));
  drawAround();
}

function fill(cell, index) {
  cell.tabIndex = index === current ? 0 : -1;
  if (index < lead.length) return fillLead(cell, lead[index]);
  const item = itemAt(index - lead.length);
  if (item) fillItem(cell, item, item.id === chosen);
  else fillEmpty(cell, gallery.isBroken(index - lead.length));
}

/** Whether items from one to another are in view, or within a slice of it. */
function isNear(from, to) {
  const seen = rows.nearby();
  const beyond = to - from + 1;
  return to >= seen.from - lead.length - beyond && from <= seen.to + beyond;
}

function drawAround() {
  const nothing = cellCount() === 0;
  const { type } = filtered();
  part(main(), 'empty').hidden = !(nothing && type === 'all');
  part(main(), 'none').hidden = !(nothing && ['image', 'video'].includes(type));
  part(main(), 'sites').hidden = !(nothing && type === 'site');
  part(main(), 'toolbar').hidden = nothing && type === 'all' && gallery.countEver() === 0;
  setText(part(main(), 'count'), count() ? t('grid.count', { n: count() }) : '');
  const pill = main().querySelector('[data-action=show-new]');
  // What a running job became stands in its own square already.
  const n = fresh - (rows.atTop() ? lead.filter(job => job.status === 'complete').length : 0);
  pill.hidden = n <= 0;
  setText(pill.querySelector('span'), n > 0 ? t('grid.new', { n }) : '');
}

// ---- running jobs stand first; they come and go only while the top is seen, so that nothing moves under the pointer

const leads = () => filtered().sort === 'date' && filtered().order === 'desc' && ['all', 'image'].includes(filtered().type);
const holds = job => gallery.firstItems().some(item => item.jobId === job.jobId);

/** Whether a new picture comes into view by itself. */
export const isFollowing = () => rows.atTop() && leads() && rows.pad().checkVisibility() && !rows.pad().closest('[inert]');

function jobsChanged() {
  lead = lead.map(job => find(job.jobId) ?? job);
  if (!rows.atTop() || !leads()) return draw();
  // A finished job keeps its place until the new list holds its picture.
  const kept = lead.filter(job => job.status === 'complete' && job.output?.length && !holds(job));
  const next = [...running(), ...kept];
  if (next.length === lead.length && next.every((job, i) => job.jobId === lead[i].jobId)) return draw();
  if (rows.pointed()) {
    late = true;
    return draw();
  }
  keepFocus(() => {
    const grew = next.length - lead.length;
    lead = next;
    if (chosen) current = Math.max(0, current + grew);
    rows.layout();
  });
}

function changed({ added = [], removed = [], changed: other = [] }) {
  const still = rows.atTop() && !rows.pointed();
  if (still || removed.length || other.length) return look();
  fresh += added.length;
  late = true;
  draw();
}

const look = throttled(300, () => {
  if (rows.pointed() && rows.atTop()) late = true;
  else refresh();
});

// ---- what the user does

function focusCell(index) {
  current = Math.max(0, Math.min(cellCount() - 1, index));
  rows.showSquare(current);
  draw();
  rows.cellAt(current)?.focus({ preventScroll: true });
}

/** Shows and focuses an item, as when the viewer closes; the grid itself where it is not in the list. */
export async function focusItem(id) {
  const index = id ? await gallery.placeOf(id) : -1;
  if (index >= 0) focusCell(index + lead.length);
  else (rows.pad().querySelector('[tabindex="0"]') ?? main()).focus({ preventScroll: true });
}

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

function openMenu(cell, anchor) {
  pick(cell);
  if (cell.dataset.item) doors.menu(anchor, itemAt(current - lead.length));
}

function key(cell, event) {
  if (event.target !== cell) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    pick(cell);
    openCell(cell);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const to = moved(event.key, current, rows.columns(), rows.rowsInView(), cellCount());
  if (to === null) return;
  event.preventDefault();
  focusCell(to);
  if (rows.cellAt(current)?.dataset.item) pick(rows.cellAt(current));
}

/** Another filter or order, from the top. */
export async function setFilter(next) {
  address.go({ ...next, at: '' });
  await show(next);
}

async function show(next, at = '') {
  gallery.setFilter(next);
  rows.showFirst(0);
  lead = [];
  await refresh();
  const place = at ? await gallery.placeOf(at) : -1;
  rows.showFirst(Math.max(0, place), 0);
  draw();
}

/** Back or forth: the filter of that entry, and what was in view under it. */
async function follow(now, before) {
  const { type, sort, order, at } = now;
  if (['type', 'sort', 'order'].some(name => now[name] !== before[name])) await show({ type, sort, order }, at);
  doors.filtered();
}

export const resize = rows.resize;

function scrolled() {
  if (fresh && rows.atTop()) look();
  draw();
}

function noteWhere() {
  const { index, dy } = rows.firstInView();
  const item = itemAt(index - lead.length);
  unnoted = !rows.atTop() && !item;
  if (!unnoted) address.note({ at: rows.atTop() ? '' : item.id }, { dy });
}

function arrived() {
  if (unnoted) noteWhere();
  draw();
}

/** `{select(item), item(id), live(jobId), menu(anchor, item), filtered()}` */
export function mountGrid(given) {
  doors = given;
  const { canvas } = data.first;
  gallery.setFilter(canvas.query);
  gallery.mountGallery({ drawn: arrived, gone: refresh, near: isNear });
  rows.mountRows({ count: cellCount, cell: () => newCell(draw), fill, rested: throttled(350, noteWhere),
    scrolled });
  gallery.adopt(canvas, canvas.offset ?? 0);
  lead = leads() && !canvas.offset ? [...running()] : [];
  rows.layout();
  const place = indexOf(address.said().at);
  if (place >= 0) rows.showFirst(place + lead.length, address.offset());
  draw();
  rows.onSquares({
    click: (cell, event) => {
      const more = event.target.closest('[data-action=tile-menu]');
      if (more) return openMenu(cell, more);
      pick(cell);
      if (cell.dataset.job || matchMedia('(pointer: coarse), (width <= 640px)').matches) openCell(cell);
    },
    dblclick: (cell, event) => event.target.closest('[data-action]') || openCell(cell),
    contextmenu: (cell, event) => {
      if (!cell.dataset.item) return;
      event.preventDefault();
      openMenu(cell, cell);
    },
    keydown: key,
  });
  rows.pad().addEventListener('pointerleave', () => late && rows.atTop() && refresh());
  onActions(main(), {
    'clear-filter': () => setFilter({ type: 'all', sort: 'date', order: 'desc' }).then(doors.filtered),
    'reload-grid': refresh,
    'show-new': async () => {
      rows.showFirst(0);
      await refresh();
    },
  });
  address.onMove(follow);
  onJobs(jobsChanged);
  on('canvas', changed);
  on('complete', look);
  on('resync', refresh);
  on('models', draw);
}
