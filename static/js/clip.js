// A video in the viewer: the browser's own controls, and keys for what they lack.

import * as kept from './kept.js';
import { part } from './parts.js';

/** Shorter ones go round and round. */
const SHORT = 10;
const FRAME = 1 / 25;

let doors = {};

const video = () => part(document.getElementById('viewer'), 'video');

export const isPlaying = () => !video().hidden;

export function clearClip() {
  video().hidden = true;
  if (video().hasAttribute('src')) {
    video().removeAttribute('src');
    video().removeAttribute('poster');
    video().load();
  }
}

export function showClip(item) {
  const element = video();
  if (item.thumbnailUrl) element.poster = item.thumbnailUrl;
  element.loop = !item.duration || item.duration <= SHORT;
  element.muted = !kept.recall('viewer.sound', false);
  element.src = item.url;
  element.hidden = false;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  // A browser may refuse; then it waits for its button.
  element.play().catch(() => {});
}

function seek(seconds) {
  const element = video();
  element.currentTime = Math.max(0, Math.min(element.duration || 0, element.currentTime + seconds));
}

function frame(by) {
  video().pause();
  seek(by * FRAME);
}

const playOrPause = () => video().paused ? video().play().catch(() => {}) : video().pause();
const KEYS = { ' ': playOrPause, K: playOrPause, ',': () => frame(-1), '.': () => frame(1) };
const SHIFTED = { ArrowLeft: () => seek(-1), ArrowRight: () => seek(1), M: () => { video().muted = !video().muted; } };

/** Does what a key asks for; false where it asks for nothing here. */
export function keyOfClip(key, shift) {
  if (!isPlaying()) return false;
  const run = (shift ? SHIFTED : KEYS)[key];
  run?.();
  return Boolean(run);
}

/** `{failed()}` */
export function mountClip(given) {
  doors = given;
  video().addEventListener('volumechange', () => isPlaying() && kept.keep('viewer.sound', !video().muted));
  video().addEventListener('error', () => {
    if (video().hidden || !video().getAttribute('src')) return;
    video().hidden = true;
    doors.failed();
  });
}
