package io.geshao.gateway.mqtt;

import io.geshao.core.time.Ticker;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private static final long WILL_RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final int willDelaySeconds;
    private final Wills wills = new Wills(); // guarded by this
    private final Ticker ticker;
    private final Map<Key, Session> attached = new HashMap<>(); // guarded by this
    private final Map<Key, Session> detached = new LinkedHashMap<>(); // guarded by this; eldest first
    private final Map<String, Session> readers =
            new HashMap<>(); // guarded by this; topic down to its latest subscriber
    private volatile DownlinkListener downlink = DownlinkListener.NONE; // set once, soon after the start

    /** @param willDelaySeconds least time a lost client has to come back before its will is executed */
    Sessions(int willDelaySeconds, Ticker ticker) {
        this.willDelaySeconds = willDelaySeconds;
        this.ticker = ticker;
    }

    void listen(DownlinkListener listener) {
        downlink = listener;
    }

    DownlinkListener downlink() {
        return downlink;
    }

    /** Who a session belongs to. */
    record Key(String identity, String clientId) {}

    /** The side of a connection that a session talks to. */
    interface Owner {
        /** Another connection has taken the session over; called on that one's thread. */
        void takenOver();

        /**
         * Sends a message to the client; any thread.
         *
         * @param told with whether the client has it
         */
        void deliver(String topic, int qos, byte[] body, CompletableFuture<Boolean> told);
    }

    /** A session and whether the client may rely on it. */
    record Claim(Session session, boolean present) {}

    /** State of one client. Calls of a connection that is no longer the owner change nothing. */
    final class Session {
        private final Key key;
        private @Nullable BitSet unreleased; // guarded by Sessions; PUBREC sent, PUBREL awaited
        private @Nullable Map<String, Integer> filters; // guarded by Sessions; topic to granted QoS
        private @Nullable Owner owner; // guarded by Sessions
        private long endsNanos; // guarded by Sessions; while detached

        Session(Key key) {
            this.key = key;
        }

        /** Notes that the packet number is in use until its PUBREL. */
        void received(Owner caller, int packetId) {
            synchronized (Sessions.this) {
                if (owner == caller) {
                    if (unreleased == null) {
                        unreleased = new BitSet();
                    }
                    unreleased.set(packetId);
                }
            }
        }

        boolean isUnreleased(int packetId) {
            synchronized (Sessions.this) {
                return unreleased != null && unreleased.get(packetId);
            }
        }

        /** How many packet numbers are in use. */
        int unreleased() {
            synchronized (Sessions.this) {
                return unreleased == null ? 0 : unreleased.cardinality();
            }
        }

        /** Frees a packet number; false if it was not in use. */
        boolean release(Owner caller, int packetId) {
            synchronized (Sessions.this) {
                if (owner != caller || unreleased == null || !unreleased.get(packetId)) {
                    return false;
                }
                unreleased.clear(packetId);
                return true;
            }
        }

        /** @param down whether {@link Sessions#send} may find the session by this topic */
        void subscribe(Owner caller, String topic, int qos, boolean down) {
            synchronized (Sessions.this) {
                if (owner == caller) {
                    if (filters == null) {
                        filters = new HashMap<>();
                    }
                    filters.put(topic, qos);
                    if (down) {
                        readers.put(topic, this);
                    }
                }
            }
        }

        boolean unsubscribe(Owner caller, String topic) {
            synchronized (Sessions.this) {
                if (owner != caller || filters == null || filters.remove(topic) == null) {
                    return false;
                }
                readers.remove(topic, this);
                return true;
            }
        }

        boolean wants(String topic) {
            synchronized (Sessions.this) {
                return filters != null && filters.containsKey(topic);
            }
        }

        /** What the session is subscribed to. */
        List<String> filters() {
            synchronized (Sessions.this) {
                return filters == null ? List.of() : List.copyOf(filters.keySet());
            }
        }

        /** Its end: guarded by Sessions. */
        private void forget() {
            if (filters != null) {
                filters.keySet().forEach(topic -> readers.remove(topic, this));
            }
        }
    }

    /**
     * Sends a message to whoever reads the topic.
     *
     * @return whether the client has it; false if nobody who is connected reads it
     */
    CompletionStage<Boolean> send(String topic, byte[] body) {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        Owner reader;
        int qos = 0;
        synchronized (this) {
            Session session = readers.get(topic);
            reader = session == null ? null : session.owner;
            if (session != null && session.filters != null) {
                qos = session.filters.getOrDefault(topic, 0);
            }
        }
        if (reader == null) {
            told.complete(false);
        } else {
            reader.deliver(topic, qos, body, told);
        }
        return told;
    }

    /**
     * Takes out the wills whose clients have not come back in time.
     *
     * @return each with the client it is of
     */
    synchronized List<Map.Entry<Key, Wills.Will>> takeDueWills() {
        return wills.takeDue(ticker.nanos());
    }

    /** A will that nobody had room for: once more, unless the client has come back. */
    synchronized void repeatWill(Key key, Wills.Will will) {
        if (!attached.containsKey(key)) {
            wills.add(key, will, ticker.nanos() + WILL_RETRY_NANOS);
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
                    session.forget();
                    session = null;
                }
            }
            old = session == null ? null : session.owner;
            if (session != null) {
                session.owner = null;
            }
            if (session != null && cleanStart) {
                session.forget();
            }
            Session live = session == null || cleanStart ? new Session(key) : session;
            live.owner = owner;
            attached.put(key, live);
            wills.drop(key);
            claim = new Claim(live, live == session);
        }
        if (old != null) {
            old.takenOver();
        }
        return claim;
    }

    /**
     * The connection is gone. With an expiry of 0 the session ends with it.
     *
     * @param will to be executed unless the client is back in time, or null
     */
    synchronized void detach(Session session, Owner owner, long expirySeconds, Wills.@Nullable Will will) {
        if (session.owner != owner) {
            return; // it is back already, on another connection
        }
        if (will != null) {
            long delay = Math.max(will.delaySeconds(), willDelaySeconds);
            wills.add(
                    session.key,
                    will,
                    ticker.nanos() + Duration.ofSeconds(delay).toNanos());
        }
        session.owner = null;
        attached.remove(session.key);
        if (expirySeconds <= 0) {
            session.forget();
            return;
        }
        session.endsNanos = ticker.nanos()
                + Duration.ofSeconds(Math.min(expirySeconds, MAX_EXPIRY_S)).toNanos();
        detached.put(session.key, session);
        if (detached.size() > MAX_DETACHED) {
            Iterator<Session> eldest = detached.values().iterator();
            eldest.next().forget();
            eldest.remove();
        }
    }

    synchronized int connected() {
        return attached.size();
    }
}
