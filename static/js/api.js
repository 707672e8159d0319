// The one place that calls fetch. Every failure is a Failure: with the server's problem, or `offline`.

export class Failure extends Error {
  constructor(problem, status) {
    super(problem.detail ?? problem.code);
    this.problem = problem;
    this.status = status;
    this.offline = status === 0;
  }
}

async function call(method, path, { body, headers = {}, signal } = {}) {
  let answer;
  try {
    answer = await fetch(path, { method, signal, headers: { Accept: 'application/json', ...headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (cause) {
    if (cause.name === 'AbortError') throw cause;
    throw new Failure({ code: 'offline' }, 0);
  }
  // The token was changed: the page to sign in stands in place of this one.
  if (answer.status === 401) location.reload();
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Failure({ code: 'unknown', ...json }, answer.status);
  return json;
}

const query = values => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined));

export const jobs = (values, signal) => call('GET', `/api/jobs?${query(values)}`, { signal });
export const job = id => call('GET', `/api/jobs/${encodeURIComponent(id)}`);
export const submit = (body, key) => call('POST', '/api/jobs', { body, headers: { 'Idempotency-Key': key } });
export const stop = id => call('DELETE', `/api/jobs/${encodeURIComponent(id)}`);
export const dismiss = id => call('DELETE', `/api/jobs/${encodeURIComponent(id)}?record=remove`);
/** Removes the records of all that failed. */
export const dismissFailed = () => call('DELETE', '/api/jobs?status=failed&record=remove');
/** Changes a job that waits: its place, its priority, or what it asks for. */
export const change = (id, body) => call('PATCH', `/api/jobs/${encodeURIComponent(id)}`, { body });
export const retryFailed = () => call('POST', '/api/jobs/retry?status=failed');
export const retryAll = jobIds => call('POST', '/api/jobs/retry', { body: { jobIds } });
export const clearQueue = () => call('DELETE', '/api/jobs?status=queued');
export const retry = id => call('POST', `/api/jobs/${encodeURIComponent(id)}/retry`);
export const setPaused = paused => call('POST', `/api/queue/${paused ? 'pause' : 'resume'}`);
export const queue = () => call('GET', '/api/queue');
export const engines = () => call('GET', '/api/engines');
/** What stands at an address. */
export const checkEngine = address => call('POST', '/api/engines/check', { body: { address } });
export const settings = () => call('GET', '/api/settings');
export const changeSettings = (body, rev) => call('PATCH', '/api/settings', { body, headers: { 'If-Match': `"${rev}"` } });
/** A link that lets another browser in: `{url, qr, expires}`. */
export const signInLink = () => call('POST', '/api/session/link');
/** Looks at all model folders again; the new list. */
export const rescan = () => call('POST', '/api/models/rescan');
export const models = () => call('GET', '/api/models/list');
/** Says of which family a model is; null: what its own name tells. */
export const setFamily = (path, type) => call('PATCH', '/api/models', { body: { path, type } });
export const canvas = (values, signal) => call('GET', `/api/canvas/list?${query(values)}`, { signal });
/** Where an item stands in a list frozen before: `{rank}`. */
export const rank = values => call('GET', `/api/canvas/rank?${query(values)}`);
/** The texts of an item's file, word for word: `{texts}`. */
export const texts = (id, signal) => call('GET', `/api/canvas/items/${encodeURIComponent(id)}/texts`, { signal });
export const item = (id, signal) => call('GET', `/api/canvas/items/${encodeURIComponent(id)}`, { signal });

/** The bytes of a live preview. */
export async function picture(url, signal) {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Failure({ code: 'unknown' }, answer.status);
  return answer.blob();
}

/** Sends a picture; `progress(percent)` meanwhile. Only this kind of request tells how far it is. */
export function upload(file, progress, signal) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append('file', file);
  request.open('POST', '/api/uploads');
  request.responseType = 'json';
  request.setRequestHeader('Accept', 'application/json');
  request.upload.addEventListener('progress', event => event.lengthComputable && progress(event.loaded / event.total * 100));
  request.addEventListener('load', () => request.status === 201 ? resolve(request.response)
    : reject(new Failure({ code: 'unknown', ...request.response }, request.status)));
  for (const name of ['error', 'timeout']) request.addEventListener(name, () => reject(new Failure({ code: 'offline' }, 0)));
  request.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
  signal.addEventListener('abort', () => request.abort());
  request.send(form);
  return promise;
}

/** A key that names one submission. `crypto.randomUUID` is missing over plain http. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))]
  .map(byte => byte.toString(16).padStart(2, '0')).join('');
