// What stands at an address, in words.

import * as api from './api.js';
import { setText } from './parts.js';
import { coded, t } from './texts.js';

const TONES = { ok: 'ok', 'no-models': 'warn' };

const wordsOf = ({ state, address, version, gpu }) => coded('check', state, {
  a: address, what: [version, gpu].filter(Boolean).join(', '), host: address.replace(/^\w+:\/\/|[:/].*$/g, '') }, t('err.unknown'));

/** Looks at an address; `{state, text, tone, models, address}`. A refused question throws. */
export async function check(address) {
  const answer = await api.checkEngine(address);
  return { ...answer, text: wordsOf(answer), tone: TONES[answer.state] ?? 'danger' };
}

/** Writes what was found. */
export function tell(place, { text, tone }) {
  setText(place, text);
  place.dataset.tone = tone;
}

/** Says what became of a look that brought no answer, at the field where the address stands. */
export function faultOf(failure) {
  const [fault] = failure.problem?.errors ?? [];
  if (failure.offline) return t('offline');
  return fault ? coded('x', fault.code, fault.args ?? {}, fault.detail) : failure.problem?.detail ?? t('err.unknown');
}

/** Marks a field wrong with these words; without any it is right again. */
export function mark(input, text) {
  const line = document.getElementById(`${input.id}-error`);
  if (text) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
  line.hidden = !text;
  setText(line, text);
}
