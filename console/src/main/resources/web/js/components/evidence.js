// The alerts of a case with the values that decided, and the curve of one of them around the onset.
import { h, reactive } from '../vue.js';
import { pick, t, word } from '../i18n.js';
import { ago, isBoolean, moment, unit, value } from '../format.js';
import { openDevice } from '../actions.js';
import { deviceFeature, state } from '../store.js';
import { severityMark } from './case-list.js';
import { Curve } from './curve.js';

/** `device/metric` taken apart; a metric has no slash, a device neither. What was computed from a metric has no curve. */
function decisive(alert) {
  return Object.entries(alert.evidence).filter(([key]) => !key.includes('(')).map(([key, amount]) => {
    const cut = key.lastIndexOf('/');
    return { key, device: key.slice(0, cut), metric: key.slice(cut + 1), amount };
  });
}

export const deviceName = (id) => pick(deviceFeature(id)?.properties.name) || id;

export const Evidence = {
  props: { alerts: { type: Array, required: true } },
  setup(props) {
    const chosen = reactive({ key: '' });

    /** What was clicked; before that, the first value that makes a curve. */
    function shown() {
      const all = props.alerts.flatMap((alert) => decisive(alert).map((entry) => ({ ...entry, alert })));
      return all.find((entry) => entry.key === chosen.key) ?? all.find((entry) => !isBoolean(entry.metric)) ?? all[0];
    }

    const valueRow = (entry, current) =>
      h('button', {
        key: entry.key,
        class: ['evidence', { chosen: entry.key === current?.key }],
        onClick: () => {
          chosen.key = entry.key;
        },
      }, [
        h('span', { class: 'evidence-name' }, [word('metric', entry.metric), h('small', deviceName(entry.device))]),
        h('b', [value(entry.metric, entry.amount), h('i', isBoolean(entry.metric) ? '' : unit(entry.metric))]),
      ]);

    const alertCard = (alert, current) =>
      h('article', { class: ['alert-card', alert.severity, { quiet: !alert.state.startsWith('ACTIVE') }], key: alert.id }, [
        h('div', { class: 'alert-head' }, [severityMark(alert.severity), h('b', pick(alert.title)), h('code', alert.rule)]),
        h('p', { class: 'alert-state' }, [
          word('alertState', alert.state),
          h('span', { class: 'muted' }, ` · ${t('detail.onset', { time: moment(alert.onsetMillis, state.now) })} · ${ago(alert.onsetMillis, state.now)}`),
        ]),
        decisive(alert).map((entry) => valueRow(entry, current)),
        alert.device
          ? h('button', { class: 'link', onClick: () => openDevice(alert.device) }, deviceName(alert.device))
          : null,
      ]);

    return () => {
      const current = shown();
      return h('section', { class: 'block' }, [
        h('h3', t('detail.alerts')),
        props.alerts.length === 0 ? h('p', { class: 'muted' }, t('detail.noAlerts')) : null,
        current
          ? h(Curve, { device: current.device, metric: current.metric, onset: current.alert.onsetMillis, key: current.key })
          : null,
        props.alerts.map((alert) => alertCard(alert, current)),
      ]);
    };
  },
};
