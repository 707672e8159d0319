// What is said of jobs: in the title of the tab, in the running strip of a phone, to those who hear, and when one ends.

import * as api from './api.js';
import { stageWords, timeLeft, timeShort, titleOf } from './card.js';
import { step } from './doings.js';
import { on } from './events.js';
import { find, learn, onJobs, running } from './jobs.js';
import { SILENT, tell } from './logic/telling.js';
import { part, setText } from './parts.js';
import { paint } from './preview.js';
import { causeOf, interrupted, stepOf } from './reasons.js';
import { percent, t } from './texts.js';
import { say, toast } from './toasts.js';

// A stop that was known before the page came is no news. Milliseconds.
const NEWS = 10_000;

let told = SILENT;
let open = {};

function draw() {
  const job = running()[0];
  const box = part(document.getElementById('canvas'), 'strip');
  box.hidden = !job;
  document.title = job ? t('title.running', { p: percent(Math.floor(job.progress ?? 0)) }) : 'Orchestrator';
  if (!job) return;
  box.dataset.job = job.jobId;
  setText(part(box, 'title'), titleOf(job));
  setText(part(box, 'time'), timeShort(job));
  box.querySelector('progress').value = job.progress ?? 0;
  paint(box.querySelector('canvas'), job.jobId);
  announce(job);
}

function announce(job) {
  const next = tell(told, job, performance.now());
  told = next.state;
  if (next.say === 'start') say(t('say.started', { title: titleOf(job) }));
  else if (next.say) say(t('say.progress', { p: percent(told.quarter), left: timeLeft(job) || stageWords(job) }));
}

// ---- what is said when one ends

async function completed({ jobId, output = [] }) {
  const job = find(jobId) ?? await api.job(jobId).catch(() => null);
  const first = output[0];
  const there = first && !open.isSeen();
  toast({ title: t('toast.done', { n: Math.max(1, output.length) }), text: job ? titleOf(job) : '',
    thumb: first?.thumbnailUrl, icon: 'check', action: there && { text: t('toast.show'), run: () => open.item(first.id) } });
}

const stepAction = job => ({ text: t(`step.${stepOf(job)}`), run: () => step(job.jobId, stepOf(job)) });

async function errored({ jobId, willRetry }) {
  if (willRetry) return;
  try {
    const job = learn(await api.job(jobId));
    if (!job.error) return;
    toast({ kind: 'error', title: causeOf(job.error), text: titleOf(job), action: stepAction(job) });
  } catch {
    // The card tells it as well.
  }
}

const stops = new Set();
function stopped(job) {
  const stop = `${job.jobId} ${job.rev}`;
  if (!interrupted(job) || stops.has(stop) || Date.now() - Date.parse(job.finished) > NEWS) return;
  stops.add(stop);
  toast({ title: causeOf({ code: 'interrupted' }), text: titleOf(job), icon: 'square', action: stepAction(job) });
}

/** `{item(id), isSeen()}`: opens a picture; whether a new one comes into view by itself. */
export function mountWatching(doors) {
  open = doors;
  // What already runs is on the page for those who hear, too.
  if (running()[0]) told = { ...SILENT, job: running()[0].jobId, quarter: Math.floor((running()[0].progress ?? 0) / 25) * 25 };
  draw();
  onJobs(draw);
  on('complete', completed);
  on('error', errored);
  on('job', stopped);
}
