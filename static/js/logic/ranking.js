// How well what is typed fits a name, and what comes first. Pure.

/** As people type it: any case, and the Russian yo as ye. */
const plain = text => text.toLowerCase().replaceAll('\u0451', '\u0435').trim();

function isSubsequence(typed, name) {
  let at = -1;
  return [...typed].every(sign => sign === ' ' || (at = name.indexOf(sign, at + 1)) >= 0);
}

/** 3: a name begins with it; 2: a word does; 1: its signs come in this order, where `loose` allows that; 0: none. */
export function fit(typed, names, loose = true) {
  const wanted = plain(typed);
  return Math.max(0, ...names.map(plain).map(name => {
    if (name.startsWith(wanted)) return 3;
    if (name.split(/[^\p{L}\p{N}]+/u).some((word, i, words) => words.slice(i).join(' ').startsWith(wanted))) return 2;
    return loose && isSubsequence(wanted, name) ? 1 : 0;
  }));
}

/**
 * Entries `{id, group, names, loose?}` that fit, as `[[group, entries], …]`: the best fit first, among equals what was used
 * last; groups by their best entry. At most `most[group]` of a group.
 */
export function ranked(entries, typed, recent, most = {}) {
  const order = entry => recent.includes(entry.id) ? recent.indexOf(entry.id) : recent.length;
  const found = entries.map(entry => ({ entry, fit: fit(typed, entry.names, entry.loose) })).filter(({ fit: how }) => how > 0)
    .sort((a, b) => b.fit - a.fit || order(a.entry) - order(b.entry));
  const groups = Map.groupBy(found.map(({ entry }) => entry), entry => entry.group);
  // Nothing typed: the groups stand in their own order.
  const names = typed.trim() ? [...groups.keys()] : [...new Set(entries.map(entry => entry.group))].filter(name => groups.has(name));
  return names.map(name => [name, groups.get(name).slice(0, most[name])]);
}
