// What people have put aside: until when, why, by whom; what waits for a second person; and what has ended.
import { h, onMounted, onUnmounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { moment, span } from '../format.js';
import { confirmSilence, endSilence } from '../alert-acts.js';
import { onAlert } from '../session.js';
import { communities, placeOf, state } from '../store.js';
import { deviceName } from './evidence.js';
import { listReader } from './list-reader.js';
import { listWord } from './page-frame.js';

function scopeWords(scope) {
  const cut = scope.indexOf(':');
  const id = scope.slice(cut + 1);
  const kind = scope.slice(0, cut);
  const names = {
    device: () => deviceName(id),
    community: () => pick(communities.value.find((item) => item.id === id)?.name) || id,
    building: () => pick(placeOf(id)),
    grid: () => pick(placeOf(id)),
  };
  return `${word('scope', kind)} ${names[kind]?.() ?? id}`;
}

function lasting(item) {
  if (item.phase === 'WAITING') {
    return t('silence.waiting', { time: span(item.lastsMillis) });
  }
  return item.phase === 'IN_FORCE'
    ? t('silence.left', { time: span(item.untilMillis - state.now), until: moment(item.untilMillis, state.now) })
    : t('silence.ended', { who: item.endedBy === 'SYS' ? t('silence.byItself') : item.endedBy, time: moment(item.endedMillis, state.now) });
}

export const SilencesView = {
  setup() {
    const busy = reactive({});
    const { list, read } = listReader(() => api.silences({ state: 'all', limit: 200 }));
    let deaf = () => {};
    onMounted(() => {
      read();
      deaf = onAlert(({ kind }) => {
        if (kind === 'UNSHELVED' || kind === 'BACK_IN_SERVICE') {
          read();
        }
      });
    });
    onUnmounted(() => deaf());

    async function run(item, order) {
      busy[item.id] = true;
      await order(item.id);
      delete busy[item.id];
      read();
    }

    const button = (item, words, order, testid, more) => h('button', {
      class: ['button', more], disabled: busy[item.id], 'data-testid': testid, onClick: () => run(item, order),
    }, words);

    const row = (item) => h('article', { class: ['silence-row', item.phase], key: item.id, 'data-testid': 'silence-row', 'data-phase': item.phase }, [
      h('div', { class: 'silence-main' }, [
        h('b', scopeWords(item.scope)),
        h('span', [word('silenceKind', item.kind), item.rule ? ` · ${item.rule}` : '', ` · ${t('silence.upTo', { severity: word('severity', item.severest) })}`]),
        h('p', `“${item.reason}”${item.workOrder ? ` · ${item.workOrder}` : ''}`),
        h('span', { class: 'muted' }, [t('silence.by', { who: item.owner, time: moment(item.createdMillis, state.now) }), item.confirmedBy ? ` · ${t('silence.confirmedBy', { who: item.confirmedBy })}` : '']),
      ]),
      h('div', { class: 'silence-side' }, [
        h('b', lasting(item)),
        item.phase === 'WAITING'
          ? item.owner === state.user
            ? h('span', { class: 'muted' }, t('silence.needsOther'))
            : button(item, t('silence.confirm'), confirmSilence, 'silence-confirm', 'primary')
          : null,
        item.phase === 'ENDED' ? null : button(item, t('silence.end'), endSilence, 'silence-end', ''),
      ]),
    ]);

    return () => h('div', { class: 'silences' }, [
      h('p', { class: 'page-hint' }, t('silence.hint')),
      listWord(list, t('silence.none')),
      ...list.items.map(row),
    ]);
  },
};
