// The order of the queue: by the menu, by keys on a card, or by dragging it.

import * as api from './api.js';
import { arrange, cardOf, draw, find, jobsOf } from './jobs.js';
import { moved, placeOf, placesOf, request } from './logic/order.js';
import { t } from './texts.js';
import { failed, say } from './toasts.js';

const queue = () => jobsOf('queued').map(({ jobId, priority = 0, stage }) => ({ id: jobId, priority, held: stage === 'next' }));

/** Where a job stands among those that wait, from 1, and how many wait as far as is known. */
export const place = id => placeOf(queue(), id);
export const places = () => placesOf(queue());

let sending = Promise.resolve();
// Of several moves of a job in a row only the last one counts.
const wanted = new Map();

/** Moves a waiting job to a place, from 1. The card goes at once, and back should the server refuse. */
export function move(id, to) {
  const now = queue();
  const target = Math.max(1, Math.min(placesOf(now), to));
  if (!placeOf(now, id) || placeOf(now, id) === target) return;
  const body = request(now, id, target);
  if (body.priority !== undefined) find(id).priority = body.priority;
  const settle = arrange('queued', moved(now, id, target).map(job => job.id));
  draw();
  say(t('queue.position', { a: target, b: placesOf(now) }));
  wanted.set(id, body);
  sending = sending.then(() => send(id, body)).then(settle);
}

async function send(id, body) {
  if (wanted.get(id) !== body) return;
  try {
    await api.change(id, body);
  } catch (failure) {
    failed(failure);
  } finally {
    if (wanted.get(id) === body) wanted.delete(id);
  }
}

/** Alt and an arrow on a waiting card. */
export function key(event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const id = event.target.closest('.card')?.dataset.job;
  if (!by || event.ctrlKey || event.metaKey || !id || !place(id)) return;
  event.preventDefault();
  if ('away' in document.documentElement.dataset) return;
  move(id, place(id) + by);
  cardOf(id)?.show();
}
