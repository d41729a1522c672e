// What was done, the newest on top. A long fire has many echoes of its detectors; they are there on request.
import { h, ref } from '../vue.js';
import { pick, t, word } from '../i18n.js';
import { moment } from '../format.js';
import { state } from '../store.js';

const ECHOES = new Set(['RE_ALARM', 'ONSET_CORRECTED', 'ALERT_SEVERITY_UP', 'ALERT_CLEARED', 'ALERT_LATCHED', 'ALERT_ACKED', 'ALERT_RESET', 'ALERT_REMOVED', 'ALERT_NOTED']);
const FEW = 12;

function entry(event) {
  const heading = word('event', event.kind);
  const words = pick(event.text);
  return h('li', { key: event.position, class: ['event', event.kind, { person: event.actor !== 'SYS' }] }, [
    h('div', { class: 'event-head' }, [
      h('b', heading),
      h('span', { class: 'actor' }, event.actor === 'SYS' ? t('actor.SYS') : event.actor),
      h('time', moment(event.atMillis, state.now)),
    ]),
    words && words !== heading ? h('p', words) : null,
  ]);
}

export const Timeline = {
  props: { entries: { type: Array, required: true } },
  setup(props) {
    const everything = ref(false);

    const choice = (all, words) =>
      h('button', {
        class: ['chip small', { chosen: everything.value === all }],
        'aria-pressed': String(everything.value === all),
        onClick: () => {
          everything.value = all;
        },
      }, words);

    return () => {
      const long = props.entries.length > FEW;
      const shown = long && !everything.value ? props.entries.filter((event) => !ECHOES.has(event.kind)) : props.entries;
      return h('section', { class: 'block' }, [
        h('div', { class: 'block-head' }, [
          h('h3', t('detail.timeline')),
          long
            ? h('span', { class: 'ranges' }, [
              choice(false, t('detail.keyPoints')), choice(true, t('detail.everything', { n: props.entries.length })),
            ])
            : null,
        ]),
        h('ol', { class: 'timeline' }, [...shown].reverse().map(entry)),
      ]);
    };
  },
};
