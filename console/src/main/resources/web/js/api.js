// The HTTP API as functions. A refusal is an ApiError whose `reason` is the server's own word for it.

export class ApiError extends Error {
  constructor(status, reason, message) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

let signedOut = () => {};

/** What to do when the server no longer knows us. */
export function onSignedOut(handler) {
  signedOut = handler;
}

const TIMEOUT_MILLIS = 15_000;

async function call(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') {
    headers['X-Geshao'] = '1';
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch('/api/v1' + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
  } catch {
    throw new ApiError(0, 'UNREACHABLE', 'no answer from the server');
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    throw new ApiError(response.status, 'BAD_ANSWER', 'the server did not answer in JSON');
  }
  if (!response.ok) {
    if (response.status === 401 && path !== '/login') {
      signedOut();
    }
    const error = answer?.error ?? {};
    throw new ApiError(response.status, error.reason ?? `HTTP_${response.status}`, error.message ?? response.statusText);
  }
  return answer;
}

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? '?' + new URLSearchParams(given) : '';
}

const enc = encodeURIComponent;

export const api = {
  me: () => call('GET', '/me'),
  login: (user, password) => call('POST', '/login', { user, password }),
  logout: () => call('POST', '/logout'),
  cases: (parameters) => call('GET', '/cases' + query(parameters)),
  caseDetail: (number) => call('GET', `/cases/${enc(number)}`),
  acknowledge: (number) => call('POST', `/cases/${enc(number)}/acknowledge`),
  comment: (number, text) => call('POST', `/cases/${enc(number)}/comments`, { text }),
  close: (number, cause) => call('POST', `/cases/${enc(number)}/close`, { cause }),
  caseSheet: (number) => call('GET', `/cases/${enc(number)}/sheet`),
  caseAct: (number, action, given) => call('POST', `/cases/${enc(number)}/actions/${enc(action)}`, given),
  casePlan: (number) => call('GET', `/cases/${enc(number)}/plan`),
  planStepDone: (number, step, note) => call('POST', `/cases/${enc(number)}/plan`, { step, note }),
  plans: () => call('GET', '/plans'),
  planVersions: (code) => call('GET', `/plans/${enc(code)}`),
  indicators: () => call('GET', '/assessment/indicators'),
  figures: (parameters) => call('GET', '/assessment/figures' + query(parameters)),
  figureCases: (parameters) => call('GET', '/assessment/cases' + query(parameters)),
  reports: (parameters) => call('GET', '/reports' + query(parameters)),
  duty: (parameters) => call('GET', '/duty' + query(parameters)),
  rosterGaps: (parameters) => call('GET', '/roster-gaps' + query(parameters)),
  places: (parameters) => call('GET', '/places' + query(parameters)),
  alerts: (parameters) => call('GET', '/alerts' + query(parameters)),
  alert: (id) => call('GET', `/alerts/${enc(id)}`),
  acknowledgeAlert: (id) => call('POST', `/alerts/${enc(id)}/acknowledge`),
  resetAlert: (id, body) => call('POST', `/alerts/${enc(id)}/reset`, body),
  shelveAlert: (id, body) => call('POST', `/alerts/${enc(id)}/shelve`, body),
  unshelveAlert: (id) => call('POST', `/alerts/${enc(id)}/unshelve`),
  silences: (parameters) => call('GET', '/silences' + query(parameters)),
  confirmSilence: (id) => call('POST', `/silences/${enc(id)}/confirm`),
  endSilence: (id) => call('POST', `/silences/${enc(id)}/end`),
  rules: () => call('GET', '/rules'),
  floods: () => call('GET', '/floods'),
  device: (id) => call('GET', `/devices/${enc(id)}`),
  latest: (id) => call('GET', `/devices/${enc(id)}/latest`),
  series: (id, parameters) => call('GET', `/devices/${enc(id)}/series` + query(parameters)),
  history: (id, parameters) => call('GET', `/devices/${enc(id)}/history` + query(parameters)),
  gateways: () => call('GET', '/gateways'),
  ledger: (parameters) => call('GET', '/ledger' + query(parameters)),
  rejections: (parameters) => call('GET', '/rejections' + query(parameters)),
  gaps: (parameters) => call('GET', '/gaps' + query(parameters)),
  map: () => call('GET', '/map'),
  mapDevices: () => call('GET', '/map/devices'),
  summary: () => call('GET', '/summary'),
};
