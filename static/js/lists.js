// The jobs as the server tells them: what is known of each, and the lists they stand in. The server's lists are the
// truth, read a page at a time; what it tells in between only hurries them.

import * as api from './api.js';
import { on } from './events.js';
import * as rows from './logic/rows.js';
import { throttled } from './parts.js';
import { data } from './texts.js';

const PAGE = 50;
// Nothing is shown before this, and what is shown stays at least so long. Milliseconds.
const SLOW = 150;
const SEEN = 300;

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const DAY = 'finished/';
const QUERIES = {
  running: { status: 'running' },
  queued: { status: 'queued', sort: 'queue' },
  failed: { status: 'failed' },
};
const queryOf = name => QUERIES[name] ?? { status: 'complete,cancelled', sort: 'finished', zone, day: name.slice(DAY.length) };

const known = new Map();
let lists = {};
// How often a list was sorted on our side alone, and which still are: what the server said of it meanwhile is old.
const turns = new Map();
const held = new Set();
const loading = new Map();
const slow = new Map();
const listeners = [];
let broken = false;
let seen = () => null;

export const find = id => known.get(id);
export const jobsOf = name => rows.ids(lists[name]).map(find);
export const countOf = name => rows.count(lists[name]);
export const totalOf = name => lists[name].total;
export const running = () => jobsOf('running');
export const hasMore = name => rows.next(lists[name]) !== undefined;
/** Whether a part of a list is long in coming, and whether one could not be read. */
export const isSlow = name => slow.has(name);
export const isBroken = () => broken;
/** The names of the finished lists, `finished/` and the day, the last day first. */
export const days = () => Object.keys(lists).filter(name => name.startsWith(DAY)).sort().reverse();
export const dayOf = name => name.slice(DAY.length);

/** Takes in what was asked for outside the lists, and gives what is known now. */
export function learn(job) {
  const old = known.get(job.jobId);
  if (!old) return job;
  return old.rev > job.rev ? old : Object.assign(old, job);
}

/** Calls back with the jobs that look different, or with nothing when lists have changed. */
export const onLists = listener => listeners.push(listener);
export const tell = jobs => listeners.forEach(listener => listener(jobs));

export function nameOf(job) {
  if (job.status === 'complete' || job.status === 'cancelled') return DAY + rows.dayOf(job.finished);
  return job.status;
}

/** A list that was asked for before an event arrived may be older than what is known. */
export function merge(job) {
  const old = known.get(job.jobId);
  if (old && old.rev > job.rev) return old;
  const live = old && old.rev === job.rev && old.status === 'running' ? { progress: Math.max(old.progress ?? 0, job.progress ?? 0),
    eta: old.eta ?? job.eta, etaAt: old.etaAt, step: old.step, steps: old.steps, stage: old.stage ?? job.stage } : {};
  // The same object, for the other parts of the page may hold it.
  const next = Object.assign(old ?? {}, dropped(old, job), live);
  if (next.status === 'running') next.stageAt ??= Date.now();
  known.set(job.jobId, next);
  return next;
}

const VOLATILE = ['stage', 'wait', 'error', 'position', 'eta', 'etaLow', 'etaHigh', 'late', 'startsIn', 'started', 'finished'];

/** What is not told is no longer so. */
export function dropped(old, told) {
  if (old) VOLATILE.filter(name => !(name in told)).forEach(name => delete old[name]);
  return told;
}

function take(name, at, { jobs, total, nextCursor }) {
  const own = jobs.map(merge).filter(job => nameOf(job) === name).map(job => job.jobId);
  lists[name] = rows.taken(lists[name], at, { ids: own, total: total ?? own.length, next: nextCursor });
}

/** Takes an answer in. A job stands in one list alone, also when the word of its move was missed. */
function takeIn(name, at, answer) {
  const before = answer.jobs.map(({ jobId }) => find(jobId)).filter(Boolean).map(job => [job.jobId, nameOf(job)]);
  take(name, at, answer);
  for (const [id, old] of before) {
    if (old === nameOf(find(id)) || !lists[old]) continue;
    lists[old] = rows.without(lists[old], id);
    again(old);
  }
  if (answer.days) takeDays(answer.days);
}

function takeDays(told) {
  for (const { day, total } of told) {
    const name = DAY + day;
    if (!lists[name]) lists[name] = rows.staled(rows.listOf([], total));
    else if (lists[name].total !== total) lists[name] = rows.staled({ ...lists[name], total });
  }
  const there = new Set(told.map(({ day }) => DAY + day));
  days().filter(name => !there.has(name)).forEach(name => delete lists[name]);
}

// ---- reading

