// Repeat until stopped: one job of the draft always waits. What was asked for is kept with its key until it is
// answered, so that neither a lost connection nor a reload makes two of one.

import * as api from './api.js';
import { stop as withdraw } from './doings.js';
import { on } from './events.js';
import { find } from './jobs.js';
import * as kept from './kept.js';
import { after, keyOf, nth } from './logic/repeat.js';
import { onActions, part, setIcon } from './parts.js';
import { t } from './texts.js';
import { failed, toast } from './toasts.js';

const AGAIN = 3000;

/** `{id, n, body?, waiting?, running?}`: `body` was sent and not answered yet; null when nothing is repeated. */
let state = null;
let sending = false;
let timer = 0;
let doors = {};
// How jobs are: the word of one may come before the answer that tells its id.
const seen = new Map();

export const isOn = () => state !== null;

function change(next) {
  state = next;
  kept.keep('repeat', state, sessionStorage);
  draw();
}

function draw() {
  const row = document.querySelector('[data-part=repeat]');
  row.hidden = !state;
  const button = document.querySelector('#form [data-action=repeat]');
  button.setAttribute('aria-pressed', String(isOn()));
  button.setAttribute('aria-label', t(isOn() ? 'form.repeat.stop' : 'form.repeat'));
  setIcon(button, isOn() ? 'square' : 'repeat');
}

/** Begins with what the form asks for now. */
export function begin() {
  change({ id: api.newKey(), n: 0 });
  return send();
}

export function stop() {
  const { waiting } = state ?? {};
  clearTimeout(timer);
  change(null);
  if (waiting && find(waiting)?.status === 'queued') withdraw(waiting);
}

function stopped(text) {
  change(null);
  toast({ kind: 'error', title: t('form.repeat.stopped'), text });
}

async function send() {
  if (sending || !state) return;
  sending = true;
  if (!state.body) await fill(state);
  const mine = state;
  const answer = mine?.body && await api.submit(mine.body, keyOf(mine)).then(job => ({ job }), failure => ({ failure }));
  sending = false;
  if (state !== mine) {
    if (answer?.job) late(answer.job);
    send();
  } else if (answer?.job) {
    change({ id: mine.id, n: mine.n + 1, waiting: answer.job.jobId, running: mine.waiting });
    doors.sent(answer.job);
    follow({ ...answer.job, ...seen.get(answer.job.jobId) });
  } else if (answer) {
    unsent(answer.failure);
  }
}

async function fill(mine) {
  const body = await doors.request();
  if (state !== mine) return;
  if (body) change({ ...mine, body: nth(body, mine.n) });
  else stopped(t('x.summary'));
}

/** What may have arrived is sent again under its key; what was refused would be refused again. */
function unsent(failure) {
  if (failure.offline || failure.status >= 500 || failure.status === 429) timer = setTimeout(send, AGAIN);
  else {
    change(null);
    failed(failure);
  }
}

/** The answer came after the stop. */
function late(job) {
  if (job.status === 'queued') api.stop(job.jobId).catch(() => {});
}

function follow(job) {
  if (!state || state.body) return;
  const now = after(state, job);
  if (now === 'next') send();
  else if (now === 'stop') stopped(t(job.status === 'failed' ? 'form.repeat.failed' : 'form.repeat.removed'));
}

/** What happened meanwhile is asked for. */
async function look() {
  if (!state) return;
  if (state.body || !state.waiting) return send();
  const { waiting } = state;
  const job = await api.job(waiting).catch(failure => failure.status === 404 ? { jobId: waiting, status: 'complete' } : null);
  if (job) follow(job);
}

/** `request()` promises the body of the draft or null; `sent(job)` hears of each job made. */
export function mountRepeat(given) {
  doors = given;
  state = kept.recall('repeat', null, sessionStorage);
  draw();
  on('job', job => {
    seen.set(job.jobId, { status: job.status });
    if (seen.size > 100) seen.delete(seen.keys().next().value);
    follow(job);
  });
  on('resync', look);
  on('state', ({ connected }) => connected && look());
  onActions(part(document.getElementById('jobs'), 'repeat'), { 'stop-repeat': stop });
  look();
}
