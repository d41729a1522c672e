// Who is on duty now, post by post, and when in the next two weeks nobody could be told.
import { h, onMounted } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { day, minute } from '../format.js';
import { listReader } from './list-reader.js';
import { listWord } from './page-frame.js';

const POSTS = [
  'DUTY_DESK', 'GRID_WORKER', 'BUILDING_GUARD', 'SELF_MANAGED_GROUP', 'COMMUNITY_HEAD', 'COMMUNITY_DEPUTY', 'STREET_OFFICE',
  'DISTRICT_CENTRE', 'DEPARTMENT_ON_CALL', 'DEPARTMENT_LEADER',
];

const lastCode = (path) => path.split('/').pop();

/** One person stands once for a place, with all kinds the person answers for. */
function byPerson(lines) {
  const people = new Map();
  for (const line of lines) {
    const key = `${line.place} ${line.unit} ${line.person}`;
    const known = people.get(key) ?? { ...line, kinds: [] };
    known.kinds.push(line.kind);
    known.reachable = known.reachable && line.reachable;
    people.set(key, known);
  }
  return [...people.values()];
}

const person = (line) => h('li', { key: `${line.place}${line.unit}${line.person}`, class: ['duty-person', { unreachable: !line.reachable }] }, [
  h('b', pick(line.name) || line.person),
  h('span', { class: 'muted' }, [line.unit || lastCode(line.place), ' · ', word('dutyMode', line.mode)]),
  h('span', { class: 'duty-kinds' }, line.kinds.map((kind) => word('dutyKind', kind)).join(' ')),
  line.insteadOf ? h('span', { class: 'mark aside' }, t('duty.insteadOf', { person: line.insteadOf })) : null,
  line.reachable ? null : h('span', { class: 'mark unsure' }, t('duty.unreachable')),
]);

const gap = (item) => h('li', { key: `${item.post}${item.place}${item.unit}${item.fromMillis}`, class: 'gap-row' }, [
  h('b', `${day(item.fromMillis)} ${minute(item.fromMillis)} – ${day(item.toMillis)} ${minute(item.toMillis)}`),
  h('span', `${word('post', item.post)} ${item.unit || lastCode(item.place)}`),
  h('span', { class: 'muted' }, item.kinds.map((kind) => word('dutyKind', kind)).join(' ')),
  h('span', word('gapReason', item.reason)),
  item.people.length ? h('span', { class: 'muted' }, item.people.join(' ')) : null,
]);

export const DutyView = {
  setup() {
    const duty = listReader(() => api.duty({}));
    const gaps = listReader(() => api.rosterGaps({}));
    onMounted(() => {
      duty.read();
      gaps.read();
    });

    function posts() {
      const lines = duty.list.items;
      return POSTS.filter((post) => lines.some((line) => line.post === post)).map((post) =>
        h('section', { key: post, class: 'duty-post', 'data-testid': `post-${post}` }, [
          h('h3', word('post', post)),
          h('ul', byPerson(lines.filter((line) => line.post === post)).map(person)),
        ]));
    }

    return () => h('div', [
      h('section', { class: ['books-verdict', gaps.list.loaded ? (gaps.list.items.length ? 'bad' : 'good') : ''], 'data-testid': 'roster-verdict' }, [
        h('i', gaps.list.loaded ? (gaps.list.items.length ? '!' : '✓') : '…'),
        h('b', gaps.list.loaded
          ? gaps.list.items.length ? t('duty.gaps', { n: gaps.list.items.length }) : t('duty.noGaps')
          : t('page.loading')),
      ]),
      gaps.list.failure ? h('p', { class: 'failure', role: 'alert' }, t('page.failed', { reason: gaps.list.failure })) : null,
      h('section', { class: 'block' }, [
        h('h3', t('duty.now')),
        listWord(duty.list, t('duty.none')),
        h('div', { class: 'duty-posts' }, posts()),
      ]),
      gaps.list.items.length
        ? h('section', { class: 'block' }, [h('h3', t('duty.gapsHeading')), h('ul', gaps.list.items.slice(0, 100).map(gap))])
        : null,
    ]);
  },
};
