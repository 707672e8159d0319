// A list that opens under an input and is walked by keys. The input keeps the focus; aria-activedescendant tells where one is.

import { place } from './parts.js';

const PAGE = 8;

/** `anchor()` is what the list stands under; `take(option)` is called with the option picked; `toggled(open)` as it opens and shuts. */
export function listbox({ input, list, anchor, take, toggled = () => {} }) {
  let at = -1;
  const options = () => [...list.querySelectorAll('[role=option]')];
  const isOpen = () => list.matches(':popover-open');

  function mark(index) {
    at = index;
    options().forEach((option, i) => option.toggleAttribute('data-current', i === at));
    const option = options()[at];
    if (option?.id) input().setAttribute('aria-activedescendant', option.id);
    else input().removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  function show(content, index) {
    list.replaceChildren(...content);
    list.style.width = `${anchor().offsetWidth}px`;
    if (!isOpen()) list.showPopover();
    place(list, anchor());
    toggled(true);
    mark(index(options()));
  }

  function hide() {
    if (!isOpen()) return;
    list.hidePopover();
    input().removeAttribute('aria-activedescendant');
    toggled(false);
  }

  function pick(option) {
    if (!option || option.getAttribute('aria-disabled') === 'true') return;
    hide();
    take(option);
  }

  /** Handles a key of the open list; true when it did. */
  function key(event) {
    if (!isOpen() || event.ctrlKey || event.metaKey || event.altKey) return false;
    const n = options().length;
    const to = { ArrowDown: (at + 1) % n, ArrowUp: (at + n - (at < 0 ? 0 : 1)) % n, PageDown: Math.min(n - 1, at + PAGE),
      PageUp: Math.max(0, at - PAGE) }[event.key];
    if (to !== undefined) mark(to);
    else if (event.key === 'Enter') pick(options()[at]);
    else return false;
    event.preventDefault();
    return true;
  }

  list.addEventListener('mousedown', event => event.preventDefault());
  list.addEventListener('click', event => pick(event.target.closest('[role=option]')));
  return { show, hide, isOpen, key, current: () => options()[at] };
}
