// The draft of a generation: its values, their limits, and the request made of them. Pure.

export const LARGEST_SEED = 18446744073709551615n;
export const LONGEST_PROMPT = 10000;

export const USUAL = { steps: 30, cfg: 7, width: 1024, height: 1024, sampler: '', scheduler: '', guidance: 3.5 };

export const EMPTY = { model: '', prompt: '', negativePrompt: '', seed: '', lock: false, count: '1',
  steps: '30', cfg: '7', guidance: '3.5', sampler: '', scheduler: '', width: '1024', height: '1024', touched: [] };

export const codePoints = text => [...text].length;

/** Whether a model has this field: `without` names those it lacks, and guidance is rare. */
export const takes = (defaults, name) => !defaults.without?.[name]
  && (name !== 'guidance' || (defaults.guidance !== undefined && defaults.guidance !== null));

/** What is wrong, by JSON pointer: `{pointer: {code, args}}`. `number` reads what people type. */
export function faults(draft, number, defaults = {}) {
  const found = {};
  const taken = name => takes(defaults, name);
  const range = (pointer, value, low, high, whole) => {
    const n = number(value);
    if (Number.isNaN(n) || n < low || n > high || (whole && !Number.isInteger(n))) {
      found[pointer] = { code: 'out-of-range', args: { min: low, max: high } };
    }
  };
  if (!draft.model) found['/model'] = { code: 'required' };
  if (!draft.prompt.trim()) found['/prompt'] = { code: 'required' };
  for (const [pointer, text] of [['/prompt', draft.prompt],
    ['/params/negativePrompt', taken('negativePrompt') ? draft.negativePrompt : '']]) {
    const over = codePoints(text) - LONGEST_PROMPT;
    if (over > 0) found[pointer] = { code: 'prompt-too-long', args: { over } };
  }
  range('/params/steps', draft.steps, 1, 1000, true);
  if (taken('cfg')) range('/params/cfg', draft.cfg, 0, 100, false);
  if (taken('guidance')) range('/params/guidance', draft.guidance, 0, 100, false);
  range('/params/width', draft.width, 64, 16384, true);
  range('/params/height', draft.height, 64, 16384, true);
  range('/count', draft.count, 1, 100, true);
  if (draft.seed && (!/^\d+$/.test(draft.seed) || BigInt(draft.seed) > LARGEST_SEED)) {
    found['/params/seed'] = { code: 'seed' };
  }
  return found;
}

/** The body of `POST /api/jobs`. The seed stays text: above 2^53 a JS number lies. */
export function request(draft, number, defaults = {}) {
  const params = {};
  for (const name of ['steps', 'cfg', 'guidance', 'width', 'height']) {
    if (takes(defaults, name)) params[name] = number(draft[name]);
  }
  for (const name of ['negativePrompt', 'sampler', 'scheduler', 'seed']) {
    if (draft[name] && takes(defaults, name)) params[name] = draft[name];
  }
  const count = number(draft.count);
  return { type: 'image', model: draft.model, prompt: draft.prompt, params, ...(count > 1 ? { count } : {}) };
}

/** A draft with a model's own values in the fields the user has not touched. */
export function withDefaults(draft, defaults = {}) {
  const next = { ...draft };
  for (const name of Object.keys(USUAL)) {
    if (!draft.touched.includes(name)) next[name] = String(defaults[name] ?? USUAL[name]);
  }
  return next;
}

/** A draft made of a job or of a picture that a job made. */
export function fromJob({ model, prompt, params = {}, seed }) {
  const next = { ...EMPTY, model: model ?? '', prompt: prompt ?? '', touched: [] };
  for (const name of ['negativePrompt', 'steps', 'cfg', 'guidance', 'sampler', 'scheduler', 'width', 'height', 'seed']) {
    const value = params[name] ?? (name === 'seed' ? seed : undefined);
    if (value === undefined || value === null) continue;
    next[name] = String(value);
    next.touched.push(name);
  }
  return next;
}

/** How many of the advanced fields differ from what the model would take by itself. */
export function changed(draft, defaults = {}) {
  const names = Object.keys(USUAL).filter(name => takes(defaults, name) && draft[name] !== String(defaults[name] ?? USUAL[name]));
  return names.length + (draft.seed ? 1 : 0);
}

const SHAPES = ['1:1', '3:2', '2:3', '16:9', '9:16'];

/** Five sizes to offer, one of a shape, common shapes first: of the model's own, else of about its area. */
export function sizes(defaults = {}) {
  const own = defaults.sizes ?? ((defaults.width ?? 1024) <= 640
    ? [[512, 512], [768, 512], [512, 768], [896, 512], [512, 896]]
    : [[1024, 1024], [1216, 832], [832, 1216], [1344, 768], [768, 1344]]);
  const byShape = new Map();
  for (const [width, height] of own) {
    const shape = ratio(width, height);
    if (!byShape.has(shape)) byShape.set(shape, [width, height]);
  }
  const rank = shape => SHAPES.indexOf(shape) < 0 ? SHAPES.length : SHAPES.indexOf(shape);
  return [...byShape].sort(([a], [b]) => rank(a) - rank(b)).slice(0, 5).map(([, size]) => size);
}

/** The name of a shape: the nearest common ratio. */
export function ratio(width, height) {
  const names = ['1:1', '5:4', '4:5', '4:3', '3:4', '3:2', '2:3', '16:9', '9:16', '21:9', '9:21'];
  const off = name => {
    const [a, b] = name.split(':').map(Number);
    return Math.abs(Math.log(width / height / (a / b)));
  };
  return names.reduce((best, name) => off(name) < off(best) ? name : best);
}
