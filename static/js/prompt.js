// What the keys do in a prompt: weights, earlier prompts, names of embeddings.

import { current, set } from './draft.js';
import * as kept from './kept.js';
import { listbox } from './listbox.js';
import { completions, embeddingAt, remember, walk, weigh } from './logic/prompt.js';
import * as models from './models.js';
import { copy, part, setText } from './parts.js';
import { t } from './texts.js';
import { say } from './toasts.js';

const KEPT = 50;
const STEP = 0.1;
const SHOWN = 50;

let at = -1;
let unsent = '';
let area = null;
let menu = null;

const dialog = () => document.getElementById('form');
const areas = () => dialog().querySelectorAll('.area textarea');
const earlier = () => kept.recall('prompts', []);

/** Puts a prompt among the earlier ones. */
export function sent(prompt) {
  kept.keep('prompts', remember(earlier(), prompt, KEPT));
  at = -1;
}

/** Writes as if it were typed, so that the browser's own undo takes it back. */
function write(input, from, to, text) {
  input.setSelectionRange(from, to);
  document.execCommand('insertText', false, text);
}

function weight(input, by) {
  const change = weigh(input.value, input.selectionStart, input.selectionEnd, by);
  if (!change) return;
  write(input, change.from, change.to, change.put);
  input.setSelectionRange(change.start, change.end);
}

function history(input, by) {
  if (at < 0) unsent = current().prompt;
  const all = earlier().filter(prompt => prompt !== unsent);
  const to = walk(all.length, at, by);
  if (to === at) return;
  at = to;
  set({ prompt: at < 0 ? unsent : all[at] });
  input.setSelectionRange(input.value.length, input.value.length);
  say(at < 0 ? t('form.history.end') : t('form.history', { a: at + 1, b: all.length }));
}

// ---- embeddings

function complete(input) {
  const found = document.activeElement === input && input.selectionStart === input.selectionEnd
    && embeddingAt(input.value, input.selectionStart);
  const names = found ? completions(models.embeddings(current().model), found.typed).slice(0, SHOWN) : [];
  if (!names.length || (names.length === 1 && names[0] === found.typed)) return menu.hide();
  area = input;
  menu.show(names.map((name, n) => {
    const option = copy('embedding-template');
    option.id = `f-embedding-${n}`;
    option.dataset.name = name;
    setText(part(option, 'name'), name);
    return option;
  }), () => 0);
}

function take(option) {
  const found = embeddingAt(area.value, area.selectionStart);
  if (found) write(area, found.from, area.selectionStart, option.dataset.name);
  menu.hide();
}

function key(event) {
  const input = event.target;
  if (menu.key(event)) return;
  if (event.key === 'Escape' && menu.isOpen()) {
    event.preventDefault();
    event.stopPropagation();
    return menu.hide();
  }
  const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!by || event.shiftKey || input.readOnly) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) weight(input, by * STEP);
  else if (event.altKey && !event.ctrlKey && input.name === 'prompt') history(input, by);
  else return;
  event.preventDefault();
}

export function mountPrompt() {
  menu = listbox({ input: () => area, list: document.getElementById('f-embeddings'), anchor: () => area.closest('.area'), take });
  for (const input of areas()) {
    input.closest('.area').addEventListener('click', () => input.focus());
    input.addEventListener('keydown', key);
    input.addEventListener('input', event => {
      if (event.isTrusted && input.name === 'prompt') at = -1;
      complete(input);
    });
    input.addEventListener('blur', () => menu.hide());
  }
}
