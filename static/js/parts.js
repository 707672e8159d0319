// Small things done to the document: find by part, copy a template, set text, icons, places of popovers.

export const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

export const copy = id => document.getElementById(id).content.firstElementChild.cloneNode(true);

export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

export function setIcon(holder, name) {
  const use = holder.querySelector('use');
  const href = `/static/img/icons.svg#${name}`;
  if (use.getAttribute('href') !== href) use.setAttribute('href', href);
}

export function setPicture(img, url) {
  img.hidden = !url;
  if (!url) img.removeAttribute('src');
  else if (img.getAttribute('src') !== url) img.src = url;
}

/** Calls the action that a click inside root asks for: `{name: (element, event) => …}`. */
export function onActions(root, actions) {
  root.addEventListener('click', event => {
    const element = event.target.closest('[data-action]');
    const action = element && root.contains(element) && actions[element.dataset.action];
    if (!action) return;
    if (element.getAttribute('aria-disabled') === 'true') return;
    action(element, event);
  });
}

/** Apple's keyboards name their keys by signs of their own. */
export const isApple = /Mac|iP(hone|ad)/.test(navigator.platform);

/** Puts an open popover beside its anchor, inside the window. */
export function place(popover, anchor) {
  const box = anchor.getBoundingClientRect();
  const own = popover.getBoundingClientRect();
  const below = box.bottom + 6 + own.height <= innerHeight || box.top < own.height + 6;
  const left = Math.max(8, Math.min(box.left, innerWidth - own.width - 8));
  const top = below ? Math.min(box.bottom + 6, innerHeight - own.height - 8) : box.top - own.height - 6;
  popover.style.left = `${left}px`;
  popover.style.top = `${Math.max(8, top)}px`;
}

/** Opens the page's one menu: `[{name, icon, text, danger?, checked?, off?, run}]`; `off`: why it does nothing. */
export function openMenu(anchor, items) {
  const menu = document.getElementById('menu');
  const rows = items.map(item => {
    const row = copy('menu-item');
    row.dataset.menu = item.name;
    setIcon(row, item.icon);
    setText(row.querySelector('span'), item.text);
    row.classList.toggle('danger', Boolean(item.danger));
    if (item.checked !== undefined) {
      row.setAttribute('role', 'menuitemradio');
      row.setAttribute('aria-checked', String(item.checked));
    }
    if (item.off) {
      row.setAttribute('aria-disabled', 'true');
      row.dataset.tip = item.off;
    }
    row.addEventListener('click', () => {
      if (item.off) return;
      menu.hidePopover();
      item.run();
    });
    return row;
  });
  menu.replaceChildren(...rows);
  menu.setAttribute('aria-label', anchor.getAttribute('aria-label') || anchor.textContent.trim());
  menu.showPopover({ source: anchor });
  place(menu, anchor);
  anchor.setAttribute('aria-expanded', 'true');
  menu.addEventListener('toggle', () => anchor.setAttribute('aria-expanded', 'false'), { once: true });
  rows[0]?.focus();
}

/** The next row that begins with a letter. */
function byLetter(rows, at, key) {
  if (!/^[\p{L}\p{N}]$/u.test(key)) return undefined;
  return rows.map((row, i) => (at + 1 + i) % rows.length)
    .find(i => rows[i].textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

export function mountMenu() {
  const menu = document.getElementById('menu');
  menu.addEventListener('keydown', event => {
    const rows = [...menu.children];
    const at = rows.indexOf(document.activeElement);
    if (event.key === 'Tab') return menu.hidePopover();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key] ?? byLetter(rows, at, event.key);
    if (to === undefined) return;
    event.preventDefault();
    rows[(to + rows.length) % rows.length].focus();
  });
}

/** Runs at most once in `ms`, and once more after the last call. */
export function throttled(ms, run) {
  let timer = 0;
  let last = 0;
  return () => {
    if (timer) return;
    timer = setTimeout(() => {
      timer = 0;
      last = performance.now();
      run();
    }, Math.max(0, last + ms - performance.now()));
  };
}

/** Copies a text, and its button shows for a moment that it was. */
export async function copyBy(button, text) {
  await copyText(text);
  setIcon(button, 'check');
  setTimeout(() => setIcon(button, 'copy'), 2000);
}

export async function copyText(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {
      // Refused, as without focus: the old way below needs no permission.
    }
  }
  const area = document.createElement('textarea');
  area.value = text;
  // Said again here, for a text area turns every end of a line into one kind.
  area.addEventListener('copy', event => {
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  });
  area.className = 'hidden-text';
  (document.querySelector('dialog:modal') || document.body).append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
