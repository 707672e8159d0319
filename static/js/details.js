// The sheet of one job: what happened, what to try, and what the engine said.

import * as api from './api.js';
import { meta, stateOf, titleOf } from './card.js';
import { retry, step } from './doings.js';
import { on } from './events.js';
import { check, tell } from './checking.js';
import { find, learn } from './jobs.js';
import { showModal } from './modal.js';
import { copyBy, onActions, part, setIcon, setText } from './parts.js';
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
  tell(part(sheet(), 'found'), { text: '', tone: '' });
  const more = asides(job);
  for (const name of ASIDES) button(name).hidden = !more.includes(name);
  part(sheet(), 'actions').hidden = !next && !more.length;
  for (const name of STEPS) button(name).hidden = !next;
  if (!next) return;
  button('next').dataset.step = next;
  setIcon(button('next'), STEP_ICONS[next]);
  setText(button('next').querySelector('span'), t(`step.${next}`));
  button('retry').hidden = ['retry', 'again'].includes(next);
  button('edit').hidden = ['edit', 'model'].includes(next) || job.type !== 'image';
}

const STEPS = ['next', 'retry', 'edit'];
const ASIDES = ['check-engine', 'open-settings', 'rescan', 'copy-name'];

/** What else helps with this failure or wait. */
function asides({ error, wait, status }) {
  const code = status === 'failed' ? error?.code : wait?.code;
  if (['comfy', 'host', 'check'].includes(code)) {
    return wait.args?.a?.includes('://') ? ['check-engine', 'open-settings'] : ['open-settings'];
  }
  if (['model-missing', 'model'].includes(code)) return ['rescan'];
  return code === 'node-missing' ? ['copy-name'] : [];
}

async function found(look) {
  tell(part(sheet(), 'found'), { text: t('check.busy'), tone: '' });
  tell(part(sheet(), 'found'), await look().catch(failure => ({ text: t(failure.offline ? 'offline' : 'failed'), tone: 'danger' })));
}

/** Whether the model of the job is there after another look at all folders. */
async function rescan() {
  const name = String(shown.error?.args?.m ?? shown.wait?.args?.m ?? shown.model);
  const there = (await api.rescan()).some(model => [model.path, model.name].includes(name));
  return there ? { text: t('details.found'), tone: 'ok' } : { text: t('details.not-found', { m: name }), tone: 'warn' };
}

async function copyName(element) {
  await copyBy(element, String(shown.error.args.n));
  setText(part(sheet(), 'told'), t('copied'));
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
  showModal(sheet(), document.getElementById('jobs'));
  part(sheet(), 'what').focus();
  return true;
}

function leave(run) {
  sheet().close();
  run();
}

async function copySaid(element) {
  const { error } = shown;
  await copyBy(element, [`${error.code}: ${error.message ?? ''}`, ...(error.details ?? [])].join('\n'));
  setText(part(sheet(), 'told'), t('copied'));
}

/** `{edit(job), settings()}` */
export function mountDetails(given) {
  doors = given;
  onActions(sheet(), {
    'close-details': () => sheet().close(),
    next: element => leave(() => step(shown.jobId, element.dataset.step)),
    retry: () => leave(() => retry(shown.jobId)),
    edit: () => leave(() => doors.edit(shown)),
    'copy-said': copySaid,
    'check-engine': () => found(() => check(shown.wait.args.a)),
    'open-settings': () => leave(doors.settings),
    rescan: () => found(rescan),
    'copy-name': copyName,
  });
  on('job', event => {
    if (!sheet().open || event.jobId !== shown.jobId) return;
    if (tells(event)) draw(event);
    else sheet().close();
  });
  setInterval(() => sheet().open && shown.wait?.args?.until && setText(part(sheet(), 'what'), whatOf(shown)), 1000);
}
