// The line under the header: connection lost with a countdown, back again, a new version.

import { on, reconnect } from './events.js';
import { onActions, part, setIcon, setText } from './parts.js';
import { t } from './texts.js';

const ICONS = { lost: 'wifi-off', back: 'check', new: 'info' };

let lostAt = 0;
let next = 0;
let ticking = 0;
let newer = false;
let hiding = 0;

const banner = () => document.getElementById('banner');

function show(kind, text) {
  const box = banner();
  box.dataset.kind = kind;
  setText(part(box, 'text'), text);
  setIcon(box, ICONS[kind]);
  box.querySelector('[data-action=reconnect]').hidden = kind !== 'lost';
  box.querySelector('[data-action=reload]').hidden = kind !== 'new';
  box.hidden = false;
}

function tick() {
  // A line that is back within two seconds is not worth a word.
  if (Date.now() - lostAt < 2000) return;
  show('lost', t('banner.lost', { n: Math.max(0, Math.ceil((next - Date.now()) / 1000)) }));
}

function back() {
  const told = !banner().hidden && banner().dataset.kind === 'lost';
  lostAt = 0;
  clearInterval(ticking);
  ticking = 0;
  document.documentElement.removeAttribute('data-offline');
  if (newer) show('new', t('banner.new'));
  else if (told) {
    show('back', t('banner.back'));
    hiding = setTimeout(() => { banner().hidden = true; }, 3000);
  }
}

export function mountBanner() {
  on('state', state => {
    if (state.connected) return back();
    clearTimeout(hiding);
    lostAt ||= Date.now();
    next = state.next;
    document.documentElement.dataset.offline = '';
    ticking ||= setInterval(tick, 500);
  });
  on('build', () => {
    newer = true;
    show('new', t('banner.new'));
  });
  onActions(banner(), { reconnect, reload: () => location.reload() });
}
