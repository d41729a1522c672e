// The wall: bars on top, cases on the left, map in the middle, what happens on the right, one drawer over it.
// On a phone the same parts are three tabs.
import { h, onMounted, onUnmounted } from '../vue.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { listenToKeys } from '../keys.js';
import { alertsPage, booksPage, leavePage, listenToAddress, workPage } from '../pages.js';
import { alarms, openCases, state, unseenAlerts } from '../store.js';
import { AlarmStrip } from './alarm-strip.js';
import { AlertPage } from './alert-page.js';
import { AlertsPage } from './alerts-page.js';
import { CaseDetail } from './case-detail.js';
import { CaseList } from './case-list.js';
import { DevicePanel } from './device-panel.js';
import { GroupPanel } from './group-panel.js';
import { LiveFeed } from './live-feed.js';
import { MapView } from './map-view.js';
import { BooksPage } from './books-page.js';
import { DevicePage } from './device-page.js';
import { StreamNotice } from './stream-notice.js';
import { Tiles } from './tiles.js';
import { TopBar } from './top-bar.js';
import { WorkPage } from './work-page.js';

const TABS = [
  { id: 'cases', drawing: 'list' },
  { id: 'map', drawing: 'map' },
  { id: 'feed', drawing: 'pulse' },
];

function tabBar() {
  return h('nav', { class: 'tabs' }, TABS.map(({ id, drawing }) =>
    h('button', {
      class: ['tab', { chosen: !state.page && state.tab === id }],
      'aria-current': !state.page && state.tab === id ? 'page' : undefined,
      'data-testid': `tab-${id}`,
      onClick: () => {
        state.tab = id;
        state.open = null;
        leavePage();
      },
    }, [
      icon(drawing, 22),
      h('span', t(`tab.${id}`)),
      id === 'cases' && openCases.value.length
        ? h('b', { class: ['badge', { red: alarms.value.length }] }, openCases.value.length)
        : null,
    ])).concat(h('a', {
      class: ['tab page-link', { chosen: state.page?.kind === 'alerts' || state.page?.kind === 'alert' }], href: alertsPage('open'), 'data-testid': 'tab-alerts',
    }, [
      icon('alerts', 22), h('span', t('tab.alerts')),
      unseenAlerts.value.length
        ? h('b', { class: ['badge', { red: unseenAlerts.value.some((alert) => alert.severity === 'S1') }] }, unseenAlerts.value.length)
        : null,
    ]), h('a', {
      class: ['tab page-link', { chosen: state.page?.kind === 'work' }], href: workPage('duty'), 'data-testid': 'tab-work',
    }, [icon('person', 22), h('span', t('tab.work'))]), h('a', {
      class: ['tab page-link', { chosen: state.page?.kind === 'books' }], href: booksPage('ledger'), 'data-testid': 'tab-books',
    }, [icon('books', 22), h('span', t('tab.books'))])));
}

function page() {
  const shown = state.page;
  if (!shown) {
    return null;
  }
  if (shown.kind === 'alert') {
    return h(AlertPage, { id: shown.id, key: shown.id });
  }
  if (shown.kind === 'alerts') {
    return h(AlertsPage);
  }
  if (shown.kind === 'work') {
    return h(WorkPage);
  }
  return shown.kind === 'device' ? h(DevicePage, { id: shown.id, key: shown.id }) : h(BooksPage);
}

function drawer() {
  const open = state.open;
  if (!open) {
    return null;
  }
  if (open.kind === 'case') {
    return h(CaseDetail, { number: open.number, key: open.number });
  }
  return open.kind === 'device' ? h(DevicePanel, { id: open.id, key: open.id }) : h(GroupPanel, { ids: open.ids });
}

function wall() {
  return h('div', { class: ['wall', { 'with-drawer': state.open, 'with-page': state.page }], 'data-tab': state.tab }, [
    h(TopBar),
    h(AlarmStrip),
    h(StreamNotice),
    page(),
    h('main', { class: 'board', style: state.page ? { display: 'none' } : undefined }, [
      h(CaseList),
      h(MapView),
      h('aside', { class: 'pane side' }, [h(Tiles), h(LiveFeed)]),
      drawer(),
    ]),
    tabBar(),
    h('div', { class: ['toast', { shown: state.toast, bad: state.toast?.bad }], role: 'status' }, state.toast?.text),
  ]);
}

export const Wall = {
  setup() {
    let deaf = [];
    onMounted(() => {
      deaf = [listenToKeys(), listenToAddress()];
    });
    onUnmounted(() => deaf.forEach((end) => end()));
    return wall;
  },
};
