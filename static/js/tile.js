// One square of the gallery: a picture, a running job, or a place whose picture is not there yet.

import { badgeOf, timeShort, titleOf } from './card.js';
import { copy, part, setIcon, setPicture, setText } from './parts.js';
import { paint } from './preview.js';
import { duration, moment, percent, shortName, t } from './texts.js';

const START = 120;

/** An empty cell; `broken()` is called when its picture cannot be shown. */
export function newCell(broken) {
  const cell = copy('tile-template');
  cell.setAttribute('role', 'gridcell');
  // One button serves all tiles: it stands in the one that is pointed at or holds the focus.
  for (const name of ['pointerenter', 'focusin']) cell.addEventListener(name, () => offerMenu(cell));
  part(cell, 'thumb').addEventListener('error', () => {
    cell.dataset.bad = part(cell, 'thumb').getAttribute('src') ?? '';
    broken();
  });
  return cell;
}

let more = null;
function offerMenu(cell) {
  more ??= copy('tile-menu');
  if (!cell.dataset.item) more.remove();
  else if (more.parentElement !== cell) cell.append(more);
}

/** A part that few tiles have: there only while it is wanted, for thousands of tiles pass through these cells. */
function piece(cell, name, wanted) {
  let element = part(cell, name);
  if (!wanted) {
    element?.remove();
    return null;
  }
  if (!element) {
    element = copy(`tile-${name}`);
    cell.append(element);
  }
  return element;
}

function drawBroken(cell, icon, text) {
  const box = piece(cell, 'broken', Boolean(icon));
  if (!box) return;
  setIcon(box, icon);
  setText(part(box, 'name'), text);
}

/** A place whose picture has not come, or could not be asked for. */
export function fillEmpty(cell, failed) {
  bare(cell);
  delete cell.dataset.item;
  delete cell.dataset.tip;
  cell.setAttribute('aria-label', t(failed ? 'tile.retry' : 'loading'));
  cell.setAttribute('aria-selected', 'false');
  part(cell, 'thumb').removeAttribute('src');
  part(cell, 'badge').hidden = true;
  piece(cell, 'duration', false);
  drawBroken(cell, failed ? 'rotate-ccw' : '', t('tile.retry'));
  cell.style.background = '';
}

function bare(cell) {
  delete cell.dataset.job;
  piece(cell, 'progress', false);
  piece(cell, 'live', false);
}

/** The first signs of a prompt, on one line. */
function beginning(prompt) {
  const signs = [...prompt.trim().replace(/\s+/g, ' ')];
  return signs.length > START ? `${signs.slice(0, START).join('')}…` : signs.join('');
}

/** Why there is no small picture, where there should be one. */
function fault(cell, item) {
  if (item.state === 'writing') return t('tile.writing');
  const failed = item.thumbnailUrl ? cell.dataset.bad === item.thumbnailUrl : item.type === 'image' || item.state === 'broken';
  return failed ? t('tile.bad') : '';
}

/** A picture. */
export function fillItem(cell, item, chosen) {
  bare(cell);
  const img = part(cell, 'thumb');
  cell.dataset.item = item.id;
  const made = item.family ?? badgeOf(item.model);
  const bad = fault(cell, item);
  cell.setAttribute('aria-label', [beginning(item.prompt ?? '') || item.name, made, moment(item.created), bad].filter(Boolean).join(', '));
  cell.dataset.tip = [item.model ? shortName(item.model) : made, beginning(item.prompt ?? '') || item.name, bad].filter(Boolean).join('\n');
  cell.setAttribute('aria-selected', String(chosen));
  cell.style.background = item.color ?? '';
  if (item.fresh && performance.now() - item.fresh < 2000) {
    cell.dataset.own = '';
    setTimeout(() => delete cell.dataset.own, 2000);
  }
  if (img.getAttribute('src') !== item.thumbnailUrl) {
    if (item.thumbnailUrl) img.src = item.thumbnailUrl;
    else img.removeAttribute('src');
  }
  const shown = item.thumbnailUrl && !bad;
  drawBroken(cell, shown ? '' : item.type === 'video' && !bad ? 'film' : 'image-off', [item.name, bad].filter(Boolean).join('\n'));
  setText(part(cell, 'badge'), made);
  part(cell, 'badge').hidden = !made;
  const length = piece(cell, 'duration', item.type === 'video');
  if (length) setText(length.lastElementChild, item.duration ? duration(item.duration) : '');
}

/** A running job, until its picture is in the list. */
export function fillLead(cell, job) {
  delete cell.dataset.item;
  delete cell.dataset.tip;
  cell.dataset.job = job.jobId;
  // Its name is what it shows, and its title: that changes, so it is read from the content.
  cell.removeAttribute('aria-label');
  cell.setAttribute('aria-selected', 'false');
  const image = job.output?.[0]?.thumbnailUrl;
  const img = part(cell, 'thumb');
  if (image) setPicture(img, image);
  else img.removeAttribute('src');
  const live = piece(cell, 'live', !image);
  if (live) live.hidden = !paint(live, job.jobId);
  drawBroken(cell, '');
  piece(cell, 'duration', false);
  const box = piece(cell, 'progress', !image);
  if (box) {
    setText(part(box, 'what'), t('tile.running', { title: titleOf(job) }));
    setText(part(box, 'percent'), percent(job.progress ?? 0));
    setText(part(box, 'time'), timeShort(job));
    box.querySelector('progress').value = job.progress ?? 0;
  }
  const badge = part(cell, 'badge');
  setText(badge, badgeOf(job.model));
  badge.hidden = !image;
}
