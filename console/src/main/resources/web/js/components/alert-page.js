// One alert: what it is, what to do now, and every step that led here with its reason.
import { h, onMounted, onUnmounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { ago, isBoolean, moment, unit, value } from '../format.js';
import { acknowledgeAlert, reasonText, resetAlert, shelveAlert, unshelveAlert } from '../alert-acts.js';
import { alertsPage, devicePage } from '../pages.js';
import { onAlert } from '../session.js';
import { placeOf, state } from '../store.js';
import { standingMarks } from './alert-list.js';
import { severityMark } from './case-list.js';
import { deviceName } from './evidence.js';
import { PageFrame } from './page-frame.js';
import { versionWords } from './rules-view.js';

const CAUSES = ['FIRE', 'COOKING', 'DUST', 'STEAM', 'FAULT', 'TEST', 'OTHER'];
const LENGTHS = { S1: [10, 20, 30], S2: [30, 120, 480], S3: [60, 480, 1440, 10080], S4: [60, 480, 1440, 10080] };

const isAcked = (alert) => alert.state === 'ACTIVE_ACK' || alert.state === 'LATCHED_ACK';

/** A step: the reason, who, when, and why nobody was told, where somebody might have been. */
const Step = ({ step }) => h('li', { class: ['alert-step', step.kind, { person: step.actor }], 'data-testid': 'alert-step', 'data-kind': step.kind }, [
  h('div', { class: 'event-head' }, [
    h('b', word('step', step.kind)),
    h('span', { class: 'actor' }, step.actor && step.actor !== 'SYS' ? step.actor : t('actor.SYS')),
    h('time', moment(step.atMillis, state.now)),
  ]),
  h('p', { class: 'muted' }, [
    word('alertState', step.alert.state),
    step.notice === 'NO_NEWS' ? '' : ` · ${word('notice', step.notice)}`,
    step.kind === 'RESET' && step.alert.cause ? ` · ${causeWords(step.alert.cause)}` : '',
    step.kind === 'SHELVED' && step.alert.standing.shelved ? ` · ${step.alert.standing.shelved.by}: ${step.alert.standing.shelved.reason}` : '',
  ]),
]);
Step.props = ['step'];

function causeWords(cause) {
  const [code, ...rest] = cause.split(': ');
  return [word('resetCause', code), ...rest].join(' · ');
}

function facts(alert) {
  const values = Object.entries(alert.evidence).map(([key, amount]) => {
    const metric = key.slice(key.lastIndexOf('/') + 1);
    return h('li', { key }, [
      h('span', word('metric', metric)),
      h('b', [value(metric, amount), h('i', isBoolean(metric) ? '' : unit(metric))]),
      h('span', { class: 'muted' }, deviceName(key.slice(0, key.lastIndexOf('/')))),
    ]);
  });
  return h('section', { class: 'alert-facts' }, [
    values.length ? h('ul', { class: 'latest-row' }, values) : null,
    h('dl', { class: 'facts' }, [
      h('dt', t('alert.onset')), h('dd', `${moment(alert.onsetMillis, state.now)} · ${ago(alert.onsetMillis, state.now)}`),
      h('dt', t('alert.raised')), h('dd', moment(alert.raisedMillis, state.now)),
      h('dt', t('alert.rule')), h('dd', `${alert.rule} · ${versionWords(alert.ruleVersion)}`),
      alert.device ? [h('dt', t('alert.device')), h('dd', h('a', { class: 'link', href: devicePage(alert.device) }, deviceName(alert.device)))] : null,
      alert.standing.shelved
        ? [h('dt', t('alert.shelvedBy')), h('dd', `${alert.standing.shelved.by} · ${alert.standing.shelved.reason} · ${t('alert.until', { time: moment(alert.standing.shelved.untilMillis, state.now) })}`)]
        : null,
    ]),
  ]);
}

export const AlertPage = {
  props: { id: { type: String, required: true } },
  setup(props) {
    const own = reactive({ alert: null, steps: [], failure: '', mode: '', cause: '', note: '', minutes: 0, busy: false, word: '' });

    async function read() {
      try {
        const answer = await api.alert(props.id);
        Object.assign(own, { alert: answer.alert, steps: answer.transitions, failure: '' });
      } catch (error) {
        own.failure = reasonText(error);
      }
    }

    let deaf = () => {};
    onMounted(() => {
      read();
      deaf = onAlert((transition) => {
        if (transition.alert.id === props.id) {
          read();
        }
      });
    });
    onUnmounted(() => deaf());

    async function run(order) {
      own.busy = true;
      const done = await order();
      own.busy = false;
      if (done) {
        Object.assign(own, { mode: '', cause: '', note: '', minutes: 0, word: '' });
        read();
      }
    }

    const modeButton = (mode, testid) => h('button', {
      class: 'button', 'data-testid': testid,
      onClick: () => {
        own.mode = mode;
      },
    }, t(`alert.${mode}`));

    const choices = (name, options, label, chosen, choose) => h('fieldset', [
      h('legend', t(name)),
      h('div', { class: 'causes' }, options.map((option) => h('label', { class: ['chip', { chosen: chosen === option }] }, [
        h('input', { type: 'radio', name, value: option, checked: chosen === option, 'data-testid': `choice-${option}`, onChange: () => choose(option) }),
        label(option),
      ]))),
    ]);

    const note = (hint) => h('input', {
      type: 'text', value: own.note, maxlength: 400, placeholder: t(hint), 'aria-label': t(hint), 'data-testid': 'alert-note',
      onInput: (event) => {
        own.note = event.target.value;
      },
    });

    const form = (body, ready, order) => h('form', {
      class: 'close-form',
      onSubmit: (event) => {
        event.preventDefault();
        if (ready) {
          run(order);
        } else {
          own.word = t('alert.chooseFirst');
        }
      },
    }, [
      ...body,
      own.word ? h('p', { class: 'failure', role: 'alert' }, own.word) : null,
      h('div', { class: 'action-row' }, [
        h('button', {
          class: 'button', type: 'button',
          onClick: () => {
            own.mode = '';
          },
        }, t('act.cancel')),
        h('button', { class: 'button primary grow', type: 'submit', disabled: own.busy, 'data-testid': 'alert-confirm' }, t(`alert.confirm.${own.mode}`)),
      ]),
    ]);

    function foot(alert) {
      if (alert.state === 'NORMAL') {
        return null;
      }
      if (own.mode === 'reset') {
        return form([choices('alert.cause', CAUSES, (cause) => word('resetCause', cause), own.cause, (cause) => {
          own.cause = cause;
        }), note('alert.noteHint')], own.cause, () => resetAlert(alert.id, own.cause, own.note.trim()));
      }
      if (own.mode === 'shelve') {
        return form([choices('alert.howLong', LENGTHS[alert.severity], (minutes) => t(minutes < 60 ? 'time.minutes' : 'time.hours', { n: minutes < 60 ? minutes : minutes / 60 }), own.minutes, (minutes) => {
          own.minutes = minutes;
        }), note('alert.whyHint'), alert.severity === 'S1' ? h('p', { class: 'page-hint' }, t('alert.secondPerson')) : null],
        own.minutes && own.note.trim(), () => shelveAlert(alert.id, own.minutes, own.note.trim()));
      }
      return h('div', { class: 'action-row' }, [
        alert.standing.shelved
          ? h('button', { class: 'button', disabled: own.busy, 'data-testid': 'alert-unshelve', onClick: () => run(() => unshelveAlert(alert.id)) }, t('alert.unshelve'))
          : modeButton('shelve', 'alert-shelve'),
        alert.state === 'LATCHED_ACK' ? modeButton('reset', 'alert-reset') : null,
        isAcked(alert)
          ? null
          : h('button', {
            class: ['button primary grow', { urgent: alert.severity === 'S1' }], disabled: own.busy, 'data-testid': 'alert-ack',
            onClick: () => run(() => acknowledgeAlert(alert.id)),
          }, t(own.busy ? 'alert.busy' : 'alert.ack')),
      ]);
    }

    /** What to do next, in one sentence. */
    const advice = (alert) => t(`alert.advice.${alert.state}`);

    return () => h(PageFrame, { testid: 'alert-page' }, {
      head: () => own.alert
        ? [
          h('div', { class: 'page-title' }, [
            h('h2', pick(placeOf(own.alert.place))),
            h('div', { class: 'alert-what' }, [severityMark(own.alert.severity), h('b', pick(own.alert.title)), ...standingMarks(own.alert)]),
          ]),
          h('a', { class: 'chip', href: alertsPage('open') }, t('alert.all')),
        ]
        : [h('h2', { class: 'page-title' }, t('alert.heading'))],
      default: () => [
        own.failure ? h('p', { class: 'failure', role: 'alert' }, t('page.failed', { reason: own.failure })) : null,
        own.alert
          ? h('div', { class: 'alert-columns' }, [
            h('div', [
              h('section', { class: ['alert-now', own.alert.severity, own.alert.state] }, [
                h('b', word('alertState', own.alert.state)), h('p', advice(own.alert)), foot(own.alert),
              ]),
              facts(own.alert),
            ]),
            h('section', { class: 'alert-steps' }, [
              h('h3', t('alert.steps')),
              h('ol', { class: 'timeline' }, [...own.steps].reverse().map((step) => h(Step, { key: step.position, step }))),
            ]),
          ])
          : h('div', { class: 'skeleton block-skeleton' }),
      ],
    });
  },
};
