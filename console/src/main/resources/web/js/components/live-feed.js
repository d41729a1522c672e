// What happens, in sentences, the newest on top.
import { h } from '../vue.js';
import { pick, t, word } from '../i18n.js';
import { ago, clock, day } from '../format.js';
import { openCase, openDevice } from '../actions.js';
import { placeOf, state, whatOf, whereOf } from '../store.js';

function alertEntry({ alert, kind, atMillis }) {
  return {
    atMillis,
    severity: alert.severity,
    calm: kind !== 'RAISED' && kind !== 'RE_ALARM' && kind !== 'SEVERITY_UP',
    place: pick(placeOf(alert.place)),
    words: t(`feed.alert.${kind}`, { title: pick(alert.title), severity: word('severity', alert.severity) }),
    open: alert.device ? () => openDevice(alert.device) : null,
  };
}

/** A line of the feed, not the whole entry: the timeline has that. */
function saidOf(item, kind, text) {
  if (kind === 'OPENED' || kind === 'CONFIRMED' || text === null) {
    return whatOf(item);
  }
  return kind === 'DISPATCHED' ? item.unit : whatOf(item, text);
}

function caseEntry({ item, kind, atMillis, actor, text }) {
  const what = word('event', kind);
  const words = pick(saidOf(item, kind, text));
  const who = actor && actor !== 'SYS' ? `${actor} ` : '';
  return {
    atMillis,
    severity: item.severity,
    calm: kind !== 'OPENED' && kind !== 'CONFIRMED' && kind !== 'SEVERITY_UP' && kind !== 'ACK_WITHDRAWN',
    place: pick(whereOf(item)),
    words: t(!words || words.startsWith(what) ? 'feed.done' : 'feed.said', { who, what: words.startsWith(what) ? words : what, words }),
    open: () => openCase(item),
  };
}

/** How long ago; for another day, which day. */
const whenWords = (millis) => (state.now - millis < 12 * 3_600_000 ? ago(millis, state.now) : day(millis));

const When = ({ millis }) => h('span', { class: 'feed-when' }, [h('time', clock(millis)), h('span', whenWords(millis))]);
When.props = ['millis'];

const Line = ({ entry }) => {
  const shown = entry.type === 'case' ? caseEntry(entry) : alertEntry(entry);
  return h('li', { class: ['feed-line', shown.severity, { calm: shown.calm }] }, [
    h(shown.open ? 'button' : 'div', { class: 'feed-body', onClick: shown.open ?? undefined }, [
      h(When, { millis: shown.atMillis }),
      h('span', { class: 'feed-words' }, [h('strong', shown.place), ' ', shown.words]),
    ]),
  ]);
};
Line.props = ['entry'];

export const LiveFeed = {
  setup: () => () =>
    h('section', { class: 'feed' }, [
      h('div', { class: 'pane-head' }, [h('h2', t('feed.heading'))]),
      state.feed.length === 0
        ? h('div', { class: 'empty' }, t('feed.none'))
        : h('ul', { class: 'feed-list', 'data-testid': 'live-feed', role: 'log', 'aria-live': 'off' }, state.feed.map((entry) => h(Line, { key: entry.key, entry }))),
    ]),
};
