// All that the page knows, in one reactive object, and what follows from it. Changed only by session.js and actions.js.
import { computed, markRaw, reactive } from './vue.js';

const SEVERITIES = ['S1', 'S2', 'S3', 'S4'];
const FEED_LENGTH = 200;

export const state = reactive({
  phase: 'boot', // boot, login, wall
  user: '',
  expired: false, // signed out by the server, not by a person: nobody is watching
  now: Date.now(), // the server's clock, as well as we know it
  cases: {}, // open cases by number
  casesLoaded: false,
  casesError: '',
  alerts: {}, // open alerts by id
  feed: markRaw([]), // newest first; replaced, not changed
  summary: null,
  stream: { status: 'connecting', heardMillis: null, lostMillis: null },
  features: null, // the map, GeoJSON
  devices: null, // devices on the map, GeoJSON
  mapError: '',
  page: null, // what is in front of the wall: {kind: 'device', id}, {kind: 'alert', id}, {kind: 'alerts', part} or {kind: 'books', part}
  open: null, // what the drawer shows: {kind: 'case', number}, {kind: 'device', id} or {kind: 'group', ids}
  focus: null, // where the map should fly to: {longitude, latitude, serial}
  community: '',
  filter: 'all',
  tab: 'cases',
  soundOn: true,
  silenced: {}, // numbers of emergencies silenced by hand
  toast: null,
});

/** Hints and the health of devices close by themselves: nobody has to look at night. */
export const closesItself = (alert) =>
  alert.severity === 'S4' || (alert.severity === 'S3' && alert.caseHint.domain === 'MAINTENANCE');

/** Alerts that wait for somebody to say: I have seen it. What is put aside and mere hints do not. */
export const unseenAlerts = computed(() => Object.values(state.alerts).filter((alert) =>
  (alert.state === 'ACTIVE_UNACK' || alert.state === 'LATCHED_UNACK') && !closesItself(alert)
  && !alert.standing.shelved && !alert.standing.outOfService && !alert.standing.inhibitedBy.length));

export const rank = (severity) => SEVERITIES.indexOf(severity);

/** Most severe first, then the oldest: the same order as the server's. */
function byUrgency(one, other) {
  return rank(one.severity) - rank(other.severity) || one.openedMillis - other.openedMillis;
}

export const openCases = computed(() => Object.values(state.cases).sort(byUrgency));

const inCommunity = (item) => !state.community || item.community === state.community;

/** An open emergency passes every filter. */
export const visibleCases = computed(() =>
  openCases.value.filter((item) =>
    item.severity === 'S1' || (inCommunity(item) && (state.filter === 'all' || item.domain === state.filter))));

const SHOWN = 200; // nobody reads further, and every row is drawn anew each second

/** What the list and the map draw: all emergencies, and as many others as a person can look at. */
export const shownCases = computed(() =>
  visibleCases.value.filter((item, index) => index < SHOWN || item.severity === 'S1'));

export const filterCounts = computed(() => {
  const counts = { all: 0, EMERGENCY: 0, CITY_MANAGEMENT: 0, MAINTENANCE: 0 };
  for (const item of openCases.value) {
    if (item.severity === 'S1' || inCommunity(item)) {
      counts.all += 1;
      counts[item.domain] += 1;
    }
  }
  return counts;
});

/** Emergencies that nobody has taken, the newest first: that is the one people have not seen yet. */
export const alarms = computed(() =>
  openCases.value
    .filter((item) => item.severity === 'S1' && !item.ackedBy)
    .sort((one, other) => Number(one.drill) - Number(other.drill) || other.openedMillis - one.openedMillis));

export const ringing = computed(() => alarms.value.some((item) => !state.silenced[item.number]));

export const overdue = (item, now = state.now) => item.deadlineMillis !== null && item.deadlineMillis < now;

// What the server says about a case is replaced whole, never changed in place, so Vue need not look inside.

/** Puts the server's word about a case in place; an older word never replaces a newer one. */
export function putCase(item) {
  const known = state.cases[item.number];
  if (known && known.updatedMillis > item.updatedMillis) {
    return;
  }
  touched.set(item.number, ++touchCount);
  if (item.ackedBy) {
    delete state.silenced[item.number]; // should the acknowledgement be withdrawn, it rings again
  }
  if (item.closedMillis === null || item.closedMillis === undefined) {
    state.cases[item.number] = markRaw(item);
  } else {
    delete state.cases[item.number];
    delete state.silenced[item.number];
  }
}

