// The frame of every page in front of the wall: back, what this is about, and the body that scrolls.
import { h, onMounted, ref } from '../vue.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { leavePage } from '../pages.js';

export const PageFrame = {
  props: { testid: { type: String, required: true } },
  setup(props, { slots }) {
    const page = ref(null);
    onMounted(() => page.value.focus({ preventScroll: true }));
    return () => h('section', { ref: page, class: 'page', tabindex: -1, 'data-testid': props.testid }, [
      h('header', { class: 'page-head' }, [
        h('button', { class: 'button page-back', onClick: leavePage, 'data-testid': 'page-back' }, [icon('back', 18), h('span', t('page.back'))]),
        slots.head(),
      ]),
      h('div', { class: 'page-body' }, slots.default()),
    ]);
  },
};

/** What stands where a list has nothing to show: that it is being read, could not be read, or is empty. */
export function listWord(list, none) {
  if (list.failure) {
    return h('p', { class: 'failure', role: 'alert' }, t('page.failed', { reason: list.failure }));
  }
  if (!list.loaded) {
    return h('div', { class: 'skeleton block-skeleton' });
  }
  return list.items.length === 0 ? h('p', { class: 'page-none' }, none) : null;
}

export const moreButton = (list, more) =>
  list.next
    ? h('button', { class: 'button wide page-more', disabled: list.loading, onClick: more }, t(list.loading ? 'page.loading' : 'page.more'))
    : null;
