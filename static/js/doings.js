// What can be done to a job.

import * as api from './api.js';
import { titleOf } from './card.js';
import { cardOf, fade, find, reload } from './jobs.js';
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
    fade([id], true);
  }
  try {
    await api.stop(id);
    if (waited) toast({ title: t('toast.removed'), text: job ? titleOf(job) : '', icon: 'x',
      action: { text: t('undo'), undo: true, run: () => retry(id, 'toast.undone') } });
  } catch (failure) {
    failed(failure);
    if (job && !waited) delete job.stage;
  }
  fade([id], false);
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

/** Removes a finished job's record. */
export async function dismiss(id) {
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
export function faults({ code, args = {} }) {
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

/** `{item(id), job(id), edit(job, faults)}` */
export function mountDoings(doors) {
  open = doors;
}
