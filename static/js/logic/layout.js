// Where the squares of the gallery stand. Pure: numbers in, numbers out.

/** Browsers clamp or collapse taller elements (33.5 M device pixels in Chromium, less in Firefox). */
export const TALLEST = 10_000_000;

/** Geometry of `count` squares in `columns` of `side` with `gap` between. */
export function geometry(count, columns, side, gap) {
  const rows = Math.ceil(count / columns);
  const step = side + gap;
  const full = Math.max(0, rows * step - gap);
  return { count, columns, side, gap, rows, step, full, height: Math.min(full, TALLEST) };
}

/** Rows to draw for a window of `view` pixels whose top stands at layout position `top`, with two rows beyond. */
export function visibleRows(g, top, view, beyond = 2) {
  const first = Math.max(0, Math.floor(top / g.step) - beyond);
  const last = Math.min(g.rows - 1, Math.floor((top + view) / g.step) + beyond);
  return { first, last };
}

/**
 * Layout position after a scroll. Where the layout fits, it is the scroll position. Where it does not, a small step moves
 * the layout as much as the scrollbar moved, and a large one (the thumb was dragged) jumps in proportion.
 */
export function follow(g, view, before, scrollTop, byHand) {
  if (g.full <= g.height) return scrollTop;
  const range = g.height - view;
  const end = g.full - view;
  const step = scrollTop - before.scrollTop;
  const nearEdge = scrollTop < view || scrollTop > range - view;
  const moved = before.layoutTop + step;
  if ((byHand || Math.abs(step) <= view * 1.5) && !nearEdge) return Math.max(0, Math.min(end, moved));
  if (byHand && moved > view && moved < end - view) return moved;
  return range <= 0 ? 0 : scrollTop / range * end;
}

/** The scroll position that shows a layout position. */
export const scrollFor = (g, view, layoutTop) =>
  g.full <= g.height ? layoutTop : layoutTop / (g.full - view) * (g.height - view);

/** The layout position nearest to `top` at which square `index` is wholly in view. */
export function reveal(g, top, view, index) {
  const at = Math.floor(index / g.columns) * g.step;
  if (at < top) return at;
  return at + g.side > top + view ? at + g.side - view : top;
}

/** Where a key moves the focus among `count` squares. */
export function moved(key, at, columns, pageRows, count) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns,
    PageUp: -columns * pageRows, PageDown: columns * pageRows };
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (!(key in steps)) return null;
  const to = at + steps[key];
  if ((key === 'ArrowUp' && to < 0) || (key === 'ArrowDown' && to >= count)) return at;
  return Math.max(0, Math.min(count - 1, to));
}
