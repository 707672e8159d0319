// The rows of the gallery: only those near what is seen are in the document, each at its place.

import { follow, geometry, reveal, scrollFor, visibleRows } from './logic/layout.js';
import { part } from './parts.js';

let rows = new Map();
let g = geometry(0, 1, 1, 0);
let at = { scrollTop: 0, layoutTop: 0 };
let byHandUntil = 0;
let doors = {};

export const pad = () => document.getElementById('grid');
const scroller = () => part(document.getElementById('canvas'), 'scroller');
const view = () => scroller().clientHeight;

export const columns = () => g.columns;
export const rowsInView = () => Math.max(1, Math.floor(view() / g.step));
export const atTop = () => at.layoutTop < g.step / 2;
/** The first square in view, and how far its row is scrolled out. */
export const firstInView = () => {
  const row = Math.floor(at.layoutTop / g.step);
  return { index: row * g.columns, dy: Math.round(at.layoutTop - row * g.step) };
};
export const cellAt = index => pad().querySelector(`[data-index="${index}"]`);

/** Whether a square lies under the pointer. */
export const pointed = () => matchMedia('(hover: hover)').matches && Boolean(pad().querySelector('.tile:hover'));

/** Calls for the square that an event falls on: `{name: (cell, event) => …}`. */
export function onSquares(listeners) {
  for (const [name, run] of Object.entries(listeners)) {
    pad().addEventListener(name, event => event.target.closest('.tile') && run(event.target.closest('.tile'), event));
  }
}

function measure() {
  const gap = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--gap'));
  const probe = document.createElement('div');
  probe.className = 'row';
  pad().append(probe);
  const tracks = getComputedStyle(probe).gridTemplateColumns.split(' ');
  probe.remove();
  return { tracks: tracks.length, side: parseFloat(tracks[0]), gap };
}

/** Lays out anew: another number of squares, or another width. */
export function layout() {
  const { tracks, side, gap } = measure();
  g = geometry(doors.count(), tracks, side, gap);
  pad().style.height = `${g.height}px`;
  pad().setAttribute('aria-rowcount', String(g.rows));
  pad().setAttribute('aria-colcount', String(tracks));
  at = { scrollTop: scroller().scrollTop, layoutTop: g.full <= g.height ? scroller().scrollTop : at.layoutTop };
}

function scrollTo(top) {
  at.layoutTop = Math.max(0, Math.min(top, Math.max(0, g.full - view())));
  scroller().scrollTop = scrollFor(g, view(), at.layoutTop);
  at.scrollTop = scroller().scrollTop;
}

/** Puts the row of a square at the top. */
export const showFirst = (index, dy = 0) => scrollTo(Math.floor(index / g.columns) * g.step + dy);

/** Scrolls no further than it takes to see a square. */
export function showSquare(index) {
  const top = reveal(g, at.layoutTop, view() - 24, index);
  if (top !== at.layoutTop) scrollTo(top);
}

/** The squares that are seen or about to be, from one to another. */
export function nearby() {
  const { first, last } = visibleRows(g, at.layoutTop, view());
  return { from: first * g.columns, to: (last + 1) * g.columns - 1 };
}

export function draw() {
  const { first, last } = visibleRows(g, at.layoutTop, view());
  const held = document.activeElement?.closest?.('.row');
  for (const [index, row] of rows) {
    if ((index >= first && index <= last) || row === held) continue;
    row.querySelectorAll('img').forEach(img => img.removeAttribute('src'));
    row.remove();
    rows.delete(index);
  }
  for (let index = first; index <= last; index++) rowAt(index);
  for (const [index, row] of rows) fillRow(row, index, index < first + 2 || index > last - 2);
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
  const need = Math.max(0, Math.min(g.columns, doors.count() - from));
  while (row.children.length > need) row.lastElementChild.remove();
  while (row.children.length < need) row.append(doors.cell());
  [...row.children].forEach((cell, i) => {
    cell.dataset.index = String(from + i);
    part(cell, 'thumb').fetchPriority = beyond ? 'low' : 'auto';
    doors.fill(cell, from + i);
  });
}

function scrolled() {
  at = { layoutTop: follow(g, view(), at, scroller().scrollTop, performance.now() < byHandUntil),
    scrollTop: scroller().scrollTop };
  doors.scrolled();
}

/** Lays out anew for another width or tile size; the first row in view stays. */
export function resize() {
  const { index } = firstInView();
  layout();
  if (index > 0) showFirst(index);
  doors.scrolled();
}

/** `{count(), cell(), fill(cell, index), scrolled(), rested()}` */
export function mountRows(given) {
  doors = given;
  pad().replaceChildren();
  pad().setAttribute('role', 'grid');
  let frame = 0;
  scroller().addEventListener('scroll', () => {
    frame ||= requestAnimationFrame(() => { frame = 0; scrolled(); });
  }, { passive: true });
  scroller().addEventListener('scrollend', () => {
    if (g.full > g.height) scrollTo(at.layoutTop);
    doors.rested();
  });
  for (const name of ['wheel', 'touchmove', 'keydown']) {
    scroller().addEventListener(name, () => { byHandUntil = performance.now() + 200; }, { passive: true });
  }
  let width = pad().clientWidth;
  new ResizeObserver(() => {
    if (pad().clientWidth === width) return doors.scrolled();
    width = pad().clientWidth;
    resize();
  }).observe(scroller());
}
