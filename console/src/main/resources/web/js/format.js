// Times, durations and values as people read them. Times are shown in the browser's own zone, on a 24-hour clock.
import { language, t, word } from './i18n.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (number) => String(number).padStart(2, '0');

/** 03:12:05 */
export function clock(millis) {
  const date = new Date(millis);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** 03:12 */
export function minute(millis) {
  return clock(millis).slice(0, 5);
}

/** 03时 or 03h: the hour a time lies in. */
export function hour(millis) {
  return t('time.hourOfDay', { h: two(new Date(millis).getHours()) });
}

/** 03:12:05 today, 3月2日 03:12 on another day. */
export function moment(millis, nowMillis) {
  const date = new Date(millis);
  if (date.toDateString() === new Date(nowMillis).toDateString()) {
    return clock(millis);
  }
  return `${day(millis)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** 3月2日 or 2 Mar */
export function day(millis) {
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', { month: 'short', day: 'numeric' }).format(millis);
}

export function weekday(millis) {
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'short' }).format(millis);
}

/** One unit is enough for a person: 40 秒, 3 分钟, 5 小时, 2 天. */
export function span(millis) {
  const length = Math.max(0, millis);
  if (length < MINUTE) {
    return t('time.seconds', { n: Math.floor(length / SECOND) });
  }
  if (length < HOUR) {
    return t('time.minutes', { n: Math.floor(length / MINUTE) });
  }
  if (length < 2 * DAY) {
    return t('time.hours', { n: Math.floor(length / HOUR) });
  }
  return t('time.days', { n: Math.floor(length / DAY) });
}

export function ago(millis, nowMillis) {
  return nowMillis - millis < 5 * SECOND ? t('time.now') : t('time.ago', { time: span(nowMillis - millis) });
}

/** 12:05, 1:02:05 or 2 天 4 时; the sign is left to the caller. */
export function stopwatch(millis) {
  const length = Math.abs(millis);
  if (length >= 2 * DAY) {
    return t('time.daysHours', { d: Math.floor(length / DAY), h: Math.floor((length % DAY) / HOUR) });
  }
  const hours = Math.floor(length / HOUR);
  const minutes = Math.floor((length % HOUR) / MINUTE);
  const seconds = Math.floor((length % MINUTE) / SECOND);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}

const BOOLEANS = new Set([
  'smoke_alarm', 'heat_alarm', 'call_point', 'fire_alarm', 'tamper', 'tilt', 'occupied', 'leak', 'heartbeat', 'fault',
  'self_test',
]);

export const isBoolean = (metric) => BOOLEANS.has(metric);

/** What a sensor's true means is not always bad news, and not always an alarm. */
export function value(metric, raw) {
  if (raw === true || raw === false) {
    return t(`value.${raw}`);
  }
  if (BOOLEANS.has(metric)) {
    return t(`value.${Number(raw) !== 0}`);
  }
  return number(Number(raw));
}

/** At most three figures behind the point, none that say nothing. */
export function number(raw) {
  const size = Math.abs(raw);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return String(Number(raw.toFixed(digits)));
}

const UNITS = {
  smoke_obscuration: 'dB/m', co: '[ppm]', hydrant_pressure: 'MPa', fill_level: '%', distance: 'mm', duration: 's',
  level: 'm', flow: 'm3/h', pressure: 'MPa', volume: 'm3', turbidity: '{NTU}', ph: '[pH]', free_chlorine: 'mg/L',
  manhole_tilt: 'deg', temperature: 'Cel', humidity: '%', battery: '%', battery_voltage: 'V', rssi: 'dBm', snr: 'dB',
};

/** The unit as printed. Evidence comes without one, so the canonical unit of the metric stands in. */
export function unit(metric, given) {
  const symbol = given ?? UNITS[metric] ?? '';
  return symbol === '' ? '' : word('unit', symbol).replace(/^unit\./, '');
}

/** 1.2 MB */
export function bytes(amount) {
  let size = amount;
  let step = 0;
  while (size >= 1024 && step < 4) {
    size /= 1024;
    step += 1;
  }
  return `${step === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${['B', 'KB', 'MB', 'GB', 'TB'][step]}`;
}

const grouped = new Intl.NumberFormat('en-US');

/** 12,345 up to a million, then 1.23 M: a wall is read from three metres. */
export function count(amount) {
  if (amount === null || amount === undefined) {
    return '–';
  }
  return amount < 1_000_000 ? grouped.format(amount) : `${(amount / 1_000_000).toFixed(2)} M`;
}
