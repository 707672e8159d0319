// The buttons of the job list, and the menus of its cards and headings.

import { clearQueue, dismissAll, retryAll } from './batches.js';
import { stateOf } from './card.js';
import { dismiss, faults, repeat, retry, step, stop } from './doings.js';
import { find, totalOf } from './jobs.js';
import { move, place, places } from './moving.js';
import { openMenu } from './parts.js';
import { STEP_ICONS, stepOf } from './reasons.js';
import { t } from './texts.js';

let open = {};

/** What the server must be there for is off while it is not. */
const online = row => 'away' in document.documentElement.dataset ? { ...row, off: t('off.reason') } : row;

function menu(button) {
  const id = idOf(button);
  const job = find(id);
  const state = stateOf(job);
  const rows = [];
  const add = (name, icon, text, run, danger) => rows.push(online({ name, icon, text: t(text), run, danger }));
  if (job.output?.length) rows.push({ name: 'show', icon: 'image', text: t('toast.show'), run: () => open.item(job.output[0].id) });
  if (stepOf(job) === 'smaller') add('smaller', STEP_ICONS.smaller, 'step.smaller', () => step(id, 'smaller'));
  if (state === 'failed') add('retry', 'rotate-ccw', 'retry', () => retry(id));
  if (state === 'cancelled') add('retry', 'rotate-ccw', 'job.again', () => retry(id));
  if (state === 'complete') add('regenerate', 'refresh-cw', 'regenerate', () => repeat(job, false));
  if (place(id) > 1) {
    add('to-top', 'arrow-up-to-line', 'job.to-top', () => move(id, 1));
    add('up', 'arrow-up', 'job.up', () => move(id, place(id) - 1));
  }
  if (place(id) && place(id) < places()) add('down', 'arrow-down', 'job.down', () => move(id, place(id) + 1));
  rows.push({ name: 'details', icon: 'info', text: t('details'), run: () => open.job(id) });
  if (job.type === 'image') rows.push({ name: 'edit', icon: 'pencil', text: t('job.edit'), run: () => open.edit(job, faults(job.error ?? {})) });
  if (state === 'running') add('stop', 'square', 'job.halt', () => stop(id), true);
  if (state === 'queued' || state === 'waiting') add('stop', 'x', 'job.remove', () => stop(id), true);
  if (['failed', 'complete', 'cancelled'].includes(state)) add('dismiss', 'x', 'job.dismiss', () => dismiss(id), true);
  openMenu(button, rows);
}

const queueMenu = button => openMenu(button, [online({ name: 'clear', icon: 'x', text: t('queue.clear'), danger: true, run: clearQueue })]);

const failedMenu = button => openMenu(button, [
  online({ name: 'retry-all', icon: 'rotate-ccw', text: t('failed.retry'), run: retryAll }),
  online({ name: 'dismiss-all', icon: 'x', text: t('failed.dismiss'), danger: true, run: () => askDismissAll(button) }),
]);

// Their records cannot be brought back, so it is asked once more.
const askDismissAll = button => openMenu(button, [
  { name: 'cancel', icon: 'rotate-ccw', text: t('failed.keep'), run: () => button.focus() },
  online({ name: 'dismiss-sure', icon: 'x', text: t('failed.sure', { n: totalOf('failed') }), danger: true, run: dismissAll }),
]);

const idOf = element => element.closest('[data-job]').dataset.job;

const ACTIONS = {
  stop: element => stop(idOf(element)),
  retry: element => retry(idOf(element)),
  'run-next': element => move(idOf(element), 1),
  regenerate: element => repeat(find(idOf(element)), false),
  step: element => step(idOf(element), element.dataset.step),
  details: element => open.job(idOf(element)),
  'card-menu': menu,
  'queue-menu': queueMenu,
  'failed-menu': failedMenu,
  'retry-all': retryAll,
};

/** Does what a button of the job list is for. */
export const act = button => ACTIONS[button.dataset.action]?.(button);

/** `{item(id), job(id), edit(job, faults)}` */
export function mountMenus(doors) {
  open = doors;
}
