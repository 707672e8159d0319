// The values of the inspector: prompts, parameters, file. What is still on its way keeps its place.

import { part, setText } from './parts.js';
import { bytes, decimal, moment, shortName, t } from './texts.js';

const aside = () => document.getElementById('inspector');
const row = name => aside().querySelector(`[data-row=${name}]`);
const holder = name => row(name).querySelector('dd span') ?? row(name).querySelector('dd');

export const factText = name => holder(name).textContent;
/** Whether the file says anything of how it came to be. */
export const isMade = item => Boolean(item.model || item.prompt);

function fact(name, value, partly) {
  const waits = partly && !value && !row(name).hidden;
  row(name).hidden = !value && !waits;
  row(name).toggleAttribute('data-waits', waits);
  setText(holder(name), value ? String(value) : '');
}

function block(name, value, partly) {
  const box = aside().querySelector(`[data-block=${name}]`);
  const waits = partly && !value && !box.hidden;
  box.hidden = !value && !waits;
  box.toggleAttribute('data-waits', waits);
  setText(part(aside(), name), value ?? '');
}

const dotted = values => values.filter(value => value !== undefined && value !== null && value !== '').join(' · ');
// A file may hold a number as text.
const figure = value => value === undefined || value === null || Number.isNaN(Number(value)) ? value : decimal(Number(value));

/** Draws an item or a job; `partly`: the list's part of it. */
export function drawFacts(thing, partly) {
  const params = thing.params ?? {};
  const width = thing.width || params.width;
  block('prompt', thing.prompt, partly);
  block('negative', params.negativePrompt, partly);
  fact('model', thing.model && shortName(thing.model), partly);
  holder('model').title = thing.model ?? '';
  fact('seed', params.seed ?? thing.seed, partly);
  fact('steps', params.steps && dotted([figure(params.steps), figure(params.cfg ?? params.guidance)]), partly);
  fact('sampler', dotted([params.sampler, params.scheduler]), partly);
  fact('size', width && dotted([`${width} × ${thing.height || params.height}`, thing.size ? bytes(thing.size) : '']), partly);
  fact('denoise', params.denoise !== undefined && params.image ? figure(params.denoise) : '', partly);
  fact('vae', params.vae && shortName(String(params.vae)), partly);
  fact('clip-skip', Number(params.clipSkip) > 1 ? params.clipSkip : '', partly);
  fact('hires', params.hires?.scale && `${figure(params.hires.scale)} ×`, partly);
  drawFile(thing);
}

function drawFile(thing) {
  const isFile = Boolean(thing.url);
  aside().querySelector('[data-block=file]').hidden = !isFile;
  if (!isFile) return;
  setText(part(aside(), 'folder'), thing.folder || t('inspector.home'));
  fact('folder', thing.folder || t('inspector.home'));
  fact('bytes', thing.size !== undefined && bytes(thing.size));
  fact('created', thing.created && moment(thing.created));
  fact('length', thing.duration && t('time.s', { s: decimal(thing.duration) }));
}
