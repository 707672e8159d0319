// A draft that is repeated until it is stopped: what is sent, and what the end of a job means for it. Pure.

const SEEDS = 2n ** 64n;

/** The n-th request, from 0: one job, and a seed that was set goes up by one with each. */
export function nth({ count, ...request }, n) {
  const { seed } = request.params;
  return seed === undefined ? request
    : { ...request, params: { ...request.params, seed: String((BigInt(seed) + BigInt(n)) % SEEDS) } };
}

/** The key that names the n-th job, so that it is made once however often it is asked for. */
export const keyOf = ({ id, n }) => `repeat-${id}-${n}`;

/** What a job that came to this state means: `wait`, `next` or `stop`. `waiting` is the newest, `running` the one before. */
export function after({ waiting, running }, { jobId, status }) {
  if (jobId === waiting) return { queued: 'wait', running: 'next', complete: 'next' }[status] ?? 'stop';
  return jobId === running && status === 'failed' ? 'stop' : 'wait';
}
