package io.geshao.console.auth;

import io.geshao.core.time.Ticker;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Open sessions by the hash of their token, so that a dump of memory or a log of keys opens no door. Bounded: past the
 * limit the oldest ends. They end with the process. Owned by the event loop.
 */
final class Sessions {
    static final long LIFE_NANOS = TimeUnit.HOURS.toNanos(12);
    static final int LIMIT = 1_000;
    private static final int TOKEN_BYTES = 32;

    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byHash = new LinkedHashMap<>();

    Sessions(Ticker ticker) {
        this.ticker = ticker;
    }

    private record Session(String account, long startNanos) {}

    /** Opens a session and returns its token. */
    String open(String account) {
        byHash.values().removeIf(this::isOver);
        if (byHash.size() >= LIMIT) {
            Iterator<String> oldest = byHash.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byHash.put(Digests.sha256(token), new Session(account, ticker.nanos()));
        return token;
    }

    /** The account of a token, if its session is open. */
    Optional<String> account(String token) {
        Session session = byHash.get(Digests.sha256(token));
        return session == null || isOver(session) ? Optional.empty() : Optional.of(session.account);
    }

    void close(String token) {
        byHash.remove(Digests.sha256(token));
    }

    private boolean isOver(Session session) {
        return ticker.nanos() - session.startNanos >= LIFE_NANOS;
    }
}
