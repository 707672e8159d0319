// Moving a job in the queue. Pure. A queue is `[{id, priority, held}]` as it will run; `held`: an engine has it already.

const waiting = queue => queue.filter(job => !job.held);

/** The place among those that wait, from 1; 0 where the job does not wait. */
export const placeOf = (queue, id) => waiting(queue).findIndex(job => job.id === id) + 1;

export const placesOf = queue => waiting(queue).length;

/** The queue with a job at another place, from 1. */
export function moved(queue, id, place) {
  const rest = queue.filter(job => job.id !== id);
  const held = rest.length - waiting(rest).length;
  return rest.toSpliced(held + place - 1, 0, queue.find(job => job.id === id));
}

/**
 * What to ask of the server for that: `{position, priority?}`. A position counts within a priority, so a job that goes
 * among others takes theirs.
 */
export function request(queue, id, place) {
  const after = waiting(moved(queue, id, place));
  const job = after[place - 1];
  const above = after[place - 2]?.priority ?? Infinity;
  const below = after[place]?.priority ?? -Infinity;
  const priority = Math.max(Math.min(job.priority, above), below);
  const position = after.slice(0, place - 1).filter(other => other.priority === priority).length + 1;
  return priority === job.priority ? { position } : { position, priority };
}
