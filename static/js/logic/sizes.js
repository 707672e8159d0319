// Sizes a picture may have: what to offer, and what fits a model. Pure.

const SHAPES = ['1:1', '3:2', '2:3', '16:9', '9:16'];
const RATIOS = ['1:1', '5:4', '4:5', '4:3', '3:4', '3:2', '2:3', '16:9', '9:16', '21:9', '9:21'];

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
  const off = name => {
    const [a, b] = name.split(':').map(Number);
    return Math.abs(Math.log(width / height / (a / b)));
  };
  return RATIOS.reduce((best, name) => off(name) < off(best) ? name : best);
}

/** The size of a picture's shape that has about as many pixels as a model likes. */
export function fit(width, height, defaults = {}) {
  const multiple = defaults.multiple ?? 8;
  const scale = Math.sqrt((defaults.width ?? 1024) * (defaults.height ?? 1024) / (width * height));
  return [width, height].map(side => Math.min(4096, Math.max(256, Math.round(side * scale / multiple) * multiple)));
}

/** The size after a second pass, as the server rounds it; null where there is none. */
export function larger(width, height, scale, multiple = 8) {
  const sides = [width, height].map(side => Math.max(1, Math.round(side * scale / multiple)) * multiple);
  return sides.every(Number.isFinite) ? sides : null;
}
