// The draft of a generation: its values, their limits, and the request made of them. Pure.

export const LARGEST_SEED = 18446744073709551615n;
export const LONGEST_PROMPT = 10000;
const LONGEST_NAME = 120;

/** What stands in a field until a model or the user says otherwise. */
export const USUAL = { steps: 30, cfg: 7, guidance: 3.5, sampler: '', scheduler: '', width: 1024, height: 1024,
  denoise: 0.6, vae: '', clipSkip: 1, hiresScale: 1.5, hiresDenoise: 0.5, hiresSteps: 20, folder: '' };
const OWN = ['steps', 'cfg', 'guidance', 'sampler', 'scheduler', 'width', 'height', 'hiresSteps'];
const HIRES = { hiresScale: 'scale', hiresDenoise: 'denoise', hiresSteps: 'steps' };

export const EMPTY = { model: '', prompt: '', negativePrompt: '', seed: '', lock: false, count: '1', image: '', hires: false,
  ...Object.fromEntries(Object.entries(USUAL).map(([name, value]) => [name, String(value)])), touched: [] };

const LIMITS = {
  steps: { min: 1, max: 1000, whole: true },
  cfg: { min: 0, max: 100 },
  guidance: { min: 0, max: 100 },
  width: { min: 256, max: 4096, whole: true },
  height: { min: 256, max: 4096, whole: true },
  count: { min: 1, max: 100, whole: true },
  denoise: { min: 0, max: 1 },
  clipSkip: { min: 1, max: 12, whole: true },
  hiresScale: { min: 1, max: 4 },
  hiresDenoise: { min: 0, max: 1 },
  hiresSteps: { min: 1, max: 1000, whole: true },
};

export const codePoints = text => [...text].length;

/** Where the request has a field, as a JSON pointer. */
export const pointer = name => ['model', 'prompt', 'count'].includes(name) ? `/${name}`
  : HIRES[name] ? `/params/hires/${HIRES[name]}` : `/params/${name}`;

/** Whether a model has this field: `without` names those it lacks, and guidance is rare. */
export const takes = (defaults, name) => !defaults.without?.[name]
  && (name !== 'guidance' || (defaults.guidance !== undefined && defaults.guidance !== null));

/** Whether a field is part of what is asked for. */
const counts = (draft, name, defaults) => takes(defaults, name)
  && (name !== 'denoise' || Boolean(draft.image)) && (!HIRES[name] || draft.hires);

/** What a field has when nothing is said. */
export const usual = (name, defaults = {}) => name === 'hiresSteps' ? String(Math.min(USUAL[name], defaults.steps ?? USUAL[name]))
  : String((OWN.includes(name) ? defaults[name] : null) ?? USUAL[name]);

/** `Posters\2026/` to `Posters/2026`. */
export const folderOf = text => text.split(/[\\/]+/).map(name => name.trim()).filter(Boolean).join('/');

/** What is wrong, by JSON pointer: `{pointer: {code, args}}`. `number` reads what people type. */
export function faults(draft, number, defaults = {}) {
  const found = {};
  if (!draft.model) found['/model'] = { code: 'required' };
  if (!draft.prompt.trim()) found['/prompt'] = { code: 'required' };
  for (const name of ['prompt', 'negativePrompt']) {
    const over = takes(defaults, name) ? codePoints(draft[name]) - LONGEST_PROMPT : 0;
    if (over > 0) found[pointer(name)] = { code: 'prompt-too-long', args: { over } };
  }
  for (const [name, limit] of Object.entries(LIMITS)) {
    const fault = counts(draft, name, defaults) && outside(number(draft[name]), limit);
    if (fault) found[pointer(name)] = fault;
  }
  for (const name of ['width', 'height']) found[pointer(name)] ??= between(number(draft[name]), defaults.multiple ?? 8);
  if (draft.seed && (!/^\d+$/.test(draft.seed) || BigInt(draft.seed) > LARGEST_SEED)) found['/params/seed'] = { code: 'seed' };
  if (folderOf(draft.folder).split('/').some(isBadName)) found['/params/folder'] = { code: 'bad-folder' };
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault));
}

const outside = (n, { min, max, whole }) => Number.isNaN(n) || n < min || n > max || (whole && !Number.isInteger(n))
  ? { code: 'out-of-range', args: { min, max } } : null;
const between = (n, multiple) => n % multiple === 0 ? undefined : { code: 'not-a-multiple', args: { multiple, nearest: near(n, multiple) } };
const near = (n, multiple) => Math.max(multiple, Math.round(n / multiple) * multiple);
const isBadName = name => name.startsWith('.') || codePoints(name) > LONGEST_NAME || /[:*?"<>|\p{Cc}]/u.test(name);

/** The body of `POST /api/jobs`. The seed stays text: above 2^53 a JS number lies. */
export function request(draft, number, defaults = {}) {
  const params = {};
  for (const name of ['steps', 'cfg', 'guidance', 'width', 'height', 'denoise']) {
    if (counts(draft, name, defaults)) params[name] = number(draft[name]);
  }
  for (const name of ['negativePrompt', 'sampler', 'scheduler', 'seed', 'image', 'vae']) {
    if (draft[name] && takes(defaults, name)) params[name] = draft[name];
  }
  if (takes(defaults, 'clipSkip') && number(draft.clipSkip) !== 1) params.clipSkip = number(draft.clipSkip);
  if (draft.hires) params.hires = Object.fromEntries(Object.entries(HIRES).map(([name, key]) => [key, number(draft[name])]));
  if (folderOf(draft.folder)) params.folder = folderOf(draft.folder);
  const count = number(draft.count);
  return { type: 'image', model: draft.model, prompt: draft.prompt, params, ...(count > 1 ? { count } : {}) };
}

/** A draft with a model's own values in the fields the user has not touched. */
export function withDefaults(draft, defaults = {}) {
  const own = OWN.filter(name => !draft.touched.includes(name)).map(name => [name, usual(name, defaults)]);
  return { ...draft, ...Object.fromEntries(own) };
}

/** A draft made of a job or of a picture that a job made. */
export function fromJob({ model, prompt, params = {}, seed }) {
  const next = { ...EMPTY, model: model ?? '', prompt: prompt ?? '', hires: Boolean(params.hires), touched: [] };
  const said = { seed, ...params, ...Object.fromEntries(Object.entries(HIRES).map(([name, key]) => [name, params.hires?.[key]])) };
  for (const name of ['negativePrompt', 'seed', 'image', ...Object.keys(USUAL)]) {
    if (said[name] === undefined || said[name] === null || (name === 'denoise' && !said.image)) continue;
    next[name] = String(said[name]);
    next.touched.push(name);
  }
  return next;
}

/** The advanced fields that differ from what the model would take by itself. */
export function changed(draft, defaults = {}) {
  const value = text => Number(String(text).replace(',', '.'));
  const same = (a, b) => a === b || (a !== '' && b !== '' && value(a) === value(b));
  return [...Object.keys(USUAL).filter(name => counts(draft, name, defaults) && !same(draft[name], usual(name, defaults))),
    ...(draft.seed ? ['seed'] : []), ...(draft.hires ? ['hires'] : [])];
}
