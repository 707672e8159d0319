// Models as the form offers them: which, in what order, and why not. Pure.

const SAMPLED = ['checkpoint', 'diffusion-model'];
const FIRST = ['SDXL', 'SD3.5', 'SD3', 'SD1.5', 'SD2', 'FLUX'];
const LAST = ['video', 'other'];
const VIDEO = ['SVD', 'Wan', 'HunyuanVideo', 'LTX-Video'];
const MANY = 6;
const RECENT = 3;

const isKnown = type => Boolean(type) && type !== 'unknown';

export const isSampled = model => SAMPLED.includes(model.kind);

/** Where a model stands: a family, `video` or `other`. */
export const groupOf = model => VIDEO.includes(model.type) ? 'video' : isKnown(model.type) ? model.type : 'other';

/** Why no picture can be made with a model, as a code; '' when one can. */
export const whyNot = model => VIDEO.includes(model.type) ? 'video-model' : model.reason?.code ?? (model.defaults ? '' : 'family-unsupported');

/** What makes pictures or videos, each with `why`, by family and name. */
export function offered(all, compare) {
  const rank = model => FIRST.includes(groupOf(model)) ? FIRST.indexOf(groupOf(model)) : FIRST.length + 1 + LAST.indexOf(groupOf(model));
  return all.filter(isSampled).map(model => ({ ...model, why: whyNot(model) }))
    .sort((a, b) => rank(a) - rank(b) || compare(groupOf(a), groupOf(b)) || compare(a.name, b.name));
}

/** The model to start with: the first that can run, one that is not made for a few steps if there is one. */
export const firstUsable = models => models.find(model => !model.why && (model.defaults.steps ?? 30) >= 20)
  ?? models.find(model => !model.why);

/** The groups to show for what is typed: `[[name, models], …]`; what was used last stands first while nothing is typed. */
export function grouped(models, typed, recent) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = models.filter(model => words.every(word => `${model.path} ${model.type}`.toLowerCase().includes(word)));
  const last = words.length || models.length <= MANY ? [] : recent.map(path => models.find(model => model.path === path && !model.why))
    .filter(Boolean).slice(0, RECENT);
  return [...(last.length ? [['recent', last]] : []), ...Map.groupBy(matching, groupOf)];
}

const LATENTS = { 'SD1.5': 'sd', SD2: 'sd', SD3: 'sd3', 'SD3.5': 'sd3' };
const CHANNELS = { 'SD1.5': 4, SD2: 4, SDXL: 4, SD3: 16, 'SD3.5': 16, FLUX: 16 };

/** Whether a VAE decodes what a model samples; what nobody knows may. */
export function decodes(vae, model) {
  if (!isKnown(vae.type) || !isKnown(model?.type)) {
    const other = CHANNELS[model?.type] === 4 ? 'latent-16' : 'latent-4';
    return !CHANNELS[model?.type] || !vae.traits?.includes(other);
  }
  return (LATENTS[vae.type] ?? vae.type) === (LATENTS[model.type] ?? model.type);
}

/** The names by which prompts call the embeddings that may work with a model. */
export const embeddings = (all, model) => all
  .filter(one => one.kind === 'embedding' && (!isKnown(one.type) || !isKnown(model?.type) || one.type === model.type))
  .map(one => one.path.replace(/^[^/]*\//, '').replace(/\.[a-z0-9]+$/i, ''));
