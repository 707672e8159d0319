// A long list: which of its rows are known, page by page, and which of them have to be drawn. Pure.

const page = (after, ids, next) => ({ after, ids, next, stale: false });

/** A list of which its first page is known: `next` is the server's cursor behind it, undefined at the end. */
export const listOf = (ids, total, next) => ({ total, pages: [page(undefined, ids, next)] });

export const ids = list => list.pages.flatMap(({ ids: some }) => some);
export const count = list => list.pages.reduce((n, { ids: some }) => n + some.length, 0);
/** The cursor behind what is known; undefined when all is known. */
export const next = list => list.pages.at(-1).next;

/** Puts an answer in the place of page `at`, or behind the last one. What follows is kept until it is read anew. */
export function taken(list, at, { ids: own, total, next: cursor }) {
  const fresh = new Set(own);
  const without = pages => pages.map(other => ({ ...other, ids: other.ids.filter(id => !fresh.has(id)) }));
  const after = list.pages[at]?.after ?? list.pages[at - 1]?.next;
  const follows = list.pages[at + 1]?.after === cursor;
  const later = cursor === undefined ? [] : without(list.pages.slice(at + 1))
    .map((other, i) => follows ? other : { ...other, after: i ? other.after : cursor, stale: true });
  return { total, pages: [...without(list.pages.slice(0, at)), page(after, own, cursor), ...later] };
}

export const staled = list => ({ ...list, pages: list.pages.map(other => ({ ...other, stale: true })) });

const changed = (list, change, more) => ({ total: Math.max(0, list.total + more), pages: list.pages.map(change) });

export function without(list, id) {
  if (!list.pages.some(({ ids: some }) => some.includes(id))) return list;
  return changed(list, other => ({ ...other, ids: other.ids.filter(own => own !== id) }), -1);
}

/** With a row at an index; beyond what is known it only counts. */
export function put(list, id, index) {
  let from = 0;
  let done = index > count(list) && next(list) !== undefined;
  return changed(list, (other, i) => {
    const at = index - from;
    from += other.ids.length;
    if (done || (at > other.ids.length && i < list.pages.length - 1)) return other;
    done = true;
    return { ...other, ids: other.ids.toSpliced(at, 0, id) };
  }, 1);
}

/** The pages that hold some of the rows from one to another. */
export function pagesAt(list, from, to) {
  let first = 0;
  return list.pages.map(({ ids: some }, at) => {
    const start = first;
    first += some.length;
    return start <= to && first > from || (some.length === 0 && start >= from && start <= to) ? at : -1;
  }).filter(at => at >= 0);
}

/**
 * What to draw of rows of these heights between two places: `pieces`, each a run of rows `{from, to}` or a `{gap}` in
 * pixels, and `seen`, the first and the last row between those places. A row that is held stays, wherever it is.
 */
export function plan(heights, top, bottom, held = -1) {
  const pieces = [];
  let seen = null;
  let at = 0;
  let gap = 0;
  heights.forEach((height, index) => {
    const inside = at + height > top && at < bottom;
    at += height;
    if (inside) seen = [seen?.[0] ?? index, index];
    if (!inside && index !== held) {
      gap += height;
      return;
    }
    if (gap) pieces.push({ gap });
    if (!gap && pieces.length) pieces.at(-1).to = index;
    else pieces.push({ from: index, to: index });
    gap = 0;
  });
  if (gap) pieces.push({ gap });
  return { pieces, seen };
}

/** The day of a time where the reader is, as `2026-08-22`. */
export function dayOf(time) {
  const date = new Date(time);
  const two = n => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Rows by the day of a time: `[{day, rows}]` in the order they come. */
export function byDay(rows, timeOf) {
  const days = [];
  for (const row of rows) {
    const day = dayOf(timeOf(row));
    if (days.at(-1)?.day === day) days.at(-1).rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}
