// One key each for what a duty officer does with one hand on the phone: A acknowledges, M silences, Escape closes the
// drawer. Never while somebody is typing, and never with a modifier: those belong to the browser.
import { acknowledge, silence } from './actions.js';
import { leavePage } from './pages.js';
import { alarms, state } from './store.js';

const TYPING = 'input[type="text"], input[type="password"], select, textarea';

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  }
  if (event.key === 'Escape') {
    state.open = null;
    leavePage();
  } else if (event.target.closest?.(TYPING)) {
    return;
  } else if (event.key.toLowerCase() === 'a') {
    acknowledgeShown();
  } else if (event.key.toLowerCase() === 'm') {
    silence();
  }
}

/** The case that is open in front of the person, else the one on the strip. */
function acknowledgeShown() {
  const open = state.open?.kind === 'case' ? state.cases[state.open.number] : null;
  const item = open && !open.ackedBy ? open : alarms.value[0];
  if (item) {
    acknowledge(item.number);
  }
}

export function listenToKeys() {
  window.addEventListener('keydown', press);
  return () => window.removeEventListener('keydown', press);
}
