// The map: ground, devices in clusters, and above all the open cases as markers that are real buttons.
import { h, onMounted, onUnmounted, reactive, ref, watch } from '../vue.js';
import { language, pick, t } from '../i18n.js';
import { icon } from '../icons.js';
import { loadOpenLayers } from '../libs.js';
import { KIND_COLOURS } from '../map-style.js';
import { shownCases, state } from '../store.js';
import { createMap } from '../map.js';

/** The legend is also the switch: a press hides the devices of a kind, never a case. */
function legend(hidden) {
  const toggle = (kind) => (hidden.has(kind) ? hidden.delete(kind) : hidden.add(kind));
  return h('ul', { class: 'legend', 'aria-label': t('map.legend') }, [
    ...Object.keys(KIND_COLOURS).map((kind) => h('li', { class: kind }, [
      h('button', { 'aria-pressed': String(!hidden.has(kind)), title: t('map.toggle'), onClick: () => toggle(kind) }, [
        icon(kind, 14), t(`kind.${kind}`),
      ]),
    ])),
    h('li', { class: 'offline' }, [h('i', { class: 'ring' }), t('map.offline')]),
  ]);
}

export const MapView = {
  setup() {
    const place = ref(null);
    const hidden = reactive(new Set());
    let map = null;
    const stops = [];

    async function start() {
      try {
        const ol = await loadOpenLayers();
        map = createMap(ol, place.value);
      } catch (error) {
        state.mapError = t('map.failed', { reason: error.message });
        return;
      }
      stops.push(
        watch(() => state.features, (features) => features && map.showGround(features), { immediate: true }),
        watch(() => [state.devices, [...hidden]], () => state.devices && map.showDevices(state.devices, hidden), { immediate: true }),
        watch(() => [shownCases.value, language.value], () => map.showCases(shownCases.value, pick), { immediate: true }),
        watch(() => state.community, (community) => map.home(community)),
        watch(() => [state.focus, state.tab], () => state.focus && map.flyTo(state.focus), {
          immediate: true,
          flush: 'post', // the drawer that will cover part of the map is there by then
        }),
        watch(() => state.open, (open) => map.mark(open?.kind === 'case' ? open.number : null)),
        watch(language, () => map.redraw()),
      );
    }

    onMounted(start);
    onUnmounted(() => {
      stops.forEach((stop) => stop());
      map?.end();
    });

    const control = (drawing, name, press) => h('button', { class: 'button', 'aria-label': t(name), title: t(name), onClick: press }, drawing);

    return () =>
      h('section', { class: 'pane map', 'aria-label': t('map.label') }, [
        h('div', { class: 'map-canvas', ref: place, tabindex: 0, 'data-testid': 'map', 'aria-label': t('map.label') }),
        h('div', { class: 'map-controls' }, [
          control('+', 'map.in', () => map?.zoom(1)),
          control('−', 'map.out', () => map?.zoom(-1)),
          control(icon('home', 16), 'map.home', () => map?.home(state.community)),
        ]),
        legend(hidden),
        state.mapError ? h('p', { class: 'failure map-failure', role: 'alert' }, state.mapError) : null,
      ]);
  },
};
