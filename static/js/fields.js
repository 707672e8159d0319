// The fields of the form as the draft has them: values, what a model takes of them, what differs, what is wrong.

import { current, defaults, onDraft, set } from './draft.js';
import { samplers } from './engine.js';
import { clearFault, faultWords, showFaults } from './faults.js';
import { LONGEST_PROMPT, changed, codePoints, faults, pointer, takes } from './logic/draft.js';
import { larger, ratio, sizes } from './logic/sizes.js';
import * as models from './models.js';
import { copy, part, setIcon, setText } from './parts.js';
import { coded, shortName, t, typed, written } from './texts.js';
import { say } from './toasts.js';

const NUMBERS = ['steps', 'cfg', 'guidance', 'width', 'height', 'count', 'denoise', 'clipSkip', 'hiresScale', 'hiresDenoise', 'hiresSteps'];
const TEXTS = ['prompt', 'negativePrompt', 'seed', 'folder'];
const OPTIONAL = ['cfg', 'guidance', 'clipSkip'];
const NEAR = 0.9;

let tried = false;
let told = {};
let others = () => ({});

const dialog = () => document.getElementById('form');
const field = name => dialog().querySelector(`[name="${name}"]`);
const home = name => dialog().querySelector(`[data-field="${pointer(name)}"]`);

/** What is wrong now, by JSON pointer: found here, by the server, or by a part that has more to say. */
export function problems() {
  const own = faults(current(), typed, defaults());
  return { ...own, ...told, ...others(), ...own };
}

/** Shows what is wrong from now on, and brings the reader to it. Returns all of it in words; none when nothing is. */
export function complain(found = {}) {
  tried = true;
  told = found;
  const all = problems();
  showFaults(all, true);
  return Object.entries(all).map(([at, fault]) => faultWords(fault, at));
}

/** Nothing was tried yet, so nothing is wrong yet. */
export function forgive() {
  tried = false;
  told = {};
  showFaults({}, false);
}

// ---- drawing

function draw(names) {
  for (const name of names ?? [...NUMBERS, ...TEXTS]) drawValue(name);
  if (!names) drawLists();
  for (const name of names ?? []) {
    delete told[pointer(name)];
    clearFault(name);
  }
  drawDetails();
}

function drawValue(name) {
  const input = NUMBERS.includes(name) || TEXTS.includes(name) ? field(name) : null;
  if (!input || input === document.activeElement && typedSame(name, input.value)) return;
  const value = NUMBERS.includes(name) ? written(current()[name]) : current()[name];
  if (input.value !== value) input.value = value;
}

// What stands in a field while it is typed into stays as it is typed.
const typedSame = (name, value) => value.trim() === current()[name];

function drawLists() {
  models.show(current().model);
  fillSelect('sampler', samplers().samplers, t('form.automatic'));
  fillSelect('scheduler', samplers().schedulers, t('form.automatic'));
  fillSelect('vae', models.vaes(current().model).map(vae => vae.path), t('form.vae.own'), true);
  drawSizes();
}

function fillSelect(name, values, unsaid, always = false) {
  const select = field(name);
  const value = current()[name];
  const all = [...new Set([value, ...values].filter(Boolean))];
  select.replaceChildren(...(value && !always ? [] : [new Option(unsaid, '')]),
    ...all.map(word => new Option(always ? shortName(word) : word, word)));
  if (select.firstElementChild?.value === '') select.firstElementChild.translate = true;
  select.value = value;
}

function drawSizes() {
  const box = part(dialog(), 'sizes');
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
  box.replaceChildren(box.querySelector('legend'), ...buttons);
}

/** Draws what follows from the values, of which none may have changed. */
export function drawDetails() {
  ['prompt', 'negativePrompt'].forEach(drawCount);
  dialog().querySelectorAll('.slider').forEach(drawSlider);
  for (const button of part(dialog(), 'sizes').querySelectorAll('.size')) {
    button.setAttribute('aria-pressed', String(button.dataset.size === `${current().width}x${current().height}`));
  }
  for (const name of OPTIONAL) home(name).hidden = !takes(defaults(), name);
  drawNegative();
  drawSwitches();
  drawChanged();
  if (tried) showFaults(problems(), false);
}

function drawCount(name) {
  const length = codePoints(current()[name]);
  const holder = dialog().querySelector(`[data-count=${name}]`);
  setText(holder, t('form.count', { n: length, max: LONGEST_PROMPT }));
  const level = length > LONGEST_PROMPT ? 'over' : length >= LONGEST_PROMPT * NEAR ? 'warn' : '';
  if (level && holder.dataset.level !== level) say(holder.textContent);
  holder.dataset.level = level;
}

function drawSlider(slider) {
  const value = typed(current()[slider.dataset.for]);
  const low = Number(slider.min);
  const high = Number(slider.max);
  if (!Number.isNaN(value)) slider.value = String(value);
  slider.toggleAttribute('data-beyond', !(value >= low && value <= high));
  slider.style.setProperty('--fill', `${(Number(slider.value) - low) / (high - low) * 100}%`);
}

function drawNegative() {
  const taken = takes(defaults(), 'negativePrompt');
  field('negativePrompt').readOnly = !taken;
  const note = document.getElementById('f-negative-note');
  note.hidden = taken;
  setText(note, taken ? '' : coded('x', defaults().without.negativePrompt, {}, t('x.not-allowed')));
}

function drawSwitches() {
  const { lock, hires, hiresScale, width, height } = current();
  const button = dialog().querySelector('[data-action=lock]');
  button.setAttribute('aria-pressed', String(lock));
  setIcon(button, lock ? 'lock' : 'lock-open');
  field('hires').checked = hires;
  part(dialog(), 'hires').hidden = !hires;
  const size = hires && larger(typed(width), typed(height), typed(hiresScale), defaults().multiple);
  setText(part(dialog(), 'hires-size'), size ? `${size[0]} × ${size[1]}` : '');
}

function drawChanged() {
  const names = changed(current(), defaults());
  const marked = new Set(names.map(name => home(name)));
  for (const box of dialog().querySelectorAll('[data-field]')) box.toggleAttribute('data-changed', marked.has(box));
  for (const mark of dialog().querySelectorAll('[data-part=mark]')) mark.hidden = !mark.closest('[data-changed]');
  const n = names.filter(name => part(dialog(), 'advanced').contains(home(name))).length;
  setText(part(dialog(), 'changed'), n ? t('form.changed', { n }) : '');
}

/** `more()` gives further faults, by JSON pointer. */
export function mountFields(more) {
  others = more;
  onDraft(draw);
  dialog().addEventListener('input', event => {
    const { name, value, checked, dataset } = event.target;
    if (dataset.for) set({ [dataset.for]: value });
    else if (name === 'hires') set({ hires: checked });
    else if (name === 'prompt' || name === 'negativePrompt') set({ [name]: value });
    else if ([...NUMBERS, ...TEXTS, 'sampler', 'scheduler', 'vae'].includes(name)) set({ [name]: value.trim() });
  });
}
