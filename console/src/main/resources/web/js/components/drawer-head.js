// The head that every drawer shares: back or close, and what this is about.
import { h, onMounted, onUnmounted, ref } from '../vue.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { back } from '../actions.js';
import { state } from '../store.js';

export function drawerHead(kicker, body) {
  const stepsBack = Boolean(state.open?.from);
  return h('header', { class: 'drawer-head' }, [
    h('button', { class: 'button quiet drawer-back', 'aria-label': t('detail.back'), onClick: back }, [icon('back', 20)]),
    h('div', { class: 'drawer-title' }, [h('span', { class: 'kicker' }, kicker), ...body]),
    h('button', {
      class: ['button quiet drawer-close', { hidden: stepsBack }], 'aria-label': t('detail.close'), onClick: back,
    }, [icon('cross', 18)]),
  ]);
}

/** For keyboards and screen readers: the drawer has the focus when it opens and gives it back when it goes. */
export function takesFocus() {
  const panel = ref(null);
  const before = document.activeElement;
  onMounted(() => panel.value.focus({ preventScroll: true }));
  onUnmounted(() => {
    if (before?.isConnected) {
      before.focus({ preventScroll: true });
    }
  });
  return panel;
}

/** A table of name and value; entries without a value are left out. */
export function facts(entries) {
  return h('dl', { class: 'facts' }, entries
    .filter(([, content]) => content)
    .flatMap(([name, content]) => [h('dt', name), h('dd', content)]));
}
