// One device: is it alive, what does it say, how did that change.
import { h, onMounted, onUnmounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { ago, isBoolean, moment, unit, value } from '../format.js';
import { icon } from '../icons.js';
import { devicePage } from '../pages.js';
import { reasonText } from '../session.js';
import { state } from '../store.js';
import { severityMark } from './case-list.js';
import { Curve } from './curve.js';
import { drawerHead, facts, takesFocus } from './drawer-head.js';

const REFRESH_MILLIS = 5_000;
const LAST = ['battery', 'battery_voltage', 'rssi', 'snr', 'heartbeat', 'self_test']; // housekeeping comes last

const order = (metric) => (LAST.includes(metric) ? 1 + LAST.indexOf(metric) : 0);

export const DevicePanel = {
  props: { id: { type: String, required: true } },
  setup(props) {
    const known = reactive({ device: null, metrics: null, failure: '', chosen: '' });
    const panel = takesFocus();
    let timer = 0;

    async function read() {
      try {
        const [device, latest] = await Promise.all([api.device(props.id), api.latest(props.id)]);
        Object.assign(known, { device, metrics: latest.metrics, failure: '' });
      } catch (error) {
        known.failure = t('device.failed', { reason: reasonText(error) });
      }
    }

    onMounted(() => {
      read();
      timer = setInterval(read, REFRESH_MILLIS);
    });
    onUnmounted(() => clearInterval(timer));

    const names = () =>
      Object.keys(known.metrics ?? {}).sort((one, other) => order(one) - order(other) || Number(isBoolean(one)) - Number(isBoolean(other)));

    const reading = (name, current) => {
      const sample = known.metrics[name];
      return h('button', {
        key: name,
        class: ['reading', { chosen: name === current }],
        'aria-pressed': String(name === current),
        onClick: () => {
          known.chosen = name;
        },
      }, [
        h('span', word('metric', name)),
        h('b', [value(name, sample.value), h('i', isBoolean(name) ? '' : unit(name, sample.unit))]),
        h('time', ago(sample.eventMillis, state.now)),
      ]);
    };

    const head = (device) =>
      drawerHead(`${word('kind', device.kind)} · ${device.id}`, [
        h('h2', pick(device.name)),
        h('p', { class: 'drawer-sub' }, pick(device.placeName)),
      ]);

    const about = (device) => [
      h('div', { class: ['device-status', device.status] }, [
        icon(device.kind, 20),
        h('b', t(`status.${device.status}`)),
        h('span', { class: 'muted' }, device.lastHeardMillis
          ? `${t('device.heard')} ${moment(device.lastHeardMillis, state.now)} · ${ago(device.lastHeardMillis, state.now)}`
          : t('device.never')),
      ]),
      h('a', { class: 'button page-link', href: devicePage(device.id), 'data-testid': 'device-history' }, [icon('pulse', 16), t('device.history')]),
      facts([
        [t('device.profile'), device.profile],
        [t('device.zone'), device.zone],
        [t('device.gateway'), device.gateway],
        [t('detail.place'), h('code', device.place)],
      ]),
    ];

    const alerts = () => {
      const mine = Object.values(state.alerts).filter((alert) => alert.device === props.id);
      return h('section', { class: 'block' }, [
        h('h3', t('device.alerts')),
        mine.length === 0
          ? h('p', { class: 'muted' }, t('device.noAlerts'))
          : mine.map((alert) => h('article', { class: ['alert-card', alert.severity], key: alert.id }, [
            h('div', { class: 'alert-head' }, [severityMark(alert.severity), h('b', pick(alert.title)), h('code', alert.rule)]),
            h('p', { class: 'alert-state' }, [
              word('alertState', alert.state), h('span', { class: 'muted' }, ` · ${ago(alert.onsetMillis, state.now)}`),
            ]),
          ])),
      ]);
    };

    return () => {
      const all = names();
      const current = all.includes(known.chosen) ? known.chosen : all[0];
      return h('section', { ref: panel, tabindex: -1, class: 'drawer', 'data-testid': 'device-panel', 'data-device': props.id, 'aria-label': t('device.heading') }, [
        known.device ? head(known.device) : drawerHead(t('device.heading'), [h('h2', props.id)]),
        h('div', { class: 'drawer-body' }, [
          known.failure ? h('p', { class: 'failure', role: 'alert' }, known.failure) : null,
          known.device ? about(known.device) : h('div', { class: 'skeleton block-skeleton' }),
          known.metrics
            ? h('section', { class: 'block' }, [
              h('h3', t('device.latest')),
              all.length === 0
                ? h('p', { class: 'muted' }, t('device.none'))
                : [
                  h('div', { class: 'readings' }, all.map((name) => reading(name, current))),
                  h(Curve, { device: props.id, metric: current, key: current }),
                ],
            ])
            : h('div', { class: 'skeleton block-skeleton' }),
          alerts(),
        ]),
      ]);
    };
  },
};
