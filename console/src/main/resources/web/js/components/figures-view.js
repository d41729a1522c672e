// The figures of a month with their formulas and targets, each leading to the cases it counts, and the reports that were made.
import { h, onMounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { language, pick, t, word } from '../i18n.js';
import { count, moment } from '../format.js';
import { openCase } from '../actions.js';
import { reasonText } from '../session.js';
import { state } from '../store.js';
import { listReader } from './list-reader.js';
import { listWord } from './page-frame.js';

const CASES = 50;

const monthOf = (millis) => {
  const date = new Date(millis);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
};

function shown(indicator, figure) {
  if (!figure || figure.value === null || figure.value === undefined) {
    return '–';
  }
  return indicator?.unit === '1' ? `${(figure.value * 100).toFixed(1)}%` : count(Math.round(figure.value * 10) / 10);
}

/** Whether a figure misses its target; null where it has none. */
function misses(indicator, figure) {
  if (!indicator || indicator.target === null || indicator.target === undefined || figure.value === null) {
    return null;
  }
  return indicator.wish === 'LESS' ? figure.value > indicator.target : figure.value < indicator.target;
}

export const FiguresView = {
  setup() {
    const known = reactive({ indicators: {}, figures: [], period: monthOf(state.now), loaded: false, failure: '' });
    const drill = reactive({ code: '', items: [], next: null, failure: '' });
    const reports = listReader(() => api.reports({ limit: 30 }));

    async function read() {
      known.failure = '';
      try {
        if (!Object.keys(known.indicators).length) {
          known.indicators = Object.fromEntries((await api.indicators()).items.map((one) => [one.code, one]));
        }
        known.figures = (await api.figures({ period: known.period })).items;
        known.loaded = true;
      } catch (error) {
        known.failure = reasonText(error);
      }
    }

    async function cases(code, after) {
      if (!after && drill.code === code) {
        drill.code = '';
        return;
      }
      Object.assign(drill, after ? { failure: '' } : { code, items: [], next: null, failure: '' });
      try {
        const answer = await api.figureCases({ period: known.period, indicator: code, limit: CASES, after });
        drill.items = [...drill.items, ...answer.items];
        drill.next = answer.next ?? null;
      } catch (error) {
        drill.failure = reasonText(error);
      }
    }

    onMounted(() => {
      read();
      reports.read();
    });

    async function open(number) {
      try {
        openCase((await api.caseDetail(number)).case);
      } catch (error) {
        drill.failure = reasonText(error);
      }
    }

    const card = (figure) => {
      const indicator = known.indicators[figure.indicator];
      const missed = misses(indicator, figure);
      return h('section', { key: figure.indicator, class: ['figure-card', { missed, met: missed === false }], 'data-testid': `figure-${figure.indicator}` }, [
        h('header', [h('h3', indicator ? pick(indicator.name) : figure.indicator), h('b', shown(indicator, figure))]),
        h('p', { class: 'muted' }, [
          figure.denominator !== null ? `${count(figure.numerator)} / ${count(figure.denominator)}` : count(figure.numerator),
          figure.before ? ` · ${t('figures.before', { value: shown(indicator, figure.before) })}` : '',
          figure.yearBefore ? ` · ${t('figures.yearBefore', { value: shown(indicator, figure.yearBefore) })}` : '',
        ]),
        h('p', { class: 'page-hint' }, [indicator ? pick(indicator.formula) : '', indicator?.target !== null && indicator?.target !== undefined
          ? ` · ${t('figures.target', { value: shown(indicator, { value: indicator.target }) })}` : '']),
        h('button', { class: 'link', 'aria-expanded': String(drill.code === figure.indicator), onClick: () => cases(figure.indicator) }, t('figures.cases')),
        drill.code === figure.indicator
          ? h('div', { class: 'figure-cases' }, [
            drill.failure ? h('p', { class: 'failure', role: 'alert' }, drill.failure) : null,
            h('ul', drill.items.map((item) => h('li', h('button', { class: 'link', onClick: () => open(item.number) }, item.number)))),
            drill.next ? h('button', { class: 'link', onClick: () => cases(figure.indicator, drill.next) }, t('page.more')) : null,
            !drill.items.length && !drill.failure ? h('p', { class: 'muted' }, t('figures.none')) : null,
          ])
          : null,
      ]);
    };

    const report = (item) => {
      const address = (format) => `/api/v1/reports/${item.kind.toLowerCase()}/${encodeURIComponent(item.period)}?format=${format}&lang=${language.value}&place=${encodeURIComponent(item.place)}`;
      return h('tr', { key: `${item.kind}${item.period}${item.place}`, 'data-testid': 'report-row' }, [
        h('th', { scope: 'row' }, [word('report', item.kind), ' ', item.period]),
        h('td', item.place || t('place.top')),
        h('td', `v${item.version}`),
        h('td', moment(item.madeMillis, state.now)),
        h('td', item.place ? ['html', 'csv', 'pdf'].map((format) => h('a', { class: 'chip small', href: address(format), target: '_blank', rel: 'noopener' }, format.toUpperCase())) : null),
      ]);
    };

    return () => h('div', [
      h('form', {
        class: 'page-filter',
        onSubmit: (event) => {
          event.preventDefault();
          drill.code = '';
          read();
        },
      }, [
        h('input', {
          type: 'text', value: known.period, 'aria-label': t('figures.period'), placeholder: '2026-03', 'data-testid': 'period',
          onInput: (event) => {
            known.period = event.target.value.trim();
          },
        }),
        h('button', { class: 'button primary', type: 'submit' }, t('figures.show')),
      ]),
      known.failure ? h('p', { class: 'failure', role: 'alert' }, t('page.failed', { reason: known.failure })) : null,
      known.loaded ? h('div', { class: 'figure-cards' }, known.figures.map(card)) : h('div', { class: 'skeleton block-skeleton' }),
      h('section', { class: 'block rules' }, [
        h('h3', t('figures.reports')),
        listWord(reports.list, t('figures.noReports')),
        reports.list.items.length ? h('table', { class: 'rule-table' }, [h('tbody', reports.list.items.map(report))]) : null,
      ]),
    ]);
  },
};
