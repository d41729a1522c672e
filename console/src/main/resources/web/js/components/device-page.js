// One device over time: every metric as a curve, every state as a strip, and what happened, newest first.
import { h, onMounted, onUnmounted, reactive, watch } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { ago, clock, day, isBoolean, moment, span, unit, value } from '../format.js';
import { icon } from '../icons.js';
import { reasonText } from '../session.js';
import { state } from '../store.js';
import { LongCurve } from './long-curve.js';
import { PageFrame } from './page-frame.js';
import { stateStrips } from './state-strips.js';

const HOUR = 3_600_000;
const RANGES = { hour6: 6 * HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR, quarterYear: 90 * 24 * HOUR };
const REFRESH_MILLIS = 30_000;
const LAST = ['battery', 'battery_voltage', 'rssi', 'snr']; // housekeeping comes last
const MOST_CHANGES = 2_000;
const MOST_ENTRIES = 200;

const order = (metric) => (LAST.includes(metric) ? 1 + LAST.indexOf(metric) : 0);

/** What happened, newest first. */
function entries(history) {
  return [
    ...history.changes.map((change) => ({ at: change.t, kind: change.value ? 'on' : 'off', change })),
    ...history.silences.map((silence) => ({ at: silence.toMillis, kind: 'silence', silence })),
  ].sort((one, other) => other.at - one.at);
}

export const DevicePage = {
  props: { id: { type: String, required: true } },
  setup(props) {
    const known = reactive({ device: null, metrics: null, history: null, failure: '', name: 'day', range: null });
    let timer = 0;

    async function read() {
      const to = Math.ceil(state.now / 1000) * 1000;
      known.range = { from: to - RANGES[known.name], to };
      const { from } = known.range;
      try {
        const [device, latest, history] = await Promise.all([
          api.device(props.id), api.latest(props.id), api.history(props.id, { from, to, limit: MOST_CHANGES }),
        ]);
        if (known.range.from === from) {
          Object.assign(known, { device, metrics: latest.metrics, history, failure: '' });
        }
      } catch (error) {
        known.failure = t('device.failed', { reason: reasonText(error) });
      }
    }

    watch(() => known.name, read);
    onMounted(() => {
      read();
      timer = setInterval(read, REFRESH_MILLIS);
    });
    onUnmounted(() => clearInterval(timer));

    const ranges = () => h('div', { class: 'page-parts' }, Object.keys(RANGES).map((name) =>
      h('button', {
        class: ['chip', { chosen: known.name === name }],
        'aria-pressed': String(known.name === name),
        'data-testid': `range-${name}`,
        onClick: () => {
          known.name = name;
        },
      }, t(`range.${name}`))));

    const head = () => [
      h('div', { class: 'page-title' }, [
        h('span', { class: 'kicker' }, known.device ? `${word('kind', known.device.kind)} · ${props.id}` : props.id),
        h('h2', known.device ? `${pick(known.device.name)} · ${pick(known.device.placeName)}` : t('device.heading')),
      ]),
      ranges(),
    ];

    const status = (device) => h('div', { class: ['device-status', device.status] }, [
      icon(device.kind, 20),
      h('b', t(`status.${device.status}`)),
      h('span', { class: 'muted' }, device.lastHeardMillis
        ? `${t('device.heard')} ${moment(device.lastHeardMillis, state.now)} · ${ago(device.lastHeardMillis, state.now)}`
        : t('device.never')),
    ]);

    const latest = (names) => h('ul', { class: 'latest-row' }, names.map((name) => h('li', { key: name }, [
      h('span', word('metric', name)),
      h('b', [value(name, known.metrics[name].value), h('i', isBoolean(name) ? '' : unit(name, known.metrics[name].unit))]),
      h('time', ago(known.metrics[name].eventMillis, state.now)),
    ])));

    const entry = (item, index) => h('li', { class: ['history-entry', item.kind], key: `${item.at} ${index}` }, [
      h('time', [h('b', clock(item.at)), h('span', day(item.at))]),
      item.kind === 'silence'
        ? h('p', t('history.silenceEnded', { time: span(item.silence.toMillis - item.silence.fromMillis) }))
        : h('p', [word('metric', item.change.metric), h('b', ` → ${value(item.change.metric, item.change.value)}`)]),
    ]);

    const happened = (history) => {
      const all = entries(history);
      return h('aside', { class: 'history' }, [
        h('h3', t('history.heading')),
        history.next ? h('p', { class: 'failure' }, t('history.cut', { n: MOST_CHANGES })) : null,
        all.length === 0 ? h('p', { class: 'page-none' }, t('history.none')) : null,
        h('ol', all.slice(0, MOST_ENTRIES).map(entry)),
        all.length > MOST_ENTRIES ? h('p', { class: 'muted' }, t('history.more', { n: all.length - MOST_ENTRIES })) : null,
      ]);
    };

    const body = () => {
      const names = Object.keys(known.metrics ?? {}).sort((one, other) => order(one) - order(other) || one.localeCompare(other));
      const flags = names.filter(isBoolean);
      return [
        known.failure ? h('p', { class: 'failure', role: 'alert' }, known.failure) : null,
        known.device ? status(known.device) : h('div', { class: 'skeleton block-skeleton' }),
        known.metrics && names.length === 0 ? h('p', { class: 'page-none' }, t('device.none')) : null,
        known.metrics && names.length ? latest(names) : null,
        h('div', { class: 'device-columns' }, [
          h('div', { class: 'device-curves' }, [
            known.history ? stateStrips(known.history, known.range, flags) : null,
            ...names.filter((name) => !isBoolean(name)).map((metric) => h(LongCurve, { device: props.id, metric, range: known.range, key: metric })),
          ]),
          known.history ? happened(known.history) : null,
        ]),
      ];
    };

    return () => h(PageFrame, { testid: 'device-page' }, { head, default: body });
  },
};
