// The event stream: connects, tells a dead line by a missing beat, connects again with what it has seen.
// Loaded by the shared worker, or by a page that has no shared workers; nowhere else is an EventSource opened.

const NAMES = ['hello', 'beat', 'resync', 'progress', 'complete', 'job', 'preview', 'canvas', 'models', 'engine'];
const SILENCE = 40_000;

/** Seconds until try `n` (from 0), `lostFor` seconds after the loss; `random` in 0..1 spreads many readers. */
export function pause(n, lostFor, random) {
  const seconds = lostFor > 300 ? 15 : [1, 2, 3][n] ?? 5;
  return seconds * (0.8 + 0.4 * random);
}

export class Stream {
  #source = null;
  #timer = 0;
  #watch = 0;
  #tries = 0;
  #lostAt = 0;
  #after;
  #say;

  /** `after`: the position of the page; `say(message)`: `{type:'event', name, data}` or `{type:'state', …}`. */
  constructor(after, say) {
    this.#after = after;
    this.#say = say;
    this.#open();
  }

  /** Tries at once, unless the line stands. */
  now() {
    if (this.#source?.readyState === EventSource.OPEN) return;
    clearTimeout(this.#timer);
    this.#open();
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    this.#source?.close();
    this.#source = new EventSource(`/api/jobs/stream?after=${encodeURIComponent(this.#after)}`);
    for (const name of NAMES) this.#source.addEventListener(name, event => this.#hear(name, event));
    // A job's error and the connection's own error share this name; only the first has data.
    this.#source.addEventListener('error', event => 'data' in event ? this.#hear('error', event) : this.#lost());
    this.#alive();
  }

  #hear(name, event) {
    this.#alive();
    if (event.lastEventId) this.#after = event.lastEventId;
    if (name === 'hello') {
      this.#tries = 0;
      this.#lostAt = 0;
      this.#say({ type: 'state', connected: true });
    }
    this.#say({ type: 'event', name, data: JSON.parse(event.data || '{}') });
  }

  #alive() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lost(), SILENCE);
  }

  #lost() {
    this.close();
    this.#lostAt ||= Date.now();
    const seconds = pause(this.#tries++, (Date.now() - this.#lostAt) / 1000, Math.random());
    this.#say({ type: 'state', connected: false, next: Date.now() + seconds * 1000 });
    this.#timer = setTimeout(() => this.#open(), seconds * 1000);
  }
}
