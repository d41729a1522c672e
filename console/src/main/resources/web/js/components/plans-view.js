// The response plans, each with its steps and, on request, what was changed in it by whom and why.
import { h, onMounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { moment } from '../format.js';
import { reasonText } from '../session.js';
import { state } from '../store.js';
import { listReader } from './list-reader.js';
import { listWord } from './page-frame.js';

export const PlansView = {
  setup() {
    const { list, read } = listReader(() => api.plans());
    const past = reactive({ code: '', versions: [], failure: '' });
    onMounted(() => read());

    async function versions(code) {
      Object.assign(past, { code: past.code === code ? '' : code, versions: [], failure: '' });
      if (past.code) {
        try {
          past.versions = (await api.planVersions(code)).items;
        } catch (error) {
          past.failure = reasonText(error);
        }
      }
    }

    const step = (one) => h('li', { key: one.number }, [
      h('span', { class: 'step-when' }, one.minutes >= 60 ? t('plan.hours', { n: one.minutes / 60 }) : t('plan.minutes', { n: one.minutes })),
      h('span', { class: 'step-role' }, word('role', one.role)),
      h('span', pick(one.text)),
    ]);

    const version = (one) => h('li', { key: one.plan.version }, [
      h('b', `v${one.plan.version}`), ' ', moment(one.atMillis, state.now), ' ', one.by === 'SYS' ? t('actor.SYS') : one.by, ' — ', one.reason,
    ]);

    return () => h('div', [
      h('p', { class: 'page-hint' }, t('plan.hint')),
      listWord(list, t('plan.none')),
      h('div', { class: 'plan-cards' }, list.items.map((plan) =>
        h('section', { key: plan.code, class: 'plan-card', 'data-testid': 'plan-card' }, [
          h('header', [
            h('h3', pick(plan.name)), h('code', plan.classes.join(' ')),
            h('button', { class: 'chip small', 'aria-expanded': String(past.code === plan.code), onClick: () => versions(plan.code) }, t('plan.version', { n: plan.version })),
          ]),
          past.code === plan.code
            ? past.failure ? h('p', { class: 'failure', role: 'alert' }, past.failure) : h('ul', { class: 'plan-versions muted' }, past.versions.map(version))
            : null,
          h('ol', { class: 'plan-steps' }, plan.steps.map(step)),
        ]))),
    ]);
  },
};