async function load(name, at) {
  const key = `${name} ${at}`;
  if (loading.has(key)) {
    loading.set(key, 'again');
    return;
  }
  loading.set(key, 'once');
  const more = at === lists[name].pages.length;
  const timer = more && setTimeout(() => {
    slow.set(name, performance.now());
    tell();
  }, SLOW);
  const turn = turns.get(name);
  try {
    const cursor = lists[name].pages[at]?.after ?? lists[name].pages[at - 1]?.next;
    const answer = await api.jobs({ ...queryOf(name), limit: PAGE, cursor });
    broken = false;
    if (!lists[name]) return;
    if (held.has(name) || turns.get(name) !== turn || at > lists[name].pages.length) again(name);
    else takeIn(name, at, answer);
  } catch (failure) {
    // What could not be asked for is asked for again with the next word of the server.
    if (failure.offline) stale.add(name);
    else broken = true;
  } finally {
    if (loading.get(key) === 'again') again(name);
    loading.delete(key);
    clearTimeout(timer);
    rested(name);
    tell();
  }
}

function rested(name) {
  if (!slow.has(name)) return;
  const left = slow.get(name) + SEEN - performance.now();
  slow.delete(name);
  if (left <= 0) return;
  slow.set(name, -SEEN);
  setTimeout(() => { slow.delete(name); tell(); }, left);
}

const stale = new Set();
const loadStale = throttled(400, () => {
  if ('away' in document.documentElement.dataset) return;
  const names = [...stale].filter(name => lists[name]);
  stale.clear();
  for (const name of names) {
    const view = seen(name);
    const pages = view ? rows.pagesAt(lists[name], ...view).filter(at => lists[name].pages[at].stale) : [];
    (pages.length ? pages : [0]).forEach(at => load(name, at));
  }
});

/** Has lists read again: what of them is seen at once, the rest when it is. */
export function again(...names) {
  for (const name of names.filter(other => lists[other])) {
    lists[name] = rows.staled(lists[name]);
    stale.add(name);
  }
  loadStale();
}

export function reload() {
  broken = false;
  again(...Object.keys(lists));
}

/** What is about to be seen of a list, from one row to another: reads what is missing there. */
export function want(name, from, to) {
  const list = lists[name];
  if (broken || stale.has(name)) return;
  const missing = rows.pagesAt(list, from, to).filter(at => list.pages[at].stale);
  if (to >= rows.count(list) - 1 && hasMore(name)) missing.push(list.pages.length);
  missing.filter(at => !loading.has(`${name} ${at}`)).forEach(at => load(name, at));
}

// ---- changes on our side

/** Takes a job out of a list. At once, so that a card never stands under the wrong heading: the list that follows puts the numbers right. */
export function leave(name, id) {
  if (lists[name]) lists[name] = rows.without(lists[name], id);
}

/** Puts a job where it stands by its state. */
export function enter(job) {
  const name = nameOf(job);
  lists[name] ??= rows.listOf([], 0);
  if (held.has(name)) return;
  const list = rows.without(lists[name], job.jobId);
  lists[name] = rows.put(list, job.jobId, job.status === 'queued' ? ahead(list) + (job.position ?? 1) - 1 : 0);
}

/** Forgets a job whose record is gone. */
export function lose(job) {
  known.delete(job.jobId);
  leave(nameOf(job), job.jobId);
}

/** Those that an engine has already stand before all that wait. */
function ahead(list) {
  const first = list.pages[0].ids.findIndex(id => find(id).stage !== 'next');
  return first < 0 ? list.pages[0].ids.length : first;
}

/** The number of a row among those that wait, from 1. */
export const placeOf = row => row - ahead(lists.queued) + 1;

/** Sorts a list on our side; until the function it gives is called the server's order of it is old. */
export function arrange(name, order) {
  const list = lists[name];
  let from = 0;
  lists[name] = { ...list, pages: list.pages.map(page => {
    const ids = order.slice(from, from + page.ids.length);
    from += ids.length;
    return { ...page, ids };
  }) };
  const turn = (turns.get(name) ?? 0) + 1;
  turns.set(name, turn);
  held.add(name);
  tell();
  return () => {
    if (turns.get(name) !== turn) return;
    turns.set(name, turn + 1);
    held.delete(name);
    again(name);
  };
}

/** `seen(name)`: which rows of a list are in view, `[from, to]`, or null. */
export function mountLists(doors) {
  ({ seen } = doors);
  const { first } = data;
  for (const name of Object.keys(QUERIES)) {
    lists[name] = rows.listOf([], 0);
    take(name, 0, first[name]);
  }
  const { jobs, total, nextCursor } = first.finished;
  const parts = rows.byDay(jobs, job => job.finished);
  parts.forEach(({ day, rows: own }, i) => {
    const last = i === parts.length - 1;
    lists[DAY + day] = rows.listOf([], 0);
    take(DAY + day, 0, { jobs: own, total: own.length, nextCursor: last ? nextCursor : undefined });
  });
  // Which days there are beside those, and how many jobs each has.
  if (total > jobs.length) again(DAY + parts.at(-1).day);
  on('resync', reload);
  on('state', ({ connected }) => connected && loadStale());
}
