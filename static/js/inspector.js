// What is known of the selected picture or job.

import * as api from './api.js';
import { titleOf } from './card.js';
import { repeat } from './doings.js';
import { find } from './jobs.js';
import { copyText, onActions, part, setIcon, setPicture, setText } from './parts.js';
import { bytes, decimal, moment, shortName, t } from './texts.js';
import { say } from './toasts.js';

let shown = null;
let doors = {};
let asked = null;

const aside = () => document.getElementById('inspector');
const row = name => aside().querySelector(`[data-row=${name}]`);
export const current = () => shown;

function fact(name, value) {
  row(name).hidden = !value;
  const holder = row(name).querySelector('dd span') ?? row(name).querySelector('dd');
  setText(holder, value ?? '');
}

function block(name, value) {
  aside().querySelector(`[data-block=${name}]`).hidden = !value;
  setText(part(aside(), name), value ?? '');
}

function draw(thing, { name, preview, url, raw }) {
  shown = thing;
  const params = thing.params ?? {};
  part(aside(), 'none').hidden = true;
  part(aside(), 'item').hidden = false;
  part(aside(), 'error').hidden = true;
  const img = part(aside(), 'preview');
  setPicture(img, preview);
  setText(part(aside(), 'name'), name);
  block('prompt', thing.prompt);
  block('negative', params.negativePrompt);
  fact('model', thing.model && shortName(thing.model));
  row('model').querySelector('dd').title = thing.model ?? '';
  fact('seed', params.seed ?? thing.seed);
  fact('steps', params.steps && [decimal(params.steps), params.cfg !== undefined ? decimal(params.cfg) : ''].filter(Boolean).join(' · '));
  fact('sampler', [params.sampler, params.scheduler].filter(Boolean).join(' · '));
  const width = thing.width ?? params.width;
  fact('size', width && [`${width} × ${thing.height ?? params.height}`, thing.size ? bytes(thing.size) : ''].filter(Boolean).join(' · '));
  const made = Boolean(thing.model);
  for (const action of ['regenerate', 'variation', 'edit']) aside().querySelector(`[data-action=${action}]`).hidden = !made;
  aside().querySelector('[data-action=start]').hidden = thing.type !== 'image' || !url;
  const download = part(aside(), 'download');
  download.hidden = !url;
  if (url) {
    download.href = url;
    download.download = name;
  }
  block('raw', raw);
}

/** Shows a canvas item: what the list tells at once, the rest when it comes. */
export async function showItem(item) {
  asked?.abort();
  asked = new AbortController();
  drawItem(item, true);
  try {
    const full = await api.item(item.id, asked.signal);
    if (shown?.id === item.id) drawItem({ ...item, ...full }, false);
  } catch (failure) {
    if (failure.name !== 'AbortError' && shown?.id === item.id) part(aside(), 'error').hidden = false;
  }
}

function drawItem(item, partly) {
  draw(item, { name: item.name, preview: item.thumbnailUrl, url: item.url,
    raw: partly ? '' : JSON.stringify(item, null, 2) });
  part(aside(), 'nometa').hidden = partly || Boolean(item.model || item.prompt);
  aside().querySelector('[data-block=file]').hidden = false;
  setText(part(aside(), 'folder'), item.folder || t('inspector.home'));
  fact('file', item.name);
  fact('created', item.created && moment(item.created));
  fact('bytes', item.size !== undefined && bytes(item.size));
}

/** Shows a job: what was asked for. */
export async function showJob(id) {
  asked?.abort();
  const job = await api.job(id).catch(() => find(id));
  if (!job) return;
  draw(job, { name: titleOf(job), preview: job.output?.[0]?.thumbnailUrl, raw: JSON.stringify(job, null, 2) });
  part(aside(), 'nometa').hidden = true;
  aside().querySelector('[data-block=file]').hidden = true;
}

async function copyOf(button, text, told) {
  await copyText(text);
  setIcon(button, 'check');
  say(t(told));
  setTimeout(() => setIcon(button, 'copy'), 2000);
}

const promptOf = () => part(aside(), 'prompt').textContent;
const actions = {
  regenerate: () => repeat(shown, false),
  variation: () => repeat(shown, true),
  edit: () => doors.edit(shown),
  start: () => doors.start(shown),
  'copy-prompt': button => copyOf(button, promptOf(), 'copied.prompt'),
  'copy-negative': button => copyOf(button, part(aside(), 'negative').textContent, 'copied.prompt'),
  'copy-seed': button => copyOf(button, row('seed').querySelector('span').textContent, 'copied.seed'),
  'reload-item': () => showItem(shown),
};

/** Runs an action as its shortcut does; false where there is nothing to act on. */
export function act(name) {
  const button = aside().querySelector(`[data-action=${name}]`) ?? part(aside(), name);
  if (!shown || !button || button.hidden || button.closest('[hidden]')) return false;
  button.click();
  return true;
}

export function mountInspector(given) {
  doors = given;
  onActions(aside(), actions);
  part(aside(), 'preview-box').addEventListener('click', () => shown?.url && doors.item(shown.id));
}
