package io.geshao.core.port;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The centre as a gateway sees it. Any thread may call; a gateway has a window of batches per lane under way, and after an
 * outage their numbers come out of order.
 */
public interface BatchSink {
    /**
     * Takes a batch. The stage completes when all of it is durable at the centre; delivering the same batch again is
     * answered alike and changes nothing.
     *
     * @return completes exceptionally with {@link UndeliverableException} if it was not stored
     */
    CompletionStage<Receipt> deliver(Batch batch);

    /**
     * Takes a gateway's own count of what it answered for: its half of the conservation ledger, and its sign of life.
     * Sent every few seconds, also when there is nothing to deliver; a report that is lost is made good by the next.
     */
    CompletionStage<Void> report(GatewayReport report);

    /**
     * What a gateway has answered for since its spool was made, counted where it was answered, so that it can be held
     * against what the centre has. An item is a reading or a rejection. For every spool, lane and hour of receipt:
     *
     * <p>{@code acknowledged = duplicates + inFlight + givenUp + (the centre's stored + duplicates + rejected)}
     *
     * <p>where the centre counts what came with numbers up to {@link LaneCount#through}.
     *
     * @param spool as in {@link io.geshao.core.Batch}
     * @param figures state of the gateway in numbers, by name: {@code spool_bytes}, {@code disk_free_bytes},
     *     {@code devices_connected}; shown to people, nothing is decided by it
     */
    record GatewayReport(
            String gateway, String spool, long atMillis, List<LaneCount> lanes, Map<String, Long> figures) {
        public GatewayReport {
            lanes = List.copyOf(lanes);
            figures = Map.copyOf(figures);
        }
    }

    /**
     * @param through the highest number up to which the centre has acknowledged everything; -1 before the first
     * @param hours the hours that changed lately or still have something in flight; others stand as last reported
     */
    record LaneCount(Lane lane, long through, List<HourCount> hours) {
        public LaneCount {
            hours = List.copyOf(hours);
        }
    }

    /**
     * Items received by the gateway in one hour.
     *
     * @param hourMillis start of the hour, a multiple of 3,600,000
     * @param acknowledged all items the gateway answered for, those sent again included
     * @param duplicates items that were sent again and recognised at the gateway
     * @param inFlight items with numbers above {@code through} that are not given up, also those that were delivered ahead
     * @param givenUp items declared as gaps
     */
    record HourCount(long hourMillis, long acknowledged, long duplicates, long inFlight, long givenUp) {}

    /**
     * What became of a batch. {@code stored + duplicates} is the number of its readings.
     *
     * @param stored readings that are new at the centre
     * @param duplicates readings that were there already
     */
    record Receipt(int stored, int duplicates) {}

    /** The batch was not stored. */
    final class UndeliverableException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final boolean retryable;

        public UndeliverableException(String message, @Nullable Throwable cause, boolean retryable) {
            super(message, cause);
            this.retryable = retryable;
        }

        /** Whether the same batch can succeed later. */
        public boolean isRetryable() {
            return retryable;
        }
    }
}
