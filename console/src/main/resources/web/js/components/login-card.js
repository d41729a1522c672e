// The first thing one sees: who are you? Also shown, without its form, while the server cannot be reached.
import { h, ref } from '../vue.js';
import { language, switchLanguage, t } from '../i18n.js';
import { reasonText, signIn } from '../session.js';
import { state } from '../store.js';

export const LoginCard = {
  setup() {
    const user = ref('');
    const password = ref('');
    const busy = ref(false);
    const failure = ref('');

    async function submit(event) {
      event.preventDefault();
      busy.value = true;
      failure.value = '';
      try {
        await signIn(user.value.trim(), password.value);
      } catch (error) {
        failure.value = error.status === 401 ? t('login.wrong') : reasonText(error);
        password.value = '';
      } finally {
        busy.value = false;
      }
    }

    const field = (name, model, attributes) =>
      h('label', { class: 'field' }, [
        h('span', t(`login.${name}`)),
        h('input', {
          ...attributes,
          value: model.value,
          required: true,
          'data-testid': `login-${name}`,
          onInput: (event) => {
            model.value = event.target.value;
          },
        }),
      ]);

    const form = () =>
      h('form', { onSubmit: submit }, [
        state.expired ? h('p', { class: 'login-expired', role: 'alert' }, t('login.expired')) : null,
        field('user', user, { type: 'text', autocomplete: 'username', autocapitalize: 'none', autofocus: true }),
        field('password', password, { type: 'password', autocomplete: 'current-password' }),
        h('p', { class: 'login-failure', role: 'alert' }, failure.value),
        h('button', { class: 'button primary wide', type: 'submit', disabled: busy.value, 'data-testid': 'login-submit' },
          t(busy.value ? 'login.busy' : 'login.submit')),
      ]);

    return () =>
      h('main', { class: 'login' }, [
        h('section', { class: 'login-card' }, [
          h('button', {
            class: 'button quiet login-language',
            type: 'button',
            'data-testid': 'lang-switch',
            'aria-label': t('bar.switchLabel'),
            onClick: switchLanguage,
          }, t('bar.switch')),
          h('img', { src: 'icon.svg', alt: '', width: 56, height: 56 }),
          h('h1', [t('app.name'), language.value === 'zh' ? h('small', 'Geshao') : null]),
          h('p', { class: 'muted' }, t('app.tagline')),
          state.phase === 'login' ? form() : h('p', { class: 'login-boot', role: 'status' }, state.casesError || t('login.boot')),
        ]),
      ]);
  },
};
