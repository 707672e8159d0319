// Words for what is left of a job. Pure: gives `{key, values}`, or null where nothing can be said.

/** `{eta, etaLow?, etaHigh?, late?}` in seconds to a text key and its values; `unknown` when like runs are yet to come. */
export function etaWords({ eta, etaLow, etaHigh, late }, running = 0, unknown = false) {
  if (late) return { key: 'eta.over', values: { seconds: running } };
  if (eta === undefined || eta === null) return unknown ? { key: 'eta.no', values: {} } : null;
  if (eta < 10) return { key: 'eta.few', values: {} };
  if (eta < 58) return { key: 'eta.s', values: { n: Math.round(eta / 5) * 5 } };
  if (eta < 600) {
    const rounded = Math.round(eta / 10) * 10;
    return { key: 'eta.m', values: { m: Math.floor(rounded / 60), s: rounded % 60 } };
  }
  const low = Math.floor((etaLow ?? eta * 0.85) / 60);
  const high = Math.ceil((etaHigh ?? eta * 1.15) / 60);
  return { key: 'eta.r', values: { a: low, b: Math.max(high, low + 1) } };
}

/** The same in one word for a tile: `{key, values}`. */
export function etaShort(eta) {
  if (eta === undefined || eta === null) return null;
  if (eta < 58) return { key: 'eta.short.s', values: { n: Math.max(5, Math.round(eta / 5) * 5) } };
  return { key: 'eta.short.m', values: { n: Math.max(1, Math.round(eta / 60)) } };
}

/** What is left by now of an estimate made a while ago: it goes on falling while nothing is told. `now` in milliseconds. */
export function etaNow({ eta, etaAt }, now = Date.now()) {
  if (eta === undefined || eta === null || !etaAt) return eta;
  return Math.max(Math.min(eta, 1), eta - Math.floor((now - etaAt) / 1000));
}

/** Keeps an estimate calm within a stage: it never rises by more than a tenth at once, and for less not at all. */
export function steadyEta(shown, next, sameStage) {
  if (shown === undefined || shown === null || next === undefined || next === null || !sameStage) return next;
  if (next <= shown) return next;
  return next < shown * 1.1 ? shown : Math.min(next, Math.max(shown * 1.1, shown + 1));
}

/** A bar never moves backwards within one attempt, and is never full before the job is complete. */
export const steadyPercent = (shown, next, sameAttempt) => Math.min(99, sameAttempt ? Math.max(shown, next) : next);
