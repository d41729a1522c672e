// Several devices on one spot of the map, such as the detectors of one floor: a list to choose from.
import { h } from '../vue.js';
import { pick, t, word } from '../i18n.js';
import { icon } from '../icons.js';
import { deviceFeature, state } from '../store.js';
import { drawerHead, takesFocus } from './drawer-head.js';

function row(id) {
  const device = deviceFeature(id)?.properties;
  return device
    ? h('li', { key: id }, [
      h('button', {
        class: ['group-row', device.status],
        onClick: () => {
          state.open = { kind: 'device', id, from: state.open };
        },
      }, [
        icon(device.kind, 18),
        h('span', [h('b', pick(device.name)), h('small', `${word('kind', device.kind)} · ${id}`)]),
        h('span', { class: 'muted' }, t(`status.${device.status}`)),
      ]),
    ])
    : null;
}

export const GroupPanel = {
  props: { ids: { type: Array, required: true } },
  setup(props) {
    const panel = takesFocus();
    return () =>
      h('section', { ref: panel, tabindex: -1, class: 'drawer', 'data-testid': 'group-panel' }, [
        drawerHead(t('device.heading'), [h('h2', t('device.group', { n: props.ids.length }))]),
        h('div', { class: 'drawer-body' }, [h('ul', { class: 'group-list' }, props.ids.map(row))]),
      ]);
  },
};
