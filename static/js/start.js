// The picture to start from: dropped, pasted, chosen, or one of the canvas.

import * as api from './api.js';
import { announce, current, defaults, onDraft, set } from './draft.js';
import { on } from './events.js';
import { clearFault, showFault } from './faults.js';
import { fit } from './logic/sizes.js';
import { onActions, part, setPicture, setText } from './parts.js';
import { percent, t } from './texts.js';
import { say } from './toasts.js';

const AT = '/params/image';
const TYPES = /^image\/(png|jpeg|webp)$/;
const UPLOADED = /^[0-9a-f]{32}\.(png|jpg|webp)$/;
const MOST = 64 * 2 ** 20;

let sending = null;
let fault = null;
let failed = null;
/** What is known of the picture of the draft: `{image, url, name, width?, height?}`. */
let shown = null;

const dialog = () => document.getElementById('form');
const box = () => part(dialog(), 'start');
const input = () => document.getElementById('f-image');
const hasFiles = transfer => [...transfer?.types ?? []].includes('Files');

/** What is wrong with it, by JSON pointer. */
export const faultsOfStart = () => sending ? { [AT]: { code: 'uploading' } } : fault ? { [AT]: fault } : {};

function draw() {
  const { image } = current();
  const has = Boolean(image) && !sending;
  part(box(), 'drop').hidden = has || Boolean(sending);
  part(box(), 'busy').hidden = !sending;
  part(box(), 'picture').hidden = !has;
  part(box(), 'denoise').hidden = !image;
  box().querySelector('[data-action=retry-upload]').hidden = !failed;
  setText(part(dialog(), 'start-value'), sending ? percent(sending.percent) : image ? shown?.name ?? '' : t('form.start.none'));
  setText(part(box(), 'file'), sending?.file.name ?? '');
  box().querySelector('progress').value = sending?.percent ?? 0;
  setText(part(box(), 'percent'), sending ? percent(sending.percent) : '');
  setPicture(part(box(), 'thumb'), has ? shown?.url : '');
  setText(part(box(), 'name'), shown?.name ?? image);
  setText(part(box(), 'size'), shown?.width ? `${shown.width} × ${shown.height}` : '');
  box().querySelector('[data-action=start-size]').hidden = !shown?.width;
}

/** The draft may name a picture that this page has not seen yet. */
async function follow() {
  const { image } = current();
  if (!image) shown = null;
  if (!image || shown?.image === image) return draw();
  fault = null;
  shown = { image, name: '', url: UPLOADED.test(image) ? `/uploads/${image}` : '' };
  draw();
  if (shown.url) return;
  const item = await api.item(image).catch(failure => failure.status === 404 ? {} : null);
  if (current().image !== image || !item) return;
  if (item.id) shown = ofItem(item);
  else tell({ code: 'image-missing', args: {} });
  announce([]);
}

const ofItem = item => ({ image: item.id, url: item.thumbnailUrl, name: item.name, width: item.width, height: item.height });

function tell(found) {
  fault = found;
  if (found) showFault(AT, found);
  else clearFault('image');
  box().open = box().open || Boolean(found);
}

function take(picture) {
  tell(null);
  failed = null;
  shown = picture;
  set({ image: picture.image });
}

/** Starts from a picture of the canvas. */
export function startFrom(item) {
  sending?.abort.abort();
  take(ofItem(item));
  box().open = true;
}

// ---- files

async function upload(file) {
  sending?.abort.abort();
  failed = null;
  box().open = true;
  tell(!TYPES.test(file.type) ? { code: 'type' } : file.size > MOST ? { code: 'big', args: { bytes: MOST } } : null);
  if (fault) return announce([]);
  const mine = sending = { file, percent: 0, abort: new AbortController() };
  announce([]);
  try {
    const { name, url, width, height } = await api.upload(file, done => {
      mine.percent = done;
      if (sending === mine) draw();
    }, mine.abort.signal);
    if (sending !== mine) return;
    sending = null;
    take({ image: name, url, name: file.name, width, height });
    say(t('form.start.ready'));
  } catch (failure) {
    if (sending !== mine) return;
    sending = null;
    if (failure.name !== 'AbortError') refused(file, failure);
    announce([]);
  }
}

function refused(file, { problem, status, offline }) {
  if (status === 415) tell({ code: 'type' });
  else if (status === 413) tell({ code: 'big', args: { bytes: MOST } });
  else if (status === 422) tell(problem);
  else {
    failed = file;
    tell({ code: offline ? 'upload' : problem.code, args: problem.args, detail: t('x.upload') });
  }
}

const again = () => failed && upload(failed);
const picked = files => {
  const file = [...files].find(one => TYPES.test(one.type)) ?? files[0];
  if (file) upload(file);
};

function remove() {
  tell(null);
  set({ image: '' });
  input().focus();
}

function takeSize() {
  const [width, height] = fit(shown.width, shown.height, defaults());
  set({ width: String(width), height: String(height) });
}

export function mountStart() {
  onDraft(follow);
  draw();
  input().addEventListener('change', () => {
    picked(input().files);
    input().value = '';
  });
  part(box(), 'thumb').addEventListener('error', () => tell({ code: 'image-missing', args: {} }));
  part(box(), 'thumb').addEventListener('load', event => {
    if (shown?.width || !shown || !UPLOADED.test(shown.image)) return;
    shown = { ...shown, width: event.target.naturalWidth, height: event.target.naturalHeight };
    draw();
  });
  dialog().addEventListener('paste', event => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    picked(event.clipboardData.files);
  });
  dialog().addEventListener('dragover', event => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    box().open = true;
    box().dataset.over = '';
  });
  dialog().addEventListener('dragleave', event => dialog().contains(event.relatedTarget) || delete box().dataset.over);
  dialog().addEventListener('drop', event => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    delete box().dataset.over;
    picked(event.dataTransfer.files);
  });
  onActions(box(), {
    'stop-upload': () => {
      sending?.abort.abort();
      input().focus();
    },
    'retry-upload': again,
    'replace-start': () => input().click(),
    'remove-start': remove,
    'start-size': takeSize,
  });
  on('state', ({ connected }) => connected && again());
}
