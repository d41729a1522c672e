// What a person can do, shared by the strip, the list, the map and the drawer.
import { api } from './api.js';
import { t } from './i18n.js';
import { leavePage } from './pages.js';
import { reasonText } from './session.js';
import { unlock } from './sound.js';
import { alarms, deviceFeature, putCase, state, toast } from './store.js';

let serial = 0;

export function flyTo(point) {
  serial += 1;
  state.focus = { ...point, serial };
}

export function openCase(item) {
  leavePage();
  state.open = { kind: 'case', number: item.number };
  flyTo(item.point);
}

export function openDevice(id) {
  const from = state.open?.kind === 'case' ? state.open : null;
  state.open = { kind: 'device', id, from };
  const feature = deviceFeature(id);
  if (feature && from) {
    const [longitude, latitude] = feature.geometry.coordinates;
    flyTo({ longitude, latitude });
  }
}

export function openGroup(ids) {
  state.open = { kind: 'group', ids };
}

/** One step back: from a device to the case or group it was opened from, else the drawer closes. */
export function back() {
  state.open = state.open?.from ?? null;
}

export function silence() {
  for (const item of alarms.value) {
    state.silenced[item.number] = true;
  }
}

export function toggleSound() {
  state.soundOn = !state.soundOn;
  unlock();
}

async function act(name, number, order) {
  try {
    const answer = await order();
    putCase(answer.case ?? answer);
    toast(t(`act.done.${name}`, { number }));
    return true;
  } catch (error) {
    toast(reasonText(error), true);
    return false;
  }
}

export const acknowledge = (number) => act('acknowledge', number, () => api.acknowledge(number));
export const comment = (number, text) => act('comment', number, () => api.comment(number, text));
export const close = (number, cause) => act('close', number, () => api.close(number, cause));
