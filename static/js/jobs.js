// The job list of the sidebar: its sections, and in a long one only the cards that are seen.

import { fillCard } from './card.js';
import * as lists from './lists.js';
import { find, running } from './lists.js';
import { plan } from './logic/rows.js';
import { copy, part, setText, throttled } from './parts.js';
import { dropDays, fold, isFolded, names, sectionOf } from './sections.js';
import { number } from './texts.js';

export { arrange, find, jobsOf, learn, reload, running, totalOf } from './lists.js';

// From this many on, only those near the view are drawn.
const MANY = 100;
const BEYOND = 600;
// A card that was never drawn, with the space below it. Pixels.
const USUAL = 78;

// Cards that left are used again, for filling one is quicker than making one.
const SPARES = 40;
const spares = [];
const cards = new Map();
const heights = new Map();
const gone = new Set();
const listeners = [];
const views = new Map();
let held = null;
let today = '';
let open = {};

/** Shows that jobs are about to leave the list, or are not. */
export function fade(ids, on) {
  for (const id of ids) {
    if (on) gone.add(id);
    else gone.delete(id);
    cards.get(id)?.toggleAttribute('data-gone', on);
  }
}

/** What can be done to the looks of a card: `{draw(), show()}`. */
export function cardOf(id) {
  const card = cards.get(id);
  return card && { draw: () => fillCard(card, find(id)), show: () => card.scrollIntoView({ block: 'nearest' }) };
}
/** Called whenever a running job may look different. */
export const onJobs = listener => listeners.push(listener);
/** Keeps a card where it can be reached, also out of view: one that is being moved. */
export const hold = id => { held = id; };

const nav = () => document.getElementById('jobs');

/** Draws all that may have changed. */
export function draw() {
  placeAll(true);
  drawAround();
  listeners.forEach(listener => listener());
}

function placeAll(anew) {
  const shown = new Set();
  const many = names().reduce((n, name) => n + lists.countOf(name), 0) > MANY;
  const bottom = nav().getBoundingClientRect().bottom + BEYOND;
  const drawn = [];
  for (const name of names()) {
    const box = sectionOf(name);
    place(name, box, many, anew).forEach(id => shown.add(id));
    drawn.push(name);
    // Days further down are drawn when they are near.
    if (name.includes('/') && box.getBoundingClientRect().top > bottom) break;
  }
  dropDays(drawn);
  drop(shown);
}

function drawAround() {
  const totals = names().map(name => lists.totalOf(name));
  part(nav(), 'empty').hidden = totals.some(Boolean);
  part(nav(), 'error').hidden = !lists.isBroken();
  const active = totals[0] + totals[1] + totals[2];
  document.querySelectorAll('[data-part=active]').forEach(element => {
    setText(element, active ? number(active) : '');
    element.hidden = !active;
  });
}

function drop(shown) {
  for (const [id, card] of cards) {
    if (shown.has(id)) continue;
    card.remove();
    cards.delete(id);
    if (spares.length < SPARES && !('away' in document.documentElement.dataset)) spares.push(card);
    if (!find(id)) heights.delete(id);
  }
}

/** Puts the cards of a list in their places, the drawn ones filled anew when asked to; gives whose they are. */
function place(name, box, many, anew) {
  const list = box.querySelector('ul');
  if (box.hidden || isFolded(name)) {
    views.delete(name);
    list.replaceChildren();
    return [];
  }
  const jobs = lists.jobsOf(name);
  const spare = new Set([...list.children].filter(child => !child.dataset.job));
  const other = kind => {
    const found = [...spare].find(child => child.matches(`.${kind}`));
    spare.delete(found);
    return found ?? copy(`${kind}-template`);
  };
  const wanted = pieces(name, list, jobs, many).flatMap(({ gap, from, to }) => gap
    ? [sized(other('card-gap'), gap)]
    : jobs.slice(from, to + 1).map((job, i) => cardAt(name, job, from + i, list, anew)));
  if (lists.isSlow(name)) for (let i = 0; i < 3; i++) wanted.push(other('skeleton'));
  arrange(list, wanted);
  list.setAttribute('aria-busy', String(lists.isSlow(name)));
  if (many) measure(list, anew);
  return wanted.map(card => card.dataset.job).filter(Boolean);
}

function sized(gap, height) {
  gap.style.height = `${height}px`;
  return gap;
}

