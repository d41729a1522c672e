// What a device's yes-or-no metrics were over time, and when it was not heard: one strip each over the same time.
import { h } from '../vue.js';
import { t, word } from '../i18n.js';

const WIDTH = 1000;
const BAD = new Set(['smoke_alarm', 'heat_alarm', 'fire_alarm', 'call_point', 'tamper', 'tilt', 'leak', 'fault']);

/** Times when a metric was true. A strip begins as unknown and ends as it is now. */
function trueSpans(changes, metric, to) {
  const spans = [];
  let since = null;
  for (const change of changes) {
    if (change.metric === metric) {
      if (change.value && since === null) {
        since = change.t;
      } else if (!change.value && since !== null) {
        spans.push([since, change.t]);
        since = null;
      }
    }
  }
  return since === null ? spans : [...spans, [since, to]];
}

function strip(name, spans, kind, { from, to }) {
  const x = (millis) => ((Math.min(to, Math.max(from, millis)) - from) / (to - from)) * WIDTH;
  return h('div', { class: 'strip-row', key: name }, [
    h('span', { class: 'strip-name' }, name),
    h('svg', { class: ['strip', kind], viewBox: `0 0 ${WIDTH} 10`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${name}: ${spans.length}` }, [
      h('rect', { class: 'ground', x: 0, y: 0, width: WIDTH, height: 10 }),
      // a second in a month must still be seen
      ...spans.map(([start, end], index) => h('rect', { class: 'span', key: index, x: x(start), y: 0, width: Math.max(2, x(end) - x(start)), height: 10 })),
    ]),
    h('span', { class: 'strip-count muted' }, spans.length ? t('history.times', { n: spans.length }) : '–'),
  ]);
}

/** @param history what the server answered, range the time shown, metrics the boolean metrics the device has */
export function stateStrips(history, range, metrics) {
  const silent = history.silences.map((silence) => [silence.fromMillis, silence.toMillis]);
  if (history.status === 'offline' && history.lastHeardMillis) {
    silent.push([history.lastHeardMillis, range.to]);
  }
  return h('div', { class: 'strips' }, [
    strip(t('history.silent'), silent, 'silent', range),
    ...metrics.map((metric) => strip(word('metric', metric), trueSpans(history.changes, metric, range.to), BAD.has(metric) ? 'bad' : 'plain', range)),
  ]);
}
