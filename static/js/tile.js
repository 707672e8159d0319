// One square of the gallery: a picture, a running job, or a place whose picture is not there yet.

import { badgeOf, timeShort, titleOf } from './card.js';
import { copy, part, setIcon, setPicture, setText } from './parts.js';
import { paint } from './preview.js';
import { duration, moment, percent, t } from './texts.js';

/** An empty cell; `broken()` is called when its picture cannot be shown. */
export function newCell(broken) {
  const cell = copy('tile-template');
  cell.setAttribute('role', 'gridcell');
  part(cell, 'thumb').addEventListener('error', () => {
    cell.dataset.bad = part(cell, 'thumb').getAttribute('src') ?? '';
    broken();
  });
  return cell;
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

/** A picture. */
export function fillItem(cell, item, chosen) {
  bare(cell);
  const img = part(cell, 'thumb');
  cell.dataset.item = item.id;
  cell.setAttribute('aria-label', [item.prompt?.slice(0, 120) || item.name, item.family ?? badgeOf(item.model), moment(item.created)]
    .filter(Boolean).join(', '));
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
  drawBroken(cell, item.thumbnailUrl && cell.dataset.bad !== item.thumbnailUrl ? '' : 'image-off', item.name);
  const badge = item.family ?? badgeOf(item.model);
  setText(part(cell, 'badge'), badge);
  part(cell, 'badge').hidden = !badge;
  const length = piece(cell, 'duration', item.type === 'video');
  if (length) setText(length.lastElementChild, item.duration ? duration(item.duration) : '');
}

/** A running job, until its picture is in the list. */
export function fillLead(cell, job) {
  delete cell.dataset.item;
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
