// What can be done to a job, and what is said when one ends.

import * as api from './api.js';
import { stateOf, titleOf } from './card.js';
import { on } from './events.js';
import { cardOf, find, learn, reload, failedJobs } from './jobs.js';
import { onActions, openMenu } from './parts.js';
import { STEP_ICONS, causeOf, interrupted, stepOf } from './reasons.js';
import { t } from './texts.js';
import { failed, toast } from './toasts.js';

let open = {};

export async function stop(id) {
  const job = find(id);
  const waited = job?.status === 'queued';
  if (job && !waited) {
    job.stage = 'stopping';
    cardOf(id)?.draw();
  } else {
    cardOf(id)?.fade(true);
  }
  try {
    await api.stop(id);
    if (waited) toast({ title: t('toast.removed'), text: job ? titleOf(job) : '', icon: 'x',
      action: { text: t('undo'), undo: true, run: () => retry(id, 'toast.undone') } });
  } catch (failure) {
    failed(failure);
  }
  cardOf(id)?.fade(false);
  reload();
}

export async function retry(id, told = 'toast.queued') {
  try {
    await api.retry(id);
    toast({ title: t(told) });
  } catch (failure) {
    failed(failure);
  }
  reload();
}

async function dismiss(id) {
  await api.dismiss(id).catch(failed);
  reload();
}

async function submit({ type, model, prompt }, params, told, key) {
  try {
    await api.submit({ type: type ?? 'image', model, prompt, params }, key);
    toast({ title: told });
    reload();
    return true;
  } catch (failure) {
    failed(failure);
    return false;
  }
}

/** Queues a job's or picture's own request once more; with `fresh` the server draws a new seed. */
export function repeat(source, fresh) {
  const { seed: own, ...rest } = source.params ?? {};
  const params = { ...rest, ...(fresh ? {} : { seed: own ?? source.seed }) };
  return submit(source, params, t(fresh ? 'toast.varied' : 'toast.sent'), api.newKey());
}

/** The same at the size that the failure advises; its record goes, for the new job takes its place. */
async function smaller(id) {
  const job = await api.job(id).catch(() => find(id));
  const { w, h } = job.error?.args ?? {};
  if (!w || !h) return open.edit(job);
  // A key made of what is asked for, so that another tab makes no second job.
  const sent = await submit(job, { ...job.params, width: w, height: h }, t('toast.smaller', { size: `${w} × ${h}` }),
    `smaller-${id}-${w}x${h}`);
  if (sent) dismiss(id);
}

// Where ComfyUI's name of a value stands in the form.
const FIELDS = { sampler_name: 'sampler', scheduler: 'scheduler', steps: 'steps', cfg: 'cfg', guidance: 'guidance',
  width: 'width', height: 'height', seed: 'seed', noise_seed: 'seed' };

/** What the failure found wrong with the request, by JSON pointer, as the form marks it. */
function faults({ code, args = {} }) {
  if (code === 'model-missing') return { '/model': { code: 'not-installed' } };
  if (code !== 'invalid-value') return {};
  const field = String(args.field ?? '');
  const pointer = field.startsWith('/') ? field : FIELDS[field] ? `/params/${FIELDS[field]}` : '';
  return pointer ? { [pointer]: { code: 'wrong-type' } } : {};
}

// A second press comes before the card has changed.
const pressed = new Set();
const SETTLED = 1000;

/** Takes a step of a job: the words of the server's list of steps. */
export function step(id, name) {
  if (pressed.has(id)) return;
  pressed.add(id);
  setTimeout(() => pressed.delete(id), SETTLED);
  const job = find(id) ?? { jobId: id };
  if (name === 'smaller') smaller(id);
  else if (name === 'edit' || name === 'model') open.edit(job, faults(job.error ?? {}));
  else retry(id);
}

function menu(button) {
  const id = button.closest('[data-job]').dataset.job;
  const job = find(id);
  const state = stateOf(job);
  const rows = [];
  const add = (name, icon, text, run, danger) => rows.push({ name, icon, text: t(text), run, danger });
  if (job.output?.length) add('show', 'image', 'toast.show', () => open.item(job.output[0].id));
  if (stepOf(job) === 'smaller') add('smaller', STEP_ICONS.smaller, 'step.smaller', () => step(id, 'smaller'));
  if (state === 'failed') add('retry', 'rotate-ccw', 'retry', () => retry(id));
  if (state === 'cancelled') add('retry', 'rotate-ccw', 'job.again', () => retry(id));
  if (state === 'complete') add('regenerate', 'refresh-cw', 'regenerate', () => repeat(job, false));
  add('details', 'info', 'details', () => open.job(id));
  if (job.type === 'image') add('edit', 'pencil', 'job.edit', () => open.edit(job, faults(job.error ?? {})));
  if (state === 'running') add('stop', 'square', 'job.halt', () => stop(id), true);
  if (state === 'queued' || state === 'waiting') add('stop', 'x', 'job.remove', () => stop(id), true);
  if (['failed', 'complete', 'cancelled'].includes(state)) add('dismiss', 'x', 'job.dismiss', () => dismiss(id), true);
  openMenu(button, rows);
}

// ---- what is said when one ends

async function completed({ jobId, output = [] }) {
  const job = find(jobId) ?? await api.job(jobId).catch(() => null);
  const first = output[0];
  toast({ title: t('toast.done', { n: Math.max(1, output.length) }), text: job ? titleOf(job) : '',
    thumb: first?.thumbnailUrl, icon: 'check',
    action: first && { text: t('toast.show'), run: () => open.item(first.id) } });
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

const told = new Set();
function stopped(job) {
  if (!interrupted(job) || told.has(`${job.jobId} ${job.rev}`) || Date.now() - Date.parse(job.finished) > 10_000) return;
  told.add(`${job.jobId} ${job.rev}`);
  toast({ title: causeOf({ code: 'interrupted' }), text: titleOf(job), icon: 'square', action: stepAction(job) });
}

/** `{item(id), job(id), edit(job, faults)}` */
export function mountDoings(doors) {
  open = doors;
  const idOf = element => element.closest('[data-job]').dataset.job;
  onActions(document.getElementById('jobs'), {
    stop: element => stop(idOf(element)),
    retry: element => retry(idOf(element)),
    step: element => step(idOf(element), element.dataset.step),
    details: element => open.job(idOf(element)),
    'card-menu': menu,
    'retry-all': () => failedJobs().forEach(job => retry(job.jobId)),
    'queue-menu': element => openMenu(element, [{ name: 'clear', icon: 'x', text: t('queue.clear'), danger: true,
      run: () => api.clearQueue().then(reload, failed) }]),
  });
  on('complete', completed);
  on('error', errored);
  on('job', stopped);
}
