// The generation form: a drawer that stays beside the gallery; what is typed is never lost.

import * as api from './api.js';
import { EMPTY, LONGEST_PROMPT, changed, codePoints, faults, fromJob, ratio, request, sizes, takes, withDefaults } from './logic/draft.js';
import { samplers } from './engine.js';
import { clearFault, faultWords, showFaults } from './faults.js';
import { reload } from './jobs.js';
import * as models from './models.js';
import { copy, onActions, part, setIcon, setText } from './parts.js';
import { coded, t, typed } from './texts.js';
import { say, toast } from './toasts.js';

const FIELDS = ['prompt', 'negativePrompt', 'seed', 'steps', 'cfg', 'guidance', 'sampler', 'scheduler', 'width', 'height', 'count'];
let draft = { ...EMPTY };
let key = api.newKey();
let sending = false;
let tried = false;
let saving = 0;
let opener = null;
let complaint = null;

const dialog = () => document.getElementById('form');
const field = name => dialog().querySelector(`[name="${name}"]`);
const defaults = () => models.find(draft.model)?.defaults ?? {};
const pinned = () => dialog().querySelector('[data-action=pin]').getAttribute('aria-pressed') === 'true';

// ---- the draft, kept per tab, the newest as the start of the next tab

function keep() {
  clearTimeout(saving);
  saving = setTimeout(store, 500);
}

function store() {
  const text = JSON.stringify({ ...draft, pinned: pinned() });
  try {
    sessionStorage.setItem('draft', text);
    localStorage.setItem('draft', text);
  } catch {
    // A full or forbidden store costs only the memory of the draft.
  }
}

function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem('draft') ?? localStorage.getItem('draft') ?? '{}');
    const { pinned: wasPinned, ...rest } = kept;
    draft = { ...EMPTY, ...rest };
    setPin(Boolean(wasPinned));
  } catch {
    draft = { ...EMPTY };
  }
}

function setPin(on) {
  dialog().querySelector('[data-action=pin]').setAttribute('aria-pressed', String(on));
}

// ---- drawing

function draw() {
  for (const name of FIELDS) {
    const input = field(name);
    if (input.localName === 'select') continue;
    if (input.value !== draft[name]) input.value = draft[name];
  }
  fillSelect('sampler', samplers().samplers);
  fillSelect('scheduler', samplers().schedulers);
  models.show(draft.model);
  drawSizes();
  drawDetails();
}

function fillSelect(name, words) {
  const select = field(name);
  const all = [...new Set([draft[name], ...words].filter(Boolean))];
  const automatic = new Option(t('form.automatic'), '');
  select.replaceChildren(...(draft[name] ? [] : [automatic]), ...all.map(word => new Option(word, word)));
  select.value = draft[name];
}

function drawSizes() {
  const home = part(dialog(), 'sizes');
  const buttons = sizes(defaults()).map(([width, height]) => {
    const button = copy('size-template');
    button.dataset.size = `${width}x${height}`;
    button.setAttribute('aria-label', `${ratio(width, height)}, ${width} × ${height}`);
    setText(button.querySelector('.size-name'), ratio(width, height));
    const shape = button.querySelector('.size-shape');
    const scale = 14 / Math.sqrt(width * height);
    shape.style.setProperty('--w', `${Math.round(width * scale)}px`);
    shape.style.setProperty('--h', `${Math.round(height * scale)}px`);
    button.addEventListener('click', () => set({ width: String(width), height: String(height) }));
    return button;
  });
  home.replaceChildren(home.querySelector('legend'), ...buttons);
}

function drawDetails() {
  for (const name of ['prompt', 'negativePrompt']) {
    const length = codePoints(draft[name]);
    const holder = dialog().querySelector(`[data-count=${name}]`);
    setText(holder, t('form.count', { n: length, max: LONGEST_PROMPT }));
    const level = length > LONGEST_PROMPT ? 'over' : length >= LONGEST_PROMPT * 0.9 ? 'warn' : '';
    if (level && holder.dataset.level !== level) say(holder.textContent);
    holder.dataset.level = level;
  }
  for (const slider of dialog().querySelectorAll('.slider')) {
    const value = typed(draft[slider.dataset.for]);
    const low = Number(slider.min);
    const high = Number(slider.max);
    if (!Number.isNaN(value)) slider.value = String(value);
    slider.toggleAttribute('data-beyond', !(value >= low && value <= high));
    slider.style.setProperty('--fill', `${(Number(slider.value) - low) / (high - low) * 100}%`);
  }
  for (const button of part(dialog(), 'sizes').querySelectorAll('.size')) {
    button.setAttribute('aria-pressed', String(button.dataset.size === `${draft.width}x${draft.height}`));
  }
  for (const name of ['cfg', 'guidance']) dialog().querySelector(`[data-field="/params/${name}"]`).hidden = !takes(defaults(), name);
  const negative = takes(defaults(), 'negativePrompt');
  field('negativePrompt').readOnly = !negative;
  const note = document.getElementById('f-negative-note');
  note.hidden = negative;
  setText(note, negative ? '' : coded('x', defaults().without.negativePrompt, {}, t('x.not-allowed')));
  const lock = dialog().querySelector('[data-action=lock]');
  lock.setAttribute('aria-pressed', String(draft.lock));
  setIcon(lock, draft.lock ? 'lock' : 'lock-open');
  const n = changed(draft, defaults());
  setText(part(dialog(), 'changed'), n ? t('form.changed', { n }) : '');
  if (tried) showFaults(faults(draft, typed, defaults()), false);
}

