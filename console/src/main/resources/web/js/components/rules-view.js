// The rules as they run: version, what each has open and raised in a day; those in shadow only count.
import { h, onMounted } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { count, day } from '../format.js';
import { severityMark } from './case-list.js';
import { listReader } from './list-reader.js';
import { listWord } from './page-frame.js';

/** A version is the fingerprint of the rule's text. */
export const versionWords = (version) => (version < 10_000 ? `v${version}` : version.toString(16).padStart(8, '0'));

export const RulesView = {
  setup() {
    const { list, read } = listReader(() => api.rules());
    onMounted(() => read());
    const row = (rule) => h('tr', { key: rule.id, class: { shadow: rule.shadow }, 'data-testid': 'rule-row' }, [
      h('th', { scope: 'row' }, [h('code', rule.id), h('b', pick(rule.title))]),
      h('td', [...new Set(rule.severities)].reverse().map(severityMark)),
      h('td', [word('scope', rule.scope), rule.latching ? h('span', { class: 'mark' }, t('rule.latching')) : null]),
      h('td', { class: 'figure-cell', 'data-label': t('rule.col.open') }, rule.shadow ? t('rule.shadow', { n: count(rule.shadowRaised) }) : h('b', { class: { hot: rule.open } }, count(rule.open))),
      h('td', { class: 'figure-cell', 'data-label': t('rule.col.day') }, count(rule.raisedDay)),
      h('td', { class: 'muted' }, `${versionWords(rule.version)} · ${day(rule.loadedMillis)}`),
    ]);
    return () => h('div', { class: 'rules' }, [
      h('p', { class: 'page-hint' }, t('rule.hint')),
      listWord(list, t('rule.none')),
      list.items.length
        ? h('table', { class: 'rule-table' }, [
          h('thead', h('tr', ['rule', 'severity', 'scope', 'open', 'day', 'version'].map((name) => h('th', { scope: 'col' }, t(`rule.col.${name}`))))),
          h('tbody', list.items.map(row)),
        ])
        : null,
    ]);
  },
};
