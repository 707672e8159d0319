// What the server tells of jobs between two readings of their lists.

import { on } from './events.js';
import { again, dropped, enter, find, leave, lose, merge, nameOf, tell } from './lists.js';
import { etaNow, steadyEta, steadyPercent } from './logic/eta.js';
import { forget, settle } from './preview.js';

function progressed({ jobId, percent, ...rest }) {
  const job = find(jobId);
  if (!job || job.status !== 'running') return again('running', 'queued');
  // Its engine answers again.
  delete job.wait;
  const same = job.stage === rest.stage;
  job.progress = steadyPercent(job.progress ?? 0, percent ?? 0, true);
  if (!same) job.stageAt = Date.now();
  // At most one change of the words in a second.
  const calm = same && Date.now() - job.etaAt < 1000;
  const { eta, etaLow, etaHigh, late } = rest;
  Object.assign(job, rest, { late }, calm ? { eta: job.eta, etaLow: job.etaLow, etaHigh: job.etaHigh }
    : { eta: steadyEta(etaNow(job), eta, same), etaLow, etaHigh, etaAt: Date.now() });
  tell([job]);
}

function changed(event) {
  const job = find(event.jobId);
  if (event.removed) return removed(job);
  if (!job) {
    enter(merge(event));
    tell();
  } else if ((event.rev ?? 0) >= (job.rev ?? 0)) {
    update(job, event);
  }
  again(nameOf(event), ...(event.status === 'running' ? ['queued'] : []));
}

function update(job, event) {
  const before = nameOf(job);
  // A new attempt starts its bar anew.
  if (event.status !== job.status || (event.attempts ?? job.attempts) !== job.attempts) {
    Object.assign(job, { progress: event.progress ?? 0, stageAt: undefined });
  }
  Object.assign(job, dropped(job, event));
  if (job.status !== 'running') settle(job.jobId);
  const now = nameOf(job);
  if (before !== now) leave(before, job.jobId);
  if (before !== now || now === 'queued') {
    enter(job);
    tell();
  }
  again(before);
  tell([job]);
}

function removed(job) {
  if (!job) return again('failed');
  lose(job);
  forget(job.jobId);
  again(nameOf(job));
  tell();
}

export function mountNews() {
  on('progress', progressed);
  on('job', changed);
  on('complete', () => again('running'));
  on('error', () => again('running', 'queued', 'failed'));
  on('engine', () => again('queued', 'running'));
}
