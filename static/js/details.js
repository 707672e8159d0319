// The sheet of one job: what happened, what to try, and what the engine said.

import * as api from './api.js';
import { meta, stateOf, titleOf } from './card.js';
import { retry, step } from './doings.js';
import { on } from './events.js';
import { find, learn } from './jobs.js';
import { copyText, onActions, part, setIcon, setText } from './parts.js';
import { STEP_ICONS, causeOf, fixOf, hintOf, noteOf, stepOf, waitOf } from './reasons.js';
import { decimal, moment, shortName, t } from './texts.js';

let shown = null;
let doors = {};

const sheet = () => document.getElementById('details');
const row = name => sheet().querySelector(`[data-row=${name}]`);
const button = name => sheet().querySelector(`[data-action=${name}]`);

/** Whether there is more to say of a job than its parameters. */
export const tells = job => Boolean(job.error || job.wait || job.notes?.length);

function fact(name, value) {
  row(name).hidden = !value;
  setText(row(name).querySelector('dd'), String(value ?? ''));
}

const whatOf = job => job.error ? causeOf(job.error) : job.wait ? waitOf(job) : meta(job);

function draw(job) {
  shown = job;
  sheet().dataset.state = stateOf(job);
  setIcon(part(sheet(), 'icon'), job.wait ? 'hourglass' : 'circle-alert');
  setText(part(sheet(), 'what'), whatOf(job));
  setText(part(sheet(), 'title'), titleOf(job));
  drawTodo(job);
  drawSaid(job.error);
  drawNotes(job.notes ?? []);
  drawFacts(job);
}

function drawTodo(job) {
  const fix = job.error ? fixOf(job.error) : job.wait ? hintOf(job.wait) : '';
  const next = stepOf(job);
  part(sheet(), 'todo').hidden = !fix && !next;
  setText(part(sheet(), 'todo-title'), t(job.error ? 'details.try' : 'details.what'));
  setText(part(sheet(), 'fix'), fix);
  part(sheet(), 'actions').hidden = !next;
  if (!next) return;
  button('next').dataset.step = next;
  setIcon(button('next'), STEP_ICONS[next]);
  setText(button('next').querySelector('span'), t(`step.${next}`));
  button('retry').hidden = ['retry', 'again'].includes(next);
  button('edit').hidden = ['edit', 'model'].includes(next) || job.type !== 'image';
}

/** The first words stand open, a stack trace is folded. All of it comes from outside and stays text. */
function drawSaid(error) {
  const lines = error?.details ?? [];
  const first = error?.args?.message || lines[0] || '';
  part(sheet(), 'said-block').hidden = !first;
  setText(part(sheet(), 'said'), String(first));
  const more = lines.length > 1 || (lines.length === 1 && lines[0] !== first);
  part(sheet(), 'more').hidden = !more;
  part(sheet(), 'more').open = false;
  setText(part(sheet(), 'full'), lines.join('\n'));
  setText(part(sheet(), 'lines'), more ? t('details.lines', { n: lines.length }) : '');
}

function drawNotes(notes) {
  const rows = notes.map(note => ({ note, text: noteOf(note) })).filter(({ text }) => text).map(({ note, text }) => {
    const li = part(sheet(), 'note-template').content.firstElementChild.cloneNode(true);
    setText(li.querySelector('span'), text);
    const time = li.querySelector('time');
    time.dateTime = note.at ?? '';
    setText(time, note.at ? moment(note.at) : '');
    return li;
  });
  part(sheet(), 'notes-block').hidden = rows.length === 0;
  part(sheet(), 'notes').replaceChildren(...rows);
}

function drawFacts(job) {
  const { params = {}, error } = job;
  fact('node', error?.args?.node);
  fact('attempt', job.attempts);
  fact('model', job.model && shortName(job.model));
  row('model').querySelector('dd').title = job.model ?? '';
  fact('size', params.width && `${params.width} × ${params.height}`);
  fact('steps', params.steps && [params.steps, params.cfg].filter(n => n !== undefined).map(decimal).join(' · '));
  fact('sampler', [params.sampler, params.scheduler].filter(Boolean).join(' · '));
  fact('seed', params.seed);
  fact('created', job.created && moment(job.created));
  fact('finished', job.finished && moment(job.finished));
}

/** Opens the sheet of a job that has something to tell; false where it has not. */
export async function open(id) {
  const job = await api.job(id).then(learn, () => find(id));
  if (!job || !tells(job)) return false;
  draw(job);
  setText(part(sheet(), 'told'), '');
  if (!sheet().open) {
    sheet().showModal();
    bring();
  }
  part(sheet(), 'what').focus();
  return true;
}

// What lies outside a modal dialog gets no click and is not read: messages come with it.
const MESSAGES = ['toasts', 'say'];
function bring() {
  for (const id of MESSAGES) sheet().moveBefore?.(document.getElementById(id), null);
}

function takeBack() {
  for (const id of MESSAGES) {
    const region = document.getElementById(id);
    if (sheet().contains(region)) document.body.moveBefore(region, sheet().nextSibling);
  }
  if (document.activeElement === document.body) document.getElementById('jobs').focus({ preventScroll: true });
}

function leave(run) {
  sheet().close();
  run();
}

async function copySaid(element) {
  const { error } = shown;
  await copyText([`${error.code}: ${error.message ?? ''}`, ...(error.details ?? [])].join('\n'));
  setIcon(element, 'check');
  setText(part(sheet(), 'told'), t('copied'));
  setTimeout(() => setIcon(element, 'copy'), 2000);
}

/** `{edit(job)}` */
export function mountDetails(given) {
  doors = given;
  onActions(sheet(), {
    'close-details': () => sheet().close(),
    next: element => leave(() => step(shown.jobId, element.dataset.step)),
    retry: () => leave(() => retry(shown.jobId)),
    edit: () => leave(() => doors.edit(shown)),
    'copy-said': copySaid,
  });
  sheet().addEventListener('close', takeBack);
  on('job', event => {
    if (!sheet().open || event.jobId !== shown.jobId) return;
    if (tells(event)) draw(event);
    else sheet().close();
  });
  setInterval(() => sheet().open && shown.wait?.args?.until && setText(part(sheet(), 'what'), whatOf(shown)), 1000);
}
