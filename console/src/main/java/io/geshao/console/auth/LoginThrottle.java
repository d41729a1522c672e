package io.geshao.console.auth;

import io.geshao.core.time.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many passwords an address may still try: ten that fail in five minutes. An attempt is charged before the password
 * is checked and given back if it was right, so that guesses in parallel count too. Owned by the event loop.
 */
final class LoginThrottle {
    static final int ATTEMPTS = 10;
    static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int ADDRESSES = 10_000;

    private final Ticker ticker;
    private final Map<String, Window> windows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > ADDRESSES;
        }
    };

    LoginThrottle(Ticker ticker) {
        this.ticker = ticker;
    }

    private record Window(long startNanos, int attempts) {}

    /** Charges one attempt; returns 0, or after how many seconds to come back. */
    long charge(String address) {
        long now = ticker.nanos();
        Window window = windows.get(address);
        if (window == null || now - window.startNanos >= WINDOW_NANOS) {
            windows.remove(address); // a new window goes to the young end
            windows.put(address, new Window(now, 1));
            return 0;
        }
        if (window.attempts >= ATTEMPTS) {
            return TimeUnit.NANOSECONDS.toSeconds(WINDOW_NANOS - (now - window.startNanos)) + 1;
        }
        windows.put(address, new Window(window.startNanos, window.attempts + 1));
        return 0;
    }

    /** Gives an attempt back whose password was right, or was never checked. */
    void giveBack(String address) {
        Window window = windows.get(address);
        if (window != null && window.attempts > 0) {
            windows.put(address, new Window(window.startNanos, window.attempts - 1));
        }
    }
}
