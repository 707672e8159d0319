// The pause of the queue, and the buttons that show and change it.

import * as api from './api.js';
import { on } from './events.js';
import { draw as drawJobs, reload } from './jobs.js';
import { setIcon, setText } from './parts.js';
import { t } from './texts.js';
import { failed } from './toasts.js';

const nav = () => document.getElementById('jobs');

export const isPaused = () => 'paused' in nav().dataset;

function draw() {
  const text = t(isPaused() ? 'queue.resume' : 'queue.pause');
  document.querySelectorAll('[data-action=pause-queue]').forEach(button => {
    button.setAttribute('aria-pressed', String(isPaused()));
    const label = button.querySelector('span');
    if (label) setText(label, text);
    else button.setAttribute('aria-label', text);
    setIcon(button, isPaused() ? 'play' : 'pause');
  });
}

function show(paused) {
  nav().toggleAttribute('data-paused', paused);
  draw();
  drawJobs();
  document.dispatchEvent(new CustomEvent('paused'));
}

/** Pauses the queue, or lets it go on. */
export async function toggle() {
  try {
    const paused = !isPaused();
    show((await api.setPaused(paused)).paused ?? paused);
    reload();
  } catch (failure) {
    failed(failure);
  }
}

export function mountPausing() {
  draw();
  const look = () => api.queue().then(queue => Boolean(queue.paused) !== isPaused() && show(Boolean(queue.paused)), () => {});
  on('resync', look);
  // Of no engine by itself, so of all of them: another page may have paused the queue.
  on('engine', ({ engine }) => engine || look());
}
