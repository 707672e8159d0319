// How a picture lies on the stage of the viewer. Pure. A view is `{scale, x, y}`: CSS pixels for each pixel of the picture,
// and how far its middle stands from the middle of the stage.

const LEAST = 0.1;
const MOST = 8;

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/** All of it in view, as large as that goes. */
export const fit = (picture, stage) =>
  ({ scale: Math.min(stage.width / picture.width, stage.height / picture.height), x: 0, y: 0 });

export const isFit = (view, picture, stage) => Math.abs(view.scale / fit(picture, stage).scale - 1) < 0.001;

/** Beyond its own edge there is nothing to see; a smaller one stays in the middle. */
function held({ scale, x, y }, picture, stage) {
  const room = (length, side) => Math.max(0, (length * scale - side) / 2);
  const across = room(picture.width, stage.width);
  const down = room(picture.height, stage.height);
  return { scale, x: clamp(x, -across, across), y: clamp(y, -down, down) };
}

/** Another scale; what lies under `point` (from the middle of the stage) stays there. */
export function zoomed(view, to, point, picture, stage) {
  const all = fit(picture, stage).scale;
  const scale = clamp(to, Math.min(LEAST, all), Math.max(MOST, all));
  const by = scale / view.scale;
  return held({ scale, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by }, picture, stage);
}

export const panned = (view, dx, dy, picture, stage) =>
  held({ ...view, x: view.x + dx, y: view.y + dy }, picture, stage);

/** The same spot in a stage of another size: what was wholly in view stays so. */
export const resized = (view, picture, before, stage) =>
  isFit(view, picture, before) ? fit(picture, stage) : held(view, picture, stage);

const LINE = 16;

/** What a turn of the wheel multiplies the scale by; a pinch on a touchpad comes as a wheel with Ctrl. */
export const wheelFactor = ({ deltaY, deltaMode, ctrlKey }) =>
  Math.exp(-deltaY * (deltaMode === 1 ? LINE : 1) * (ctrlKey ? 0.01 : 0.002));

/** What two fingers that moved from `a, b` to `c, d` make of a view. Points are from the middle of the stage. */
export function pinched(view, [a, b], [c, d], picture, stage) {
  const apart = (p, q) => Math.hypot(p.x - q.x, p.y - q.y) || 1;
  const middle = (p, q) => ({ x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 });
  const from = middle(a, b);
  const to = middle(c, d);
  const next = zoomed(view, view.scale * apart(c, d) / apart(a, b), from, picture, stage);
  return panned(next, to.x - from.x, to.y - from.y, picture, stage);
}

/** Which neighbours to fetch ahead when the reader goes on in a direction: two before, one behind. */
export const ahead = (index, by) => [index + by, index + 2 * by, index - by];
