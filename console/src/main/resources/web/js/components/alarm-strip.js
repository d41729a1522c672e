// Full width, over everything: emergencies that nobody has taken. It goes when they are taken, not before.
import { h } from '../vue.js';
import { pick, t } from '../i18n.js';
import { stopwatch } from '../format.js';
import { icon } from '../icons.js';
import { acknowledge, openCase, silence } from '../actions.js';
import { alarms, ringing, state, whatOf, whereOf } from '../store.js';

function buttons(first) {
  return h('div', { class: 'strip-buttons' }, [
    ringing.value && state.soundOn
      ? h('button', { class: 'button on-red', title: t('strip.silenceHint'), 'data-testid': 'silence-button', onClick: silence }, [
        icon('soundOff'), h('span', t('strip.silence')), h('kbd', 'M'),
      ])
      : h('span', { class: 'strip-silenced' }, t(state.soundOn ? 'strip.silenced' : 'sound.off')),
    state.open?.number === first.number
      ? null
      : h('button', { class: 'button on-red', onClick: () => openCase(first) }, t('strip.open')),
    h('button', { class: 'button white', 'data-testid': 'strip-ack', onClick: () => acknowledge(first.number) }, [
      t('act.acknowledge'), h('kbd', 'A'),
    ]),
  ]);
}

export const AlarmStrip = {
  setup: () => () => {
    const first = alarms.value[0];
    const more = alarms.value.length - 1;
    // the live region is always there: one that appears together with its text is not read out
    return h('section', { class: ['alarm-strip', { shown: first, drill: first?.drill }], 'data-testid': 'alarm-strip' }, [
      h('div', { class: 'strip-words', role: 'alert', 'aria-live': 'assertive' }, first
        ? [
          h('span', { class: 'strip-mark' }, [icon('bell', 20), first.drill ? t('strip.drill') : t('strip.one')]),
          h('strong', { class: 'strip-place' }, pick(whereOf(first))),
          h('span', { class: 'strip-title' }, pick(whatOf(first))),
        ]
        : []),
      first ? h('span', { class: 'strip-wait' }, t('strip.waiting', { time: stopwatch(state.now - first.openedMillis) })) : null,
      more > 0
        ? h('button', { class: 'button on-red strip-more', onClick: () => openCase(alarms.value[1]) }, t('strip.next', { n: more }))
        : null,
      first ? buttons(first) : null,
    ]);
  },
};
