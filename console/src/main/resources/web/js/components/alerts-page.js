// Alerts beside the cases that follow from them: what is open, what is put aside, and the rules behind it.
import { h } from '../vue.js';
import { t } from '../i18n.js';
import { alertsPage } from '../pages.js';
import { state } from '../store.js';
import { AlertList } from './alert-list.js';
import { PageFrame } from './page-frame.js';
import { RulesView } from './rules-view.js';
import { SilencesView } from './silences-view.js';

const PARTS = { open: AlertList, silences: SilencesView, rules: RulesView };

export const AlertsPage = {
  setup: () => () => h(PageFrame, { testid: 'alerts-page' }, {
    head: () => [
      h('h2', { class: 'page-title' }, t('alert.heading')),
      h('nav', { class: 'page-parts' }, Object.keys(PARTS).map((part) =>
        h('a', {
          class: ['chip', { chosen: state.page?.part === part }],
          href: alertsPage(part),
          'aria-current': state.page?.part === part ? 'page' : undefined,
          'data-testid': `part-${part}`,
        }, t(`alert.part.${part}`)))),
    ],
    default: () => h(PARTS[state.page?.part ?? 'open']),
  }),
};
