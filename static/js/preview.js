// Live previews: the newest frame of a job, painted on every canvas that shows it. At most three frames a second.

import { picture } from './api.js';
import { on } from './events.js';

const jobs = new Map();
const calm = matchMedia('(prefers-reduced-motion: reduce)');
// Milliseconds: between two frames, without one, and until the last one of a job that ended is let go.
const APART = 340;
const CALM = 1000;
const DARK = 5000;
const KEPT = 3000;

let paused = false;

export const setPreviewsPaused = value => { paused = value; };

const frameOf = jobId => jobs.get(jobId)?.frame;

/** Whether there is a picture of a job that runs. */
export const hasFrame = jobId => Boolean(frameOf(jobId));

/** Whether a job has been sampled for a while without a picture: its engine sends none. `stageAt` in milliseconds. */
export const isDark = ({ jobId, stage, step, stageAt }) => stage === 'sampling' && step > 0 && !paused
  && !jobs.has(jobId) && Date.now() - stageAt > DARK;

export function forget(jobId) {
  const known = jobs.get(jobId);
  known?.abort?.abort();
  known?.frame?.close();
  jobs.delete(jobId);
}

/** Asks for no more frames; the last one stays until the picture is there. */
export function settle(jobId) {
  const known = jobs.get(jobId);
  if (!known) return;
  clearTimeout(known.timer);
  known.abort?.abort();
  known.settled = true;
}

/** Paints the last frame; true if there is one. */
export function paint(canvas, jobId) {
  const frame = frameOf(jobId);
  if (!frame) return false;
  if (canvas.width !== frame.width || canvas.height !== frame.height) {
    canvas.width = frame.width;
    canvas.height = frame.height;
  }
  canvas.getContext('2d').drawImage(frame, 0, 0);
  canvas.hidden = false;
  return true;
}

/** Whether anything that shows the job is in view: its card, its tile, or the large view. */
const isSeen = jobId => [...document.querySelectorAll(`[data-job="${CSS.escape(jobId)}"]`)].some(element => {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
});

async function load(jobId, job) {
  job.abort?.abort();
  job.abort = new AbortController();
  job.last = performance.now();
  const url = job.next;
  try {
    const frame = await createImageBitmap(await picture(url, job.abort.signal));
    if (jobs.get(jobId) !== job) return frame.close();
    job.frame?.close();
    job.frame = frame;
    document.dispatchEvent(new CustomEvent('preview', { detail: jobId }));
  } catch {
    // A frame that is gone or cannot be read is replaced by the next one.
  }
}

function hear({ jobId, url }) {
  if (!jobs.has(jobId)) jobs.set(jobId, { last: 0 });
  const job = jobs.get(jobId);
  job.next = url;
  if (job.settled || paused || document.hidden || job.timer) return;
  const wait = Math.max(0, job.last + (calm.matches ? CALM : APART) - performance.now());
  job.timer = setTimeout(() => {
    job.timer = 0;
    if (jobs.get(jobId) === job && isSeen(jobId)) load(jobId, job);
  }, wait);
}

/** A job that ended has no more frames: the one that was still to be asked for is gone. */
function end(jobId) {
  const job = jobs.get(jobId);
  if (!job) return;
  clearTimeout(job.timer);
  job.timer = 0;
  setTimeout(() => jobs.get(jobId) === job && forget(jobId), KEPT);
}

export function mountPreviews() {
  on('preview', hear);
  on('complete', ({ jobId }) => end(jobId));
  on('job', ({ jobId, status }) => status !== 'running' && end(jobId));
}
