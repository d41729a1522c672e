// The foot of a case: acknowledge, comment, close. What cannot be done now says why.
import { h, reactive } from '../vue.js';
import { t } from '../i18n.js';
import { acknowledge, close, comment } from '../actions.js';

const CAUSES = {
  EMERGENCY: ['fire', 'cooking', 'dust', 'steam', 'fault', 'test', 'other'],
  CITY_MANAGEMENT: ['handled', 'fault', 'test', 'other'],
  MAINTENANCE: ['handled', 'fault', 'test', 'other'],
};

export const CaseActions = {
  props: { item: { type: Object, required: true } },
  emits: ['done'],
  setup(props, { emit }) {
    const form = reactive({ mode: '', text: '', cause: '', more: '', busy: false, failure: '' });

    async function run(order) {
      form.busy = true;
      const done = await order();
      form.busy = false;
      if (done) {
        Object.assign(form, { mode: '', text: '', cause: '', more: '', failure: '' });
        emit('done');
      }
    }

    function submitComment(event) {
      event.preventDefault();
      if (form.text.trim()) {
        run(() => comment(props.item.number, form.text.trim()));
      }
    }

    function submitClose(event) {
      event.preventDefault();
      if (!form.cause) {
        form.failure = t('act.causeMissing');
        return;
      }
      const more = form.more.trim();
      const cause = t(`cause.${form.cause}`);
      run(() => close(props.item.number, more ? `${cause}:${more}` : cause));
    }

    const commentForm = () =>
      h('form', { class: 'comment-form', onSubmit: submitComment }, [
        h('input', {
          type: 'text', value: form.text, maxlength: 2000, placeholder: t('act.commentHint'), 'aria-label': t('act.comment'),
          'data-testid': 'comment-input',
          onInput: (event) => {
            form.text = event.target.value;
          },
        }),
        h('button', { class: 'button', type: 'submit', disabled: form.busy || !form.text.trim(), 'data-testid': 'comment-submit' }, t('act.send')),
      ]);

    const closeForm = () =>
      h('form', { class: 'close-form', onSubmit: submitClose }, [
        h('fieldset', [
          h('legend', t('act.cause')),
          h('div', { class: 'causes' }, (CAUSES[props.item.domain] ?? CAUSES.MAINTENANCE).map((name) =>
            h('label', { class: ['chip', { chosen: form.cause === name }] }, [
              h('input', {
                type: 'radio', name: 'cause', value: name, checked: form.cause === name, 'data-testid': `cause-${name}`,
                onChange: () => {
                  form.cause = name;
                  form.failure = '';
                },
              }),
              t(`cause.${name}`),
            ]))),
        ]),
        h('input', {
          type: 'text', value: form.more, maxlength: 400, placeholder: t('act.causeHint'), 'aria-label': t('act.causeHint'),
          'data-testid': 'cause-more',
          onInput: (event) => {
            form.more = event.target.value;
          },
        }),
        form.failure ? h('p', { class: 'failure', role: 'alert' }, form.failure) : null,
        h('div', { class: 'action-row' }, [
          h('button', {
            class: 'button', type: 'button',
            onClick: () => {
              form.mode = '';
            },
          }, t('act.cancel')),
          h('button', { class: 'button primary grow', type: 'submit', disabled: form.busy, 'data-testid': 'close-confirm' }, t('act.closeConfirm')),
        ]),
      ]);

    const openClose = () =>
      h('button', {
        class: ['button', { primary: props.item.ackedBy, grow: props.item.ackedBy }],
        'data-testid': 'close-button',
        onClick: () => {
          form.mode = 'close';
        },
      }, t('act.close'));

    const take = () =>
      h('button', {
        class: ['button primary grow', { urgent: props.item.severity === 'S1' }],
        disabled: form.busy,
        'data-testid': 'ack-button',
        onClick: () => run(() => acknowledge(props.item.number)),
      }, t(form.busy ? 'act.acknowledging' : 'act.acknowledge'));

    return () =>
      h('footer', { class: 'drawer-foot' }, form.mode === 'close'
        ? [closeForm()]
        : [commentForm(), h('div', { class: 'action-row' }, [openClose(), props.item.ackedBy ? null : take()])]);
  },
};
