// A job's card, filled from a job; and the words for what a job does, used by tile, strip and viewer too.

import { isDark, hasFrame, paint } from './preview.js';
import { etaNow, etaShort, etaWords } from './logic/eta.js';
import { copy, part, setIcon, setPicture, setText } from './parts.js';
import { STEP_ICONS, causeOf, interrupted, stepOf, waitOf } from './reasons.js';
import { clock, data, duration, has, percent, shortName, t } from './texts.js';

const ICONS = { queued: 'clock', waiting: 'hourglass', failed: 'circle-alert', complete: 'check', cancelled: 'square',
  running: 'loader-circle', stopping: 'loader-circle' };

// A step under way ends by itself, unless its engine is gone: then nobody waits for it. Seconds.
const LATE = 10;
const TOO_LATE = 120;

const sinceStop = job => job.finished ? (Date.now() - Date.parse(job.finished)) / 1000 : 0;
const isEnding = job => job.stage === 'stopping' && ['running', 'cancelled'].includes(job.status) && sinceStop(job) < TOO_LATE;

/** What the look depends on. */
export function stateOf(job) {
  if (job.status === 'queued') return job.wait ? 'waiting' : 'queued';
  return isEnding(job) ? 'stopping' : job.status;
}

/** While the server cannot be reached, nobody knows how long anything takes. */
const isAway = () => 'away' in document.documentElement.dataset;

export const titleOf = job => job.prompt?.trim().split('\n')[0] || t('job.untitled');

export const badgeOf = model => model ? data.first.families[model] ?? shortName(model) : '';

export function stageWords(job) {
  if (job.stage === 'sampling' && job.steps) return t('job.step', { a: job.step ?? 0, b: job.steps });
  return has(`stage.${job.stage}`) ? t(`stage.${job.stage}`) : t('stage.running');
}

const seconds = job => (Date.parse(job.finished ?? new Date().toISOString()) - Date.parse(job.started ?? job.created)) / 1000;

export function timeLeft(job) {
  const first = job.progress > 0 && ['loading', 'sampling'].includes(job.stage);
  if (isAway()) return '–';
  const words = etaWords({ ...job, eta: etaNow(job) }, seconds(job), first);
  if (!words) return '';
  if ('seconds' in words.values) words.values.t = duration(words.values.seconds);
  return t(words.key, words.values);
}

export function timeShort(job) {
  if (isAway()) return '–';
  const words = etaShort(etaNow(job));
  return words ? t(words.key, words.values) : '';
}

function stoppedWords(job) {
  if (interrupted(job)) return causeOf({ code: 'interrupted' });
  return job.progress > 0 ? t('job.stopped-at', { p: percent(job.progress) }) : t('job.stopped');
}

function doneWords(job) {
  const noted = job.notes?.length > 0;
  if (!job.started || seconds(job) < 1) return t(noted ? 'job.noted' : 'job.done');
  return t(noted ? 'job.noted-in' : 'job.done-in', { t: duration(seconds(job)) });
}

/** What a job does, or why it does not. */
export function meta(job) {
  switch (stateOf(job)) {
    case 'waiting': return waitOf(job);
    case 'queued': {
      if (job.stage === 'next') return t('stage.next');
      if (!job.position) return t('stage.waiting');
      return job.startsIn === undefined || job.startsIn === null ? t('job.position', { n: job.position })
        : t('job.queued', { n: job.position, t: duration(Math.max(5, Math.round(job.startsIn / 5) * 5)) });
    }
    case 'failed': return causeOf(job.error ?? {});
    case 'complete': return doneWords(job);
    case 'cancelled': return stoppedWords(job);
    case 'stopping': return t(sinceStop(job) < LATE ? 'stage.stopping' : 'job.late');
    default: return stageWords(job);
  }
}

/** Whether a job is done and has something to tell. */
export const isNoted = job => job.status === 'complete' && job.notes?.length > 0;

/** A part that few cards have: there only while it is wanted, for thousands of jobs pass through these cards. */
function piece(card, home, name, wanted) {
  let element = part(card, name);
  if (!wanted) {
    element?.remove();
    return null;
  }
  if (!element) {
    element = copy(`card-${name}`);
    if (home === card) card.insertBefore(element, name === 'live' ? card.firstChild : part(card, 'actions'));
    else home.append(element);
  }
  return element;
}

