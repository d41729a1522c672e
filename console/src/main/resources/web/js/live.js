// The live stream. While one EventSource lives, the browser resumes by Last-Event-ID on its own. A new one begins at
// the newest event, so whoever opens it reads the lists once it is open, and nothing is missed in between.

const SILENCE_MILLIS = 45_000; // comments keep the connection alive, but a page cannot hear them
const HOLD_MILLIS = 40;
const FIRST_RETRY_MILLIS = 1_000;
const LAST_RETRY_MILLIS = 10_000;

/**
 * @param hooks onStatus('connecting' | 'live' | 'lost'), onHeard(), onCase(data), onAlert(data), onSummary(data),
 *     onGap() when the lists must be read
 * @returns a function that ends the stream
 */
export function openStream(hooks) {
  let source = null;
  let ended = false;
  let retryMillis = FIRST_RETRY_MILLIS;
  let retryTimer = 0;
  let silenceTimer = 0;
  let letGoTimer = 0;
  const held = [];

  function heard() {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(open, SILENCE_MILLIS);
    hooks.onHeard();
  }

  function replace() {
    source?.close();
    if (ended) {
      return;
    }
    hooks.onStatus('lost');
    clearTimeout(silenceTimer);
    clearTimeout(retryTimer);
    retryTimer = setTimeout(open, retryMillis);
    retryMillis = Math.min(LAST_RETRY_MILLIS, retryMillis * 2);
  }

  function on(name, handler) {
    source.addEventListener(name, (message) => {
      heard();
      held.push(() => handler(JSON.parse(message.data)));
      letGoTimer ||= setTimeout(letGo, HOLD_MILLIS);
    });
  }

  /** A storm brings a thousand events a second: the page is drawn once for many, not once for each. */
  function letGo() {
    letGoTimer = 0;
    held.splice(0).forEach((deliver) => queueMicrotask(deliver)); // each by itself: one that fails stops no other
  }

  function open() {
    source?.close(); // a quiet night looks like a dead connection: a new one is cheap
    const current = new EventSource('/api/v1/stream');
    source = current;
    hooks.onStatus(retryMillis === FIRST_RETRY_MILLIS ? 'connecting' : 'lost');
    let fresh = true;
    current.onopen = () => {
      retryMillis = FIRST_RETRY_MILLIS;
      hooks.onStatus('live');
      heard();
      if (fresh) {
        hooks.onGap();
      }
      fresh = false;
    };
    current.onerror = () => {
      if (current !== source) {
        return;
      }
      if (current.readyState === EventSource.CLOSED) {
        replace();
      } else {
        hooks.onStatus('lost'); // the browser is reconnecting and will resume
      }
    };
    on('case', hooks.onCase);
    on('alert', hooks.onAlert);
    on('summary', hooks.onSummary);
    on('reset', hooks.onGap);
  }

  open();
  return () => {
    ended = true;
    clearTimeout(retryTimer);
    clearTimeout(silenceTimer);
    clearTimeout(letGoTimer);
    source.close();
  };
}
