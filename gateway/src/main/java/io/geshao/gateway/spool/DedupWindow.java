package io.geshao.gateway.spool;

import io.geshao.core.DeviceId;
import io.geshao.gateway.codec.MessageIdentity;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which messages were seen lately: the last 256 of each device, for 24 hours. It decides whether a message is new, came
 * before, or shows that its device has restarted. Memory: a device costs 29 bytes per remembered message. Owner: the
 * spool's writer thread.
 */
final class DedupWindow {
    static final int PER_DEVICE = 256;
    static final long HORIZON_MILLIS = 24 * 3_600_000L;
    /** EXCHANGE_LIFETIME of RFC 7252, 4.8.2: how long a repeated CoAP message can be under way. */
    static final long RELATIVE_HORIZON_MILLIS = 247_000;

    /** The boot epoch moves up by this with each restart that only the gateway noticed. */
    private static final int EPOCH_SHIFT = 20;

    private static final long UNSIGNED_32 = 0xffff_ffffL;

    private final Map<DeviceId, History> histories = new HashMap<>();

    /** What a message is. */
    enum Verdict {
        NEW,
        DUPLICATE,
        /** Same numbers, other content: the device has restarted and counts anew; the message is new. */
        NEW_AFTER_RESTART
    }

    /**
     * @param epoch restarts that only the gateway noticed, counted per device
     * @param missing messages left out in front of this one, 0 if none
     */
    record Judgement(Verdict verdict, int epoch, long missing) {}

    /** One remembered message, as it is stored. */
    record Seen(DeviceId device, MessageIdentity identity, int epoch, long atMillis) {}

    /** Decides about a message without remembering it. */
    Judgement judge(DeviceId device, MessageIdentity identity, long nowMillis) {
        History history = histories.get(device);
        if (history == null) {
            return new Judgement(Verdict.NEW, 0, 0);
        }
        boolean counted = identity.kind() == MessageIdentity.Kind.COUNTED;
        long horizon =
                switch (identity.kind()) {
                    case COUNTED, BY_CONTENT -> HORIZON_MILLIS;
                    case BY_CONTENT_IN_A_ROW -> RELATIVE_HORIZON_MILLIS;
                };
        Verdict verdict = identity.kind() == MessageIdentity.Kind.BY_CONTENT_IN_A_ROW
                ? history.compareWithLast(key(identity), identity.bodyHash(), nowMillis - horizon)
                : history.find(key(identity), identity.bodyHash(), counted, nowMillis - horizon);
        int epoch = verdict == Verdict.NEW_AFTER_RESTART ? history.epoch + 1 : history.epoch;
        long missing = verdict == Verdict.NEW && counted ? history.missingBefore(identity) : 0;
        return new Judgement(verdict, epoch, missing);
    }

    /** Remembers a message that is being stored, or was stored before a restart of this process. */
    void remember(Seen seen) {
        histories.computeIfAbsent(seen.device(), id -> new History()).add(seen, key(seen.identity()));
    }

    /** Restores how often a device was found restarted. */
    void restoreEpoch(DeviceId device, int epoch) {
        histories.computeIfAbsent(device, id -> new History()).epoch = epoch;
    }

    /** The boot epoch of the readings of a message: the device's own counter, moved up by what the gateway noticed. */
    static long bootEpoch(long boot, int epoch) {
        return (boot + ((long) epoch << EPOCH_SHIFT)) & UNSIGNED_32;
    }

    private static long key(MessageIdentity identity) {
        return identity.kind() == MessageIdentity.Kind.COUNTED
                ? (identity.boot() << 32) | identity.seq()
                : identity.seq();
    }

    /** One device's messages in a ring that grows to its limit; the newest overwrites the oldest. */
    private static final class History {
        private static final int UNCOUNTED = -1;

        private long[] keys = new long[8];
        private long[] hashes = new long[8];
        private long[] atMillis = new long[8];
        private int[] epochs = new int[8];
        private int size;
        private int oldest;
        private int epoch;
        private boolean hasLast;
        private long lastBoot;
        private long lastSeq;
        private long highest; // counted key, unsigned; 0 before the first

        Verdict find(long key, long hash, boolean counted, long notBeforeMillis) {
            if (counted && Long.compareUnsigned(key, highest) > 0) {
                return Verdict.NEW; // nearly every message: no need to look through the others
            }
            boolean otherBody = false;
            for (int i = 0; i < size; i++) {
                if (keys[i] == key && (epochs[i] != UNCOUNTED) == counted && atMillis[i] >= notBeforeMillis) {
                    if (hashes[i] == hash) {
                        return Verdict.DUPLICATE;
                    }
                    otherBody |= epochs[i] == epoch;
                }
            }
            return counted && otherBody ? Verdict.NEW_AFTER_RESTART : Verdict.NEW;
        }

        Verdict compareWithLast(long key, long hash, long notBeforeMillis) {
            int last = (oldest + size - 1) % PER_DEVICE;
            boolean same = size > 0
                    && keys[last] == key
                    && hashes[last] == hash
                    && epochs[last] == UNCOUNTED
                    && atMillis[last] >= notBeforeMillis;
            return same ? Verdict.DUPLICATE : Verdict.NEW;
        }

        long missingBefore(MessageIdentity identity) {
            if (!hasLast || identity.boot() != lastBoot) {
                return 0;
            }
            long ahead = (identity.seq() - lastSeq) & UNSIGNED_32;
            return ahead > 0 && ahead < 1L << 31 ? ahead - 1 : 0; // the other half of the circle is back-fill
        }

        void add(Seen seen, long key) {
            boolean counted = seen.identity().kind() == MessageIdentity.Kind.COUNTED;
            int slot = slot();
            keys[slot] = key;
            hashes[slot] = seen.identity().bodyHash();
            atMillis[slot] = seen.atMillis();
            epochs[slot] = counted ? seen.epoch() : UNCOUNTED;
            if (!counted) {
                return;
            }
            if (Long.compareUnsigned(key, highest) > 0) {
                highest = key;
            }
            long ahead = (seen.identity().seq() - lastSeq) & UNSIGNED_32;
            if (!hasLast || seen.identity().boot() != lastBoot || seen.epoch() != epoch || ahead < 1L << 31) {
                hasLast = true;
                lastBoot = seen.identity().boot();
                lastSeq = seen.identity().seq();
            }
            epoch = Math.max(epoch, seen.epoch());
        }

        private int slot() {
            if (size == PER_DEVICE) {
                int slot = oldest;
                oldest = (oldest + 1) % PER_DEVICE;
                return slot;
            }
            if (size == keys.length) {
                int grown = size * 2;
                keys = Arrays.copyOf(keys, grown);
                hashes = Arrays.copyOf(hashes, grown);
                atMillis = Arrays.copyOf(atMillis, grown);
                epochs = Arrays.copyOf(epochs, grown);
            }
            return size++;
        }
    }
}
