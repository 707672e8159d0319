// What the keys do to the text of a prompt. Pure.

const WEIGHED = /\(((?:\\.|[^()\\])*?):(\d+(?:\.\d+)?)\)/g;
const [LIGHTEST, HEAVIEST] = [0.1, 2];

/**
 * The change that makes a selection, or the word at the caret, heavier by so much: `put` in the place of `from` to
 * `to`, then `start` to `end` selected. Null where there is nothing to weigh.
 */
export function weigh(text, start, end, by) {
  const around = [...text.matchAll(WEIGHED)].find(found => found.index <= start && end <= found.index + found[0].length);
  const [from, to] = around ? [around.index, around.index + around[0].length] : word(text, start, end);
  const inner = around ? around[1] : text.slice(from, to);
  if (!inner) return null;
  const weight = Math.min(HEAVIEST, Math.max(LIGHTEST, Math.round(((around ? Number(around[2]) : 1) + by) * 100) / 100));
  const put = weight === 1 ? inner : `(${inner}:${weight})`;
  const first = from + (weight === 1 ? 0 : 1);
  return { from, to, put, start: first, end: first + inner.length };
}

function word(text, start, end) {
  const isPart = char => char !== undefined && /[^\s,.;:()]/.test(char);
  if (start === end) {
    while (isPart(text[start - 1])) start--;
    while (isPart(text[end])) end++;
    return [start, end];
  }
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  return [start, end];
}

/** A list with an entry at its front, once. */
export const remember = (list, entry, most) => [entry, ...list.filter(other => other !== entry)].slice(0, most);

/** Where a step through `length` earlier prompts leads; -1 is what is being written. */
export const walk = (length, at, by) => Math.max(-1, Math.min(length - 1, at + by));

/** The beginning of an embedding's name before the caret: `{from, typed}`; null where there is none. */
export function embeddingAt(text, caret) {
  const found = /embedding:([^\s,:()]*)$/i.exec(text.slice(0, caret));
  return found && { from: caret - found[1].length, typed: found[1] };
}

/** The names that what is typed may mean, those that begin with it first. */
export function completions(names, typed) {
  const at = name => name.toLowerCase().indexOf(typed.toLowerCase());
  return names.filter(name => at(name) >= 0).sort((a, b) => (at(a) > 0) - (at(b) > 0));
}
