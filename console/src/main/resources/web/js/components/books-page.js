// The books: whether everything that gateways answered for is accounted for, what was refused, and what was given up.
import { h } from '../vue.js';
import { t } from '../i18n.js';
import { booksPage } from '../pages.js';
import { state } from '../store.js';
import { GapsView } from './gaps-view.js';
import { LedgerView } from './ledger-view.js';
import { PageFrame } from './page-frame.js';
import { RejectionsView } from './rejections-view.js';

const PARTS = { ledger: LedgerView, rejections: RejectionsView, gaps: GapsView };

export const BooksPage = {
  setup: () => () => h(PageFrame, { testid: 'books-page' }, {
    head: () => [
      h('h2', { class: 'page-title' }, t('books.heading')),
      h('nav', { class: 'page-parts' }, Object.keys(PARTS).map((part) =>
        h('a', {
          class: ['chip', { chosen: state.page?.part === part }],
          href: booksPage(part),
          'aria-current': state.page?.part === part ? 'page' : undefined,
          'data-testid': `part-${part}`,
        }, t(`books.${part}`)))),
    ],
    default: () => h(PARTS[state.page?.part ?? 'ledger']),
  }),
};
