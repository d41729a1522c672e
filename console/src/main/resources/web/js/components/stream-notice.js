// Says in words that the page may be out of date, once the stream has been away for longer than a hiccup.
import { h } from '../vue.js';
import { t } from '../i18n.js';
import { ago, clock } from '../format.js';
import { state } from '../store.js';

const HICCUP_MILLIS = 4_000;

export const StreamNotice = {
  setup: () => () => {
    const { lostMillis, heardMillis } = state.stream;
    const shown = lostMillis !== null && state.now - lostMillis > HICCUP_MILLIS;
    return h('div', { class: ['stream-notice', { shown }], role: 'status' },
      shown
        ? t('stream.lostLong', {
          time: heardMillis ? clock(heardMillis) : '–',
          ago: heardMillis ? ago(heardMillis, state.now) : '–',
        })
        : '');
  },
};
