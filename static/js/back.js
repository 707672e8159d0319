// On a phone whatever lies on top is a layer of the history: menu, sheet, form, dialog. They are watched from outside.

import { enter, leave } from './address.js';
import { sheet } from './frame.js';

const root = document.documentElement;
const small = matchMedia('(width <= 640px)');

function follow(name, open, close) {
  if (open && small.matches) enter(name, close);
  else if (!open) leave(name);
}

const closeDialog = dialog => dialog.querySelector('[data-action^=close-]')?.click();

export function mountBack() {
  const sheets = () => follow('sheet', Boolean(root.dataset.sheet), () => sheet(''));
  const dialogs = changes => changes.filter(({ target }) => target.localName === 'dialog')
    .forEach(({ target }) => follow(`dialog ${target.id}`, target.open, () => closeDialog(target)));
  new MutationObserver(sheets).observe(root, { attributeFilter: ['data-sheet'] });
  new MutationObserver(dialogs).observe(document.body, { attributeFilter: ['open'], subtree: true });
  document.addEventListener('beforetoggle', ({ target, newState }) => target.popover === 'auto'
    && follow(`popover ${target.id}`, newState === 'open', () => target.hidePopover()), true);
}
