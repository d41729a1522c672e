// Which page is in front of the wall, as the address says it, so that a page can be linked to and the browser's back
// button works: #/device/ID, #/alert/ID, #/alerts/open, #/alerts/silences, #/alerts/rules, #/books/ledger,
// #/books/rejections, #/books/gaps, #/work/duty, #/work/places, #/work/plans, #/work/figures. No hash is the wall.
import { state } from './store.js';

const BOOKS = ['ledger', 'rejections', 'gaps'];
const ALERTS = ['open', 'silences', 'rules'];
export const WORK = ['duty', 'places', 'plans', 'figures'];

function read() {
  const [, kind, name] = location.hash.split('/');
  let rest = '';
  try {
    rest = decodeURIComponent(name ?? '');
  } catch {
    // an address somebody cut short: the wall
  }
  if (kind === 'device' && rest) {
    return { kind: 'device', id: rest };
  }
  if (kind === 'alert' && rest) {
    return { kind: 'alert', id: rest };
  }
  if (kind === 'alerts') {
    return { kind: 'alerts', part: ALERTS.includes(rest) ? rest : 'open' };
  }
  if (kind === 'work') {
    return { kind: 'work', part: WORK.includes(rest) ? rest : 'duty' };
  }
  return kind === 'books' ? { kind: 'books', part: BOOKS.includes(rest) ? rest : 'ledger' } : null;
}

export function listenToAddress() {
  const follow = () => {
    state.page = read();
    if (state.page) {
      state.open = null;
    }
  };
  follow();
  window.addEventListener('hashchange', follow);
  return () => window.removeEventListener('hashchange', follow);
}

export const devicePage = (id) => `#/device/${encodeURIComponent(id)}`;
export const alertPage = (id) => `#/alert/${encodeURIComponent(id)}`;
export const alertsPage = (part) => `#/alerts/${part}`;
export const workPage = (part) => `#/work/${part}`;
export const booksPage = (part) => `#/books/${part}`;

/** Back to the wall. */
export function leavePage() {
  if (location.hash) {
    history.pushState(null, '', location.pathname);
  }
  state.page = null;
}
