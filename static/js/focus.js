// Where the focus goes: from region to region with F6, and to the nearest that is left when what had it goes away.

const STOPS = ['button, a[href], input, select, textarea, [tabindex]'];
/** The parts of the page, and what in them takes the focus: the first kind that is there. */
const REGIONS = {
  '.header': STOPS,
  '#jobs': STOPS,
  '#form': ['[name=prompt]'],
  '#canvas': ['#viewer', '.tile[tabindex="0"]', '.empty button', ...STOPS],
  '#inspector': STOPS,
  '#toasts': ['.toast button'],
};
const KEPT = 30;

/** What had the focus, the newest first. */
let past = [];
let held = null;

const isUsable = element => element.isConnected && !element.closest('[inert]') && element.checkVisibility({ visibilityProperty: true });
const modal = () => [...document.querySelectorAll('dialog:modal')].at(-1);
const within = (root, kinds) => kinds.flatMap(marks => [...root.querySelectorAll(marks)]).find(isUsable);

function regions() {
  const on = modal();
  const all = on ? { [`#${on.id}`]: STOPS, '#toasts': REGIONS['#toasts'] } : REGIONS;
  return Object.entries(all).map(([name, kinds]) => ({ root: document.querySelector(name), kinds }))
    .filter(({ root }) => isUsable(root) && (root.id !== 'toasts' || root.querySelector('.toast')));
}

/** Moves to the next region, there to what had the focus last. */
export function nextRegion(back) {
  const all = regions();
  const here = all.findLastIndex(({ root }) => root.contains(document.activeElement));
  const { root, kinds } = all[back && here < 0 ? all.length - 1 : (here + (back ? -1 : 1) + all.length) % all.length];
  const inner = all.map(other => other.root).filter(other => other !== root && root.contains(other));
  const last = past.find(element => element !== root && root.contains(element) && !inner.some(other => other.contains(element)) && isUsable(element));
  (last ?? within(root, kinds) ?? root).focus();
}

const inCanvas = () => within(document.getElementById('canvas'), REGIONS['#canvas']) ?? document.getElementById('canvas');

/** The nearest place for the focus: in the same card, in the one that took its place, where it was before, the canvas. */
function survivor() {
  const { box, list, at } = held ?? {};
  if (box && isUsable(box)) return within(box, STOPS);
  const near = list && isUsable(list) && (list.children[at] ?? list.lastElementChild);
  return (near && within(near, STOPS)) ?? past.find(element => isUsable(element) && (!modal() || modal().contains(element)))
    ?? inCanvas();
}

function took({ target }) {
  const box = target.closest('li, .toast');
  held = { element: target, box, list: box?.parentElement, at: box ? [...box.parentElement.children].indexOf(box) : -1 };
  if (!target.matches('.skip')) past = [target, ...past.filter(other => other !== target)].slice(0, KEPT);
}

const isLost = record => record.type === 'attributes' ? record.target.hidden && record.target.contains(held.element)
  : [...record.removedNodes].some(node => node.contains(held.element));

function changed(records) {
  if (!held || ![document.body, held.element].includes(document.activeElement) || !records.some(isLost)) return;
  const back = isUsable(held.element) ? held.element : survivor();
  if (back && document.activeElement !== back) back.focus({ preventScroll: true });
}

export function mountFocus() {
  // An address with the canvas in it would draw the focus there at each step back.
  document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault();
    inCanvas().focus();
  });
  document.addEventListener('focusin', took);
  // A click beside everything takes the focus away on purpose.
  document.addEventListener('pointerdown', () => { held = null; }, true);
  document.addEventListener('toggle', event => {
    if (event.newState === 'closed' && document.activeElement === document.body && held) survivor()?.focus({ preventScroll: true });
  }, true);
  new MutationObserver(changed).observe(document.body, { childList: true, subtree: true, attributeFilter: ['hidden'] });
  if (document.activeElement !== document.body) took({ target: document.activeElement });
}
