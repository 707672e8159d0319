// The chip in the header: whether the engine answers, its card and memory; and what samplers it offers.

import * as api from './api.js';
import { on } from './events.js';
import { isPaused } from './jobs.js';
import { onActions, part, place, setText, throttled } from './parts.js';
import { setPreviewsPaused } from './preview.js';
import { bytes, coded, data, gigabytes, has, number, t } from './texts.js';

let engines = data.first.engines;

const chip = () => document.getElementById('engine-chip');
const panel = () => document.getElementById('engine');

/** Every sampler and scheduler that some engine offers. */
export const samplers = () => ({ samplers: [...new Set(engines.flatMap(engine => engine.samplers ?? []))],
  schedulers: [...new Set(engines.flatMap(engine => engine.schedulers ?? []))] });

function draw() {
  const engine = engines[0] ?? { state: 'offline' };
  const state = isPaused() ? 'paused' : engine.state;
  chip().dataset.state = state;
  part(chip(), 'demo').hidden = !engine.demo;
  setText(part(chip(), 'word'), t(has(`engine.${state}`) ? `engine.${state}` : 'engine.offline'));
  setText(part(chip(), 'gpu'), engine.gpu ?? '');
  part(chip(), 'vram').hidden = !engine.vramTotal;
  const used = (engine.vramTotal ?? 0) - (engine.vramFree ?? 0);
  if (engine.vramTotal) {
    chip().querySelector('progress').max = engine.vramTotal;
    chip().querySelector('progress').value = used;
    setText(part(chip(), 'vram-text'), t('engine.vram', { a: gigabytes(used), b: gigabytes(engine.vramTotal) }));
  }
  part(panel(), 'facts').replaceChildren(...engines.flatMap(facts));
}

function facts(engine) {
  return [
    ['engine.address', engine.url],
    ['engine.state', [t(has(`engine.${engine.state}`) ? `engine.${engine.state}` : 'engine.offline'),
      engine.reason && coded('wait', engine.reason.code, engine.reason.args, '')].filter(Boolean).join(', ')],
    ['engine.version', engine.version],
    ['engine.gpu', engine.gpu],
    ['engine.memory', engine.vramTotal && t('engine.free', { a: bytes(engine.vramFree ?? 0), b: bytes(engine.vramTotal) })],
    ['engine.queue', engine.queue === undefined ? '' : number(engine.queue)],
  ].filter(([, value]) => value).map(([key, value]) => {
    const row = document.createElement('div');
    const dt = document.createElement('dt');
    const dd = document.createElement('dd');
    setText(dt, t(key));
    setText(dd, String(value));
    dd.translate = !['engine.address', 'engine.version', 'engine.gpu'].includes(key);
    row.append(dt, dd);
    return row;
  });
}

const look = throttled(1000, async () => {
  engines = await api.engines().catch(() => engines);
  draw();
});

export function mountEngine() {
  draw();
  panel().addEventListener('toggle', event => {
    if (event.newState !== 'open') return;
    place(panel(), chip());
    look();
  });
  onActions(panel(), { 'pause-previews': button => {
    const paused = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(paused));
    setPreviewsPaused(paused);
  } });
  document.addEventListener('paused', draw);
  on('engine', look);
  on('resync', look);
}
