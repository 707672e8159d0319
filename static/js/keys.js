// The sheet of shortcuts.

import { hasLetterKeys } from './keyboard.js';
import { GROUPS, SHORTCUTS, isSingle, printed } from './logic/shortcuts.js';
import { showModal } from './modal.js';
import { copy, isApple, onActions, part, setText } from './parts.js';
import { t } from './texts.js';

const sheet = () => document.getElementById('keys');

function row({ text, keys }) {
  const li = copy('key-row');
  setText(part(li, 'what'), t(text));
  part(li, 'keys').replaceChildren(...keys.map(one => {
    const kbd = document.createElement('kbd');
    kbd.textContent = printed(one, isApple);
    return kbd;
  }));
  return li;
}

function draw() {
  const listed = SHORTCUTS.filter(({ keys }) => hasLetterKeys() || !keys.every(isSingle));
  part(sheet(), 'off').hidden = hasLetterKeys();
  part(sheet(), 'groups').replaceChildren(...[...Map.groupBy(listed, ({ group }) => group)].map(([name, members]) => {
    const group = copy('key-group');
    setText(group.querySelector('h3'), t(GROUPS[name]));
    group.querySelector('ul').append(...members.map(row));
    return group;
  }));
}

export function open() {
  draw();
  showModal(sheet(), document.getElementById('canvas'));
}

export function mountKeys() {
  onActions(sheet(), { 'close-keys': () => sheet().close() });
}