function pieces(name, list, jobs, many) {
  const box = list.getBoundingClientRect();
  const view = nav().getBoundingClientRect();
  const focused = document.activeElement?.closest?.('.card')?.dataset.job;
  const sizes = jobs.map(job => heights.get(job.jobId) ?? USUAL);
  const all = plan(sizes, view.top - box.top - BEYOND, view.bottom - box.top + BEYOND,
    jobs.findIndex(({ jobId }) => jobId === (held ?? focused)));
  const near = view.height > 0 && box.top < view.bottom + BEYOND;
  views.set(name, near ? all.seen ?? [0, 0] : null);
  if (many) return all.pieces;
  return jobs.length ? [{ from: 0, to: jobs.length - 1 }] : [];
}

function cardAt(name, job, row, list, anew) {
  let card = cards.get(job.jobId);
  if (!card || anew) {
    card ??= list.querySelector(`[data-job="${CSS.escape(job.jobId)}"]`) ?? spares.pop() ?? copy('card-template');
    cards.set(job.jobId, card);
    if (name === 'queued' && job.stage !== 'next') job.position = lists.placeOf(row);
    fillCard(card, job);
  }
  card.toggleAttribute('data-gone', gone.has(job.jobId));
  card.setAttribute('aria-setsize', String(lists.totalOf(name)));
  card.setAttribute('aria-posinset', String(row + 1));
  return card;
}

/** Makes these the children; what stays is not moved, and what has the focus keeps it. */
function arrange(list, wanted) {
  const stay = new Set(wanted);
  [...list.children].filter(child => !stay.has(child)).forEach(child => child.remove());
  wanted.forEach((child, at) => {
    const there = list.children[at] ?? null;
    if (there === child) return;
    const focused = child.contains(document.activeElement) && document.activeElement;
    list.insertBefore(child, there);
    if (focused) focused.focus({ preventScroll: true });
  });
}

function measure(list, anew) {
  const news = [...list.querySelectorAll('.card[data-job]')].filter(card => anew || !heights.has(card.dataset.job));
  if (!news.length) return;
  const gap = parseFloat(getComputedStyle(list).rowGap) || 0;
  for (const card of news) heights.set(card.dataset.job, card.offsetHeight + gap);
}

/** What came into view is drawn, and read where it is not known. */
function look() {
  placeAll(false);
  want();
}

function want() {
  for (const [name, view] of views) if (view) lists.want(name, view[0], view[1]);
}

const redraw = throttled(250, () => {
  for (const job of running()) cardOf(job.jobId)?.draw();
  listeners.forEach(listener => listener());
});

/** What counts down, or changes its words when time passes. */
function tick() {
  if (document.hidden) return;
  for (const id of cards.keys()) {
    const job = find(id);
    if (job.wait?.args?.until || job.stage === 'stopping' || job.status === 'running') cardOf(id).draw();
  }
  if (today !== new Date().toDateString()) draw();
  today = new Date().toDateString();
}

/** `{item(id), live(id), job(id)}` */
export function mountJobs(doors) {
  open = doors;
  const drawSoon = throttled(16, () => {
    draw();
    want();
  });
  lists.onLists(jobs => {
    if (!jobs) return drawSoon();
    const ended = jobs.filter(job => job.status !== 'running');
    ended.forEach(job => cardOf(job.jobId)?.draw());
    redraw();
  });
  lists.mountLists({ seen: name => views.get(name) });
  draw();
  want();
  nav().addEventListener('click', event => {
    const link = event.target.closest('.card-title');
    if (event.target.closest('[data-action=fold]')) {
      fold(event.target.closest('[data-list]').dataset.list);
      draw();
      want();
    }
    if (event.target.closest('[data-action=reload-jobs]')) lists.reload();
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const job = find(link.closest('[data-job]').dataset.job);
    if (job.output?.length) open.item(job.output[0].id);
    else if (job.status === 'running') open.live(job.jobId);
    else open.job(job.jobId);
  });
  let frame = 0;
  const later = () => { frame ||= requestAnimationFrame(() => { frame = 0; look(); }); };
  nav().addEventListener('scroll', later, { passive: true });
  new ResizeObserver(later).observe(nav());
  document.addEventListener('preview', redraw);
  setInterval(tick, 1000);
}
