// Gateways, and their ledger by lane and hour. One glance: is it all green. One more: which hour, and what differs.
import { h, onMounted, onUnmounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { ago, bytes, count, day, hour } from '../format.js';
import { state } from '../store.js';
import { listReader } from './list-reader.js';
import { listWord } from './page-frame.js';

const HOUR = 3_600_000;
const HOURS = 24;
const REFRESH_MILLIS = 10_000;
const MOST_LINES = 999;
const MOST_WRONG = 20;
/** What is worst comes first, also where one square stands for several spools. */
const VERDICTS = ['UNBALANCED', 'NO_REPORT', 'IN_FLIGHT', 'BALANCED'];
const LANES = ['life_safety', 'urgent', 'routine', 'backfill'];

const MARKS = { BALANCED: '✓', IN_FLIGHT: '…', UNBALANCED: '!', NO_REPORT: '?' };

const laneOrder = (lane) => (LANES.indexOf(lane) + 1 || 99);

/** Lines by gateway and lane, each with its hours. */
function rows(lines) {
  const byRow = new Map();
  for (const line of lines) {
    const key = `${line.gateway} ${line.lane}`;
    if (!byRow.has(key)) {
      byRow.set(key, { key, gateway: line.gateway, lane: line.lane, hours: new Map() });
    }
    const hours = byRow.get(key).hours;
    hours.set(line.hourMillis, [...(hours.get(line.hourMillis) ?? []), line]);
  }
  return [...byRow.values()].sort((one, other) =>
    one.gateway.localeCompare(other.gateway) || laneOrder(one.lane) - laneOrder(other.lane));
}

const worst = (lines) => VERDICTS.find((verdict) => lines.some((line) => line.verdict === verdict)) ?? 'BALANCED';

function gatewayCard(gateway) {
  const figures = gateway.figures;
  const waiting = Object.values(gateway.inFlight).reduce((sum, items) => sum + items, 0);
  const entry = (name, shown) => (shown === null ? null : [h('dt', t(`gateway.${name}`)), h('dd', shown)]);
  const size = (name) => (figures[name] === undefined ? null : bytes(figures[name]));
  return h('article', { class: ['gateway-card', gateway.status, { wrong: gateway.unbalanced > 0 }], key: gateway.gateway, 'data-testid': 'gateway-card' }, [
    h('header', [
      h('span', { class: 'lamp', 'aria-hidden': 'true' }),
      h('b', gateway.gateway),
      h('span', { class: 'word' }, t(`gateway.${gateway.status}`)),
      h('time', { class: 'muted' }, ago(gateway.heardMillis, state.now)),
    ]),
    h('dl', [
      entry('inFlight', t('ledger.items', { n: count(waiting) })),
      entry('spool', size('spool_bytes')),
      entry('disk', size('disk_free_bytes')),
      entry('devices', figures.devices_connected === undefined ? null : count(figures.devices_connected)),
    ]),
    gateway.unbalanced > 0 ? h('p', { class: 'failure' }, t('gateway.unbalanced', { n: gateway.unbalanced })) : null,
  ]);
}

/** One line of the books as the sum it is. */
function sum(line) {
  const term = (name, amount, always) => (amount || always ? h('li', [h('span', t(`ledger.${name}`)), h('b', count(amount))]) : null);
  return h('article', { class: ['ledger-line', line.verdict], key: `${line.spool} ${line.lane} ${line.hourMillis}` }, [
    h('header', [
      h('b', `${line.gateway} · ${word('lane', line.lane)}`),
      h('span', `${day(line.hourMillis)} ${hour(line.hourMillis)}–${hour(line.hourMillis + HOUR)}`),
      h('span', { class: ['verdict', line.verdict] }, [h('i', MARKS[line.verdict]), ` ${t(`verdict.${line.verdict}`)}`]),
    ]),
    h('div', { class: 'ledger-sum' }, [
      h('ul', [term('acknowledged', line.acknowledged, true)]),
      h('i', { 'aria-label': t('ledger.equals') }, line.difference === 0 ? '=' : '≠'),
      h('ul', [
        term('stored', line.stored, true),
        term('duplicates', line.gatewayDuplicates + line.duplicates, true),
        term('rejected', line.rejected, true),
        term('inFlight', line.inFlight, false),
        term('givenUp', line.givenUp, false),
      ]),
      line.difference !== 0
        ? h('p', { class: 'difference' }, [
          h('span', t(line.difference > 0 ? 'ledger.missing' : 'ledger.surplus')), h('b', count(Math.abs(line.difference))),
        ])
        : null,
    ]),
    line.cause !== 'NONE' ? h('p', { class: 'ledger-cause' }, word('ledgerCause', line.cause)) : null,
  ]);
}

export const LedgerView = {
  setup() {
    const gateways = listReader(() => api.gateways());
    const lines = listReader((parameters) => api.ledger(parameters));
    const wrong = listReader(() => api.ledger({ state: 'unbalanced', limit: MOST_LINES }));
    const shown = reactive({ row: '', hour: 0 });
    let timer = 0;

    function read() {
      gateways.read();
      wrong.read();
      lines.read({ limit: MOST_LINES });
    }

    onMounted(() => {
      read();
      timer = setInterval(read, REFRESH_MILLIS);
    });
    onUnmounted(() => clearInterval(timer));

    const verdict = () => {
      if (!wrong.list.loaded || !lines.list.loaded) {
        return null;
      }
      const bad = wrong.list.items.length;
      const open = lines.list.items.filter((line) => line.verdict !== 'BALANCED' && line.verdict !== 'UNBALANCED').length;
      const way = bad > 0 ? 'bad' : lines.list.items.length === 0 ? 'none' : open > 0 ? 'open' : 'good';
      return h('p', { class: ['books-verdict', way], role: 'status', 'data-testid': 'books-verdict' }, [
        h('i', { 'aria-hidden': 'true' }, way === 'bad' ? '!' : way === 'good' ? '✓' : '…'),
        h('b', t(`ledger.verdict.${way}`, { n: bad || open })),
      ]);
    };

    const square = (row, hourMillis) => {
      const cell = row.hours.get(hourMillis);
      if (!cell) {
        return h('span', { class: 'square', key: hourMillis });
      }
      const state_ = worst(cell);
      const chosen = shown.row === row.key && shown.hour === hourMillis;
      return h('button', {
        key: hourMillis,
        class: ['square', state_, { chosen }],
        title: `${day(hourMillis)} ${hour(hourMillis)} · ${t(`verdict.${state_}`)}`,
        'aria-label': `${hour(hourMillis)} ${t(`verdict.${state_}`)}`,
        'aria-pressed': String(chosen),
        onClick: () => Object.assign(shown, chosen ? { row: '', hour: 0 } : { row: row.key, hour: hourMillis }),
      }, MARKS[state_]);
    };

    const matrix = () => {
      const last = Math.floor(state.now / HOUR) * HOUR;
      const hours = Array.from({ length: HOURS }, (_, index) => last - (HOURS - 1 - index) * HOUR);
      return h('div', { class: 'matrix', role: 'group', 'aria-label': t('ledger.matrix') }, [
        h('div', { class: 'matrix-row matrix-hours', 'aria-hidden': 'true' }, [
          h('span', { class: 'matrix-name' }),
          ...hours.map((at) => h('span', { key: at }, new Date(at).getHours() % 3 === 0 ? hour(at) : '')),
        ]),
        ...rows(lines.list.items).map((row) => h('div', { class: 'matrix-row', key: row.key }, [
          h('span', { class: 'matrix-name' }, [h('b', row.gateway), ` ${word('lane', row.lane)}`]),
          ...hours.map((at) => square(row, at)),
        ])),
      ]);
    };

    const details = () => {
      const chosen = lines.list.items.filter((line) =>
        `${line.gateway} ${line.lane}` === shown.row && line.hourMillis === shown.hour);
      return (chosen.length ? chosen : lines.list.items.slice(0, 3)).map(sum);
    };

    return () => h('div', { class: 'ledger' }, [
      verdict(),
      // what is wrong stands first, whatever else there is to see
      h('div', { class: 'ledger-lines' }, wrong.list.items.slice(0, MOST_WRONG).map(sum)),
      h('section', { class: 'block' }, [
        h('h3', t('gateway.heading')),
        listWord(gateways.list, t('gateway.none')),
        h('div', { class: 'gateway-cards' }, gateways.list.items.map(gatewayCard)),
      ]),
      h('section', { class: 'block' }, [
        h('h3', t('ledger.heading')),
        h('p', { class: 'page-hint' }, t('ledger.hint')),
        listWord(lines.list, t('ledger.none')),
        lines.list.items.length ? h('div', { class: 'matrix-scroll' }, matrix()) : null,
        h('div', { class: 'ledger-lines' }, details()),
      ]),
    ]);
  },
};
