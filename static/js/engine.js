// The chip in the header: how the engines are, why, and what to do; and what samplers they offer.

import * as api from './api.js';
import { on } from './events.js';
import { copy, onActions, part, place, setText, throttled } from './parts.js';
import { isPaused } from './pausing.js';
import { setPreviewsPaused } from './preview.js';
import { engineFix, engineWord, isWell, levelOf, stateOf, worst } from './reasons.js';
import { bytes, data, gigabytes, moment, number, t } from './texts.js';
import { say } from './toasts.js';

let engines = data.first.engines;

const chip = () => document.getElementById('engine-chip');
const panel = () => document.getElementById('engine');

/** Every sampler and scheduler that some engine offers. */
export const samplers = () => ({ samplers: [...new Set(engines.flatMap(engine => engine.samplers ?? []))],
  schedulers: [...new Set(engines.flatMap(engine => engine.schedulers ?? []))] });

function draw() {
  const engine = worst(engines);
  chip().dataset.state = isPaused() ? 'paused' : stateOf(engine);
  chip().dataset.level = isPaused() ? 'warn' : levelOf(engine, engines);
  part(chip(), 'demo').hidden = !engine.demo;
  setText(part(chip(), 'word'), isPaused() ? t('engine.paused') : wordOf(engine));
  setText(part(chip(), 'gpu'), engine.gpu ?? '');
  part(chip(), 'vram').hidden = !engine.vramTotal;
  const used = (engine.vramTotal ?? 0) - (engine.vramFree ?? 0);
  if (engine.vramTotal) {
    chip().querySelector('progress').max = engine.vramTotal;
    chip().querySelector('progress').value = used;
    setText(part(chip(), 'vram-text'), t('engine.vram', { a: gigabytes(used), b: gigabytes(engine.vramTotal) }));
  }
  drawAll();
  document.dispatchEvent(new CustomEvent('engines', { detail: engines }));
  announce(isWell(engine) ? '' : `${wordOf(engine)}. ${engineFix(engine)}`);
}

/** Of several engines in this state it tells how many. */
function wordOf(engine) {
  const word = engineWord(engine);
  if (isWell(engine) || engines.length < 2) return word;
  return t('chip.some', { word, n: engines.filter(other => stateOf(other) === stateOf(engine)).length, all: engines.length });
}

let announced = null;
function announce(trouble) {
  const before = announced;
  announced = trouble;
  // What stood there when the page came is read with the page.
  if (before === null || before === trouble) return;
  say(trouble || t('engine.online'));
}

function drawAll() {
  const rows = engines.map((engine, at) => {
    const box = part(panel(), 'list').children[at] ?? copy('engine-template');
    box.dataset.level = levelOf(engine, engines);
    setText(part(box, 'word'), engineWord(engine));
    part(box, 'demo').hidden = !engine.demo;
    const fix = engineFix(engine);
    part(box, 'fix').hidden = !fix;
    setText(part(box, 'fix'), fix);
    part(box, 'facts').replaceChildren(...facts(engine));
    return box;
  });
  part(panel(), 'list').replaceChildren(...rows);
}

function facts(engine) {
  return [
    ['engine.address', engine.url],
    ['engine.version', engine.version],
    ['engine.gpu', engine.gpu],
    ['engine.memory', engine.vramTotal && t('engine.free', { a: bytes(engine.vramFree ?? 0), b: bytes(engine.vramTotal) })],
    ['engine.queue', engine.queue === undefined ? '' : number(engine.queue)],
    ['engine.worker', engine.worker?.name],
    ['engine.host', engine.worker?.host],
    ['engine.comfyui', engine.worker?.comfyui],
    ['engine.heard', engine.worker && moment(engine.worker.heard)],
  ].filter(([, value]) => value).map(([key, value]) => {
    const row = document.createElement('div');
    const dt = document.createElement('dt');
    const dd = document.createElement('dd');
    setText(dt, t(key));
    setText(dd, String(value));
    dd.translate = !['engine.address', 'engine.version', 'engine.gpu', 'engine.worker', 'engine.host', 'engine.comfyui']
      .includes(key);
    row.append(dt, dd);
    return row;
  });
}

const look = throttled(1000, async () => {
  engines = await api.engines().catch(() => engines);
  draw();
});

function opened() {
  place(panel(), chip());
  look();
}

export function mountEngine() {
  draw();
  panel().addEventListener('toggle', event => event.newState === 'open' && opened());
  if (panel().matches(':popover-open')) opened();
  else look();
  onActions(panel(), { 'pause-previews': button => {
    const paused = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(paused));
    setPreviewsPaused(paused);
  } });
  document.addEventListener('paused', draw);
  setInterval(() => panel().matches(':popover-open') && engines.some(engine => engine.reason?.args?.until) && drawAll(), 1000);
  on('engine', look);
  on('resync', look);
}
