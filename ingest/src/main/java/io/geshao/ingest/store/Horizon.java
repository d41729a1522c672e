package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * How far in time everything that gateways received is in the log. Any thread; for the log's readers see
 * {@link io.geshao.core.port.ReadingLog#completeUntilMillis}.
 *
 * <p>While a batch waits, nothing younger than its oldest reading is certain. What a gateway received while that one
 * waited comes with the numbers behind it. So after a batch whose newest reading is old by the time it is committed, the
 * lane holds the horizon at that reading until the batch that continues its numbers is here, or a short quiet shows that
 * there is none. Only that batch will do: after an outage a gateway sends what arrives now before its backlog, and has
 * several batches under way. A batch that is turned away holds the horizon too, until it can have been delivered again.
 *
 * <p>A gateway that was cut off for an hour, or whose clock is wrong, must not stop the clock for everybody. So a batch
 * that is already very old when it arrives counts from its arrival, unless it follows, in its lane, one that waits or
 * holds: then it is the rest of a backlog that the centre itself has made.
 */
final class Horizon {
    /** The newest reading of a batch is older than this at the commit: there may be more where it came from. */
    private static final long SLOW_MILLIS = 1_000;
    /** Within this time a gateway sends what it has; generous, since it matters on machines that are overloaded. */
    private static final long QUIET_MILLIS = 2_000;
    /** Longer than a gateway waits before it delivers again. */
    private static final long RETRY_MILLIS = 6_000;
    /** Older than this at its arrival: not the centre's delay. No hold is kept for longer either. */
    private static final long OLD_MILLIS = 300_000;

    /** Whose numbers have no holes in the end. */
    private record Source(String gateway, String spool, Lane lane) {}

    /**
     * The lane's time stands at a floor until number {@code next} comes.
     *
     * @param from everything from here to before {@code next} has come; equal to {@code next} if nothing has
     * @param latestMillis to which a gateway that sends higher numbers can put the end off
     */
    private record Hold(long from, long next, long floorMillis, long untilMillis, long latestMillis) {}

    /** A batch on its way; known by identity, since the same batch may come twice. */
    static final class Waiting {
        private final Batch batch;
        private final long from;
        private final long floorMillis;
        private final boolean trusted;

        private Waiting(Batch batch, long from, long floorMillis, boolean trusted) {
            this.batch = batch;
            this.from = from;
            this.floorMillis = floorMillis;
            this.trusted = trusted;
        }
    }

    /** One lane of one spool: as many batches as its gateway has under way, and about as many holds. */
    private static final class LaneState {
        private final List<Waiting> waiting = new ArrayList<>(); // guarded by the horizon
        private final List<Hold> holds = new ArrayList<>(); // guarded by the horizon

        /** The batch is behind one that the centre makes wait, or whose continuation it expects. */
        boolean precedes(Batch batch) {
            for (Waiting other : waiting) {
                if (other.trusted && other.batch.last() < batch.first()) {
                    return true;
                }
            }
            for (Hold hold : holds) {
                if (hold.next() <= batch.last()) {
                    return true;
                }
            }
            return false;
        }

        /** The number has come already, and what has come holds the horizon itself. */
        boolean has(long number) {
            for (Waiting other : waiting) {
                if (other.trusted && other.from <= number && number <= other.batch.last()) {
                    return true;
                }
            }
            for (Hold hold : holds) {
                if (hold.from() <= number && number < hold.next()) {
                    return true;
                }
            }
            return false;
        }

        void hold(Hold hold) {
            Hold whole = hold;
            for (Iterator<Hold> others = holds.iterator(); others.hasNext(); ) {
                Hold other = others.next();
                if (other.next() == whole.next()) {
                    others.remove();
                    whole = new Hold(
                            Math.min(whole.from(), other.from()),
                            whole.next(),
                            Math.min(whole.floorMillis(), other.floorMillis()),
                            Math.max(whole.untilMillis(), other.untilMillis()),
                            Math.max(whole.latestMillis(), other.latestMillis()));
                }
            }
            holds.add(whole);
        }

        void expire(long nowMillis) {
            holds.removeIf(hold -> nowMillis >= hold.untilMillis());
        }

        boolean isIdle() {
            return waiting.isEmpty() && holds.isEmpty();
        }
    }

    private final Map<Source, LaneState> lanes = new HashMap<>(); // guarded by this; those that wait or hold

    /** A batch has come in. */
    synchronized Waiting arrived(Batch batch, long nowMillis) {
        LaneState lane = lanes.computeIfAbsent(source(batch), source -> new LaneState());
        lane.expire(nowMillis);
        long oldest = oldest(batch);
        boolean trusted = nowMillis - oldest <= OLD_MILLIS || lane.precedes(batch);
        long from = batch.first();
        // A lane's numbers are in the order of receipt: what continues a held batch is no older than it.
        long notBefore = Long.MIN_VALUE;
        for (int i = lane.holds.size() - 1; i >= 0; i--) {
            Hold hold = lane.holds.get(i);
            if (batch.first() <= hold.next() && hold.next() <= batch.last()) {
                lane.holds.remove(i);
                from = Math.min(from, hold.from());
                notBefore = Math.max(notBefore, hold.floorMillis());
            } else if (hold.next() < batch.first()) {
                lane.holds.set(i, putOff(hold, nowMillis));
            }
        }
        Waiting arrived = new Waiting(batch, from, trusted ? Math.max(oldest, notBefore) : nowMillis, trusted);
        lane.waiting.add(arrived);
        return arrived;
    }

    /** Higher numbers have come: those between are in the gateway's spool for certain. */
    private static Hold putOff(Hold hold, long nowMillis) {
        long until = Math.min(hold.latestMillis(), Math.max(hold.untilMillis(), nowMillis + RETRY_MILLIS));
        return new Hold(hold.from(), hold.next(), hold.floorMillis(), until, hold.latestMillis());
    }

    /** It was turned away and will come again. */
    synchronized void refused(Waiting refused, long nowMillis) {
        if (refused.trusted) {
            lane(refused)
                    .hold(new Hold(
                            refused.batch.first(),
                            refused.batch.first(),
                            refused.floorMillis,
                            nowMillis + RETRY_MILLIS,
                            nowMillis + OLD_MILLIS));
        }
        settled(refused);
    }

    /** It is committed; call it before the gateway hears of it, since its next batch may come at once. */
    synchronized void committed(Waiting done, long nowMillis) {
        long newest = newest(done.batch);
        if (!done.trusted || nowMillis - newest <= SLOW_MILLIS) {
            return;
        }
        LaneState lane = lane(done);
        long next = done.batch.last() + 1;
        if (!lane.has(next)) {
            lane.hold(new Hold(done.from, next, newest, nowMillis + QUIET_MILLIS, nowMillis + OLD_MILLIS));
        }
    }

    /** Listeners have heard of it, or it will never be stored. */
    synchronized void settled(Waiting done) {
        Source source = source(done.batch);
        LaneState lane = lanes.get(source);
        if (lane != null) {
            lane.waiting.remove(done);
            if (lane.isIdle()) {
                lanes.remove(source);
            }
        }
    }

    synchronized long completeUntilMillis(long nowMillis) {
        long until = nowMillis;
        for (Iterator<LaneState> all = lanes.values().iterator(); all.hasNext(); ) {
            LaneState lane = all.next();
            lane.expire(nowMillis);
            for (Waiting batch : lane.waiting) {
                until = Math.min(until, batch.floorMillis);
            }
            for (Hold hold : lane.holds) {
                until = Math.min(until, hold.floorMillis());
            }
            if (lane.isIdle()) {
                all.remove();
            }
        }
        return until;
    }

    /** A batch that was settled and is committed in another try of the same group has no lane any more. */
    private LaneState lane(Waiting batch) {
        return lanes.computeIfAbsent(source(batch.batch), source -> new LaneState());
    }

    private static long oldest(Batch batch) {
        long oldest = batch.createdMillis();
        for (Reading reading : batch.readings()) {
            oldest = Math.min(oldest, reading.receivedMillis());
        }
        for (Rejection rejection : batch.rejections()) {
            oldest = Math.min(oldest, rejection.receivedMillis());
        }
        for (Batch.Gap gap : batch.gaps()) {
            oldest = Math.min(oldest, gap.fromMillis());
        }
        return oldest;
    }

    /** When the last of its entries was received: whatever comes behind it is no older. */
    private static long newest(Batch batch) {
        long newest = Long.MIN_VALUE;
        for (Reading reading : batch.readings()) {
            newest = Math.max(newest, reading.receivedMillis());
        }
        for (Rejection rejection : batch.rejections()) {
            newest = Math.max(newest, rejection.receivedMillis());
        }
        for (Batch.Gap gap : batch.gaps()) {
            newest = Math.max(newest, gap.toMillis());
        }
        return newest == Long.MIN_VALUE ? batch.createdMillis() : newest;
    }

    private static Source source(Batch batch) {
        return new Source(batch.gateway(), batch.spool(), batch.lane());
    }
}
