// How far somebody is on the way to the first picture, from what stands at an address.

/** Of each step `done`, `now`, `wrong` or `later`. */
export function stepsOf(state) {
  switch (state) {
    case undefined: return { address: 'now', models: 'later', picture: 'later' };
    case 'ok': return { address: 'done', models: 'done', picture: 'now' };
    case 'no-models': return { address: 'done', models: 'wrong', picture: 'later' };
    default: return { address: 'wrong', models: 'later', picture: 'later' };
  }
}

/** The list of addresses once one takes the place of another; it stays as it is where it holds that one already. */
export function replaced(all, old, next) {
  if (all.includes(next)) return all;
  return all.includes(old) ? all.map(one => one === old ? next : one) : [...all, next];
}

/** Whether the way to a first picture is to be shown: nothing can be used, and nothing may come by itself in a moment. */
export const lacksEngine = engines => !engines.some(engine => engine.reachable || engine.state === 'starting');
