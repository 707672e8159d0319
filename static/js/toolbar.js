// The bar over the gallery: what it shows, in which order, how large.

import { usualOrder } from './address.js';
import { count, countOf, filtered } from './gallery.js';
import { onActions, openMenu, part, setIcon } from './parts.js';
import { number, t } from './texts.js';

const ICONS = { desc: 'arrow-down-wide-narrow', asc: 'arrow-up-narrow-wide' };
const SIZES = { s: ['grid-3x3', 120], m: ['layout-grid', 180], l: ['grid-2x2', 260] };
const SORTS = { date: 'clock', name: 'arrow-down-wide-narrow', size: 'box' };

// What was counted a moment ago is not asked for again.
const FRESH = 2000;
let countedAt = 0;
let doors = {};

const bar = () => part(document.getElementById('canvas'), 'toolbar');
const turned = () => filtered().order === 'desc' ? 'asc' : 'desc';

/** Draws what the gallery shows now. */
export function drawToolbar() {
  const { type, sort, order } = filtered();
  bar().querySelectorAll('[name=type]').forEach(button => button.setAttribute('aria-pressed', String(button.value === type)));
  part(bar(), 'types').value = type;
  bar().querySelector('[name=sort]').value = sort;
  const button = bar().querySelector('[data-action=order]');
  button.setAttribute('aria-label', t(`order.${sort}-${order}`));
  setIcon(button, ICONS[order]);
  button.value = turned();
}

function choose(values) {
  const next = { ...filtered(), ...values };
  if ('sort' in values) next.order = usualOrder(next.sort);
  doors.filter(next);
  drawToolbar();
}

/** How many there are of each type; asked for when somebody is about to look. */
async function drawCounts() {
  if (Date.now() - countedAt < FRESH) return;
  countedAt = Date.now();
  const buttons = [...bar().querySelectorAll('[name=type]')];
  await Promise.all(buttons.map(async button => {
    const all = button.value === filtered().type ? count() : await countOf(button.value).catch(() => null);
    if (all === null) return;
    button.dataset.tip = t('filter.tip', { name: button.textContent.trim(), n: number(all) });
  }));
}

const tileNow = () => parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--tile'));
const sizeRows = () => Object.entries(SIZES).map(([name, [icon, px]]) => ({ name, icon, text: t(`tile-size.${name}`),
  checked: Math.abs(tileNow() - px) < 1, run: () => doors.size(px) }));
const sortRows = () => Object.entries(SORTS).map(([name, icon]) => ({ name, icon, text: t(`sort.${name}`),
  checked: filtered().sort === name, run: () => choose({ sort: name }) }));
const orderRow = () => ({ name: 'order', icon: ICONS[turned()], text: t(`order.${filtered().sort}-${turned()}`),
  run: () => choose({ order: turned() }) });

/** `{filter(values), size(px)}` */
export function mountToolbar(given) {
  doors = given;
  part(bar(), 'types').addEventListener('change', event => choose({ type: event.target.value }));
  bar().querySelector('[name=sort]').addEventListener('change', event => choose({ sort: event.target.value }));
  const types = part(bar(), 'segments');
  for (const name of ['pointerenter', 'focusin']) types.addEventListener(name, drawCounts);
  onActions(bar(), {
    'tile-size': button => openMenu(button, sizeRows()),
    'view-menu': button => openMenu(button, [...sortRows(), orderRow(), ...sizeRows()]),
  });
  drawToolbar();
}

/** One of the buttons of the form was pressed: it names what it stands for. */
export const pressed = button => choose({ [button.name]: button.value });
