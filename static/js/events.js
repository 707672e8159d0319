// What the server tells, for the page: one shared worker holds the stream; without one, this tab while it is visible.

import { data } from './texts.js';

const listeners = new Map();
let boot = null;
let send = () => {};

/** Names: those of the stream, `resync` (lists must be read again), `state` {connected, next}, `build`. */
export function on(name, listener) {
  if (!listeners.has(name)) listeners.set(name, []);
  listeners.get(name).push(listener);
}

function tell(name, value) {
  for (const listener of listeners.get(name) ?? []) listener(value);
}

function hear(message) {
  if (message.type === 'joined') tell('resync', {});
  else if (message.type === 'state') tell('state', message);
  else if (message.name === 'hello') greet(message.data);
  else tell(message.name, message.data);
}

function greet(hello) {
  const other = boot !== null && hello.boot !== boot;
  boot = hello.boot;
  if (hello.build && hello.build !== data.build) tell('build', hello);
  if (other) tell('resync', {});
}

export const reconnect = () => send({ type: 'now' });

export function mountEvents() {
  if ('SharedWorker' in window) shared();
  else alone();
  addEventListener('online', reconnect);
  addEventListener('focus', reconnect);
  document.addEventListener('visibilitychange', () => document.hidden || reconnect());
  let tick = Date.now();
  setInterval(() => {
    if (Date.now() - tick > 20_000) reconnect();
    tick = Date.now();
  }, 5000);
}

function shared() {
  const { port } = new SharedWorker('/static/js/events-worker.js', { type: 'module', name: `events-${data.build}` });
  port.addEventListener('message', event => hear(event.data));
  port.start();
  send = message => port.postMessage(message);
  send({ type: 'start', after: data.position });
  addEventListener('pagehide', () => send({ type: 'bye' }));
  addEventListener('pageshow', event => event.persisted && send({ type: 'start', after: data.position }));
}

async function alone() {
  const { Stream } = await import('./stream.js');
  let stream = null;
  let first = true;
  const look = () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      stream = new Stream(data.position, hear);
      if (!first) tell('resync', {});
      first = false;
    }
  };
  send = () => stream?.now();
  document.addEventListener('visibilitychange', look);
  look();
}
