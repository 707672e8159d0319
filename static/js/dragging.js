// Dragging a waiting card by its handle to another place in the queue.

import { find, hold } from './jobs.js';
import { move, place, places } from './moving.js';

// Pixels: what still is a press, how near an edge scrolls the list, and by how much at most in a frame.
const THRESHOLD = 8;
const EDGE = 48;
const SPEED = 14;

const nav = () => document.getElementById('jobs');
const list = () => nav().querySelector('[data-list=queued] ul');

/** `{id, card, grab, pointer, y, line, moving}` while a handle is pressed. */
let drag = null;

const cards = () => [...list().querySelectorAll('.card')].filter(card => card !== drag.card && place(card.dataset.job));

/** The place it would fall to: behind the last card whose middle is above the pointer. */
function target() {
  const before = cards().findLast(card => {
    const box = card.getBoundingClientRect();
    return box.top + box.height / 2 < drag.y;
  });
  if (!before) return { at: cards()[0], end: false, to: cards()[0] ? place(cards()[0].dataset.job) : 1 };
  const to = place(before.dataset.job) + 1;
  return { at: before, end: true, to: place(drag.id) < to ? to - 1 : to };
}

function begin() {
  drag.moving = true;
  drag.card.dataset.drag = '';
  drag.line = document.createElement('li');
  drag.line.className = 'card-line';
  drag.line.role = 'presentation';
  list().append(drag.line);
  hold(drag.id);
  requestAnimationFrame(frame);
}

function frame() {
  if (!drag?.moving) return;
  if (find(drag.id)?.status !== 'queued' || !drag.card.isConnected) return end();
  scroll();
  const box = drag.card.getBoundingClientRect();
  const base = box.top - drag.by;
  drag.by = drag.y - drag.grab - base;
  drag.card.style.translate = `0 ${drag.by}px`;
  const { at, end: below } = target();
  if (!drag.line.isConnected) list().append(drag.line);
  if (at) {
    const edge = at.getBoundingClientRect();
    drag.line.style.top = `${(below ? edge.bottom + 12 : edge.top) - list().getBoundingClientRect().top}px`;
  }
  requestAnimationFrame(frame);
}

function scroll() {
  const view = nav().getBoundingClientRect();
  const up = view.top + EDGE - drag.y;
  const down = drag.y - (view.bottom - EDGE);
  const by = up > 0 ? -up : Math.max(0, down);
  nav().scrollTop += Math.sign(by) * Math.min(SPEED, Math.abs(by) / EDGE * SPEED);
}

function end() {
  const { card, line } = drag;
  drag = null;
  delete card.dataset.drag;
  card.style.translate = '';
  line?.remove();
  hold(null);
  for (const [name, listener] of Object.entries(LISTENERS)) removeEventListener(name, listener, true);
}

const LISTENERS = {
  pointermove(event) {
    if (event.pointerId !== drag.pointer) return;
    drag.y = event.clientY;
    if (!drag.moving && Math.abs(event.clientY - drag.from) >= THRESHOLD) begin();
  },
  pointerup(event) {
    if (event.pointerId !== drag.pointer) return;
    const { id, moving } = drag;
    const to = moving ? target().to : 0;
    end();
    if (to) move(id, to);
  },
  pointercancel: () => end(),
  keydown(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    end();
  },
};

/** A handle was pressed. */
export function press(event) {
  const grip = event.target.closest('[data-part=grip]');
  if (event.button || drag || 'away' in document.documentElement.dataset || places() < 2) return;
  event.preventDefault();
  const card = grip.closest('.card');
  drag = { id: card.dataset.job, card, pointer: event.pointerId, from: event.clientY, y: event.clientY, by: 0,
    grab: event.clientY - card.getBoundingClientRect().top };
  for (const [name, listener] of Object.entries(LISTENERS)) addEventListener(name, listener, true);
}
