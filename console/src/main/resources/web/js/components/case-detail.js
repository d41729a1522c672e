// One case: what is known, why, what was done, and what can be done now.
import { h, onMounted, onUnmounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { ago, moment } from '../format.js';
import { icon } from '../icons.js';
import { flyTo } from '../actions.js';
import { onCaseEvent, reasonText } from '../session.js';
import { putCase, state, whatOf, whereOf } from '../store.js';
import { CaseActions } from './case-actions.js';
import { CasePlan } from './case-plan.js';
import { CaseWork } from './case-work.js';
import { Countdown, gradeMark, owner, severityMark, stageMarks } from './case-list.js';
import { drawerHead, facts, takesFocus } from './drawer-head.js';
import { Evidence } from './evidence.js';
import { Timeline } from './timeline.js';

const when = (millis) => (millis ? [moment(millis, state.now), h('span', { class: 'muted' }, ` ${ago(millis, state.now)}`)] : null);

function head(item) {
  return drawerHead(item.number, [
    h('h2', pick(whereOf(item))),
    h('p', { class: 'drawer-sub' }, pick(whatOf(item))),
  ]);
}

function status(item) {
  return h('div', { class: ['case-status', item.severity] }, [
    h('div', { class: 'case-marks' }, [severityMark(item.severity), gradeMark(item.grade), ...stageMarks(item)]),
    item.closedMillis ? h('b', { class: 'closed-mark' }, word('state', 'CLOSED')) : h(Countdown, { item }),
    item.closedMillis && !item.ackedBy ? null : owner(item),
  ]);
}

function table(item) {
  return facts([
    [t('detail.class'), [h('code', item.classCode), ' ', pick(item.className)]],
    [t('detail.grade'), word('grade', item.grade)],
    [t('detail.state'), word('state', item.state)],
    [t('detail.unit'), pick(item.unit) || t('case.noUnit')],
    [t('detail.opened'), when(item.openedMillis)],
    [t('detail.deadline'), item.deadlineMillis ? moment(item.deadlineMillis, state.now) : null],
    [t('detail.owner'), item.ackedBy ? t('case.ackedAt', { user: item.ackedBy, time: moment(item.ackedMillis, state.now) }) : null],
    [t('detail.closed'), when(item.closedMillis)],
    [t('detail.cause'), item.closeCause ? word('cause', item.closeCause) : null],
    [t('detail.recurs'), item.recursOf],
    [t('detail.place'), [
      h('button', {
        class: 'link',
        onClick: () => {
          flyTo(item.point);
          state.tab = 'map';
          if (window.matchMedia('(max-width: 760px)').matches) {
            state.open = null;
          }
        },
      }, [icon('pin', 14), t('detail.flyTo')]),
      h('span', { class: 'path' }, item.place),
    ]],
  ]);
}

export const CaseDetail = {
  props: { number: { type: String, required: true } },
  setup(props) {
    const known = reactive({ item: state.cases[props.number] ?? null, timeline: [], alerts: [], loaded: false, failure: '' });

    async function read() {
      try {
        const answer = await api.caseDetail(props.number);
        Object.assign(known, { item: answer.case, timeline: answer.timeline, alerts: answer.alerts, loaded: true, failure: '' });
        putCase(answer.case);
      } catch (error) {
        known.failure = error.reason === 'NO_SUCH_CASE'
          ? t('detail.gone', { number: props.number })
          : t('detail.failed', { reason: reasonText(error) });
      }
    }

    const forget = onCaseEvent((event, item) => {
      if (event.number === props.number) {
        known.item = item;
        read();
      }
    });
    const panel = takesFocus();
    onMounted(read);
    onUnmounted(forget);

    return () => {
      const item = known.item;
      return h('section', { ref: panel, tabindex: -1, class: 'drawer', 'data-testid': 'case-detail', 'data-number': props.number, 'aria-label': t('detail.heading') }, [
        item ? head(item) : drawerHead(props.number, [h('h2', t('detail.heading'))]),
        h('div', { class: 'drawer-body' }, [
          known.failure
            ? h('p', { class: 'failure', role: 'alert' }, [known.failure, ' ', h('button', { class: 'link', onClick: read }, t('detail.retry'))])
            : null,
          item ? [status(item), table(item)] : h('div', { class: 'skeleton block-skeleton' }),
          known.loaded ? [h(CaseWork, { number: props.number, onDone: read }), h(CasePlan, { number: props.number, open: !item?.closedMillis }), h(Evidence, { alerts: known.alerts }), h(Timeline, { entries: known.timeline })] : h('div', { class: 'skeleton block-skeleton' }),
        ]),
        item && !item.closedMillis ? h(CaseActions, { item, onDone: read }) : null,
      ]);
    };
  },
};
