// The keyboard: does what the shortcuts of logic/shortcuts.js say, and lets buttons tell their keys.

import { meant, printed, told } from './logic/shortcuts.js';
import { isApple } from './parts.js';

let acts = {};

/** Those who speak to their computer, or whose hand slips, turn single letters off in the settings. */
export function hasLetterKeys() {
  try {
    return localStorage.getItem('ui.keys') !== 'off';
  } catch {
    return true;
  }
}

function press(marks) {
  const found = [...document.querySelectorAll(marks)].filter(element => !element.closest('[hidden], [inert]'));
  const target = found.find(element => element.checkVisibility({ visibilityProperty: true })) ?? found[0];
  target?.click();
  return Boolean(target);
}

/** Does what a shortcut says; false where that is nothing. */
export const run = (shortcut, event) => shortcut.act ? acts[shortcut.act](event) : press(shortcut.marks);

/** Where a key press counts, as `where` of the shortcuts. */
function places({ target }) {
  const here = ['always'];
  if (document.querySelector('dialog:modal')) return here;
  if (document.getElementById('form').open) here.push('form');
  if (target.closest('input, textarea, select')) return here;
  here.push('untyped');
  if (target.closest('dialog, [popover]')) return here;
  if (!document.getElementById('viewer').hidden && !target.closest('.jobs, .inspector, .header, .splitter')) here.push('viewer');
  return [...here, 'page'];
}

function key(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const shortcut = meant(event, places(event), hasLetterKeys());
  if (!shortcut || (event.repeat && shortcut.where !== 'viewer')) return;
  if (run(shortcut, event) !== false) event.preventDefault();
}

function mark() {
  document.documentElement.toggleAttribute('data-no-keys', !hasLetterKeys());
  const all = new Map();
  for (const [marks, keys] of told(hasLetterKeys())) {
    document.querySelectorAll(marks).forEach(element => all.set(element, [...all.get(element) ?? [], ...keys]));
  }
  for (const [element, keys] of all) {
    if (keys.length) element.setAttribute('aria-keyshortcuts', keys.join(' '));
    else element.removeAttribute('aria-keyshortcuts');
    const shown = keys.length && element.querySelector('kbd');
    if (shown) shown.textContent = printed(keys[0], isApple);
  }
}

/** What the acts of the shortcuts do, where that is more than to press what they are marked on. */
export function mountKeyboard(doors) {
  acts = doors;
  document.addEventListener('keydown', key);
  mark();
  // The settings, where letters are switched off, are a dialog.
  document.addEventListener('toggle', event => event.target.localName === 'dialog' && mark(), true);
  addEventListener('storage', event => event.key === 'ui.keys' && mark());
}
