// A list that is read page by page from the server, and again from its beginning when asked otherwise.
import { reactive } from '../vue.js';
import { reasonText } from '../session.js';

/** `ask(parameters)` gives {items, next}. A newer question makes the answer to an older one void. */
export function listReader(ask) {
  const list = reactive({ items: [], next: null, loading: false, loaded: false, failure: '' });
  let serial = 0;
  let asked = {};

  async function run(parameters, keep) {
    serial += 1;
    const mine = serial;
    list.loading = true;
    try {
      const answer = await ask(parameters);
      if (mine === serial) {
        Object.assign(list, {
          items: keep ? [...list.items, ...answer.items] : answer.items, next: answer.next ?? null, failure: '', loaded: true,
        });
      }
    } catch (error) {
      if (mine === serial) {
        list.failure = reasonText(error);
      }
    } finally {
      if (mine === serial) {
        list.loading = false;
      }
    }
  }

  return {
    list,
    read(parameters = {}) {
      asked = parameters;
      return run(parameters, false);
    },
    more: () => run({ ...asked, after: list.next }, true),
  };
}
