// Where an item comes from: the picture it started from, and what its file says word for word.

import * as api from './api.js';
import { part, setPicture, setText } from './parts.js';
import { t } from './texts.js';

const UPLOADED = /^[0-9a-f]{32}\.(png|jpg|webp)$/;
/** More than this is copied, but not shown. */
const SHOWN = 100_000;

let subject = null;
let texts = null;
let asked = null;
let reading = null;
let doors = {};

const aside = () => document.getElementById('inspector');
const block = name => aside().querySelector(`[data-block=${name}]`);

// ---- lineage

/** Draws what a picture started from. */
export async function drawLineage(thing, partly) {
  const image = thing.params?.image;
  if (partly && !block('lineage').hidden) return;
  block('lineage').hidden = typeof image !== 'string';
  if (typeof image !== 'string') return;
  const link = part(aside(), 'source');
  if (link.dataset.item === image) return;
  link.dataset.item = image;
  const own = UPLOADED.test(image);
  drawSource(own ? { thumbnailUrl: `/uploads/${image}`, name: t('inspector.uploaded') } : { name: '' }, false);
  if (own) return;
  const item = await api.item(image).catch(() => null);
  if (link.dataset.item === image) drawSource(item ?? { name: t('inspector.source-gone') }, Boolean(item));
}

function drawSource(item, opens) {
  const link = part(aside(), 'source');
  setPicture(link.querySelector('img'), item.thumbnailUrl);
  setText(link.querySelector('span'), item.name);
  link.disabled = !opens;
}

// ---- raw

/** All of it, as it stands in the file. */
export const rawText = () => Object.values(texts ?? {}).join('\n\n');

const keyOf = thing => [thing.url, thing.jobId, thing.rev].join(' ');

/** Asks for the texts of an item's file when they are looked at; of a job there is its own record. Ends when they stand. */
export async function drawRaw(thing) {
  const same = subject && keyOf(subject) === keyOf(thing);
  subject = thing;
  if (same) return reading;
  asked?.abort();
  texts = null;
  reading = null;
  setText(part(aside(), 'raw'), '');
  return readIfOpen();
}

function readIfOpen() {
  if (block('raw').open && !texts && subject) reading ??= readRaw();
  return reading;
}

async function readRaw() {
  asked = new AbortController();
  const mine = keyOf(subject);
  part(aside(), 'raw-none').hidden = true;
  try {
    const found = subject.url ? (await api.texts(subject.id, asked.signal)).texts : { job: JSON.stringify(subject) };
    if (keyOf(subject) === mine) showRaw(found);
  } catch (failure) {
    if (failure.name === 'AbortError' || keyOf(subject) !== mine) return;
    reading = null;
    setText(part(aside(), 'raw-none'), t('inspector.raw-error'));
    part(aside(), 'raw-none').hidden = false;
  }
}

function showRaw(found) {
  texts = found;
  const all = Object.entries(found).map(([name, text]) => `${name}\n${indented(text)}`).join('\n\n');
  setText(part(aside(), 'raw'), all.length > SHOWN ? `${all.slice(0, SHOWN)}…` : all);
  part(aside(), 'raw').hidden = !all;
  setText(part(aside(), 'raw-none'), t('inspector.raw-none'));
  part(aside(), 'raw-none').hidden = Boolean(all);
  aside().querySelector('[data-action=copy-raw]').hidden = !all;
}

function indented(text) {
  if (text.length > SHOWN) return text;
  try {
    // A number that JavaScript would round stays as it is written.
    return JSON.stringify(JSON.parse(text, (key, value, context) => context?.source && typeof value === 'number'
      && String(value) !== context.source ? context.source : value), null, 2);
  } catch {
    return text;
  }
}

/** `{item(id)}` */
export function mountOrigins(given) {
  doors = given;
  block('raw').addEventListener('toggle', readIfOpen);
  part(aside(), 'source').addEventListener('click', event => doors.item(event.currentTarget.dataset.item));
}
