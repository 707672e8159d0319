// The settings that the server keeps, and their change.

import * as api from './api.js';

const TRIES = 3;
let known = null;

export const settings = async () => known = await api.settings();

/** Changes the addresses: `step(list)` gives the new list, and is asked again when somebody else was quicker. */
export async function changeAddresses(step) {
  for (let left = TRIES; ; left--) {
    const { comfyui, rev } = known ?? await settings();
    try {
      return known = await api.changeSettings({ comfyui: step(comfyui) }, rev);
    } catch (failure) {
      if (failure.status !== 412 || left === 1) throw failure;
      await settings();
    }
  }
}
