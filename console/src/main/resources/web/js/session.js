// From signing in to signing out: reads the lists, follows the stream, keeps the clock.
import { markRaw, watch } from './vue.js';
import { api, onSignedOut } from './api.js';
import { pick, t, word } from './i18n.js';
import { openStream } from './live.js';
import { ring, unlock } from './sound.js';
import { alarms, openCases, putAlert, putCase, replaceCases, ringing, state, tell, touchMark, whereOf } from './store.js';

const LIST_LENGTH = 1000; // the most the server gives
const LISTS_MILLIS = 60_000; // belt and braces: the stream alone should do
const DEVICES_MILLIS = 30_000;
const DEVICES_SOON_MILLIS = 3_000;
const SUMMARY_MILLIS = 15_000;
const BOOT_RETRY_MILLIS = 3_000;

let endStream = null;
let timers = [];
let clockOffset = 0;

export const reasonText = (error) => {
  const words = word('reason', error.reason);
  return words === error.reason ? `${error.message || error.reason}` : words;
};

/** Decides at start between login card and wall. */
export async function boot() {
  try {
    const me = await api.me();
    enter(me.user);
  } catch (error) {
    if (error.status === 401) {
      state.phase = 'login';
      return;
    }
    state.phase = 'boot';
    state.casesError = t('login.down');
    setTimeout(boot, BOOT_RETRY_MILLIS);
  }
}

export async function signIn(user, password) {
  const me = await api.login(user, password);
  unlock(); // the click on the login button is the gesture browsers ask for
  enter(me.user);
}

export async function signOut() {
  await api.logout().catch(() => {});
  leave();
}

function enter(user) {
  state.user = user;
  state.casesError = '';
  state.expired = false;
  state.phase = 'wall';
  unlock();
  readEverything();
  endStream = openStream({
    onStatus(status) {
      state.stream.status = status;
      if (status === 'lost') {
        state.stream.lostMillis ??= Date.now() + clockOffset;
      } else if (status === 'live') {
        state.stream.lostMillis = null;
      }
    },
    onHeard() {
      state.stream.heardMillis = Date.now() + clockOffset;
    },
    onCase: hearCase,
    onAlert: hearAlert,
    onSummary: takeSummary,
    onGap: readEverything,
  });
  timers = [
    setInterval(readCases, LISTS_MILLIS),
    setInterval(readDevices, DEVICES_MILLIS),
    setInterval(readSummary, SUMMARY_MILLIS),
  ];
}

function leave() {
  endStream?.();
  timers.forEach(clearInterval);
  Object.assign(state, {
    phase: 'login', user: '', cases: {}, alerts: {}, feed: markRaw([]), summary: null, open: null, casesLoaded: false,
    silenced: {},
  });
}

onSignedOut(() => {
  if (state.phase === 'wall') {
    leave();
    state.expired = true;
  }
});

function readEverything() {
  readCases();
  readAlerts();
  readSummary();
  readMap();
  readDevices();
  readPast();
}

async function readCases() {
  const mark = touchMark();
  try {
    const { items } = await api.cases({ state: 'open', limit: LIST_LENGTH });
    replaceCases(items, mark);
    state.casesLoaded = true;
    state.casesError = '';
  } catch (error) {
    state.casesError = t('cases.failed', { reason: reasonText(error) });
  }
}

async function readAlerts() {
  const answer = await api.alerts({ state: 'open', limit: LIST_LENGTH }).catch(() => null);
  if (answer) {
    state.alerts = Object.fromEntries(answer.items.map((alert) => [alert.id, alert]));
  }
}

async function readMap() {
  if (state.features) {
    return;
  }
  try {
    state.features = markRaw(await api.map());
    state.mapError = '';
  } catch (error) {
    state.mapError = t('map.failed', { reason: reasonText(error) });
  }
}

async function readDevices() {
  const answer = await api.mapDevices().catch(() => null);
  if (answer) {
    state.devices = markRaw(answer);
  }
  readMap();
}

let devicesTimer = 0;

/** An alert changes how its device looks; many alerts at once are one reading. */
function devicesSoon() {
  devicesTimer ||= setTimeout(() => {
    devicesTimer = 0;
    readDevices();
  }, DEVICES_SOON_MILLIS);
}

