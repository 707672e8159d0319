// The job list of the sidebar. The server's lists are the truth; events only hurry them.

import * as api from './api.js';
import { fillCard, stageWords, timeLeft, timeShort, titleOf } from './card.js';
import { on } from './events.js';
import { steadyEta, steadyPercent } from './logic/eta.js';
import { copy, onActions, part, setText, throttled } from './parts.js';
import { forget, paint, settle } from './preview.js';
import { data, number, percent, t } from './texts.js';
import { failed, say } from './toasts.js';

const SECTIONS = {
  running: { query: { status: 'running' }, limit: 100 },
  queued: { query: { status: 'queued', sort: 'queue' }, limit: 100 },
  failed: { query: { status: 'failed' }, limit: 100 },
  finished: { query: { status: 'complete,cancelled' }, limit: 30 },
};
const lists = {};
const known = new Map();
const cards = new Map();
const listeners = [];
let paused = Boolean(data.first.queue.paused);
let open = {};

export const running = () => lists.running.jobs;
export const find = id => known.get(id);
export const failedJobs = () => lists.failed.jobs;
/** Takes in what was asked for outside the lists, and gives what is known now. */
export function learn(job) {
  const old = known.get(job.jobId);
  if (!old) return job;
  return old.rev > job.rev ? old : Object.assign(old, job);
}
/** What can be done to the looks of a card: `{draw(), fade(on)}`. */
export function cardOf(id) {
  const card = cards.get(id);
  return card && { draw: () => fillCard(card, known.get(id)), fade: on => card.toggleAttribute('data-gone', on) };
}
/** Called whenever a running job may look different. */
export const onJobs = listener => listeners.push(listener);
export const isPaused = () => paused;

const nav = () => document.getElementById('jobs');
const section = name => nav().querySelector(`[data-section=${name}]`);
const sectionOf = status => status === 'complete' || status === 'cancelled' ? 'finished' : status;

function take(name, answer) {
  lists[name] = { jobs: answer.jobs.map(job => merge(job)), total: answer.total ?? answer.jobs.length };
}

/** A list that was asked for before an event arrived may be older than what is known. */
function merge(job) {
  const old = known.get(job.jobId);
  if (old && old.rev > job.rev) return old;
  const live = old && old.rev === job.rev && old.status === 'running' ? { progress: Math.max(old.progress ?? 0, job.progress ?? 0),
    eta: old.eta ?? job.eta, etaAt: old.etaAt, step: old.step, steps: old.steps, stage: old.stage ?? job.stage } : {};
  const next = { ...job, ...live };
  known.set(job.jobId, next);
  return next;
}

async function load(names) {
  try {
    const answers = await Promise.all(names.map(name =>
      api.jobs({ ...SECTIONS[name].query, limit: SECTIONS[name].limit })));
    names.forEach((name, i) => take(name, answers[i]));
    part(nav(), 'error').hidden = true;
    draw();
  } catch (failure) {
    if (!failure.offline) part(nav(), 'error').hidden = false;
  }
}

const stale = new Set();
const loadStale = throttled(400, () => {
  const names = [...stale];
  stale.clear();
  load(names);
});

function again(...names) {
  names.filter(name => name in SECTIONS).forEach(name => stale.add(name));
  loadStale();
}

export const reload = () => again(...Object.keys(SECTIONS));

function draw() {
  for (const name of Object.keys(SECTIONS)) drawSection(name);
  part(nav(), 'empty').hidden = Object.values(lists).some(list => list.total > 0);
  const active = lists.running.total + lists.queued.total + lists.failed.total;
  document.querySelectorAll('[data-part=active]').forEach(element => {
    setText(element, active ? number(active) : '');
    element.hidden = !active;
  });
  const shown = new Set(Object.values(lists).flatMap(list => list.jobs.map(job => job.jobId)));
  for (const [id, card] of cards) {
    if (shown.has(id)) continue;
    card.remove();
    cards.delete(id);
    known.delete(id);
    forget(id);
  }
  strip();
  listeners.forEach(listener => listener());
}

function drawSection(name) {
  const { jobs, total } = lists[name];
  const box = section(name);
  box.hidden = total === 0 && jobs.length === 0 && !(name === 'queued' && paused);
  setText(part(box, 'total'), number(total));
  const ul = box.querySelector('ul');
  jobs.forEach((job, at) => {
    let card = cards.get(job.jobId);
    if (!card) {
      card = ul.querySelector(`[data-job="${CSS.escape(job.jobId)}"]`) ?? copy('card-template');
      cards.set(job.jobId, card);
    }
    fillCard(card, job);
    if (ul.children[at] === card) return;
    const focused = card.contains(document.activeElement) && document.activeElement;
    ul.insertBefore(card, ul.children[at] ?? null);
    if (focused) focused.focus();
  });
  const stay = new Set(jobs.map(job => job.jobId));
  [...ul.children].filter(card => !stay.has(card.dataset.job)).forEach(card => card.remove());
  box.querySelector('[data-action=more-jobs]').hidden = jobs.length >= total;
  drawPause();
}

function drawPause() {
  document.querySelectorAll('[data-action=pause-queue]').forEach(button => {
    button.setAttribute('aria-pressed', String(paused));
    const text = t(paused ? 'queue.resume' : 'queue.pause');
    const label = button.querySelector('span');
    if (label) setText(label, text);
    else button.setAttribute('aria-label', text);
    button.querySelector('use').setAttribute('href', `/static/img/icons.svg#${paused ? 'play' : 'pause'}`);
  });
}

