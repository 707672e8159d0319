// What is wrong with the form's values, written where it is wrong.

import { pointer } from './logic/draft.js';
import { part, setText } from './parts.js';
import { bytes, coded, t, written } from './texts.js';

const dialog = () => document.getElementById('form');

const placeOf = at => {
  const home = dialog().querySelector(`[data-field="${CSS.escape(at)}"]`);
  const input = home?.querySelector('input:not([type=range]), textarea, select');
  return input ? { input, line: document.getElementById(`${input.id}-error`) } : null;
};

/** A fault in the page's language. */
export function faultWords({ code, args, detail }, at) {
  const key = at === '/prompt' && code === 'required' ? 'prompt' : at === '/model' && code === 'required' ? 'model' : code;
  // Limits are values of fields, which stand there ungrouped.
  const values = Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => name === 'bytes' ? ['n', bytes(value)]
    : [name, typeof value === 'number' ? written(String(value)) : value]));
  return coded('x', key, values, detail || t('x.wrong-type'));
}

function clear({ input, line }) {
  input.removeAttribute('aria-invalid');
  if (line) line.hidden = true;
}

/** Takes a fault off its field: it was changed. */
export function clearFault(name) {
  const place = placeOf(pointer(name));
  if (place) clear(place);
}

/** Writes one fault at its field; false when there is no such field. */
export function showFault(at, fault) {
  const place = placeOf(at);
  if (!place) return null;
  place.input.setAttribute('aria-invalid', 'true');
  place.line.hidden = false;
  setText(place.line, faultWords(fault, at));
  return place.input;
}

/** Brings the reader to what is wrong. */
function lead(input) {
  for (let fold = input.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  input.focus();
  input.scrollIntoView({ block: 'nearest' });
}

/** Writes each fault at its field; what has no field goes to the summary. Returns how many there are. */
export function showFaults(found, focus) {
  const rest = [];
  let first = null;
  dialog().querySelectorAll('[aria-invalid]').forEach(input => input.removeAttribute('aria-invalid'));
  dialog().querySelectorAll('.field-error').forEach(line => { line.hidden = true; });
  for (const [at, fault] of Object.entries(found)) {
    const input = showFault(at, fault);
    if (!input) rest.push(`${at.replace('/params/', '')}: ${faultWords(fault, at)}`);
    first ??= input;
  }
  const summary = part(dialog(), 'summary');
  summary.hidden = rest.length === 0;
  setText(summary, rest.join('\n'));
  if (focus && first) lead(first);
  return Object.keys(found).length;
}
