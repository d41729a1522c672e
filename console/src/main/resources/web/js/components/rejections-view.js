// What did not become a reading, and why: filtered, newest first, with the bytes as they came.
import { h, onMounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { count, moment } from '../format.js';
import { devicePage } from '../pages.js';
import { deviceFeature, state } from '../store.js';
import { listReader } from './list-reader.js';
import { listWord, moreButton } from './page-frame.js';

const PAGE = 100;

function text(hex) {
  const bytes = new Uint8Array((hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
  const words = new TextDecoder('utf-8').decode(bytes);
  // what holds control characters or bytes that are no text is shown as bytes
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(words) ? hex.replace(/(..)(?=.)/g, '$1 ') : words;
}

export const RejectionsView = {
  setup() {
    const wanted = reactive({ reason: '', device: '', gateway: '' });
    const open = reactive({});
    const { list, read, more } = listReader((parameters) => api.rejections(parameters));
    const ask = () => read({ ...wanted, limit: PAGE });
    onMounted(ask);

    const byReason = () => Object.entries(state.summary?.rejected.byReason ?? {}).sort((one, other) => other[1] - one[1]);

    const filter = () => h('form', {
      class: 'page-filter',
      onSubmit: (event) => {
        event.preventDefault();
        ask();
      },
    }, [
      h('select', {
        'aria-label': t('reject.reason'), value: wanted.reason, 'data-testid': 'reject-reason',
        onChange: (event) => {
          wanted.reason = event.target.value;
          ask();
        },
      }, [
        h('option', { value: '' }, t('reject.anyReason')),
        ...byReason().map(([reason, total]) => h('option', { value: reason }, `${word('rejection', reason)} (${count(total)})`)),
      ]),
      ...['device', 'gateway'].map((name) => h('input', {
        type: 'text', value: wanted[name], placeholder: t(`reject.${name}`), 'aria-label': t(`reject.${name}`), maxlength: 64,
        onInput: (event) => {
          wanted[name] = event.target.value.trim();
        },
      })),
      h('button', { class: 'button', type: 'submit' }, t('reject.search')),
    ]);

    const row = (item) => h('article', { class: 'reject-row', key: item.number, 'data-testid': 'reject-row' }, [
      h('button', {
        class: 'reject-main',
        'aria-expanded': String(Boolean(open[item.number])),
        onClick: () => {
          open[item.number] = !open[item.number];
        },
      }, [
        h('time', moment(item.receivedMillis, state.now)),
        h('b', { class: 'reject-reason', title: item.reason }, word('rejection', item.reason)),
        h('span', { class: 'reject-who' }, [item.device ?? t('reject.unknownDevice'), item.metric ? ` · ${word('metric', item.metric)}` : '']),
        h('span', { class: 'reject-detail' }, item.detail),
      ]),
      open[item.number]
        ? h('div', { class: 'reject-more' }, [
          h('dl', { class: 'facts' }, [
            h('dt', t('reject.code')), h('dd', h('code', item.reason)),
            h('dt', t('reject.source')), h('dd', h('code', item.source)),
            h('dt', t('reject.gateway')), h('dd', item.gateway),
            h('dt', t('reject.number')), h('dd', item.number),
          ]),
          h('pre', text(item.rawHex) || t('reject.noBytes')),
          item.device && deviceFeature(item.device) ? h('a', { class: 'link', href: devicePage(item.device) }, t('reject.toDevice')) : null,
        ])
        : null,
    ]);

    return () => h('div', { class: 'rejections' }, [
      filter(),
      listWord(list, t('reject.none')),
      h('div', { class: 'reject-rows' }, list.items.map(row)),
      moreButton(list, more),
    ]);
  },
};
