// The work behind the wall: who is on duty, the grids, the plans, the figures.
import { h } from '../vue.js';
import { t } from '../i18n.js';
import { WORK, workPage } from '../pages.js';
import { state } from '../store.js';
import { DutyView } from './duty-view.js';
import { FiguresView } from './figures-view.js';
import { PageFrame } from './page-frame.js';
import { PlacesView } from './places-view.js';
import { PlansView } from './plans-view.js';

const VIEWS = { duty: DutyView, places: PlacesView, plans: PlansView, figures: FiguresView };

export const WorkPage = {
  setup: () => () => h(PageFrame, { testid: 'work-page' }, {
    head: () => [
      h('h2', { class: 'page-title' }, t('work.heading')),
      h('nav', { class: 'page-parts' }, WORK.map((part) =>
        h('a', {
          class: ['chip', { chosen: state.page?.part === part }],
          href: workPage(part),
          'aria-current': state.page?.part === part ? 'page' : undefined,
          'data-testid': `part-${part}`,
        }, t(`work.part.${part}`)))),
    ],
    default: () => h(VIEWS[state.page?.part] ?? DutyView),
  }),
};