/** Writes the job into the card. */
export function fillCard(card, job) {
  const state = stateOf(job);
  card.dataset.job = job.jobId;
  card.dataset.state = state;
  card.toggleAttribute('data-noted', isNoted(job));
  setIcon(part(card, 'icon'), isNoted(job) ? 'triangle-alert' : ICONS[state]);
  fillThumb(part(card, 'thumb'), job);
  const title = part(card, 'title');
  setText(title, titleOf(job));
  title.href = `?job=${encodeURIComponent(job.jobId)}`;
  const badge = part(card, 'badge');
  setText(badge, badgeOf(job.model));
  badge.hidden = !job.model;
  fillMeta(card, job, state);
  fillLive(card, job, state);
  fillStep(card, stepOf(job), title.textContent);
  fillActions(part(card, 'actions'), job, state);
}

function fillThumb(box, job) {
  const url = job.output?.[0]?.thumbnailUrl;
  let img = box.querySelector('img');
  if (!url) img?.remove();
  else if (!img) {
    img = document.createElement('img');
    img.alt = '';
    box.append(img);
  }
  if (url) setPicture(img, url);
  piece(box, box, 'grip', job.status === 'queued' && job.stage !== 'next');
}

function fillMeta(card, job, state) {
  const words = meta(job);
  setText(part(card, 'stage'), words);
  part(card, 'stage').title = words;
  const live = state === 'running';
  const held = live && job.wait;
  card.toggleAttribute('data-held', Boolean(held));
  setText(part(card, 'time'), held ? waitOf(job) : live ? timeLeft(job)
    : job.finished && ['complete', 'cancelled'].includes(state) ? clock(job.finished) : '');
}

function fillLive(card, job, state) {
  const live = state === 'running';
  piece(card, card, 'dark', live && isDark(job));
  const canvas = piece(card, card, 'live', live && hasFrame(job.jobId))?.firstElementChild;
  if (canvas) paint(canvas, job.jobId);
  const bar = piece(card, card.querySelector('.card-text'), 'bar', live || state === 'stopping');
  if (!bar) return;
  bar.value = job.progress ?? 0;
  bar.setAttribute('aria-valuetext', `${meta(job)} ${live ? timeLeft(job) : ''}`.trim());
}

function fillStep(card, next, title) {
  const box = piece(card, card, 'steps', Boolean(next));
  if (!box) return;
  const [button, details] = box.children;
  const text = t(`step.${next}`);
  button.dataset.step = next;
  setIcon(button, STEP_ICONS[next]);
  setText(button.querySelector('span'), text);
  // The label names the job as well: a list of equal buttons says nothing to those who hear it.
  button.setAttribute('aria-label', `${text}: ${title}`);
  details.setAttribute('aria-label', `${t('details')}: ${title}`);
}

// What stands on the card itself: its icon, whether it needs the server, and its text. The rest is in the menu.
const ACTIONS = {
  'run-next': ['arrow-up-to-line', true, (job, state) => ['queued', 'waiting'].includes(state) && job.position > 1 && 'job.run'],
  details: ['info', false, (job, state) => (state === 'waiting' || isNoted(job)) && 'details'],
  regenerate: ['refresh-cw', true, (job, state) => state === 'complete' && !isNoted(job) && 'regenerate'],
  retry: ['rotate-ccw', true, (job, state) => state === 'cancelled' && !stepOf(job) && 'job.again'],
  halt: ['square', true, (_, state) => state === 'running' && 'job.halt'],
  stop: ['x', true, (_, state) => ['queued', 'waiting'].includes(state) && 'job.remove'],
};

function fillActions(box, job, state) {
  const menu = box.lastElementChild;
  menu.setAttribute('aria-label', `${t('job.more')}: ${titleOf(job)}`);
  let next = menu;
  for (const [name, [icon, online, textOf]] of Object.entries(ACTIONS).reverse()) {
    const key = textOf(job, state);
    let button = box.querySelector(`[data-part=${name}]`);
    if (!key) {
      // Whoever pressed it last stays at the card.
      if (button === document.activeElement) menu.focus();
      button?.remove();
      continue;
    }
    if (!button) {
      button = copy('card-action');
      Object.assign(button.dataset, { part: name, action: name === 'halt' ? 'stop' : name, tip: t(key) });
      if (online) button.dataset.online = '';
      setIcon(button, icon);
      next.before(button);
    }
    button.setAttribute('aria-label', `${t(key)}: ${titleOf(job)}`);
    next = button;
  }
}
