// A tone and a notice when a job ends, for those who look elsewhere. Each browser keeps whether it wants them.

import { titleOf } from './card.js';
import { on } from './events.js';
import { find } from './jobs.js';
import { keep, recall } from './kept.js';
import { causeOf } from './reasons.js';
import { t } from './texts.js';

const KEPT = 'ui.alerts';
const LAST = 'ui.alerted';
const TONES = { complete: [660, 880], error: [440, 330] };
const NOTE = .13;
const LOUD = .12;

let audio = null;

export const wanted = () => recall(KEPT, {});
export const want = change => keep(KEPT, { ...wanted(), ...change });

/** Why this browser shows no notices: the key of a text, empty where it does or may be asked. */
export function noticeHindrance() {
  if (!('Notification' in window)) return 'settings.notice.none';
  if (!isSecureContext) return 'settings.notice.insecure';
  return Notification.permission === 'denied' ? 'settings.notice.denied' : '';
}

/** Asks the user for leave to show notices. */
export const askLeave = async () => await Notification.requestPermission() === 'granted';

/** Two short notes, up for what is done and down for what failed. */
export async function play(kind) {
  audio ??= new AudioContext();
  // Suspended until somebody has touched the page.
  await audio.resume();
  TONES[kind].forEach((hertz, n) => {
    const from = audio.currentTime + n * NOTE;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(LOUD, from + .02);
    volume.gain.exponentialRampToValueAtTime(.001, from + NOTE * 2);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + NOTE * 2);
  });
}

function notice(jobId, title, body) {
  if (!document.hidden || noticeHindrance() || Notification.permission !== 'granted') return;
  try {
    const shown = new Notification(title, { body, tag: jobId, icon: '/static/img/logo.svg' });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
    });
  } catch {
    // Some phones show notices of installed programs alone.
  }
}

/** Of several tabs the first one tells. */
function isFirst(jobId) {
  if (recall(LAST, '') === jobId) return false;
  keep(LAST, jobId);
  return true;
}

function ended(kind, jobId, title) {
  const { sound, notice: notices } = wanted();
  if (!sound && !notices || !isFirst(`${kind} ${jobId}`)) return;
  if (sound) play(kind);
  const job = find(jobId);
  if (notices) notice(jobId, title, job ? titleOf(job) : '');
}

export function mountAlerts() {
  on('complete', ({ jobId, output = [] }) => ended('complete', jobId, t('toast.done', { n: Math.max(1, output.length) })));
  on('error', ({ jobId, willRetry, ...error }) => willRetry || ended('error', jobId, causeOf(error)));
}
