// While the server is away: what only it can do says so and does nothing. Marked in the templates with `data-online`.

import { on } from './events.js';
import { draw } from './jobs.js';
import { t } from './texts.js';

// A line that is back at once is not worth a word. Milliseconds.
const PATIENCE = 2000;

const root = document.documentElement;
const isAway = () => 'away' in root.dataset;

let timer = 0;

function mark(button) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.dataset.away = button.dataset.tip ?? '';
  button.dataset.tip = t('off.reason');
  button.setAttribute('aria-disabled', 'true');
}

function unmark(button) {
  button.removeAttribute('aria-disabled');
  if (button.dataset.away) button.dataset.tip = button.dataset.away;
  else delete button.dataset.tip;
  delete button.dataset.away;
}

/** Buttons that are drawn meanwhile are told as well. */
const drawn = new MutationObserver(changes => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) node.querySelectorAll?.('[data-online]').forEach(mark);
  }
});

function leave() {
  root.dataset.away = '';
  document.querySelectorAll('[data-online]').forEach(mark);
  drawn.observe(document.body, { childList: true, subtree: true });
  draw();
}

function comeBack() {
  clearTimeout(timer);
  timer = 0;
  if (!isAway()) return;
  delete root.dataset.away;
  drawn.disconnect();
  document.querySelectorAll('[data-away]:not(html)').forEach(unmark);
  draw();
}

export function mountAway() {
  on('state', ({ connected }) => {
    if (connected) comeBack();
    else if (!isAway()) timer ||= setTimeout(leave, PATIENCE);
  });
}
