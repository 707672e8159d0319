// The headings of the job list, one for each list: what it is, how many jobs it has, open or folded.

import * as lists from './lists.js';
import { copy, part, setText } from './parts.js';
import { dayName, number } from './texts.js';

// A day is not looked at for ever.
const KEPT = 30;

let folded = recall();

const nav = () => document.getElementById('jobs');
const boxOf = name => nav().querySelector(`[data-list="${name}"]`);

/** The lists in the order their sections stand. */
export const names = () => ['running', 'queued', 'failed', ...lists.days()];
export const isFolded = name => folded.includes(name);

function recall() {
  try {
    return JSON.parse(localStorage.getItem('ui.folded') ?? '[]');
  } catch {
    return [];
  }
}

/** Folds a list, or opens it. */
export function fold(name) {
  folded = isFolded(name) ? folded.filter(other => other !== name) : [...folded, name].slice(-KEPT);
  try {
    localStorage.setItem('ui.folded', JSON.stringify(folded));
  } catch {
    // Without a store it lasts as long as the page.
  }
}

/** The section of a list, its heading drawn. */
export function sectionOf(name) {
  const box = boxOf(name) ?? newDay(name);
  const total = lists.totalOf(name);
  box.hidden = total === 0 && lists.countOf(name) === 0 && !(name === 'queued' && 'paused' in nav().dataset);
  if (name.startsWith('finished/')) setText(part(box, 'name'), dayName(lists.dayOf(name)));
  setText(part(box, 'total'), number(total));
  box.querySelector('[data-action=fold]').setAttribute('aria-expanded', String(!isFolded(name)));
  box.querySelector('ul').hidden = isFolded(name);
  return box;
}

function newDay(name) {
  // The one that came with the page stands for the last day.
  const box = boxOf('finished') ?? copy('section-template');
  box.dataset.list = name;
  const list = box.querySelector('ul');
  list.id = `list-${lists.dayOf(name)}`;
  const heading = box.querySelector('h2');
  heading.id = `h-${lists.dayOf(name)}`;
  box.setAttribute('aria-labelledby', heading.id);
  box.querySelector('[data-action=fold]').setAttribute('aria-controls', list.id);
  const earlier = lists.days().slice(0, lists.days().indexOf(name)).map(boxOf).findLast(Boolean) ?? boxOf('failed');
  earlier.after(box);
  return box;
}

/** Takes away the sections of days that are not among these. */
export function dropDays(drawn) {
  nav().querySelectorAll('[data-list^="finished/"]').forEach(box => drawn.includes(box.dataset.list) || box.remove());
}
