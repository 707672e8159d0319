// What the gallery holds: one frozen list of the server, read in slices, of which the last used are kept.

import * as api from './api.js';

const SLICE = 120;
const KEPT = 40;

let filter = { type: 'all', sort: 'date', order: 'desc' };
let snap;
let total = 0;
let ever = 0;
let slices = new Map();
const loading = new Map();
const broken = new Set();
let doors = {};

export const count = () => total;
/** How many there are without a filter, as far as was seen. */
export const countEver = () => ever;
export const filtered = () => filter;
export const isLoading = () => loading.size > 0;
export const isBroken = index => broken.has(Math.floor(index / SLICE));
export const retryBroken = () => broken.clear();
export const firstItems = () => (slices.get(0) ?? []).slice(0, 60).filter(Boolean);
export const sliceStart = index => Math.max(0, Math.floor(index / SLICE)) * SLICE;
export const itemAt = index => slices.get(Math.floor(index / SLICE))?.[index % SLICE];
export const indexOf = id => {
  for (const [slice, items] of slices) {
    const found = items.findIndex(item => item?.id === id);
    if (found >= 0) return slice * SLICE + found;
  }
  return -1;
};

/** `drawn()`: something came; `gone()`: the list is no longer kept; `near(from, to)`: whether those are about to be seen. */
export function mountGallery(given) {
  doors = given;
}

/** Another filter: nothing of the old list is kept. */
export function setFilter(next) {
  filter = { ...filter, ...next };
  slices = new Map();
  snap = undefined;
}

const query = more => ({ ...filter, type: filter.type === 'all' ? undefined : filter.type, ...more });

/** Takes an answer of the list as the new one. */
export function adopt(answer, from) {
  loading.forEach(({ abort }) => abort.abort());
  loading.clear();
  broken.clear();
  slices = new Map();
  snap = answer.snap;
  total = answer.total ?? answer.items.length;
  if (filter.type === 'all') ever = total;
  answer.items.forEach((item, i) => put(from + i, item));
}

function put(index, item) {
  const slice = Math.floor(index / SLICE);
  if (!slices.has(slice)) slices.set(slice, []);
  slices.get(slice)[index % SLICE] = item;
}

/** A new list, from the slice at `offset` on. */
export const ask = offset => api.canvas(query({ offset, limit: SLICE }));

/** Reads the item at an index, from the server if need be. */
export async function itemFor(index) {
  const known = itemAt(index);
  if (known) return known;
  await loadSlice(Math.floor(index / SLICE), true);
  return itemAt(index);
}

/** Where an item stands, asked of the server if need be; -1 where it is not in the list. */
export async function placeOf(id) {
  const known = indexOf(id);
  if (known >= 0 || !snap) return known;
  return api.rank({ snap, id }).then(({ rank = -1 }) => rank, () => -1);
}

/** How many there are of a type, whatever is shown now. */
export const countOf = type => api.canvas({ type: type === 'all' ? undefined : type, limit: 1 }).then(({ total: all }) => all);

const isNear = slice => doors.near(slice * SLICE, slice * SLICE + SLICE - 1);

/** Asks for what is missing from one index to another, and gives up what is no longer near. */
export function want(from, to) {
  for (const [slice, { abort, asked }] of loading) if (!asked && !isNear(slice)) abort.abort();
  const missing = [];
  for (let slice = Math.floor(from / SLICE); slice <= Math.floor(to / SLICE); slice++) {
    if (!whole(slice) && !loading.has(slice) && !broken.has(slice)) missing.push(slice);
  }
  missing.slice(0, 3).forEach(loadSlice);
}

const whole = slice => {
  const items = slices.get(slice);
  const need = Math.min(SLICE, total - slice * SLICE);
  return items && items.length >= need && !items.includes(undefined);
};

/** With `wanted` it is not given up when it is far from what is seen. */
async function loadSlice(slice, wanted = false) {
  if (whole(slice)) return;
  if (loading.has(slice)) return loading.get(slice).done;
  const abort = new AbortController();
  const of = snap;
  const done = api.canvas(query({ snap, offset: slice * SLICE, limit: SLICE }), abort.signal).then(answer => {
    if (of !== snap) return;
    broken.delete(slice);
    slices.delete(slice);
    answer.items.forEach((item, i) => put(slice * SLICE + i, item));
    if (slices.size > KEPT) slices.delete([...slices.keys()].find(key => !isNear(key)));
  }).catch(failure => {
    if (failure.name === 'AbortError') return;
    if (failure.status === 410) return doors.gone();
    broken.add(slice);
  }).finally(() => {
    loading.delete(slice);
    doors.drawn();
  });
  loading.set(slice, { abort, done, asked: wanted });
  return done;
}
