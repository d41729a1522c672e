// What gateways acknowledged to devices and then gave up: each loss known, declared and exact.
import { h, onMounted } from '../vue.js';
import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { clock, count, moment } from '../format.js';
import { state } from '../store.js';
import { listReader } from './list-reader.js';
import { listWord, moreButton } from './page-frame.js';

const PAGE = 100;

export const GapsView = {
  setup() {
    const { list, read, more } = listReader((parameters) => api.gaps(parameters));
    onMounted(() => read({ limit: PAGE }));
    return () => h('div', { class: 'gaps' }, [
      h('p', { class: 'page-hint' }, t('gap.hint')),
      listWord(list, t('gap.none')),
      ...list.items.map((gap) => h('article', { class: 'gap-row', key: gap.number, 'data-testid': 'gap-row' }, [
        h('b', t('gap.lost', { n: count(gap.readings) })),
        h('span', `${gap.gateway} · ${word('lane', gap.lane)}`),
        h('span', `${moment(gap.fromMillis, state.now)} – ${clock(gap.toMillis)}`),
        h('span', { class: 'muted' }, [
          word('gapCause', gap.cause), gap.rejections ? ` · ${t('gap.rejections', { n: count(gap.rejections) })}` : '',
        ]),
      ])),
      moreButton(list, more),
    ]);
  },
};
