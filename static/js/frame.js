// The frame: panes and their splitters, sheets on small windows, theme, language.

import { onActions, openMenu, setIcon, setText } from './parts.js';
import { lang, t } from './texts.js';

const root = document.documentElement;
const PANES = { jobs: { name: 'sw', min: 264, max: 420, usual: 288 }, inspector: { name: 'iw', min: 280, max: 480, usual: 320 } };

function kept() {
  try {
    return JSON.parse(localStorage.getItem('ui.panes') ?? '{}');
  } catch {
    return {};
  }
}

function keep(values) {
  try {
    localStorage.setItem('ui.panes', JSON.stringify({ ...kept(), ...values }));
  } catch {
    // Without a store the widths last as long as the page.
  }
}

export function tileSize(px) {
  root.style.setProperty('--tile', `${px}px`);
  keep({ tile: px });
  dispatchEvent(new Event('resize'));
  document.dispatchEvent(new CustomEvent('tiles'));
}

const width = name => parseFloat(getComputedStyle(root).getPropertyValue(`--${PANES[name].name}`));

function setWidth(name, px) {
  const pane = PANES[name];
  const value = Math.round(Math.max(pane.min, Math.min(pane.max, px)));
  root.style.setProperty(`--${pane.name}`, `${value}px`);
  keep({ [pane.name]: value });
  values(name);
}

function values(name) {
  const splitter = document.querySelector(`.splitter[data-pane=${name}]`);
  splitter.setAttribute('aria-valuemin', String(PANES[name].min));
  splitter.setAttribute('aria-valuemax', String(PANES[name].max));
  splitter.setAttribute('aria-valuenow', String(width(name)));
}

function toggle(name) {
  const closed = root.dataset[name] === 'closed';
  if (closed) delete root.dataset[name];
  else root.dataset[name] = 'closed';
  keep({ [name]: root.dataset[name] ?? 'open' });
}

function splitter(element) {
  const name = element.dataset.pane;
  const side = name === 'jobs' ? 1 : -1;
  values(name);
  element.addEventListener('pointerdown', event => {
    if (event.button) return;
    const from = event.clientX;
    const start = width(name);
    element.setPointerCapture(event.pointerId);
    element.dataset.drag = '';
    let frame = 0;
    const move = ({ clientX }) => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        const px = start + (clientX - from) * side;
        if (px < PANES[name].min - 60) root.dataset[name] = 'closed';
        else {
          delete root.dataset[name];
          setWidth(name, px);
        }
      });
    };
    const end = () => {
      delete element.dataset.drag;
      element.removeEventListener('pointermove', move);
      removeEventListener('keydown', revert, true);
      keep({ [name]: root.dataset[name] ?? 'open' });
    };
    const revert = key => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      end();
      delete root.dataset[name];
      setWidth(name, start);
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', end, { once: true });
    addEventListener('keydown', revert, true);
  });
  element.addEventListener('dblclick', () => setWidth(name, PANES[name].usual));
  element.addEventListener('keydown', event => {
    const by = (event.shiftKey ? 64 : 16) * side;
    const to = { ArrowLeft: width(name) - by, ArrowRight: width(name) + by, Home: PANES[name].min, End: PANES[name].max }[event.key];
    if (event.key === 'Enter') toggle(name);
    else if (to === undefined) return;
    else setWidth(name, to);
    event.preventDefault();
  });
}

/** All panes open and as wide as at first. */
export function resetPanes() {
  for (const [name, { usual }] of Object.entries(PANES)) {
    delete root.dataset[name];
    keep({ [name]: 'open' });
    setWidth(name, usual);
  }
}

// ---- sheets

const narrow = () => innerWidth < 1280;
const small = () => innerWidth < 1024;
let opener = null;

export function sheet(name) {
  if (name) {
    if (!root.dataset.sheet) opener = document.activeElement;
    root.dataset.sheet = name;
    document.getElementById(name).focus({ preventScroll: true });
  } else if (root.dataset.sheet) {
    delete root.dataset.sheet;
    opener?.focus({ preventScroll: true });
  }
  document.querySelectorAll('[data-tab]').forEach(tab => {
    const here = tab.dataset.tab === (root.dataset.sheet === 'jobs' ? 'jobs' : 'canvas');
    if (here) {
      tab.setAttribute('aria-current', 'page');
      setText(document.querySelector('.header-place'), tab.querySelector('[data-part=name]').textContent);
    }
    else tab.removeAttribute('aria-current');
  });
}

export const toggleInspector = () => narrow() ? sheet(root.dataset.sheet === 'inspector' ? '' : 'inspector') : toggle('inspector');
export const toggleJobs = () => small() ? sheet(root.dataset.sheet === 'jobs' ? '' : 'jobs') : toggle('jobs');

/** Makes the details visible where they are hidden and not merely in a sheet. */
export function showInspector() {
  if (narrow()) sheet('inspector');
  else if (root.dataset.inspector === 'closed') toggle('inspector');
}

/** Makes the job list visible and gives it the focus. */
export function showJobs() {
  if (small() ? root.dataset.sheet !== 'jobs' : root.dataset.jobs === 'closed') toggleJobs();
  document.getElementById('jobs').focus({ preventScroll: true });
}

// ---- theme and language

const cookie = (name, value) => {
  document.cookie = `${name}=${value}; Path=/; SameSite=Strict; Max-Age=31536000`;
};

/** Turns the page into another language. */
export function setLanguage(tag) {
  cookie('lang', tag);
  location.reload();
}

/** Turns the page into the other language. */
export const language = () => setLanguage(lang === 'en' ? 'ru' : 'en');

const THEMES = { dark: 'moon', light: 'sun', system: 'monitor' };

export function setTheme(theme) {
  cookie('theme', theme);
  root.dataset.theme = theme;
  const button = document.querySelector('[data-action=theme]');
  setIcon(button, THEMES[theme]);
  button.setAttribute('aria-label', t(`theme.label.${theme}`));
}

/** The themes as rows of a menu. */
export const themes = () => Object.entries(THEMES).map(([name, icon]) =>
  ({ name, icon, text: t(`theme.${name}`), checked: root.dataset.theme === name, run: () => setTheme(name) }));

export function mountFrame() {
  document.querySelectorAll('.splitter').forEach(splitter);
  onActions(document.body, {
    'toggle-jobs': toggleJobs,
    'toggle-inspector': toggleInspector,
    language,
    theme: button => openMenu(button, themes()),
    'more-tab': button => openMenu(button, [...themes(), { name: 'language', icon: 'settings-2', text: t('theme.language'), run: language },
      { name: 'settings', icon: 'settings', text: t('settings'), run: () => document.querySelector('.header-tools [data-action=settings]').click() }]),
  });
  document.querySelectorAll('[data-tab]').forEach(tab =>
    tab.addEventListener('click', () => sheet(tab.dataset.tab === 'jobs' ? 'jobs' : '')));
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !root.dataset.sheet || event.defaultPrevented || event.target.closest('dialog:modal, [popover]')) return;
    event.preventDefault();
    sheet('');
  });
  document.getElementById('canvas').addEventListener('pointerdown', () => root.dataset.sheet && innerWidth > 640 && sheet(''));
}
