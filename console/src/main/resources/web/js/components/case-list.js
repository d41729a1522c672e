// Open cases, the most severe first, then the oldest. A row answers: where, what, how long, who has it.
import { h } from '../vue.js';
import { pick, t, word } from '../i18n.js';
import { clock, span, stopwatch } from '../format.js';
import { icon } from '../icons.js';
import { openCase } from '../actions.js';
import { filterCounts, openCases, overdue, shownCases, state, visibleCases, whatOf, whereOf } from '../store.js';

const FILTERS = ['all', 'EMERGENCY', 'CITY_MANAGEMENT', 'MAINTENANCE'];

/** Severity as a small filled label; shared with the drawer. */
export const severityMark = (severity) => h('span', { class: ['severity', severity] }, word('severity', severity));

/** Grade as a coloured diamond with its roman number. */
export const gradeMark = (grade) =>
  h('span', { class: ['grade', `grade-${grade}`], title: word('grade', grade) }, t('case.grade', { grade }));

export function stageMarks(item) {
  return [
    item.drill ? h('span', { class: 'mark drill' }, t('case.drill')) : null,
    item.domain === 'EMERGENCY'
      ? h('span', { class: ['mark', { suspected: item.suspected }] }, t(item.suspected ? 'case.suspected' : 'case.confirmed'))
      : null,
  ];
}

/** The running clock, large: what is left, or by how much it is over. A component, so that a tick draws only it. */
export const Countdown = ({ item }) => {
  if (item.deadlineMillis === null) {
    return h('div', { class: 'countdown none' }, [
      h('b', stopwatch(state.now - item.openedMillis)), h('span', t('case.noClock')),
    ]);
  }
  const late = overdue(item);
  const left = item.deadlineMillis - state.now;
  return h('div', { class: ['countdown', { late, soon: !late && left < 5 * 60_000 }] }, [
    h('b', (late ? '+' : '') + stopwatch(left)), h('span', t(late ? 'case.overdue' : 'case.left')),
  ]);
};
Countdown.props = ['item'];

const Age = ({ since }) => h('span', { class: 'case-age' }, t('case.since', { time: span(state.now - since) }));
Age.props = ['since'];

export function owner(item) {
  return item.ackedBy
    ? h('span', { class: 'owner' }, [icon('person', 14), t('case.ackedBy', { user: item.ackedBy }), h('time', clock(item.ackedMillis))])
    : h('span', { class: 'owner waiting' }, [h('i', { class: 'dot' }), t('case.waiting')]);
}

const Row = ({ item, chosen }) =>
  h('li', [
    h('button', {
      class: ['case-row', item.severity, { chosen, unacked: !item.ackedBy, drill: item.drill }],
      'data-testid': 'case-row',
      'data-number': item.number,
      'data-class': item.classCode,
      'data-severity': item.severity,
      'aria-current': chosen ? 'true' : undefined,
      onClick: () => openCase(item),
    }, [
      h('div', { class: 'case-head' }, [
        h('div', [h('strong', { class: 'case-place' }, pick(whereOf(item))), h('div', { class: 'case-title' }, pick(whatOf(item)))]),
        h(Countdown, { item }),
      ]),
      h('div', { class: 'case-marks' }, [
        severityMark(item.severity), gradeMark(item.grade), ...stageMarks(item),
        h('span', { class: 'case-class' }, [h('code', item.classCode), ' ', pick(item.className)]),
      ]),
      h('div', { class: 'case-foot' }, [
        owner(item),
        h('span', { class: 'case-unit' }, pick(item.unit) || t('case.noUnit')),
        h(Age, { since: item.openedMillis }),
      ]),
    ]),
  ]);
Row.props = ['item', 'chosen'];

const row = (item) =>
  h(Row, { key: item.number, item, chosen: state.open?.kind === 'case' && state.open.number === item.number });

function empty() {
  if (openCases.value.length > 0) {
    return h('div', { class: 'empty' }, t('cases.noneInFilter'));
  }
  if (state.stream.lostMillis !== null) {
    return h('div', { class: 'empty' }, t('cases.unknown')); // nothing heard is not the same as nothing there
  }
  return h('div', { class: 'empty' }, [h('strong', t('cases.none')), h('span', t('cases.noneHint'))]);
}

const skeletons = () => [1, 2, 3].map((key) => h('li', { key, class: 'skeleton case-skeleton', 'aria-hidden': 'true' }));

function filters() {
  return h('div', { class: 'filters', role: 'group', 'aria-label': t('cases.filter'), title: t('cases.s1Stays') },
    FILTERS.map((id) =>
      h('button', {
        class: ['chip', { chosen: state.filter === id }],
        'aria-pressed': String(state.filter === id),
        'data-testid': `filter-${id}`,
        onClick: () => {
          state.filter = id;
        },
      }, [t(`filter.${id}`), h('b', filterCounts.value[id])])));
}

export const CaseList = {
  setup: () => () => {
    const items = shownCases.value;
    const more = visibleCases.value.length - items.length;
    return h('section', { class: 'pane cases', 'aria-label': t('cases.heading') }, [
      h('div', { class: 'pane-head' }, [h('h2', [t('cases.heading'), h('b', openCases.value.length)])]),
      filters(),
      state.casesError ? h('p', { class: 'failure', role: 'alert' }, state.casesError) : null,
      h('ul', { class: 'case-list', 'data-testid': 'case-list' },
        state.casesLoaded ? [...items.map(row), more > 0 ? h('li', { key: 'more', class: 'more' }, t('cases.more', { n: more })) : null] : skeletons()),
      state.casesLoaded && items.length === 0 ? empty() : null,
    ]);
  },
};
