// The work on a case: its clocks, who else is in it, and what this account may do now. Which actions there are and what they
// must carry comes from the server, so a button that is shown is one that will be taken.
import { h, onMounted, onUnmounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { moment, stopwatch } from '../format.js';
import { onCaseEvent, reasonText } from '../session.js';
import { putCase, state, toast } from '../store.js';

/** The foot of the drawer has these already. */
const ELSEWHERE = new Set(['acknowledge', 'comment']);

function clockRow(clock) {
  const rest = clock.deadlineMillis ? clock.deadlineMillis - state.now : null;
  const over = clock.overdue || (rest !== null && rest < 0);
  const shown = rest === null ? word('clockState', clock.state) : rest < 0 ? t('work.over', { time: stopwatch(rest) }) : t('work.left', { time: stopwatch(rest) });
  return h('li', { key: `${clock.kind}${clock.unit}`, class: ['case-clock', { over }] }, [
    h('span', [word('clock', clock.kind), clock.unit ? h('code', ` ${clock.unit}`) : null]),
    h('span', { class: 'bar', role: 'img', 'aria-label': t('work.used', { n: Math.round(clock.usedShare * 100) }) }, [
      h('i', { style: { width: `${Math.min(100, Math.round(clock.usedShare * 100))}%` } }),
    ]),
    h('b', shown),
  ]);
}

export const CaseWork = {
  props: { number: { type: String, required: true } },
  emits: ['done'],
  setup(props, { emit }) {
    const known = reactive({ work: null, allowed: [], failure: '' });
    const form = reactive({ action: null, given: {}, busy: false, failure: '' });

    async function read() {
      try {
        const sheet = await api.caseSheet(props.number);
        Object.assign(known, { work: sheet.work, allowed: sheet.allowed.filter((one) => !ELSEWHERE.has(one.action)), failure: '' });
      } catch (error) {
        known.failure = reasonText(error);
      }
    }

    const forget = onCaseEvent((event) => {
      if (event.number === props.number) {
        read();
      }
    });
    onMounted(read);
    onUnmounted(forget);

    function choose(one) {
      const same = form.action?.action === one.action;
      Object.assign(form, { action: same ? null : one, given: same ? {} : { ...one.proposed }, failure: '' });
    }

    async function submit(event) {
      event.preventDefault();
      const missing = form.action.fields.find((field) => field.must && !form.given[field.name]?.trim());
      if (missing) {
        form.failure = t('work.missing', { field: word('field', missing.name) });
        return;
      }
      form.busy = true;
      try {
        const given = Object.fromEntries(Object.entries(form.given).filter(([, value]) => value?.trim()));
        const answer = await api.caseAct(props.number, form.action.action, given);
        putCase(answer.case ?? answer);
        toast(t('work.done', { action: pick(form.action.name) }));
        Object.assign(form, { action: null, given: {}, failure: '' });
        await read();
        emit('done');
      } catch (error) {
        form.failure = error.message || reasonText(error);
      } finally {
        form.busy = false;
      }
    }

    const set = (name) => (event) => {
      form.given[name] = event.target.value;
    };

    function input(field) {
      const shared = { 'data-testid': `field-${field.name}`, 'aria-required': String(field.must) };
      if (field.kind === 'CHOICE') {
        return h('select', { ...shared, value: form.given[field.name] ?? '', onChange: set(field.name) }, [
          h('option', { value: '' }, '—'), ...field.choices.map((choice) => h('option', { value: choice }, word('choice', choice))),
        ]);
      }
      return h('input', {
        ...shared, type: 'text', maxlength: field.kind === 'TEXT' ? 2000 : 200, value: form.given[field.name] ?? '',
        placeholder: word('fieldKind', field.kind), onInput: set(field.name),
      });
    }

    const moveForm = () => h('form', { class: 'move-form', onSubmit: submit }, [
      ...form.action.fields.map((field) => h('label', { key: field.name }, [
        h('span', [word('field', field.name), field.must ? h('i', { class: 'must' }, ' *') : null]), input(field),
      ])),
      form.failure ? h('p', { class: 'failure', role: 'alert' }, form.failure) : null,
      h('button', { class: 'button primary wide', type: 'submit', disabled: form.busy, 'data-testid': 'move-confirm' }, pick(form.action.name)),
    ]);

    function people(work) {
      return [
        ...work.whistles.map((whistle) => h('li', [
          h('span', { class: 'mark unsure' }, t('work.whistle')), ` ${whistle.unit} `,
          whistle.arrivedMillis ? t('work.arrived', { time: moment(whistle.arrivedMillis, state.now) })
            : whistle.answeredMillis ? t('work.answered', { time: moment(whistle.answeredMillis, state.now) }) : t('work.unanswered'),
        ])),
        ...work.joint.map((part) => h('li', [h('span', { class: 'mark aside' }, t('work.joint')), ` ${part.unit} `, part.result ?? part.task])),
        ...work.reporters.map((reporter) => h('li', [
          h('span', { class: 'mark aside' }, word('source', reporter.source)), ` ${reporter.name || t('work.anonymous')} `,
          reporter.toldMillis ? t('work.told') : h('span', { class: 'muted' }, t('work.untold')),
        ])),
      ];
    }

    return () => {
      if (known.failure) {
        return h('p', { class: 'failure', role: 'alert' }, t('page.failed', { reason: known.failure }));
      }
      if (!known.work) {
        return null;
      }
      const clocks = known.work.clocks.filter((clock) => clock.state !== 'STOPPED');
      const others = people(known.work);
      return h('section', { class: 'block case-work', 'data-testid': 'case-work' }, [
        h('h3', [t('work.of'), ' · ', word('source', known.work.source), ...known.work.overlays.map((overlay) => h('span', { class: 'mark unsure' }, word('overlay', overlay)))]),
        clocks.length ? h('ul', { class: 'case-clocks' }, clocks.map(clockRow)) : null,
        others.length ? h('ul', { class: 'case-others' }, others) : null,
        known.allowed.length
          ? h('div', { class: 'moves' }, known.allowed.map((one) => h('button', {
            key: one.action, class: ['chip', { chosen: form.action?.action === one.action }], 'aria-expanded': String(form.action?.action === one.action),
            'data-testid': `move-${one.action}`, onClick: () => choose(one),
          }, pick(one.name))))
          : null,
        form.action ? moveForm() : null,
      ]);
    };
  },
};
