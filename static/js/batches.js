// What can be done to all jobs of a list.

import * as api from './api.js';
import { fade, jobsOf, reload } from './jobs.js';
import { t } from './texts.js';
import { failed, toast } from './toasts.js';

/** Removes all that wait; Undo brings each back to its place. */
export async function clearQueue() {
  const all = jobsOf('queued').map(job => job.jobId);
  fade(all, true);
  try {
    const gone = (await api.clearQueue()).results.filter(result => !result.error).map(result => result.jobId);
    if (gone.length) {
      toast({ title: t('toast.cleared', { n: gone.length }), icon: 'x',
        action: { text: t('undo'), undo: true, run: () => putBack(gone) } });
    }
  } catch (failure) {
    failed(failure);
  }
  fade(all, false);
  reload();
}

// One call takes so many.
const BATCH = 5000;

async function putBack(ids) {
  try {
    for (let from = 0; from < ids.length; from += BATCH) await api.retryAll(ids.slice(from, from + BATCH));
    toast({ title: t('toast.undone') });
  } catch (failure) {
    failed(failure);
  }
  reload();
}

/** Queues again all that failed. */
export async function retryAll() {
  try {
    const { results } = await api.retryFailed();
    toast({ title: t('toast.queued-n', { n: results.filter(result => !result.error).length }) });
  } catch (failure) {
    failed(failure);
  }
  reload();
}

/** Removes the records of all that failed. */
export async function dismissAll() {
  await api.dismissFailed().catch(failed);
  reload();
}
