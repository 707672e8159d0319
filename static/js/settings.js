// The settings dialog. Each change holds at once; the server keeps the addresses, this browser the rest.

import * as api from './api.js';
import { askLeave, noticeHindrance, play, want, wanted } from './alerts.js';
import { check, faultOf, mark, tell } from './checking.js';
import { resetPanes, setLanguage, setTheme, tileSize } from './frame.js';
import { hasLetterKeys } from './keyboard.js';
import { showModal } from './modal.js';
import { copyText, onActions, part, setText } from './parts.js';
import { engineWord, levelOf } from './reasons.js';
import { changeAddresses, settings } from './studio.js';
import { clock, data, lang, t } from './texts.js';
import { failed, say, toast } from './toasts.js';

const OPTION = '--comfyui';

let engines = data.first.engines;
let fixed = false;

const dialog = () => document.getElementById('settings');
const input = () => document.getElementById('s-address');
const addressOf = element => part(element.closest('li'), 'address').textContent;
const byId = id => document.getElementById(id);

// ---- connection

function drawAddresses({ comfyui, fixed: names }) {
  fixed = names.includes('comfyui');
  const list = part(dialog(), 'addresses');
  const rows = comfyui.map(address => [...list.children].find(row => addressOf(row) === address) ?? newRow(address));
  list.replaceChildren(...rows);
  drawStates();
  part(dialog(), 'add').hidden = fixed;
  part(dialog(), 'none').hidden = comfyui.length > 0 || engines.some(engine => engine.demo);
  part(dialog(), 'fixed').hidden = !fixed;
  setText(part(dialog(), 'fixed'), fixed ? t('settings.fixed', { option: OPTION }) : '');
}

function newRow(address) {
  const row = part(dialog(), 'address-template').content.firstElementChild.cloneNode(true);
  setText(part(row, 'address'), address);
  const remove = row.querySelector('[data-action=remove]');
  remove.hidden = fixed;
  remove.setAttribute('aria-label', t('settings.remove', { a: address }));
  row.querySelector('[data-action=check]').setAttribute('aria-label', t('settings.check', { a: address }));
  return row;
}

function drawStates() {
  for (const row of part(dialog(), 'addresses').children) {
    const engine = engines.find(({ url }) => url === addressOf(row));
    row.dataset.level = engine ? levelOf(engine, engines) : '';
    // The answer of a check says more than the state, until that changes.
    if (row.dataset.told === stamp(engine)) continue;
    delete row.dataset.told;
    tell(part(row, 'word'), { text: engine ? engineWord(engine) : '', tone: '' });
  }
}

const stamp = engine => engine ? `${engine.state} ${engine.reason?.code ?? ''}` : '-';

async function busy(button, run) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  await run();
  button.removeAttribute('aria-busy');
}

async function checkRow(button) {
  const row = button.closest('li');
  await busy(button, async () => {
    try {
      tell(part(row, 'word'), await check(addressOf(row)));
      row.dataset.told = stamp(engines.find(({ url }) => url === addressOf(row)));
    } catch (failure) {
      failed(failure);
    }
  });
}

function checkNew(button) {
  return busy(button, async () => {
    try {
      tell(part(dialog(), 'said'), await check(input().value));
      mark(input(), '');
    } catch (failure) {
      tell(part(dialog(), 'said'), { text: '', tone: '' });
      mark(input(), faultOf(failure));
    }
  });
}

async function add(event) {
  event.preventDefault();
  const typed = input().value;
  try {
    drawAddresses(await changeAddresses(all => [...all, typed]));
    input().value = '';
    mark(input(), '');
    tell(part(dialog(), 'said'), { text: '', tone: '' });
    toast({ title: t('settings.added'), text: typed });
  } catch (failure) {
    mark(input(), faultOf(failure));
    input().focus();
  }
}

async function remove(button) {
  const address = addressOf(button);
  const next = button.closest('li').nextElementSibling ?? button.closest('li').previousElementSibling;
  const change = step => changeAddresses(step).then(drawAddresses, failed);
  await change(all => all.filter(one => one !== address));
  (next?.querySelector('[data-action=remove]') ?? input()).focus();
  toast({ title: t('settings.removed'), text: address, icon: 'x',
    action: { text: t('undo'), undo: true, run: () => change(all => all.includes(address) ? all : [...all, address]) } });
}

// ---- another browser

async function phone(button) {
  await busy(button, async () => {
    try {
      const { url, qr, expires } = await api.signInLink();
      part(dialog(), 'qr').src = qr;
      setText(part(dialog(), 'url'), url);
      setText(part(dialog(), 'until'), t('settings.phone.until', { t: clock(expires) }));
      part(dialog(), 'phone').hidden = false;
    } catch (failure) {
      failed(failure);
    }
  });
}

async function copyLink() {
  await copyText(part(dialog(), 'url').textContent);
  say(t('copied'));
}

// ---- view, alerts, keyboard

const pressed = (name, value) => dialog().querySelectorAll(`[data-${name}]`).forEach(button =>
  button.setAttribute('aria-pressed', String(button.getAttribute(`data-${name}`) === value)));

function drawView() {
  pressed('theme-is', document.documentElement.dataset.theme);
  pressed('language-is', lang);
  pressed('tile', String(parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--tile'))));
}

function drawAlerts() {
  const { sound, notice } = wanted();
  const hindrance = noticeHindrance();
  byId('s-sound').checked = Boolean(sound);
  byId('s-notice').checked = Boolean(notice) && !hindrance;
  byId('s-notice').disabled = Boolean(hindrance);
  setText(byId('s-notice-note'), hindrance ? t(hindrance) : '');
}

async function wantNotice({ target }) {
  want({ notice: target.checked && (Notification.permission === 'granted' || await askLeave()) });
  drawAlerts();
}

function keys({ target }) {
  try {
    if (target.checked) localStorage.removeItem('ui.keys');
    else localStorage.setItem('ui.keys', 'off');
  } catch {
    // Without a store they stay as they are.
  }
}

function viewed({ target }) {
  const { themeIs, languageIs, tile } = target.closest('.segment')?.dataset ?? {};
  if (themeIs) setTheme(themeIs);
  if (tile) tileSize(Number(tile));
  if (languageIs && languageIs !== lang) return setLanguage(languageIs);
  drawView();
}

export async function open() {
  drawView();
  drawAlerts();
  byId('s-keys').checked = hasLetterKeys();
  part(dialog(), 'phone')?.toggleAttribute('hidden', true);
  showModal(dialog(), document.querySelector('.header-tools [data-action=settings]'));
  try {
    drawAddresses(await settings());
  } catch (failure) {
    failed(failure);
  }
}

export function mountSettings() {
  onActions(dialog(), {
    'close-settings': () => dialog().close(),
    'reset-panes': resetPanes,
    'check-new': checkNew,
    check: checkRow,
    phone,
    'copy-link': copyLink,
    remove,
  });
  part(dialog(), 'add').addEventListener('submit', add);
  input().addEventListener('input', () => mark(input(), ''));
  dialog().addEventListener('click', viewed);
  byId('s-sound').addEventListener('change', ({ target }) => {
    want({ sound: target.checked });
    if (target.checked) play('complete');
  });
  byId('s-notice').addEventListener('change', wantNotice);
  byId('s-keys').addEventListener('change', keys);
  document.addEventListener('engines', ({ detail }) => {
    engines = detail;
    drawStates();
  });
}
