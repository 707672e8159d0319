// The inspector: follows the item that is looked at, once the reader has settled on one, and what can be done with it.

import * as api from './api.js';
import { titleOf } from './card.js';
import { repeat } from './doings.js';
import { drawFacts, factText, isMade } from './itemfacts.js';
import { drawLineage, drawRaw, mountOrigins, rawText } from './origins.js';
import { find } from './jobs.js';
import { copyBy, onActions, part, setPicture, setText } from './parts.js';
import { t } from './texts.js';
import { say, toast } from './toasts.js';

const SETTLED = 120;
const KEPT = 60;

/** What is shown: an item or a job. */
let shown = null;
let asked = null;
let timer = 0;
let doors = {};
/** Items with everything the file says, by the address of the file, which changes with it. */
const wholes = new Map();

const aside = () => document.getElementById('inspector');
const button = name => aside().querySelector(`[data-action=${name}]`);

/** Shows a canvas item: what the list tells at once, the rest when it comes. */
export function showItem(item) {
  clearTimeout(timer);
  timer = setTimeout(() => look(item), SETTLED);
}

async function look(item) {
  asked?.abort();
  asked = new AbortController();
  hold(true);
  const known = wholes.get(item.url);
  draw(known ?? item, !known);
  if (known) return;
  try {
    const full = { ...item, ...await api.item(item.id, asked.signal) };
    wholes.set(full.url, full);
    if (wholes.size > KEPT) wholes.delete(wholes.keys().next().value);
    if (shown?.id === item.id) draw(full, false);
  } catch (failure) {
    if (failure.name !== 'AbortError' && shown?.id === item.id) failedToRead(item);
  }
}

function failedToRead(item) {
  draw(item, false);
  part(aside(), 'nometa').hidden = true;
  part(aside(), 'error').hidden = false;
}

/** Draws an item; `partly`: more is on its way, and what is not known yet keeps its place. */
function draw(item, partly) {
  const top = aside().scrollTop;
  drawHead(item, { name: item.name, preview: item.thumbnailUrl, url: item.url });
  drawFacts(item, partly);
  part(aside(), 'nometa').hidden = partly || isMade(item);
  drawLineage(item, partly);
  const raw = drawRaw(item);
  aside().scrollTop = top;
  if (!partly) raw.then(() => shown === item && hold(false));
}

/** What is shorter for a moment must not scroll. */
function hold(on) {
  const box = part(aside(), 'item');
  box.style.minHeight = on ? `${box.offsetHeight}px` : '';
}

function drawHead(thing, { name, preview, url }) {
  shown = thing;
  part(aside(), 'none').hidden = true;
  part(aside(), 'item').hidden = false;
  part(aside(), 'error').hidden = true;
  setPicture(part(aside(), 'preview'), preview);
  setText(part(aside(), 'name'), name);
  for (const action of ['regenerate', 'variation', 'edit']) button(action).hidden = !thing.model;
  button('start').hidden = thing.type !== 'image' || !url || !preview;
  const download = part(aside(), 'download');
  download.hidden = !url;
  if (url) {
    download.href = url;
    download.download = name;
  }
}

/** Shows a job: what was asked for. */
export async function showJob(id) {
  clearTimeout(timer);
  asked?.abort();
  const job = await api.job(id).catch(() => find(id));
  if (!job) return;
  drawHead(job, { name: titleOf(job), preview: job.output?.[0]?.thumbnailUrl });
  drawFacts(job, false);
  part(aside(), 'nometa').hidden = true;
  drawLineage(job, false);
  drawRaw(job);
}

async function copyOf(element, text, told) {
  await copyBy(element, text);
  say(t(told));
}

function use(values, name) {
  doors.use(values);
  toast({ title: t('used', { name }) });
}

const label = name => aside().querySelector(`[data-row=${name}] dt, [data-block=${name}] h3`).textContent;
const sizeOf = ({ params = {}, width, height }) => ({ width: String(params.width ?? width), height: String(params.height ?? height) });
const actions = {
  regenerate: () => repeat(shown, false),
  variation: () => repeat(shown, true),
  edit: () => doors.edit(shown),
  start: () => doors.start(shown),
  'copy-prompt': element => copyOf(element, shown.prompt ?? '', 'copied.prompt'),
  'copy-negative': element => copyOf(element, shown.params?.negativePrompt ?? '', 'copied.prompt'),
  'copy-seed': element => copyOf(element, factText('seed'), 'copied.seed'),
  'copy-raw': element => copyOf(element, rawText(), 'copied'),
  'use-prompt': () => use({ prompt: shown.prompt ?? '' }, label('prompt')),
  'use-seed': () => use({ seed: factText('seed'), lock: true }, label('seed')),
  'use-size': () => use(sizeOf(shown), label('size')),
  'reload-item': () => look(shown),
};

/** Runs an action as its shortcut does; false where there is nothing to act on. */
export function act(name) {
  const element = button(name) ?? part(aside(), name);
  if (!shown || !element || element.hidden || element.closest('[hidden]')) return false;
  element.click();
  return true;
}

/** `{item(id), edit(source), start(item), use(values)}` */
export function mountInspector(given) {
  doors = given;
  onActions(aside(), actions);
  mountOrigins({ item: doors.item });
  part(aside(), 'preview-box').addEventListener('click', () => shown?.url && doors.item(shown.id));
}
