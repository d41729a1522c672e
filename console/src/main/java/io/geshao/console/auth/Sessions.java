package io.geshao.console.auth;

import io.geshao.casework.Actor;
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
    /** A change of what an account may do counts for its sessions after this. */
    static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(30);

    static final int LIMIT = 1_000;
    private static final int TOKEN_BYTES = 32;

    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byHash = new LinkedHashMap<>();

    Sessions(Ticker ticker) {
        this.ticker = ticker;
    }

    private record Session(Actor actor, long startNanos, long checkedNanos) {}

    /** Opens a session and returns its token. */
    String open(Actor actor) {
        byHash.values().removeIf(this::isOver);
        if (byHash.size() >= LIMIT) {
            Iterator<String> oldest = byHash.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byHash.put(Digests.sha256(token), new Session(actor, ticker.nanos(), ticker.nanos()));
        return token;
    }

    /** Who opened the session of a token, as last looked up; empty if it is not open. */
    Optional<Actor> actor(String token) {
        Session session = byHash.get(Digests.sha256(token));
        return session == null || isOver(session) ? Optional.empty() : Optional.of(session.actor);
    }

    /** Whether what its account may do was looked up so long ago that it must be again. */
    boolean isStale(String token) {
        Session session = byHash.get(Digests.sha256(token));
        return session != null && ticker.nanos() - session.checkedNanos >= STALE_NANOS;
    }

    /** What its account may do has been looked up. */
    void renew(String token, Actor actor) {
        byHash.computeIfPresent(
                Digests.sha256(token), (hash, session) -> new Session(actor, session.startNanos, ticker.nanos()));
    }

    void close(String token) {
        byHash.remove(Digests.sha256(token));
    }

    private boolean isOver(Session session) {
        return ticker.nanos() - session.startNanos >= LIFE_NANOS;
    }
}
