// What a person can do about one alert or one silence. Each says how it went.
import { api } from './api.js';
import { t, word } from './i18n.js';
import { reasonText } from './session.js';
import { putAlert, toast } from './store.js';

export { reasonText };

async function act(name, order) {
  try {
    const answer = await order();
    if (answer.alert) {
      putAlert(answer.alert);
    }
    const waits = answer.outcome === null || answer.silence?.phase === 'WAITING';
    toast(t(waits ? `alert.waits.${answer.silence ? 'silence' : 'order'}` : `alert.done.${name}`));
    return true;
  } catch (error) {
    toast(word('refusal', error.reason) === error.reason ? reasonText(error) : word('refusal', error.reason), true);
    return false;
  }
}

export const acknowledgeAlert = (id) => act('ack', () => api.acknowledgeAlert(id));
export const resetAlert = (id, cause, note) => act('reset', () => api.resetAlert(id, note ? { cause, note } : { cause }));
export const shelveAlert = (id, minutes, reason) => act('shelve', () => api.shelveAlert(id, { minutes, reason }));
export const unshelveAlert = (id) => act('unshelve', () => api.unshelveAlert(id));
export const confirmSilence = (id) => act('confirm', () => api.confirmSilence(id));
export const endSilence = (id) => act('end', () => api.endSilence(id));
