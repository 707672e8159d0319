// Tooltips: what a button does and its keys. At once on focus, after a while under the pointer, never on touch.

import { hasLetterKeys } from './keyboard.js';
import { isSingle, printed } from './logic/shortcuts.js';
import { isApple } from './parts.js';

const DELAY = 500;
/** So long after one was seen the next comes without delay. */
const WARM = 300;
/** Time for the pointer to cross from a button to its tooltip. */
const CROSSING = 120;
const NAMED = '.icon-button, [data-tip], button[aria-keyshortcuts]:not(:has(kbd)), a[aria-keyshortcuts]:not(:has(kbd))';

let timer = 0;
let seen = -Infinity;
let owner = null;
/** Where the pointer was pressed last. */
let pressed = '';

const tip = () => document.getElementById('tip');
const isOpen = () => tip().matches(':popover-open');

function hide() {
  clearTimeout(timer);
  if (!isOpen()) return;
  tip().hidePopover();
  if (owner.getAttribute('aria-describedby') === 'tip') owner.removeAttribute('aria-describedby');
  seen = performance.now();
}

function fill(element) {
  const text = element.dataset.tip ?? element.getAttribute('aria-label') ?? element.textContent.trim();
  const keys = (element.getAttribute('aria-keyshortcuts') ?? '').split(' ').filter(one => one && (hasLetterKeys() || !isSingle(one)));
  tip().replaceChildren(text, ...keys.slice(0, 1).map(one => {
    const kbd = document.createElement('kbd');
    kbd.textContent = printed(one, isApple);
    return kbd;
  }));
  return text;
}

function show(element, byPointer) {
  if (!element.isConnected || element.getAttribute('aria-expanded') === 'true' || document.querySelector('.menu:popover-open')) return;
  if (!fill(element)) return;
  owner = element;
  if (element.dataset.tip && !element.hasAttribute('aria-describedby')) element.setAttribute('aria-describedby', 'tip');
  tip().toggleAttribute('data-hover', byPointer);
  tip().showPopover();
  const box = element.getBoundingClientRect();
  const own = tip().getBoundingClientRect();
  tip().style.left = `${Math.max(8, Math.min(box.left + box.width / 2 - own.width / 2, innerWidth - own.width - 8))}px`;
  tip().style.top = `${box.bottom + 6 + own.height < innerHeight ? box.bottom + 6 : box.top - own.height - 6}px`;
}

function later(element, ms, byPointer) {
  hide();
  timer = setTimeout(() => show(element, byPointer), ms);
}

const under = target => target.closest?.(`${NAMED}, .tile[data-item]`);

const where = ({ screenX, screenY }) => `${screenX} ${screenY}`;

function over(event) {
  // What opens or closes under a resting pointer is not pointed at: a tooltip there would only take Escape for itself.
  if (event.pointerType !== 'mouse' || where(event) === pressed) return;
  if (tip().contains(event.target)) return clearTimeout(timer);
  const element = under(event.target);
  if (element && (element !== owner || !isOpen())) later(element, performance.now() - seen < WARM || isOpen() ? 0 : DELAY, true);
}

function out(event) {
  const element = tip().contains(event.target) ? owner : under(event.target);
  if (!element || element.contains(event.relatedTarget) || tip().contains(event.relatedTarget)) return;
  clearTimeout(timer);
  timer = setTimeout(hide, isOpen() ? CROSSING : 0);
}

export function mountTips() {
  // The pointer may have been there before this module.
  const before = matchMedia('(hover: hover)').matches && [...document.querySelectorAll(':hover')].at(-1);
  if (before && under(before)) later(under(before), DELAY, true);
  document.addEventListener('pointerover', over);
  document.addEventListener('pointerout', out);
  document.addEventListener('focusin', event => {
    hide();
    const element = event.target.matches(':focus-visible') && event.target.closest(NAMED);
    if (element) later(element, 0, false);
  });
  document.addEventListener('pointerdown', event => { pressed = where(event); }, true);
  for (const name of ['focusout', 'pointerdown', 'scroll']) document.addEventListener(name, hide, true);
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !isOpen()) return;
    hide();
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
