// What is wrong with the form's values, written where it is wrong.

import { part, setText } from './parts.js';
import { coded, t } from './texts.js';

const dialog = () => document.getElementById('form');

const placeOf = pointer => {
  const home = dialog().querySelector(`[data-field="${CSS.escape(pointer)}"]`);
  const input = home?.querySelector('input:not([type=range]), textarea, select');
  return input ? { input, line: document.getElementById(`${input.id}-error`) } : null;
};

/** A fault in the page's language. */
export function faultWords({ code, args, detail }, pointer) {
  const key = pointer === '/prompt' && code === 'required' ? 'prompt' : pointer === '/model' && code === 'required' ? 'model' : code;
  return coded('x', key, args, detail || t('x.wrong-type'));
}

function clear(input) {
  input.removeAttribute('aria-invalid');
  const line = document.getElementById(`${input.id}-error`);
  if (line) line.hidden = true;
}

/** Takes a fault off its field: it was changed. */
export function clearFault(name) {
  const input = dialog().querySelector(`[name="${name}"][aria-invalid]`);
  if (input) clear(input);
}

/** Writes each fault at its field; what has no field goes to the summary. Returns how many there are. */
export function showFaults(found, focus) {
  const rest = [];
  let first = null;
  dialog().querySelectorAll('[aria-invalid]').forEach(clear);
  dialog().querySelectorAll('.field-error').forEach(line => { line.hidden = true; });
  for (const [pointer, fault] of Object.entries(found)) {
    const place = placeOf(pointer);
    if (!place) {
      rest.push(`${pointer.replace('/params/', '')}: ${faultWords(fault, pointer)}`);
      continue;
    }
    place.input.setAttribute('aria-invalid', 'true');
    place.line.hidden = false;
    setText(place.line, faultWords(fault, pointer));
    first ??= place.input;
  }
  const summary = part(dialog(), 'summary');
  summary.hidden = rest.length === 0;
  setText(summary, rest.join('\n'));
  if (focus && first) {
    const fold = first.closest('details');
    if (fold) fold.open = true;
    first.focus();
  }
  return Object.keys(found).length;
}
