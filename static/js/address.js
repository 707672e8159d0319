// The address is the state of the page. An entry of the history stands for each filter, and for each layer that lies over
// another, so that Back closes what lies on top.

// ---- what an address says. Pure; what is as usual is left out of it

const CHOICES = { type: ['all', 'image', 'video', 'site'], sort: ['date', 'name', 'size'], order: ['desc', 'asc'] };
const NAMES = ['type', 'sort', 'order', 'item', 'job', 'at'];

/** The direction in which a sort is read first. */
export const usualOrder = sort => sort === 'name' ? 'asc' : 'desc';

export function read(search) {
  const said = new URLSearchParams(search);
  const choice = (name, usual = CHOICES[name][0]) => CHOICES[name].includes(said.get(name)) ? said.get(name) : usual;
  const sort = choice('sort');
  return { type: choice('type'), sort, order: choice('order', usualOrder(sort)), item: said.get('item') ?? '',
    job: said.get('job') ?? '', at: said.get('at') ?? '' };
}

const isUsual = (name, state) => !state[name] || (name === 'order' ? state.order === usualOrder(state.sort)
  : name in CHOICES && state[name] === CHOICES[name][0]);

/** The query of an address; words of others in `search` stay. */
export function write(state, search = '') {
  const said = new URLSearchParams(search);
  for (const name of NAMES) {
    said.delete(name);
    if (!isUsual(name, state)) said.set(name, state[name]);
  }
  return said.size ? `?${said}` : '';
}

// ---- the state and the layers

let now = read(location.search);
/** Open layers, lowest first; null for one that was there before a reload. */
const layers = [];
let returning = false;
/** What a layer asked for wants an entry of its own: it takes that of the layer, as soon as that is gone. */
let claimed = false;
const listeners = [];

const url = () => location.pathname + write(now, location.search) + location.hash;
const depth = () => history.state?.layer ?? 0;

/** What the address says: `{type, sort, order, item, job, at}`. */
export const said = () => now;
/** How far the first row in view was scrolled out, in pixels, when the page was left. */
export const offset = () => history.state?.dy ?? 0;

/** Called with what it says now and what it said before, when the reader went back or forth. */
export const onMove = listener => listeners.push(listener);

/** Changes what it says, in place. */
export function note(values, more = {}) {
  now = { ...now, ...values };
  if (!returning) history.replaceState({ ...history.state, ...more }, '', url());
}

/** Changes what it says; Back leads to what it said before. */
export function go(values) {
  now = { ...now, ...values };
  if (returning || layers.length) claimed = true;
  else history.pushState({ layer: 0 }, '', url());
}

/** A layer lies on top; `close()` is called when Back takes it away. */
export function enter(name, close, values = {}) {
  now = { ...now, ...values };
  if (!layers.some(layer => layer?.name === name)) {
    if (layers.at(-1) === null) layers.pop();
    layers.push({ name, close });
  }
  settle();
}

/** A layer is gone, by whatever way. */
export function leave(name, values = {}) {
  now = { ...now, ...values };
  const at = layers.findIndex(layer => layer?.name === name);
  if (at >= 0) layers.splice(at, 1);
  settle();
}

/** Brings the history to as many entries as there are layers. Going back takes a while; what happens meanwhile waits. */
function settle() {
  if (returning) return;
  if (layers.length < depth() && claimed) {
    claimed = false;
    history.replaceState({ layer: depth() - 1 }, '', url());
    settle();
  } else if (layers.length < depth()) {
    returning = true;
    history.go(layers.length - depth());
  } else if (layers.length > depth()) {
    while (depth() < layers.length) history.pushState({ layer: depth() + 1 }, '', url());
  } else if (claimed && !layers.length) {
    claimed = false;
    history.pushState({ layer: 0 }, '', url());
  } else {
    history.replaceState(history.state, '', url());
  }
}

function moved() {
  if (returning) {
    returning = false;
    return settle();
  }
  const before = now;
  const closed = layers.splice(depth());
  while (layers.length < depth()) layers.push(null);
  const named = read(location.search);
  // An entry below a layer does not know what was looked at since.
  now = closed.length ? { ...named, item: now.item, job: now.job } : named;
  closed.reverse().forEach(layer => layer?.close());
  listeners.forEach(listener => listener(now, before));
}

export function mountAddress() {
  history.scrollRestoration = 'manual';
  while (layers.length < depth()) layers.push(null);
  addEventListener('popstate', moved);
}