async function readSummary() {
  const answer = await api.summary().catch(() => null);
  if (answer) {
    takeSummary(answer);
  }
}

/** The feed does not start empty: what the cases of the last hours say about themselves. */
async function readPast() {
  const answer = await api.cases({ state: 'all', limit: 40 }).catch(() => null);
  for (const item of answer?.items ?? []) {
    tell(pastEntry(item, 'OPENED', item.openedMillis, 'SYS'));
    if (item.ackedMillis) {
      tell(pastEntry(item, 'ACKNOWLEDGED', item.ackedMillis, item.ackedBy));
    }
    if (item.closedMillis) {
      tell(pastEntry(item, 'CLOSED', item.closedMillis, ''));
    }
  }
}

function pastEntry(item, kind, atMillis, actor) {
  return { key: `${item.number} ${kind}`, type: 'case', kind, atMillis, actor, item, text: null };
}

const RINGS_AGAIN = new Set(['CONFIRMED', 'SEVERITY_UP', 'ACK_WITHDRAWN']);

// The feed tells each thing once: what an alert does by the alert, what people and the platform do by the case.
const CASE_NEWS = new Set([
  'OPENED', 'CONFIRMED', 'DISPATCHED', 'UNIT_MISSING', 'ACKNOWLEDGED', 'ACK_WITHDRAWN', 'COMMENTED', 'SEVERITY_UP', 'GRADE_UP', 'CLOSED',
]);
const TOLD_BY_CASE = new Set(['ACKED', 'ACKED_AFTER_CLEAR']);

function hearCase({ event, case: item }) {
  putCase(item);
  if (RINGS_AGAIN.has(event.kind)) {
    delete state.silenced[event.number];
  }
  caseListeners.forEach((listener) => listener(event, item));
  if (!CASE_NEWS.has(event.kind)) {
    return;
  }
  const once = event.kind === 'OPENED' || event.kind === 'ACKNOWLEDGED' || event.kind === 'CLOSED';
  tell({
    key: once ? `${event.number} ${event.kind}` : `c${event.position}`,
    type: 'case', kind: event.kind, atMillis: event.atMillis, actor: event.actor, item, text: event.text,
  });
}

function hearAlert(transition) {
  putAlert(transition.alert);
  alertListeners.forEach((listener) => listener(transition));
  devicesSoon();
  if (transition.alert.caseHint.classCode && TOLD_BY_CASE.has(transition.kind)) {
    return;
  }
  tell({ key: `a${transition.position}`, type: 'alert', kind: transition.kind, atMillis: transition.atMillis, alert: transition.alert });
}

const alertListeners = new Set();

/** Calls with each alert transition as it happens; returns how to stop it. */
export function onAlert(listener) {
  alertListeners.add(listener);
  return () => alertListeners.delete(listener);
}

const caseListeners = new Set();

/** Hears of every live case event until the returned function is called. */
export function onCaseEvent(listener) {
  caseListeners.add(listener);
  return () => caseListeners.delete(listener);
}

function takeSummary(summary) {
  state.summary = summary;
  clockOffset = summary.nowMillis - Date.now();
}

setInterval(() => {
  state.now = Date.now() + clockOffset;
}, 1000);

watch(() => ringing.value && state.soundOn && state.phase === 'wall', ring);

/** A new emergency takes the map to itself, however we came to know of it. */
watch(
  () => alarms.value.map((item) => item.number),
  (numbers, before = []) => {
    const fresh = alarms.value.find((item) => !before.includes(item.number));
    if (fresh) {
      state.focus = { ...fresh.point, serial: `${fresh.number} ${fresh.updatedMillis}` };
    }
  },
);

watch(
  () => [state.now, alarms.value.length, openCases.value.length, state.phase],
  () => {
    document.title = titleFor();
  },
);

function titleFor() {
  if (state.expired) {
    return t('title.expired');
  }
  if (state.phase !== 'wall' || openCases.value.length === 0) {
    return t('title.quiet');
  }
  const first = alarms.value[0];
  if (!first) {
    return t('title.open', { n: openCases.value.length });
  }
  const evenSecond = Math.floor(state.now / 1000) % 2 === 0;
  return evenSecond
    ? t('title.alarm', { n: alarms.value.length, place: pick(whereOf(first)) })
    : t('title.waiting', { n: alarms.value.length });
}

