// A picture in the viewer: the small one at once, the whole one when it is decoded; zoomed and moved by hand.

import { itemAt } from './gallery.js';
import { ahead, fit, isFit, panned, pinched, resized, wheelFactor, zoomed } from './logic/zoom.js';
import { part, setText } from './parts.js';
import { bytes, percent, t } from './texts.js';

/** More pixels than a browser shows without pain: a smaller rendition stands for it until the whole is asked for. */
const LARGE = 40e6;
const STEP = 1.25;
const SWIPE = 60;

let item = null;
let view = null;
let picture = null;
let stageSize = null;
let near = [];
let pointers = new Map();
let start = null;
let doors = {};

const box = () => document.getElementById('viewer');
const stage = () => part(box(), 'stage');
const thumb = () => part(box(), 'thumb');
const image = () => part(box(), 'image');
const isLarge = ({ width, height }) => width * height > LARGE;
const sourceOf = one => isLarge(one) ? one.thumbnailUrl?.replace('s=256', 's=2048') : one.url;
const sizeOf = element => ({ width: element.clientWidth, height: element.clientHeight });
const middle = () => ({ x: 0, y: 0 });

export const isShown = () => item !== null;

export function clearStill() {
  item = null;
  view = null;
  for (const element of [thumb(), image()]) {
    element.hidden = true;
    element.removeAttribute('src');
    element.style.transform = '';
  }
  part(box(), 'original').hidden = true;
  delete stage().dataset.loading;
  delete stage().dataset.zoomed;
}

/** Shows a picture that stands at `index`; the reader came from the direction `by`. */
export async function showStill(shown, index, by) {
  item = shown;
  const source = sourceOf(shown);
  thumb().hidden = !shown.thumbnailUrl;
  if (shown.thumbnailUrl) thumb().src = shown.thumbnailUrl;
  image().alt = shown.prompt?.slice(0, 200) || shown.name;
  offerOriginal(shown);
  if (shown.width && shown.height) layOut(shown);
  if (source) await load(shown, source);
  if (item === shown && index >= 0) fetchAhead(index, by);
}

function offerOriginal(shown) {
  const button = part(box(), 'original');
  button.hidden = !isLarge(shown);
  setText(button.querySelector('span'), t('viewer.original', { n: bytes(shown.size) }));
}

async function load(shown, source) {
  stage().dataset.loading = '';
  image().src = source;
  try {
    await image().decode();
    if (item !== shown || image().getAttribute('src') !== source) return;
    if (!shown.width || !shown.height) layOut({ width: image().naturalWidth, height: image().naturalHeight });
    image().hidden = false;
    thumb().hidden = true;
  } catch {
    if (item !== shown || image().getAttribute('src') !== source) return;
    // Without the server the small one is better than none.
    if (!thumb().hidden && 'offline' in document.documentElement.dataset) return;
    thumb().hidden = true;
    doors.failed();
  } finally {
    if (item === shown) delete stage().dataset.loading;
  }
}

function fetchAhead(index, by) {
  near = ahead(index, by).map(itemAt).filter(one => one?.type === 'image' && !isLarge(one)).map(one => {
    const img = new Image();
    img.src = one.url;
    return img;
  });
}

// ---- zoom

function layOut({ width, height }) {
  picture = { width, height };
  stageSize = sizeOf(stage());
  set(fit(picture, stageSize));
}

function set(next) {
  view = next;
  const all = isFit(view, picture, stageSize);
  const by = view.scale / fit(picture, stageSize).scale;
  for (const element of [thumb(), image()]) {
    element.style.transform = all ? '' : `translate(${view.x}px, ${view.y}px) scale(${by})`;
  }
  stage().toggleAttribute('data-zoomed', !all);
  doors.zoomed(percent(Math.round(view.scale * 100)));
}

const zoomTo = (scale, point = middle()) => view && set(zoomed(view, scale, point, picture, stageSize));
const fitAll = () => view && set(fit(picture, stageSize));
/** Its own size, or all of it where it has that already. */
const toggle = point => view && (Math.abs(view.scale - 1) < 0.001 ? fitAll() : zoomTo(1, point));

const KEYS = {
  Z: () => toggle(),
  0: fitAll,
  '+': () => zoomTo(view.scale * STEP),
  '=': () => zoomTo(view.scale * STEP),
  '-': () => zoomTo(view.scale / STEP),
};
const MOVES = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [1, 0], ArrowRight: [-1, 0] };

/** Does what a key asks for; false where it asks for nothing here. */
export function keyOfStill(key, shift) {
  if (!view) return false;
  const move = MOVES[key];
  if (move && (shift || move[0] === 0)) {
    set(panned(view, move[0] * stageSize.width / 8, move[1] * stageSize.height / 8, picture, stageSize));
    return true;
  }
  if (shift && key !== '+') return false;
  KEYS[key]?.();
  return key in KEYS;
}

// ---- by hand

function pointOf(event) {
  const rect = stage().getBoundingClientRect();
  return { x: event.clientX - rect.left - rect.width / 2, y: event.clientY - rect.top - rect.height / 2 };
}

function down(event) {
  if (!view || event.button || event.target.closest('button, a, video')) return;
  pointers.set(event.pointerId, pointOf(event));
  start = pointers.size === 1 ? { ...pointOf(event), whole: isFit(view, picture, stageSize) } : null;
  stage().setPointerCapture(event.pointerId);
}

function move(event) {
  const before = pointers.get(event.pointerId);
  if (!before || !view) return;
  const now = pointOf(event);
  const [a, b] = pointers.values();
  const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
  pointers.set(event.pointerId, now);
  if (a && b) set(pinched(view, [before, other], [now, other], picture, stageSize));
  else set(panned(view, now.x - before.x, now.y - before.y, picture, stageSize));
}

function up(event) {
  const end = pointers.get(event.pointerId);
  if (!end) return;
  pointers.delete(event.pointerId);
  if (event.type !== 'pointerup' || event.pointerType !== 'touch' || !start?.whole) return;
  const dx = end.x - start.x;
  if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(end.y - start.y)) doors.step(dx < 0 ? 1 : -1);
}

function loadOriginal() {
  part(box(), 'original').hidden = true;
  load(item, item.url);
  stage().focus({ preventScroll: true });
}

/** `{failed(), zoomed(text), step(by)}` */
export function mountStill(given) {
  doors = given;
  stage().addEventListener('wheel', event => {
    if (!view) return;
    event.preventDefault();
    zoomTo(view.scale * wheelFactor(event), pointOf(event));
  }, { passive: false });
  stage().addEventListener('dblclick', event => event.target.closest('button, a, video') || toggle(pointOf(event)));
  stage().addEventListener('pointerdown', down);
  stage().addEventListener('pointermove', move);
  for (const name of ['pointerup', 'pointercancel']) stage().addEventListener(name, up);
  part(box(), 'original').addEventListener('click', loadOriginal);
  part(box(), 'zoom').addEventListener('click', () => toggle());
  new ResizeObserver(() => {
    if (!view || !stage().clientWidth) return;
    const before = stageSize;
    stageSize = sizeOf(stage());
    set(resized(view, picture, before, stageSize));
  }).observe(stage());
}
