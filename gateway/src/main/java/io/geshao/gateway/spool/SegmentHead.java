package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a segment without its body. All its items were received in the same hour, so that it can become a
 * gap of the ledger as it is.
 *
 * @param createdMillis when it was committed
 * @param fromMillis when the oldest item was received
 * @param toMillis when the newest was
 */
record SegmentHead(
        Lane lane,
        long first,
        long last,
        long createdMillis,
        long fromMillis,
        long toMillis,
        int readings,
        int rejections,
        State state) {
    static final long HOUR_MILLIS = 3_600_000;

    /** What has become of the items. The ordinal is part of the stored format. */
    enum State {
        WAITING,
        /** The centre has them; the head stays until everything below is delivered, for the ledger's sake. */
        SENT,
        GIVEN_UP_FOR_ROOM,
        LOST_BY_DAMAGE,
        /** Given up and settled; the head stays as that of {@link #SENT} does. */
        GIVEN_UP_SENT,
        /** The centre will never take them: they are among the dead letters, and it is to hear of a gap. */
        REFUSED
    }

    static long hourOf(long millis) {
        return Math.floorDiv(millis, HOUR_MILLIS) * HOUR_MILLIS;
    }

    long hour() {
        return hourOf(fromMillis);
    }

    int items() {
        return Math.toIntExact(last - first + 1);
    }

    boolean isGap() {
        return state == State.GIVEN_UP_FOR_ROOM || state == State.LOST_BY_DAMAGE || state == State.REFUSED;
    }

    /** Whether the centre is still to hear of it, as items or as a gap. */
    boolean isDue() {
        return state == State.WAITING || isGap();
    }

    /** Whether its items count as on their way to the centre. */
    boolean isInFlight() {
        return state == State.WAITING || state == State.SENT;
    }

    SegmentHead as(State other) {
        return new SegmentHead(lane, first, last, createdMillis, fromMillis, toMillis, readings, rejections, other);
    }

    /** Both as one, if the other follows at once and lies in the same hour; else null. */
    @Nullable
    SegmentHead joined(SegmentHead next) {
        if (next.lane != lane || next.first != last + 1 || next.hour() != hour() || next.state != state) {
            return null;
        }
        return new SegmentHead(
                lane,
                first,
                next.last,
                next.createdMillis,
                Math.min(fromMillis, next.fromMillis),
                Math.max(toMillis, next.toMillis),
                readings + next.readings,
                rejections + next.rejections,
                state);
    }

    Batch.Gap gap() {
        return new Batch.Gap(first, last, fromMillis, toMillis, readings, rejections, cause());
    }

    private Batch.Gap.Cause cause() {
        return switch (state) {
            case LOST_BY_DAMAGE -> Batch.Gap.Cause.DAMAGED;
            case REFUSED -> Batch.Gap.Cause.REFUSED;
            case GIVEN_UP_FOR_ROOM -> Batch.Gap.Cause.QUOTA;
            case WAITING, SENT, GIVEN_UP_SENT -> throw new IllegalStateException(state + " is no gap");
        };
    }

    /** Check sum of everything but the state, which changes. */
    int check() {
        ByteBuffer bytes = ByteBuffer.allocate(56);
        bytes.putLong(SpoolStore.id(lane, first)).putLong(last).putLong(createdMillis);
        bytes.putLong(fromMillis).putLong(toMillis).putLong(readings).putLong(rejections);
        return check(bytes.array());
    }

    static int check(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length);
        return (int) sum.getValue();
    }

    /** Both check sums in the one number that is stored: head above, body below. */
    long checks(byte[] body) {
        return (long) check() << 32 | Integer.toUnsignedLong(check(body));
    }

    /** Whether a stored head is as it was written, and makes sense. */
    boolean isWhole(long storedChecks) {
        return (int) (storedChecks >>> 32) == check()
                && first <= last
                && readings + (long) rejections == last - first + 1
                && hourOf(fromMillis) == hourOf(toMillis);
    }
}
