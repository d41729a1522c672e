package io.geshao.gateway.mqtt;

import io.geshao.core.time.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a connection, kept in memory: after a restart of the gateway every client is told «no session», and what
 * it sends again is recognised by its content. Sessions are told apart by identity and client identifier together, so
 * that no one can push out a device by taking its client identifier. Any thread.
 */
final class Sessions {
    /** Longest life of a session without connection. */
    static final long MAX_EXPIRY_S = Duration.ofDays(1).toSeconds();

    private static final int MAX_DETACHED = 10_000;

    private final Ticker ticker;
    private final Map<Key, Session> attached = new LinkedHashMap<>(); // guarded by this
    private final Map<Key, Session> detached = new LinkedHashMap<>(); // guarded by this; eldest first

    Sessions(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Who a session belongs to. */
    record Key(String identity, String clientId) {}

    /** The side of a connection that a session talks to. */
    interface Owner {
        /** Another connection has taken the session over; called on that one's thread. */
        void takenOver();
    }

    /** A session and whether the client may rely on it. */
    record Claim(Session session, boolean present) {}

    /** State of one client. Calls of a connection that is no longer the owner change nothing. */
    final class Session {
        private final Key key;
        private final Set<Integer> unreleased = new HashSet<>(); // guarded by Sessions; PUBREC sent, PUBREL awaited
        private final Set<String> nackFilters = new HashSet<>(); // guarded by Sessions
        private @Nullable Owner owner; // guarded by Sessions
        private long endsNanos; // guarded by Sessions; while detached

        Session(Key key) {
            this.key = key;
        }

        /** Notes that the packet number is in use until its PUBREL. */
        void received(Owner caller, int packetId) {
            synchronized (Sessions.this) {
                if (owner == caller) {
                    unreleased.add(packetId);
                }
            }
        }

        boolean isUnreleased(int packetId) {
            synchronized (Sessions.this) {
                return unreleased.contains(packetId);
            }
        }

        /** Frees a packet number; false if it was not in use. */
        boolean release(Owner caller, int packetId) {
            synchronized (Sessions.this) {
                return owner == caller && unreleased.remove(packetId);
            }
        }

        void subscribe(Owner caller, String filter) {
            synchronized (Sessions.this) {
                if (owner == caller) {
                    nackFilters.add(filter);
                }
            }
        }

        boolean unsubscribe(Owner caller, String filter) {
            synchronized (Sessions.this) {
                return owner == caller && nackFilters.remove(filter);
            }
        }

        boolean wants(String nackTopic) {
            synchronized (Sessions.this) {
                return nackFilters.contains(nackTopic);
            }
        }
    }

    /** Gives the session to a new connection and tells the one that had it. */
    Claim claim(Key key, boolean cleanStart, Owner owner) {
        Owner old;
        Claim claim;
        synchronized (this) {
            Session session = attached.remove(key);
            if (session == null) {
                session = detached.remove(key);
                if (session != null && ticker.nanos() - session.endsNanos >= 0) {
                    session = null;
                }
            }
            old = session == null ? null : session.owner;
            if (session != null) {
                session.owner = null;
            }
            Session live = session == null || cleanStart ? new Session(key) : session;
            live.owner = owner;
            attached.put(key, live);
            claim = new Claim(live, live == session);
        }
        if (old != null) {
            old.takenOver();
        }
        return claim;
    }

    /** The connection is gone. With an expiry of 0 the session ends with it. */
    synchronized void detach(Session session, Owner owner, long expirySeconds) {
        if (session.owner != owner) {
            return;
        }
        session.owner = null;
        attached.remove(session.key);
        if (expirySeconds <= 0) {
            return;
        }
        session.endsNanos = ticker.nanos()
                + Duration.ofSeconds(Math.min(expirySeconds, MAX_EXPIRY_S)).toNanos();
        detached.put(session.key, session);
        if (detached.size() > MAX_DETACHED) {
            Iterator<Session> eldest = detached.values().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    synchronized int connected() {
        return attached.size();
    }
}
