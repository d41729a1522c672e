// Name, clock, stream, figures, sound, language, account.
import { h } from '../vue.js';
import { pick, switchLanguage, t } from '../i18n.js';
import { ago, clock, count, day, number, weekday } from '../format.js';
import { icon } from '../icons.js';
import { toggleSound } from '../actions.js';
import { alertsPage, booksPage, workPage } from '../pages.js';
import { signOut } from '../session.js';
import { blocked, unlock } from '../sound.js';
import { communities, state, unseenAlerts } from '../store.js';

function communityChoice() {
  if (communities.value.length === 0) {
    return null;
  }
  if (communities.value.length === 1) {
    return h('span', { class: 'community' }, pick(communities.value[0].name));
  }
  return h('select', {
    class: 'community',
    'aria-label': t('bar.community'),
    value: state.community,
    onChange: (event) => {
      state.community = event.target.value;
    },
  }, [
    h('option', { value: '' }, t('bar.allCommunities')),
    ...communities.value.map((item) => h('option', { value: item.id }, pick(item.name))),
  ]);
}

function stream() {
  const { status, heardMillis } = state.stream;
  return h('div', { class: ['stream', status], 'data-testid': 'stream-status', 'data-status': status }, [
    h('span', { class: 'lamp', 'aria-hidden': 'true' }),
    h('b', { role: 'status' }, t(`stream.${status}`)),
    h('span', { class: 'muted last' },
      heardMillis
        ? status === 'live' ? t('stream.last', { time: clock(heardMillis) }) : ago(heardMillis, state.now)
        : t('stream.never')),
  ]);
}

function figure(name, shown, extra = '') {
  return h('div', { class: ['figure', name] }, [h('b', shown), extra ? h('i', extra) : null, h('span', t(`bar.${name}`))]);
}

function figures() {
  const summary = state.summary;
  const rate = summary?.readings.perSecond;
  return h('div', { class: 'figures' }, [
    figure('devices', count(summary?.devices.online), summary ? `/${count(summary.devices.total)}` : ''),
    figure('stored', count(summary?.readings.stored)),
    figure('rate', rate === undefined ? '–' : rate >= 100 ? count(Math.round(rate)) : number(rate)),
  ]);
}

function sound() {
  if (state.soundOn && blocked.value) {
    return h('button', { class: 'button warn sound', title: t('sound.blocked'), onClick: unlock }, [
      icon('soundOff'), h('span', t('sound.enable')),
    ]);
  }
  return h('button', {
    class: ['button quiet sound', { off: !state.soundOn }],
    title: state.soundOn ? t('sound.turnOff') : t('sound.offHint'),
    'aria-pressed': String(state.soundOn),
    'aria-label': t(state.soundOn ? 'sound.turnOff' : 'sound.turnOn'),
    'data-testid': 'sound-toggle',
    onClick: toggleSound,
  }, [icon(state.soundOn ? 'soundOn' : 'soundOff'), h('span', t(state.soundOn ? 'sound.on' : 'sound.off'))]);
}

export const TopBar = {
  setup: () => () =>
    h('header', { class: 'top-bar' }, [
      h('div', { class: 'brand' }, [
        h('img', { src: 'icon.svg', alt: '', width: 30, height: 30 }),
        h('h1', t('app.name')),
        h('span', { class: 'view' }, t('app.view')),
      ]),
      communityChoice(),
      stream(),
      figures(),
      h('div', { class: 'clock' }, [
        h('time', clock(state.now)),
        h('span', `${day(state.now)} ${weekday(state.now)}`),
      ]),
      h('div', { class: 'controls' }, [
        h('a', {
          class: ['button quiet page-link alerts-link', { chosen: state.page?.kind === 'alerts' || state.page?.kind === 'alert' }],
          href: alertsPage('open'), title: t('alert.heading'), 'data-testid': 'alerts-link',
        }, [
          icon('alerts', 18), h('span', t('tab.alerts')),
          unseenAlerts.value.length
            ? h('b', { class: ['badge', { red: unseenAlerts.value.some((alert) => alert.severity === 'S1') }] }, unseenAlerts.value.length)
            : null,
        ]),
        h('a', {
          class: ['button quiet page-link books-link', { chosen: state.page?.kind === 'work' }],
          href: workPage('duty'), title: t('work.heading'), 'data-testid': 'work-link',
        }, [icon('person', 18), h('span', t('tab.work'))]),
        h('a', {
          class: ['button quiet page-link books-link', { chosen: state.page?.kind === 'books' }],
          href: booksPage('ledger'), title: t('books.heading'), 'data-testid': 'books-link',
        }, [icon('books', 18), h('span', t('tab.books'))]),
        sound(),
        h('button', {
          class: 'button quiet', 'data-testid': 'lang-switch', 'aria-label': t('bar.switchLabel'), onClick: switchLanguage,
        }, t('bar.switch')),
        h('button', {
          class: 'button quiet account', title: t('bar.account', { user: state.user }), onClick: signOut,
        }, [icon('person', 16), h('span', { class: 'user' }, state.user), h('span', { class: 'muted' }, t('bar.signOut'))]),
      ]),
    ]),
};
