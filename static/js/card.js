// A job's card, filled from a job; and the words for what a job does, used by tile, strip and viewer too.

import { paint } from './preview.js';
import { etaShort, etaWords } from './logic/eta.js';
import { part, setIcon, setPicture, setText } from './parts.js';
import { clock, coded, data, duration, has, percent, shortName, t } from './texts.js';

const ICONS = { queued: 'clock', waiting: 'hourglass', failed: 'circle-alert', complete: 'check', cancelled: 'square',
  running: 'loader-circle', stopping: 'loader-circle' };

/** What the look depends on. */
export function stateOf(job) {
  if (job.status === 'queued') return job.wait && job.wait.code !== 'next' ? 'waiting' : 'queued';
  return job.status === 'running' && job.stage === 'stopping' ? 'stopping' : job.status;
}

export const titleOf = job => job.prompt?.trim().split('\n')[0] || t('job.untitled');

export const badgeOf = model => model ? data.first.families[model] ?? shortName(model) : '';

export function stageWords(job) {
  if (job.stage === 'sampling' && job.steps) return t('job.step', { a: job.step ?? 0, b: job.steps });
  return has(`stage.${job.stage}`) ? t(`stage.${job.stage}`) : t('stage.running');
}

const seconds = job => (Date.parse(job.finished ?? new Date().toISOString()) - Date.parse(job.started ?? job.created)) / 1000;

export function timeLeft(job) {
  const first = job.progress > 0 && ['loading', 'sampling'].includes(job.stage);
  const words = etaWords(job, seconds(job), first);
  if (!words) return '';
  if ('seconds' in words.values) words.values.t = duration(words.values.seconds);
  return t(words.key, words.values);
}

export function timeShort(job) {
  const words = etaShort(job.eta);
  return words ? t(words.key, words.values) : '';
}

export const causeOf = job => coded('err', job.error?.code, job.error?.args, t('err.unknown'));

function waitReason({ code, args = {} }) {
  const left = args.until ? (Date.parse(args.until) - Date.now()) / 1000 : args.seconds;
  const values = left === undefined ? args : { ...args, t: duration(Math.max(1, left)) };
  return coded('wait', code, values, t('wait.unknown'));
}

function meta(job) {
  switch (stateOf(job)) {
    case 'waiting': return t('job.wait', { reason: waitReason(job.wait) });
    case 'queued': {
      if (job.stage === 'next') return t('stage.next');
      if (!job.position) return t('stage.waiting');
      return job.startsIn === undefined || job.startsIn === null ? t('job.position', { n: job.position })
        : t('job.queued', { n: job.position, t: duration(Math.max(5, Math.round(job.startsIn / 5) * 5)) });
    }
    case 'failed': return causeOf(job);
    case 'complete': return job.started && seconds(job) >= 1
      ? t('job.done-in', { t: duration(seconds(job)) }) : t('job.done');
    case 'cancelled': return job.progress > 0 ? t('job.stopped-at', { p: percent(job.progress) }) : t('job.stopped');
    case 'stopping': return t('stage.stopping');
    default: return stageWords(job);
  }
}

/** Writes the job into the card. */
export function fillCard(card, job) {
  const state = stateOf(job);
  card.dataset.job = job.jobId;
  card.dataset.state = state;
  setIcon(part(card, 'icon'), ICONS[state]);
  setPicture(part(card, 'thumb'), job.output?.[0]?.thumbnailUrl);
  const title = part(card, 'title');
  setText(title, titleOf(job));
  title.href = `?job=${encodeURIComponent(job.jobId)}`;
  const badge = part(card, 'badge');
  setText(badge, badgeOf(job.model));
  badge.hidden = !job.model;
  const words = meta(job);
  setText(part(card, 'stage'), words);
  part(card, 'stage').title = words;
  const live = state === 'running';
  setText(part(card, 'time'), live ? timeLeft(job) : job.finished && state !== 'failed' ? clock(job.finished) : '');
  const bar = part(card, 'bar');
  if (live || state === 'stopping') {
    bar.value = job.progress ?? 0;
    bar.setAttribute('aria-valuetext', `${words} ${live ? timeLeft(job) : ''}`.trim());
    part(card, 'live').hidden = !paint(part(card, 'live').firstElementChild, job.jobId);
  } else {
    part(card, 'live').hidden = true;
  }
  card.querySelector('[data-action=stop]').hidden = !['queued', 'waiting', 'running'].includes(state);
  card.querySelector('[data-action=stop]').setAttribute('aria-label', t(live ? 'job.halt' : 'job.remove'));
  const again = card.querySelector('[data-action=retry]');
  again.hidden = !['failed', 'cancelled'].includes(state);
  again.setAttribute('aria-label', t(state === 'failed' ? 'retry' : 'job.again'));
}
