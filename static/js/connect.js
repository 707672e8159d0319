// The way to the first picture, shown in the empty canvas while no ComfyUI can be used.

import { check, faultOf, mark, tell } from './checking.js';
import { lacksEngine, replaced, stepsOf } from './logic/connect.js';
import { part, setText } from './parts.js';
import { changeAddresses, settings } from './studio.js';
import { data, t } from './texts.js';
import { failed } from './toasts.js';

const AGAIN = 5000;

const card = () => part(document.getElementById('canvas'), 'connect');
const input = () => document.getElementById('c-address');
const step = name => card().querySelector(`[data-step=${name}]`);

let asked = '';
let used = '';
let looking = 0;

function draw(found) {
  for (const [name, state] of Object.entries(stepsOf(found.state))) step(name).dataset.state = state;
  card().toggleAttribute('data-done', found.state === 'ok');
  const empty = found.state === 'no-models';
  if (empty) tell(part(card(), 'models'), found);
  else setText(part(card(), 'models'), found.models ? t('connect.models', { n: found.models }) : '');
  // Without models it is connected all the same.
  tell(part(card(), 'said'), empty ? { text: t('check.ok', { what: [found.version, found.gpu].filter(Boolean).join(', ') }), tone: 'ok' } : found);
}

/** Looks at the address; one that somebody typed is driven from then on, if it is a ComfyUI. */
async function look(typed) {
  const mine = ++looking;
  try {
    const found = await check(asked);
    if (mine !== looking) return;
    mark(input(), '');
    draw(found);
    if (typed && ['ok', 'no-models'].includes(found.state) && found.address !== used) {
      await changeAddresses(all => replaced(all, used, found.address));
      used = found.address;
      input().value = found.address;
    }
  } catch (failure) {
    if (mine !== looking) return;
    if (typed && failure.status === 422) mark(input(), faultOf(failure));
    else if (typed) failed(failure);
  }
}

const isSeen = () => !document.hidden && card().checkVisibility();

async function submit(event) {
  event.preventDefault();
  asked = input().value;
  const button = card().querySelector('[type=submit]');
  button.setAttribute('aria-busy', 'true');
  await look(true);
  button.removeAttribute('aria-busy');
}

/** Takes what is known of the engines. */
function follow(engines) {
  if (lacksEngine(engines)) card().hidden = false;
  else if (!isSeen()) card().hidden = true;
  if (isSeen()) look(false);
}

export async function mountConnect() {
  asked = used = input().value;
  card().querySelector('form').addEventListener('submit', submit);
  document.addEventListener('engines', ({ detail }) => allowed && follow(detail));
  setInterval(() => isSeen() && look(false), AGAIN);
  const { fixed, comfyui } = await settings().catch(() => ({ fixed: [], comfyui: [used] }));
  input().readOnly = fixed.includes('comfyui');
  // A server that is to drive none lacks nothing.
  allowed = !input().readOnly || comfyui.length > 0;
  follow(data.first.engines);
}

let allowed = false;