export async function togglePause() {
  try {
    paused = (await api.setPaused(!paused)).paused ?? !paused;
    drawPause();
    reload();
    document.dispatchEvent(new CustomEvent('paused'));
  } catch (failure) {
    failed(failure);
  }
}

const redraw = throttled(250, () => {
  for (const job of running()) {
    const card = cards.get(job.jobId);
    if (card) fillCard(card, job);
  }
  strip();
  listeners.forEach(listener => listener());
});

/** What counts down, or changes its words when time passes. */
function tick() {
  if (document.hidden) return;
  for (const [id, card] of cards) {
    const job = known.get(id);
    if (job.wait?.args?.until || job.stage === 'stopping') fillCard(card, job);
  }
}

function strip() {
  const box = part(document.getElementById('canvas'), 'strip');
  const job = running()[0];
  box.hidden = !job;
  document.title = job ? t('title.running', { p: percent(job.progress ?? 0) }) : 'Orchestrator';
  if (!job) return;
  setText(part(box, 'title'), titleOf(job));
  setText(part(box, 'time'), timeShort(job));
  box.querySelector('progress').value = job.progress ?? 0;
  paint(box.querySelector('canvas'), job.jobId);
}

// ---- what the server tells

function progressed({ jobId, percent: shown, ...rest }) {
  const job = known.get(jobId);
  if (!job || job.status !== 'running') return again('running', 'queued');
  // Its engine answers again.
  delete job.wait;
  const same = job.stage === rest.stage;
  job.progress = steadyPercent(job.progress ?? 0, shown ?? 0, true);
  // At most one change of the words in a second.
  const calm = same && Date.now() - job.etaAt < 1000;
  if (!calm) job.etaAt = Date.now();
  const { eta, etaLow, etaHigh, late } = rest;
  Object.assign(job, rest, { late, ...calm ? { eta: job.eta } : { eta: steadyEta(job.eta, eta, same), etaLow, etaHigh } });
  announce(job);
  redraw();
}

let toldAt = 0;
let toldQuarter = 0;
function announce(job) {
  if (job !== running()[0]) return;
  const quarter = Math.floor(job.progress / 25) * 25;
  if (quarter <= toldQuarter && quarter > 0) return;
  if (quarter < 25 || Date.now() - toldAt < 10_000) {
    toldQuarter = Math.min(toldQuarter, quarter);
    return;
  }
  toldAt = Date.now();
  toldQuarter = quarter;
  say(t('say.progress', { p: percent(quarter), left: timeLeft(job) || stageWords(job) }));
}

const VOLATILE = ['stage', 'wait', 'error', 'position', 'eta', 'etaLow', 'etaHigh', 'late', 'startsIn', 'started', 'finished'];

function jobChanged(event) {
  if (event.removed) return reload();
  const job = known.get(event.jobId);
  const before = job ? sectionOf(job.status) : null;
  if (job && (event.rev ?? 0) >= (job.rev ?? 0)) {
    // A new attempt starts its bar anew.
    if (event.status !== job.status || (event.attempts ?? job.attempts) !== job.attempts) {
      Object.assign(job, { progress: event.progress ?? 0, eta: undefined, late: undefined });
    }
    // What the event does not tell is no longer so.
    VOLATILE.filter(name => !(name in event)).forEach(name => delete job[name]);
    Object.assign(job, event);
    if (job.status !== 'running') settle(job.jobId);
    if (before !== sectionOf(job.status)) move(job, before, sectionOf(job.status));
    const card = cards.get(job.jobId);
    if (card) fillCard(card, job);
  }
  again(before, sectionOf(event.status), ...(before === 'queued' || event.status === 'queued' ? ['queued'] : []));
}

// At once, so that a card never stands under the wrong heading; the lists that follow put the numbers right.
function move(job, from, to) {
  if (!lists[from].jobs.includes(job)) return;
  lists[from].jobs = lists[from].jobs.filter(other => other !== job);
  lists[from].total--;
  lists[to].jobs = to === 'finished' || to === 'failed' ? [job, ...lists[to].jobs] : [...lists[to].jobs, job];
  lists[to].total++;
  draw();
}

export function mountJobs(doors) {
  open = doors;
  for (const name of Object.keys(SECTIONS)) take(name, data.first[name]);
  draw();
  const idOf = element => element.closest('[data-job]').dataset.job;
  onActions(nav(), {
    'reload-jobs': reload,
    'more-jobs': element => {
      const { section: name } = element.closest('[data-section]').dataset;
      SECTIONS[name].limit += 100;
      again(name);
    },
  });
  nav().addEventListener('click', event => {
    const link = event.target.closest('.card-title');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const job = known.get(idOf(link));
    if (job.output?.length) open.item(job.output[0].id);
    else if (job.status === 'running') open.live(job.jobId);
    else open.job(job.jobId);
  });
  document.addEventListener('click', event => event.target.closest('[data-action=pause-queue]') && togglePause());
  document.addEventListener('preview', redraw);
  on('progress', progressed);
  on('job', jobChanged);
  on('complete', () => again('running', 'finished'));
  on('error', () => again('running', 'queued', 'failed'));
  on('resync', () => {
    reload();
    api.queue().then(queue => { paused = Boolean(queue.paused); drawPause(); }, () => {});
  });
  on('engine', () => again('queued', 'running'));
  setInterval(tick, 1000);
}