// A list that was asked for before a live event came in must not undo that event.
const touched = new Map();
let touchCount = 0;

export const touchMark = () => touchCount;

/** Replaces the open cases by a list that was asked for at a {@link touchMark}. */
export function replaceCases(items, mark) {
  const listed = new Set(items.map((item) => item.number));
  const fresh = (number) => (touched.get(number) ?? 0) > mark;
  for (const number of Object.keys(state.cases)) {
    if (!listed.has(number) && !fresh(number)) {
      delete state.cases[number];
    }
  }
  for (const item of items) {
    if (!fresh(item.number)) {
      state.cases[item.number] = markRaw(item);
    }
  }
}

export function putAlert(alert) {
  if (alert.state === 'NORMAL') {
    delete state.alerts[alert.id];
  } else {
    state.alerts[alert.id] = markRaw(alert);
  }
}

/** Adds to the feed unless it is there already: after a resume the server may say a thing twice. */
export function tell(entry) {
  if (state.feed.some((known) => known.key === entry.key)) {
    return;
  }
  const at = state.feed.findIndex((known) => known.atMillis <= entry.atMillis);
  const place = at < 0 ? state.feed.length : at;
  state.feed = markRaw([...state.feed.slice(0, place), entry, ...state.feed.slice(place)].slice(0, FEED_LENGTH));
}

export const communities = computed(() =>
  (state.features?.features ?? [])
    .map((feature) => feature.properties)
    .filter((properties) => properties.level === 'community' || properties.type === 'community')
    .map((properties) => ({ id: properties.path.split('/').pop(), name: nameOf(properties) })));

/** Both names of a map feature. */
export function nameOf(properties) {
  if (properties.name && typeof properties.name === 'object') {
    return properties.name;
  }
  return {
    zh: properties.name_zh ?? properties.nameZh ?? properties.name ?? '',
    en: properties.name_en ?? properties.nameEn ?? properties.name ?? '',
  };
}

const PLACES = new Set(['community', 'grid', 'building']); // a green's path is that of the grid it lies in

const placeNames = computed(() => {
  const names = new Map();
  for (const { properties } of state.features?.features ?? []) {
    if (PLACES.has(properties.type)) {
      names.set(properties.path, nameOf(properties));
    }
  }
  return names;
});

/** The name of the deepest known place on a path. */
export function placeOf(path) {
  const names = placeNames.value;
  const codes = path.split('/');
  for (let depth = codes.length; depth > 2; depth -= 1) {
    const name = names.get(codes.slice(0, depth).join('/'));
    if (name) {
      return whole(codes[2], name);
    }
  }
  return { zh: codes.slice(2).join(' '), en: codes.slice(2).join(' ') };
}

/** With the community, where there are several: two communities may both have a building 3. */
function whole(community, given) {
  const name = { zh: once(given.zh), en: once(given.en) };
  const known = communities.value.length > 1 && communities.value.find((item) => item.id === community);
  if (!known) {
    return name;
  }
  return {
    zh: name.zh?.includes(known.name.zh) ? name.zh : `${known.name.zh} ${name.zh}`,
    en: name.en?.includes(known.name.en) ? name.en : `${name.en}, ${known.name.en}`,
  };
}

/** A unit's own name begins with that of its building: 芦花新村1栋 芦花新村1栋1单元 says it twice. */
const once = (words) => (words ?? '').replace(/^(.+?),? (?=\1)/, '');

/** Where a case is, in the words of its first line. */
export const whereOf = (item) => whole(item.community, item.placeName);

/** What it is, without the place that stands in the line above. */
export function whatOf(item, text = item.title) {
  const without = (tag) => {
    const place = item.placeName[tag];
    let words = text[tag] ?? '';
    // again, since a unit's name begins with that of its building
    while (place && words.startsWith(place) && words.length > place.length) {
      words = words.slice(place.length).replace(/^[\s:：,，·]+/, '');
    }
    return words;
  };
  return { zh: without('zh'), en: without('en') };
}

const deviceIndex = computed(() => {
  const index = new Map();
  for (const feature of state.devices?.features ?? []) {
    index.set(feature.properties.id, feature);
  }
  return index;
});

export const deviceFeature = (id) => deviceIndex.value.get(id);

let toastTimer = 0;

export function toast(text, bad = false) {
  state.toast = { text, bad };
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    state.toast = null;
  }, bad ? 8_000 : 4_000);
}
