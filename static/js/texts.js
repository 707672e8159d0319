// Everything the reader sees comes from here: the server's texts, and numbers, sizes and times through Intl.

export const data = JSON.parse(document.getElementById('data').textContent);
export const lang = data.lang;

const forms = new Intl.PluralRules(lang);
const numbers = new Intl.NumberFormat(lang);
const oneDigit = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(lang, { style: 'percent' });
const days = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short', year: 'numeric' });
const moments = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' });
const clocks = new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit' });

export const has = key => key in data.texts;

const placed = value => typeof value === 'number' ? numbers.format(value) : String(value);

/** The text of a key; `n` among the values chooses the plural form where there is one. */
export function t(key, values = {}) {
  const found = data.texts[key];
  if (found === undefined) throw new Error(`No text for ${key}`);
  const text = typeof found === 'string' ? found : found[forms.select(values.n)] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (place, name) => name in values ? placed(values[name]) : place);
}

/** The text of a code that the server may have and we may not: falls back, also when a value is missing. */
export function coded(family, code, values, otherwise) {
  const key = `${family}.${code}`;
  if (!has(key)) return otherwise;
  const text = t(key, values ?? {});
  return /\{\w+\}/.test(text) ? otherwise : text;
}

export const number = n => numbers.format(n);
export const decimal = n => oneDigit.format(n);
export const percent = n => percents.format(n / 100);

export function bytes(n) {
  const units = ['unit.b', 'unit.kb', 'unit.mb', 'unit.gb', 'unit.tb'];
  let step = 0;
  while (n >= 1024 && step < units.length - 1) {
    n /= 1024;
    step++;
  }
  return t(units[step], { n: n < 10 && step > 0 ? oneDigit.format(n) : numbers.format(Math.round(n)) });
}

export const gigabytes = n => decimal(n / 2 ** 30);

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t('time.s', { s: whole });
  const m = Math.floor(whole / 60);
  if (m < 60) return whole % 60 ? t('time.ms', { m, s: whole % 60 }) : t('time.m', { m });
  return t('time.hm', { h: Math.floor(m / 60), m: m % 60 });
}

export const clock = iso => {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? clocks.format(date) : days.format(date);
};
const dates = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'long' });
/** A day, `2026-08-22`, as the heading of what finished on it. */
export function dayName(day) {
  const [year, month, date] = day.split('-').map(Number);
  const then = new Date(year, month - 1, date);
  const now = new Date();
  const ago = Math.round((new Date(now.getFullYear(), now.getMonth(), now.getDate()) - then) / 86_400_000);
  if (ago === 0) return t('jobs.today');
  if (ago === 1) return t('jobs.yesterday');
  return t('jobs.day', { day: (year === now.getFullYear() ? dates : days).format(then) });
}
export const moment = iso => moments.format(new Date(iso));

const mark = numbers.formatToParts(1.5).find(({ type }) => type === 'decimal').value;
/** A number of the draft, as the reader writes it. */
export const written = text => text.replace('.', mark);

/** A number as people type it, comma or dot; NaN where it is none. */
export const typed = text => /^\s*-?\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : NaN;

/** `checkpoints/sdxl/juggernaut.safetensors` to `juggernaut`. */
export const shortName = path => path.slice(path.lastIndexOf('/') + 1).replace(/\.[a-z0-9]+$/i, '');
