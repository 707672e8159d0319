// The server's codes in words: why a job waits or failed and what to do next, what was noted, what is wrong with an engine.

import { coded, data, duration, has, t } from './texts.js';

/** Seconds until the time that a reason names; undefined where it names none. */
const left = (args = {}) => args.until ? (Date.parse(args.until) - Date.now()) / 1000 : args.seconds;

const file = path => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
const short = text => text.length > 160 ? `${text.slice(0, 160)}…` : text;

/** Values as a sentence takes them: sizes and codes are never grouped, what is empty counts as missing. */
function values(args = {}) {
  const told = Object.entries(args).filter(([, value]) => value !== '' && value !== null && value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]);
  const made = Object.fromEntries(told.map(([name, value]) => [name, short(String(value))]));
  const seconds = left(args) ?? (typeof args.t === 'number' ? args.t : undefined);
  if (seconds !== undefined) made.t = duration(Math.max(1, seconds));
  if (made.m) made.m = file(String(args.m));
  return made;
}

const sentence = (family, { code, args }, otherwise) => coded(family, code, values(args), otherwise);

// ---- failures

/** Why a job failed, in a few words. What the form would say of a field says it too. */
export const causeOf = error => sentence('err', error, sentence('x', error, error.message || t('err.unknown')));

/** What to do about it, in a sentence or two; the server's own line where the code is not known. */
export const fixOf = error => sentence('fix', error, sentence('fix-plain', error, error.message ?? ''));

/** Whether somebody stopped it in the engine itself. */
export const interrupted = job => job.status === 'cancelled' && job.notes?.at(-1)?.code === 'interrupted';

/** The one thing to do next: `retry`, `again`, `edit`, `smaller`, `model`, or empty. */
export function stepOf(job) {
  if (interrupted(job)) return 'again';
  if (job.status !== 'failed') return '';
  const { code, args = {} } = job.error ?? {};
  const step = data.steps[code] ?? (has(`x.${code}`) ? 'edit' : 'retry');
  return step === 'smaller' && !args.w ? 'edit' : step;
}

export const STEP_ICONS = { retry: 'rotate-ccw', again: 'rotate-ccw', edit: 'pencil', smaller: 'rotate-ccw', model: 'box' };

// ---- waits and notes

/** Why a job waits, in a few words; after a failed attempt also why there is another. */
export function waitOf({ wait, notes = [] }) {
  const seconds = left(wait.args);
  const last = notes.at(-1);
  if (seconds <= 0) return t('job.wait', { reason: t('wait.soon') });
  if (wait.code === 'back' && last?.code === 'again') {
    return t('job.again-in', { t: duration(Math.max(1, seconds)), cause: causeOf(last.args ?? {}) });
  }
  return t('job.wait', { reason: sentence('wait', wait, t('wait.unknown')) });
}

/** What ends the wait, and what the user can do. */
export const hintOf = wait => sentence('hint', wait, sentence('hint-plain', wait, ''));

export function noteOf({ code, args = {} }) {
  if (code === 'again') return coded('again', args.code, values(args), t('note.again', { cause: causeOf(args) }));
  return coded('note', code, values(args), '');
}

// ---- engines

/** Whether nobody need look after it. One that runs jobs may still have a reason, such as a full disk. */
export const isWell = engine => !engine.reason && engine.reachable;
export const stateOf = engine => engine.reason?.code ?? engine.state;

const rank = engine => data.troubles.indexOf(stateOf(engine));

function weight(engine) {
  if (isWell(engine)) return 0;
  return 2 + (rank(engine) < 0 ? data.troubles.indexOf('unreachable') : rank(engine));
}

/** The one to show where there is room for one. */
export const worst = engines => engines.reduce((a, b) => weight(b) > weight(a) ? b : a, engines[0] ?? { state: 'offline' });

export const engineWord = engine => sentence('chip', engine.reason ?? {},
  t(has(`engine.${engine.state}`) ? `engine.${engine.state}` : 'engine.offline'));

export const engineFix = engine => engine.reason ? sentence('reason', engine.reason, sentence('reason-plain', engine.reason, '')) : '';

/** How bad it is: `danger` only where nothing can run. */
export function levelOf(engine, engines) {
  if (isWell(engine)) return 'ok';
  const passes = ['starting', 'failing'].includes(stateOf(engine));
  return passes || engines.some(other => other.reachable) ? 'warn' : 'danger';
}
