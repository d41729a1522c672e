// The plan of a case as a list to work through: what is next, what is late, who did what.
import { h, onMounted, reactive, watch } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { clock, stopwatch } from '../format.js';
import { reasonText } from '../session.js';
import { state, toast } from '../store.js';

export const CasePlan = {
  props: { number: { type: String, required: true }, open: { type: Boolean, required: true } },
  setup(props) {
    const known = reactive({ plan: null, failure: '', busy: 0 });

    async function read() {
      try {
        known.plan = await api.casePlan(props.number);
        known.failure = '';
      } catch (error) {
        known.failure = error.reason === 'NO_SUCH_PLAN' ? '' : reasonText(error);
      }
    }

    async function done(step) {
      known.busy = step.number;
      try {
        known.plan = await api.planStepDone(props.number, step.number, '');
      } catch (error) {
        toast(reasonText(error), true);
        await read();
      } finally {
        known.busy = 0;
      }
    }

    onMounted(read);
    watch(() => props.open, read);

    function when(step) {
      if (step.doneMillis) {
        return h('span', { class: ['step-when', { late: step.doneMillis > step.dueMillis }] }, `✓ ${clock(step.doneMillis)} ${step.by}`);
      }
      const rest = step.dueMillis - state.now;
      return h('span', { class: ['step-when', { late: rest < 0 }] }, rest < 0 ? t('plan.over', { time: stopwatch(rest) }) : t('plan.rest', { time: stopwatch(rest) }));
    }

    const row = (step) => h('li', { key: step.number, class: { done: step.doneMillis }, 'data-testid': `plan-step-${step.number}` }, [
      props.open && !step.doneMillis
        ? h('button', {
          class: 'step-tick', disabled: known.busy === step.number, 'aria-label': t('plan.tick', { step: pick(step.text) }), onClick: () => done(step),
        }, String(step.number))
        : h('span', { class: 'step-tick' }, step.doneMillis ? '✓' : String(step.number)),
      h('div', [
        h('p', pick(step.text)),
        h('small', [h('span', { class: 'step-role' }, word('role', step.role)), props.open || step.doneMillis ? when(step) : null]),
      ]),
    ]);

    return () => {
      if (known.failure) {
        return h('p', { class: 'failure', role: 'alert' }, t('page.failed', { reason: known.failure }));
      }
      const plan = known.plan;
      return plan
        ? h('section', { class: 'block case-plan', 'data-testid': 'case-plan' }, [
          h('h3', `${pick(plan.name)} · ${t('plan.progress', { done: plan.steps.filter((step) => step.doneMillis).length, all: plan.steps.length })}`),
          h('ol', plan.steps.map(row)),
        ])
        : null;
    };
  },
};
