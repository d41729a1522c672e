// The tree of places, one level at a time: households, staff, and whether a grid is too wide for its people.
import { h, onMounted, reactive } from '../vue.js';
import { api } from '../api.js';
import { pick, t, word } from '../i18n.js';
import { count } from '../format.js';
import { listReader } from './list-reader.js';
import { listWord } from './page-frame.js';

export const PlacesView = {
  setup() {
    const at = reactive({ path: null });
    const { list, read } = listReader((parameters) => api.places(parameters));
    onMounted(() => read());

    function go(path) {
      at.path = path;
      read(path ? { place: path } : {});
    }

    const row = (place) => h('tr', { key: place.path, class: place.size, 'data-testid': 'place-row' }, [
      h('th', { scope: 'row' }, [
        place.places > 0 && place.path !== list.items[0]?.path
          ? h('button', { class: 'link', onClick: () => go(place.path) }, pick(place.name) || place.path)
          : h('b', pick(place.name) || place.path),
        h('code', place.path),
      ]),
      h('td', word('placeLevel', place.level)),
      h('td', { class: 'figure-cell', 'data-label': t('place.households') }, count(place.households)),
      h('td', { class: 'figure-cell', 'data-label': t('place.residents') }, count(place.residents)),
      h('td', [place.unitGrid ? h('code', place.unitGrid) : null]),
      h('td', place.staff.length ? place.staff.join('、') : h('span', { class: 'muted' }, t('place.nobody'))),
      h('td', h('span', { class: ['size', place.size] }, word('placeSize', place.size))),
    ]);

    return () => h('div', { class: 'rules' }, [
      h('p', { class: 'page-hint' }, t('place.hint')),
      h('p', { class: 'crumbs' }, [
        h('button', { class: 'link', onClick: () => go(null) }, t('place.top')),
        ...(at.path ? at.path.split('/').map((code, i, codes) => {
          const path = codes.slice(0, i + 1).join('/');
          return [' / ', h('button', { class: 'link', onClick: () => go(path) }, code)];
        }) : []),
      ]),
      listWord(list, t('place.none')),
      list.items.length
        ? h('table', { class: 'rule-table places-table' }, [
          h('thead', h('tr', ['place', 'level', 'households', 'residents', 'unitGrid', 'staff', 'size'].map((name) => h('th', { scope: 'col' }, t(`place.${name}`))))),
          h('tbody', list.items.map(row)),
        ])
        : null,
    ]);
  },
};
