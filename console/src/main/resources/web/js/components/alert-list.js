// Every alert that is open: who has not looked yet first, then the most severe, then the newest. One tap says: I have seen it.
import { h, onMounted, onUnmounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { ago, clock } from '../format.js';
import { acknowledgeAlert } from '../alert-acts.js';
import { alertPage } from '../pages.js';
import { closesItself, communities, placeOf, rank, state } from '../store.js';
import { deviceName } from './evidence.js';
import { severityMark } from './case-list.js';

const FLOODS_MILLIS = 15_000;

const isAcked = (alert) => alert.state.endsWith('_ACK') && !alert.state.endsWith('UNACK');
const isAlarm = (alert) => alert.state.startsWith('ACTIVE') || alert.state.startsWith('LATCHED');
const isAside = ({ standing }) => Boolean(standing.shelved || standing.outOfService || standing.inhibitedBy.length);

const asks = (alert) => !isAcked(alert) && !isAside(alert) && !closesItself(alert);

const GROUPS = [
  { id: 'unseen', of: (alert) => asks(alert) && isAlarm(alert) },
  { id: 'seen', of: (alert) => isAcked(alert) && !isAside(alert) },
  { id: 'returned', of: (alert) => asks(alert) && !isAlarm(alert) },
  { id: 'hints', of: (alert) => !isAside(alert) && !isAcked(alert) && closesItself(alert) },
  { id: 'aside', of: isAside },
];

function byUrgency(one, other) {
  return rank(one.severity) - rank(other.severity) || other.raisedMillis - one.raisedMillis;
}

/** What stands beside the state, in a few words each; shared with the page of one alert. */
export function standingMarks({ standing, drill }) {
  return [
    drill ? h('span', { class: 'mark drill' }, t('case.drill')) : null,
    standing.shelved ? h('span', { class: 'mark aside' }, t('alert.shelvedUntil', { time: clock(standing.shelved.untilMillis).slice(0, 5) })) : null,
    standing.outOfService ? h('span', { class: 'mark aside' }, t('alert.outOfService')) : null,
    standing.inhibitedBy.length ? h('span', { class: 'mark aside' }, t('alert.inhibited', { rule: standing.inhibitedBy[0].split('|')[0] })) : null,
    standing.chattering ? h('span', { class: 'mark unsure' }, t('alert.chattering')) : null,
    standing.lastKnown ? h('span', { class: 'mark unsure' }, t('alert.lastKnown')) : null,
  ];
}

const Row = ({ alert, busy, onAck }) =>
  h('li', { class: ['alert-row', alert.severity, { unseen: asks(alert) && isAlarm(alert), aside: isAside(alert), acts: !isAcked(alert) && !closesItself(alert) }], 'data-testid': 'alert-row', 'data-id': alert.id, 'data-state': alert.state }, [
    h('a', { class: 'alert-main', href: alertPage(alert.id) }, [
      h('span', { class: 'alert-place' }, [pick(placeOf(alert.place)), alert.device ? h('small', deviceName(alert.device)) : null]),
      h('span', { class: 'alert-what' }, [severityMark(alert.severity), h('b', pick(alert.title)), ...standingMarks(alert)]),
      h('span', { class: 'alert-when' }, [
        h('b', ago(alert.raisedMillis, state.now)), h('span', `${clock(alert.raisedMillis)} · ${word('alertState', alert.state)}`),
      ]),
    ]),
    isAcked(alert) || closesItself(alert)
      ? null
      : h('button', {
        class: ['button alert-ack', { primary: asks(alert) && isAlarm(alert), urgent: asks(alert) && isAlarm(alert) && alert.severity === 'S1' }],
        disabled: busy, 'data-testid': 'alert-ack', onClick: onAck,
        'aria-label': `${t('alert.ack')}: ${pick(alert.title)}`,
      }, t(busy ? 'alert.busy' : isAlarm(alert) ? 'alert.ack' : 'alert.ackClosed')),
  ]);
Row.props = ['alert', 'busy', 'onAck'];

function floodBanner(floods) {
  return floods.map((flood) => h('p', { class: 'flood', role: 'alert', key: flood.community }, [
    h('b', [pick(communities.value.find((item) => item.id === flood.community)?.name), ' ', t('flood.heading', { n: flood.newAlerts })]), h('span', t('flood.means')),
  ]));
}

export const AlertList = {
  setup() {
    const own = reactive({ busy: {}, floods: [] });
    let timer = 0;
    async function readFloods() {
      own.floods = (await api.floods().catch(() => ({ items: own.floods }))).items;
      timer = setTimeout(readFloods, FLOODS_MILLIS);
    }
    onMounted(readFloods);
    onUnmounted(() => clearTimeout(timer));

    async function take(alert) {
      own.busy[alert.id] = true;
      await acknowledgeAlert(alert.id);
      delete own.busy[alert.id];
    }

    // An emergency is in the list whatever community is chosen.
    const shown = () => Object.values(state.alerts)
      .filter((alert) => alert.severity === 'S1' || !state.community || alert.community === state.community)
      .sort(byUrgency);

    return () => {
      const all = shown();
      const groups = GROUPS.map((group) => ({ ...group, items: all.filter(group.of) })).filter((group) => group.items.length);
      return h('div', { class: 'alerts' }, [
        floodBanner(own.floods),
        all.some((alert) => asks(alert) && isAlarm(alert)) || all.length === 0
          ? null
          : h('p', { class: 'alerts-calm' }, t('alert.nothingUnseen')),
        all.length === 0 ? h('p', { class: 'page-none' }, t('alert.none')) : null,
        ...groups.map((group) => h('section', { class: ['alert-group', group.id], key: group.id }, [
          h('h3', [t(`alert.group.${group.id}`), h('b', group.items.length)]),
          h('ul', group.items.map((alert) =>
            h(Row, { key: alert.id, alert, busy: Boolean(own.busy[alert.id]), onAck: () => take(alert) }))),
        ])),
      ]);
    };
  },
};
