// What can be done with a picture, from its tile. A list holds only the beginning of what is known, so the rest is asked for.

import * as api from './api.js';
import { repeat } from './doings.js';
import { copyText, openMenu } from './parts.js';
import { t } from './texts.js';
import { failed, say } from './toasts.js';

let doors = {};

const whole = item => item.params ? item : api.item(item.id);

const withWhole = (item, run) => async () => {
  try {
    await run(await whole(item));
  } catch (failure) {
    failed(failure);
  }
};

async function copied(text, told) {
  await copyText(text);
  say(t(told));
}

function save({ url, name }) {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

/** The menu of a picture: what needs its making is offered where that is known. */
export function openItemMenu(anchor, item) {
  const rows = [];
  const add = (name, icon, text, run) => rows.push({ name, icon, text: t(text), run });
  add('open', 'image', 'item.open', () => doors.item(item.id));
  if (item.model && item.type === 'image') {
    add('regenerate', 'refresh-cw', 'regenerate', withWhole(item, found => repeat(found, false)));
    add('variation', 'shuffle', 'item.variation', withWhole(item, found => repeat(found, true)));
    add('edit', 'pencil', 'item.edit', withWhole(item, doors.edit));
  }
  if (item.type === 'image' && item.thumbnailUrl) add('start', 'image-plus', 'item.start', () => doors.start(item));
  add('download', 'download', 'item.download', () => save(item));
  if (item.prompt) add('copy-prompt', 'copy', 'item.copy-prompt', withWhole(item, found => copied(found.prompt, 'copied.prompt')));
  if (item.seed !== undefined) {
    add('copy-seed', 'copy', 'item.copy-seed', withWhole(item, found => copied(String(found.params?.seed ?? found.seed), 'copied.seed')));
  }
  openMenu(anchor, rows);
}

/** `{item(id), edit(item), start(item)}` */
export function mountItemMenu(given) {
  doors = given;
}
