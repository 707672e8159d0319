// Sending the draft: once, however often it is asked to; and what is remembered of what was sent.

import * as api from './api.js';
import { current, defaults, onDraft, set } from './draft.js';
import { on } from './events.js';
import { faultWords } from './faults.js';
import { complain, forgive, problems } from './fields.js';
import { reload } from './jobs.js';
import * as kept from './kept.js';
import { request } from './logic/draft.js';
import * as models from './models.js';
import { sent as promptSent } from './prompt.js';
import * as repeat from './repeat.js';
import { t, typed } from './texts.js';
import { toast, wordsOf } from './toasts.js';

let key = api.newKey();
let sending = false;
let online = true;
let complaint = null;
let done = () => {};

const dialog = () => document.getElementById('form');
const button = name => dialog().querySelector(`[data-action=${name}]`);
const isPaid = () => Boolean(models.find(current().model)?.paid);

/** Why the draft cannot be sent, and where: said on the button, for it stays there to be pressed. */
function draw() {
  const why = [...(online ? [] : [t('offline')]), ...Object.entries(problems()).map(([at, fault]) => faultWords(fault, at))];
  explain(button('generate'), why.join(' · '));
  document.getElementById('f-why').textContent = why.join('. ');
  if (!repeat.isOn()) explain(button('repeat'), isPaid() ? t('form.repeat.paid') : '');
  button('last-seed').hidden = !kept.recall('seed', '');
}

function explain(element, why) {
  element.setAttribute('aria-disabled', String(Boolean(why)));
  if (why) element.dataset.tip = why;
  else delete element.dataset.tip;
}

function refused(found) {
  complaint?.remove();
  complaint = toast({ kind: 'error', title: t('x.summary'), text: complain(found).join(' · ') });
}

const body = () => request(current(), typed, defaults());

export async function submit() {
  if (sending) return;
  if (Object.keys(problems()).length) return refused();
  sending = true;
  button('generate').setAttribute('aria-busy', 'true');
  try {
    const answer = await api.submit(body(), key);
    key = api.newKey();
    const n = answer.jobIds?.length ?? 1;
    toast({ title: n > 1 ? t('toast.started-n', { n }) : t('toast.started') });
    if (current().seed && !current().lock) set({ seed: '' });
    sent(answer);
    accepted();
  } catch (failure) {
    const errors = failure.problem?.errors ?? [];
    if (failure.status === 422 && errors.length) refused(Object.fromEntries(errors.map(error => [error.pointer, error])));
    else toast({ kind: 'error', title: t('form.not-sent'), text: wordsOf(failure) });
  } finally {
    sending = false;
    button('generate').removeAttribute('aria-busy');
  }
}

function accepted() {
  forgive();
  complaint?.remove();
  done();
}

function sent(job) {
  models.used(job.model);
  promptSent(job.prompt);
  if (job.params?.seed) kept.keep('seed', job.params.seed);
  reload();
  draw();
}

async function toRepeat() {
  if (!models.isLoaded()) await models.load();
  return isPaid() || Object.keys(problems()).length ? null : body();
}

/** Repeats the draft, or ends the repetition. */
export function toggleRepeat() {
  if (repeat.isOn()) return repeat.stop();
  if (Object.keys(problems()).length) return refused();
  repeat.begin();
  toast({ title: t('form.repeat.on'), icon: 'repeat', action: { text: t('form.repeat.stop'), run: repeat.stop } });
  accepted();
}

/** Takes the seed of what was sent last. */
export const lastSeed = () => set({ seed: kept.recall('seed', '') });

/** `accepted()` is called when what was asked for is on its way. */
export function mountSending(given) {
  done = given.accepted;
  onDraft(draw);
  on('state', ({ connected }) => {
    online = connected;
    draw();
  });
  repeat.mountRepeat({ request: toRepeat, sent });
}
