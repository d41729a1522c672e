package io.geshao.gateway.coap;

import io.geshao.core.time.Ticker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last posts of every peer that came the short way, and how they were answered, so that a message that is sent again
 * is taken once and gets the same answer (RFC 7252, 4.2 and 4.5): for EXCHANGE_LIFETIME, as long as the peer has not
 * sent {@value #PER_PEER} others since. What comes again later is known to the spool.
 *
 * <p>A repetition is the same message id from the same address, <em>and the same bytes</em>. A device that has restarted
 * may use an id again for another reading: to call that a repetition would acknowledge a reading that nobody has.
 *
 * <p>Threads: {@link #of} on the receiving thread; a {@link Peer} locks itself.
 */
final class Repetitions {
    static final int PER_PEER = 32;

    /** EXCHANGE_LIFETIME of RFC 7252, 4.8.2. */
    static final long LIFETIME_NANOS = 247_000_000_000L;

    /** Bound of memory, at about 600 bytes each when busy; the posts of further peers go through Californium. */
    static final int MAX_PEERS = 50_000;

    private static final int FIRST_SLOTS = 4;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L; // 2^64 divided by the golden ratio, odd

    private final Ticker ticker;
    private final int maxPeers;
    private final long seed = new SecureRandom().nextLong();
    private final ConcurrentHashMap<InetSocketAddress, Peer> peers = new ConcurrentHashMap<>();

    /** What a peer's message is, beside those before it. */
    enum Kind {
        NEW,
        /** The first of its kind is still being stored. */
        WAITING,
        /** {@link Peer#answer} has what was said. */
        ANSWERED,
        /** Californium has taken it over. */
        ADOPTED,
        /** More is waiting than is remembered of a peer. */
        NO_ROOM
    }

    Repetitions(Ticker ticker) {
        this(ticker, MAX_PEERS);
    }

    Repetitions(Ticker ticker, int maxPeers) {
        this.ticker = ticker;
        this.maxPeers = maxPeers;
    }

    /** What is known of a peer, or null if it is not known. */
    @Nullable
    Peer known(InetSocketAddress address) {
        return peers.get(address);
    }

    /** What is known of a peer, from now on if it was not; or null if there are too many. The receiving thread only. */
    @Nullable
    Peer of(InetSocketAddress address) {
        Peer peer = peers.get(address);
        if (peer == null && peers.size() < maxPeers) {
            peer = new Peer();
            peers.put(address, peer);
        }
        return peer;
    }

    int size() {
        return peers.size();
    }

    /** Forgets the peers that have been silent for a lifetime, and shows the posts that have waited for a whole round. */
    void sweep(Consumer<ShortPost> waited) {
        long before = ticker.nanos() - LIFETIME_NANOS;
        peers.values().removeIf(peer -> peer.isSilentSince(before));
        peers.values().forEach(peer -> peer.waiting().forEach(waited));
    }

    /** A fingerprint of a datagram; only this process can tell which datagrams have the same. */
    long fingerprint(byte[] bytes) {
        long hash = seed ^ bytes.length;
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            hash = mixed(hash, (long) LONGS.get(bytes, i));
        }
        long rest = 0;
        for (; i < bytes.length; i++) {
            rest = rest << 8 | bytes[i] & 0xff;
        }
        hash = mixed(hash, rest);
        return hash ^ hash >>> 32;
    }

    private static long mixed(long hash, long word) {
        long product = (hash ^ word) * SPREAD;
        return Long.rotateLeft(product ^ product >>> 29, 23);
    }

    /** The messages of one peer in a ring that grows to its limit; the newest overwrites the oldest. */
    final class Peer {
        /** Stands for 2.04 and nothing else, which is made from the request again. */
        static final byte[] PLAIN = new byte[0];

        private static final int NO_ID = -1;

        private int[] ids = new int[FIRST_SLOTS];
        private long[] fingerprints = new long[FIRST_SLOTS];
        private long[] atNanos = new long[FIRST_SLOTS];
        private @Nullable ShortPost[] posts = new ShortPost[FIRST_SLOTS]; // until it is answered
        private byte[][] answers = new byte[FIRST_SLOTS][];
        private int size;
        private int next; // where the oldest is, once the ring is full
        private int waiting;
        private int found; // the slot that was judged last

        /** What the message is; what follows is about this one. */
        synchronized Kind judge(int id, long fingerprint) {
            for (int i = 0; i < size; i++) {
                if (ids[i] == id && fingerprints[i] == fingerprint && ticker.nanos() - atNanos[i] < LIFETIME_NANOS) {
                    found = i;
                    ShortPost post = posts[i];
                    if (post == null) {
                        return Kind.ANSWERED;
                    }
                    return post.isAdopted() ? Kind.ADOPTED : Kind.WAITING;
                }
            }
            return size == PER_PEER && posts[next] != null && !posts[next].isAdopted() ? Kind.NO_ROOM : Kind.NEW;
        }

        /** How the message judged last was answered; empty for 2.04 and nothing else. */
        synchronized byte[] answer() {
            return answers[found];
        }

        /** The post of the message judged last, if it still waits. */
        synchronized @Nullable ShortPost post() {
            return posts[found];
        }

        /** Remembers a new message. */
        synchronized void begin(ShortPost post, long fingerprint) {
            int slot = slot();
            if (posts[slot] == null) {
                waiting++;
            }
            ids[slot] = post.messageId();
            fingerprints[slot] = fingerprint;
            atNanos[slot] = ticker.nanos();
            posts[slot] = post;
            answers[slot] = PLAIN;
            post.slot = slot;
        }

        /** @param answer the datagram, or {@link #PLAIN} */
        synchronized void answered(ShortPost post, byte[] answer) {
            int slot = post.slot;
            if (posts[slot] == post) {
                posts[slot] = null;
                answers[slot] = answer;
                waiting--;
            }
        }

        /** As if it had never come. */
        synchronized void withdraw(ShortPost post) {
            int slot = post.slot;
            if (posts[slot] == post) {
                posts[slot] = null;
                ids[slot] = NO_ID;
                waiting--;
            }
        }

        private synchronized boolean isSilentSince(long nanos) {
            return size == 0 || atNanos[(next + size - 1) % size] - nanos < 0; // the newest
        }

        private synchronized List<ShortPost> waiting() {
            if (waiting == 0) {
                return List.of();
            }
            List<ShortPost> found = new ArrayList<>(waiting);
            for (ShortPost post : posts) {
                if (post != null) {
                    found.add(post);
                }
            }
            return found;
        }

        private int slot() {
            if (size == PER_PEER) {
                int slot = next;
                next = (next + 1) % PER_PEER;
                return slot;
            }
            if (size == ids.length) {
                int grown = size * 2;
                ids = Arrays.copyOf(ids, grown);
                fingerprints = Arrays.copyOf(fingerprints, grown);
                atNanos = Arrays.copyOf(atNanos, grown);
                posts = Arrays.copyOf(posts, grown);
                answers = Arrays.copyOf(answers, grown);
            }
            return size++;
        }
    }
}
