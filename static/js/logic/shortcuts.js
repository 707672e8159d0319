// The keyboard as data: what keys do, where, and what that is called. Pure.

/** The groups of the sheet, with their headings. */
export const GROUPS = { page: 'keys.page', gallery: 'keys.gallery', picture: 'keys.picture', viewer: 'keys.viewer', form: 'keys.form' };

/**
 * `keys` as `aria-keyshortcuts` writes them. `text` says what they do; with an `icon` it is a command of the palette too.
 * `where`: `always`; `untyped`, outside text fields; `page`, outside dialogs and menus too; `form`, while it is open;
 * `viewer`, while it is and the focus is not in a pane beside it. Without it the part they belong to hears them by itself.
 * `marks` are the elements that tell their keys. Without an `act` they are pressed.
 */
export const SHORTCUTS = [
  { keys: ['N'], where: 'page', group: 'page', text: 'do.new', icon: 'plus', act: 'new', marks: '[data-action=new]' },
  { keys: ['Control+K'], where: 'always', group: 'page', text: 'do.palette', act: 'palette', marks: '[data-action=palette]' },
  { keys: ['?'], where: 'page', group: 'page', text: 'do.shortcuts', icon: 'keyboard', act: 'shortcuts', marks: '[data-action=shortcuts]' },
  { keys: ['['], where: 'page', group: 'page', text: 'do.jobs', icon: 'panel-left', act: 'jobs', marks: '[data-action=toggle-jobs]' },
  { keys: ['I'], where: 'page', group: 'page', text: 'do.inspector', icon: 'panel-right', act: 'inspector', marks: '[data-action=toggle-inspector]' },
  { keys: ['Control+Z'], where: 'untyped', group: 'page', text: 'do.undo', icon: 'undo-2', act: 'undo' },
  { keys: ['F6', 'Shift+F6'], where: 'always', group: 'page', text: 'do.region', act: 'region' },
  { keys: ['Alt+ArrowUp', 'Alt+ArrowDown'], group: 'page', text: 'do.reorder' },
  { keys: ['Escape'], where: 'page', group: 'page', text: 'do.back', marks: '[data-action=close-viewer]' },
  { keys: ['1'], where: 'page', group: 'gallery', text: 'do.all', icon: 'images', marks: '[name=type][value=all]' },
  { keys: ['2'], where: 'page', group: 'gallery', text: 'do.images', icon: 'image', marks: '[name=type][value=image]' },
  { keys: ['3'], where: 'page', group: 'gallery', text: 'do.videos', icon: 'film', marks: '[name=type][value=video]' },
  { keys: ['4'], where: 'page', group: 'gallery', text: 'do.sites', icon: 'globe', marks: '[name=type][value=site]' },
  { keys: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'], group: 'gallery', text: 'do.move' },
  { keys: ['Enter'], group: 'gallery', text: 'do.open' },
  { keys: ['Shift+R'], where: 'page', group: 'picture', text: 'do.regenerate', icon: 'refresh-cw', act: 'regenerate', marks: '#inspector [data-action=regenerate]' },
  { keys: ['Shift+V'], where: 'page', group: 'picture', text: 'do.variation', icon: 'shuffle', act: 'variation', marks: '#inspector [data-action=variation]' },
  { keys: ['E'], where: 'page', group: 'picture', text: 'do.edit', icon: 'pencil', act: 'edit', marks: '#inspector [data-action=edit]' },
  { keys: ['D'], where: 'page', group: 'picture', text: 'do.download', icon: 'download', act: 'download', marks: '#inspector [data-part=download]' },
  { keys: ['C'], where: 'page', group: 'picture', text: 'do.copy-prompt', icon: 'copy', act: 'copy-prompt', marks: '#inspector [data-action=copy-prompt]' },
  { keys: ['S'], where: 'page', group: 'picture', text: 'do.copy-seed', icon: 'copy', act: 'copy-seed', marks: '#inspector [data-action=copy-seed]' },
  { keys: ['ArrowLeft'], where: 'viewer', group: 'viewer', text: 'do.previous', marks: '#viewer [data-action=previous]' },
  { keys: ['ArrowRight'], where: 'viewer', group: 'viewer', text: 'do.next', marks: '#viewer [data-action=next]' },
  { keys: ['Z'], group: 'viewer', text: 'do.zoom', marks: '#viewer [data-part=zoom]' },
  { keys: ['0'], group: 'viewer', text: 'do.fit' },
  { keys: ['F'], group: 'viewer', text: 'do.full', marks: '#viewer [data-action=full]' },
  { keys: ['Control+Enter'], where: 'form', group: 'form', text: 'do.generate', act: 'generate', marks: '[data-action=generate]' },
  { keys: ['Control+ArrowUp', 'Control+ArrowDown'], group: 'form', text: 'do.weight', marks: '#form .area textarea' },
  { keys: ['Alt+ArrowUp', 'Alt+ArrowDown'], group: 'form', text: 'do.history', marks: '#f-prompt' },
];

const SIGN = /^[a-z0-9/?[\]]$/i;
const PLACES = { BracketLeft: '[', BracketRight: ']' };

/** The key by its sign where that is a Latin one, else by its place on the keyboard: Russian layouts have no K. */
export function nameOf({ key, code, shiftKey }) {
  if (SIGN.test(key)) return key.toUpperCase();
  if (code === 'Slash') return shiftKey ? '?' : '/';
  if (shiftKey && !/^Key/.test(code)) return key;
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? PLACES[code] ?? key;
}

/** A press as `aria-keyshortcuts` would write it. Shift is how a sign is typed and counts for letters and named keys alone. */
export function keysOf(event) {
  const name = nameOf(event);
  const typed = event.getModifierState?.('AltGraph');
  const held = [!typed && (event.ctrlKey || event.metaKey) && 'Control', !typed && event.altKey && 'Alt',
    event.shiftKey && /^([A-Z]|.{2,})$/.test(name) && 'Shift'];
  return [...held.filter(Boolean), name].join('+');
}

/** Whether keys are a single sign, which people who speak to their computer have to be able to switch off. */
export const isSingle = keys => /^(Shift\+)?.$/.test(keys);

const kept = (keys, singles) => keys.filter(one => singles || !isSingle(one));

/** The shortcut that a press means at these places, or undefined. */
export function meant(event, places, singles) {
  const pressed = keysOf(event);
  return SHORTCUTS.find(({ keys, where }) => places.includes(where) && kept(keys, singles).includes(pressed));
}

/** What elements tell of their keys: `[[marks, keys], …]`. */
export const told = singles => SHORTCUTS.filter(({ marks }) => marks).map(({ marks, keys }) => [marks, kept(keys, singles)]);

const NAMES = { Control: 'Ctrl', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Enter: '↵', Escape: 'Esc', PageUp: 'PgUp', PageDown: 'PgDn' };
const APPLE = { Control: '⌘', Alt: '⌥', Shift: '⇧' };

/** Keys as they are printed on the keyboard: `Control+K` to `Ctrl K`. */
export const printed = (keys, apple) => keys.split('+').map(name => (apple && APPLE[name]) || NAMES[name] || name).join(' ');
