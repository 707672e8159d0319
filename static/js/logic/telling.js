// What those who hear the page are told of running jobs: the newest alone, and not too often. Pure.

const APART = 10_000;

export const SILENT = { at: -APART, job: '', quarter: 0 };

/**
 * `job`: the newest one that runs, `{jobId, progress}`; `now` in milliseconds. Gives the next state and what is to be
 * said: `start`, `progress`, or nothing.
 */
export function tell(state, job, now) {
  const quarter = Math.floor((job.progress ?? 0) / 25) * 25;
  const news = job.jobId !== state.job ? 'start' : quarter > state.quarter && quarter < 100 ? 'progress' : null;
  // A start that came too soon after the last word is not told late: what is told then is how far it is.
  if (news && now - state.at < APART) return { state: news === 'start' ? { ...state, job: job.jobId, quarter: 0 } : state, say: null };
  if (!news) return { state, say: null };
  return { state: { at: now, job: job.jobId, quarter }, say: news };
}
