// One stream for all tabs: a browser allows six connections a host, and every open stream takes one.

import { Stream } from './stream.js';

const ports = new Set();
let stream = null;
let state = null;

function tell(message) {
  if (message.type === 'state') state = message;
  for (const port of ports) port.postMessage(message);
}

self.addEventListener('connect', event => {
  const port = event.ports[0];
  port.addEventListener('message', ({ data }) => {
    if (data.type === 'bye') {
      ports.delete(port);
      if (ports.size > 0) return;
      stream?.close();
      stream = null;
    } else if (data.type === 'now') {
      stream?.now();
    } else if (data.type === 'start') {
      ports.add(port);
      if (!stream) {
        state = null;
        stream = new Stream(data.after, tell);
      } else {
        // A later tab's lists may be older than what was already told: it looks again once.
        port.postMessage({ type: 'joined' });
        if (state) port.postMessage(state);
      }
    }
  });
  port.start();
});
