// Short messages in the corner: status and alert regions that stand from the start, timers that wait for the reader.

import { copy, part, setIcon, setPicture, setText } from './parts.js';
import { coded, t } from './texts.js';

const region = () => document.getElementById('toasts');
const TIMES = { info: 5000, undo: 10_000, error: 0 };
const KEPT = 20;
let said = 0;
/** What can still be taken back, the newest last, also when its message is gone. */
let undoable = [];

/** Says something to screen readers alone. */
export function say(text) {
  const place = document.getElementById('say');
  place.textContent = '';
  clearTimeout(said);
  said = setTimeout(() => { place.textContent = text; }, 50);
}

/** `{kind: 'info'|'error', icon?, title, text?, thumb?, action?: {text, run, undo?}}` */
export function toast(message) {
  const kind = message.kind ?? 'info';
  const home = part(region(), kind === 'error' ? 'alerts' : 'info');
  const same = [...home.children].find(other => other.dataset.key === keyOf(message));
  if (same && !message.action?.undo) return again(same, message);
  const box = copy('toast-template');
  box.dataset.kind = kind;
  box.dataset.key = keyOf(message);
  setIcon(part(box, 'icon'), message.icon ?? (kind === 'error' ? 'circle-alert' : 'check'));
  setPicture(part(box, 'thumb'), message.thumb);
  part(box, 'icon').hidden = Boolean(message.thumb);
  setText(part(box, 'title'), message.title);
  setText(part(box, 'text'), message.text ?? '');
  const timer = countdown(box, message.action?.undo ? TIMES.undo : TIMES[kind]);
  if (message.action) {
    const button = part(box, 'action');
    button.hidden = false;
    setText(button, message.action.text);
    const run = message.action.undo ? takingBack(box, message.action.run) : message.action.run;
    if (message.action.undo) button.dataset.action = 'undo';
    button.addEventListener('click', () => {
      box.remove();
      run();
    });
  }
  part(box, 'close').addEventListener('click', () => box.remove());
  box.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    box.remove();
  });
  home.append(box);
  keepThree();
  timer.start();
  return box;
}

function takingBack(box, run) {
  const entry = () => {
    undoable = undoable.filter(other => other !== entry);
    box.remove();
    run();
  };
  undoable = [...undoable, entry].slice(-KEPT);
  return entry;
}

export const canUndo = () => undoable.length > 0;

/** Takes the last thing back. */
export const undo = () => undoable.at(-1)?.();

const keyOf = message => [message.kind, message.title, message.text].join('\n');

function again(box, message) {
  const count = Number(box.dataset.count ?? 1) + 1;
  box.dataset.count = String(count);
  setText(part(box, 'title'), t('toast.again', { text: message.title, n: count }));
  box.dispatchEvent(new Event('again'));
  return box;
}

function countdown(box, ms) {
  let left = ms;
  let since = 0;
  let timer = 0;
  const held = () => document.hidden || box.matches(':hover') || box.contains(document.activeElement);
  const stop = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    left -= performance.now() - since;
  };
  const start = () => {
    if (!ms || timer || held()) return;
    since = performance.now();
    timer = setTimeout(() => box.remove(), Math.max(1000, left));
  };
  for (const name of ['pointerenter', 'focusin']) box.addEventListener(name, stop);
  for (const name of ['pointerleave', 'focusout']) box.addEventListener(name, () => setTimeout(start));
  document.addEventListener('visibilitychange', () => document.hidden ? stop() : start());
  box.addEventListener('again', () => {
    stop();
    left = ms;
    start();
  });
  return { start };
}

function keepThree() {
  const all = [...region().querySelectorAll('.toast')];
  all.slice(0, Math.max(0, all.length - 3)).forEach(old => old.remove());
}

/** What was wrong with a call, in the page's language where it has words for it. */
export function wordsOf({ offline, problem }) {
  if (offline) return t('offline');
  const [first] = problem.errors ?? [];
  if (first) return coded('x', first.code, first.args, first.detail);
  return coded('problem', problem.code, problem.args,
    coded('problem-plain', problem.code, {}, problem.detail ?? t('err.unknown')));
}

/** Says that a call failed. */
export function failed(failure) {
  const words = wordsOf(failure);
  toast({ kind: 'error', ...failure.offline ? { title: words } : { title: t('failed'), text: words } });
}

export function mountToasts() {
  region().showPopover();
}