export function drawAhead(waiting) {
  const line = part(dialog(), 'ahead');
  line.hidden = !waiting;
  setText(line, waiting ? t('form.ahead', { n: waiting }) : '');
}

/** Changes the draft as the user does. */
function set(values) {
  draft = { ...draft, ...values, touched: [...new Set([...draft.touched, ...Object.keys(values)])] };
  keep();
  for (const name of Object.keys(values)) {
    const input = FIELDS.includes(name) && field(name);
    if (input && input.value !== draft[name]) input.value = draft[name];
    clearFault(name);
  }
  drawDetails();
}

function choose(path) {
  draft = withDefaults({ ...draft, model: path }, models.find(path)?.defaults);
  keep();
  clearFault('model');
  draw();
}

// ---- sending

/** Sends the draft: once, however often it is asked to. */
export async function submit() {
  if (sending) return;
  tried = true;
  const found = faults(draft, typed, defaults());
  if (showFaults(found, true)) return refused(Object.entries(found));
  sending = true;
  const button = dialog().querySelector('[data-action=generate]');
  button.setAttribute('aria-busy', 'true');
  try {
    const answer = await api.submit(request(draft, typed, defaults()), key);
    key = api.newKey();
    tried = false;
    complaint?.remove();
    const n = answer.jobIds?.length ?? 1;
    toast({ title: n > 1 ? t('toast.started-n', { n }) : t('toast.started') });
    if (draft.seed && !draft.lock) set({ seed: '' });
    showFaults({}, false);
    reload();
    if (!pinned()) shut();
  } catch (failure) {
    const errors = failure.problem?.errors ?? [];
    if (failure.status === 422 && errors.length) {
      showFaults(Object.fromEntries(errors.map(error => [error.pointer, error])), true);
      refused(errors.map(error => [error.pointer, error]));
    } else {
      toast({ kind: 'error', title: t('form.not-sent'), text: failure.offline ? t('offline') : failure.problem?.detail ?? '' });
    }
  } finally {
    sending = false;
    button.removeAttribute('aria-busy');
  }
}

const refused = all => { complaint?.remove(); complaint = toast({ kind: 'error', title: t('x.summary'), text: all.map(([pointer, fault]) => faultWords(fault, pointer)).join(' · ') }); };

// ---- opening and closing

export function open() {
  if (!dialog().open) {
    opener = document.activeElement;
    dialog().show();
    draw();
    models.load();
  }
  if (matchMedia('(pointer: fine)').matches) field('prompt').focus();
  else dialog().querySelector('[data-action=close-form]').focus();
}

export function shut() {
  if (!dialog().open) return;
  store();
  dialog().close();
  const back = opener?.isConnected && opener.checkVisibility() ? opener : [...document.querySelectorAll('[data-action=new]')].find(b => b.checkVisibility());
  back?.focus();
}

/** Opens the form with the values of a job or a picture, and what was found wrong with them, by JSON pointer. */
export function edit(source, found = {}) {
  draft = { ...fromJob(source), count: draft.count, lock: true };
  keep();
  tried = false;
  if (dialog().open) draw();
  open();
  part(dialog(), 'advanced').open = true;
  draw();
  showFaults(found, true);
}

const dice = () => set({ seed: String(crypto.getRandomValues(new BigUint64Array(1))[0] >> 1n) });
const countBy = by => set({ count: String(Math.max(1, Math.min(100, (typed(draft.count) || 1) + by))) });

export function mountForm() {
  recall();
  models.mountModels({ chosen: choose, loaded: () => {
    if (!draft.model && models.firstUsable()) draft = withDefaults({ ...draft, model: models.firstUsable().path }, models.firstUsable().defaults);
    draw();
  } });
  dialog().addEventListener('input', event => {
    const { name, value } = event.target;
    if (event.target.dataset.for) set({ [event.target.dataset.for]: value });
    else if (FIELDS.includes(name)) set({ [name]: name === 'seed' ? value.trim() : value });
  });
  dialog().addEventListener('submit', event => {
    event.preventDefault();
    submit();
  });
  dialog().addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      shut();
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && event.target.localName === 'input') {
      event.preventDefault();
    }
  });
  dialog().querySelectorAll('.area').forEach(area => area.addEventListener('click', () => area.querySelector('textarea').focus()));
  onActions(dialog(), {
    'close-form': shut,
    pin: () => {
      setPin(!pinned());
      keep();
    },
    dice,
    lock: () => set({ lock: !draft.lock }),
    swap: () => set({ width: draft.height, height: draft.width }),
    fewer: () => countBy(-1),
    more: () => countBy(1),
  });
  addEventListener('pagehide', store);
}
