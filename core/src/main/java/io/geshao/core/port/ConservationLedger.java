package io.geshao.core.port;

import io.geshao.core.Lane;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The books of the platform: what gateways answered for against what the centre has, per gateway, spool, lane and hour of
 * receipt. An item is a reading or a rejection. Blocking; any thread; every answer is bounded.
 *
 * <p>{@code acknowledged = gatewayDuplicates + inFlight + givenUp + (stored + duplicates + rejected)}, see
 * {@link BatchSink.GatewayReport}. A second look does not trust the books: it counts the rows themselves.
 */
public interface ConservationLedger {
    /**
     * The lines of the books, newest hour first.
     *
     * @param gateway only this one's, or null for all
     * @param before the last line of the page before, or null to start
     */
    List<Line> lines(@Nullable String gateway, @Nullable Key before, int limit);

    /** Lines of the watched hours that do not balance, newest hour first, at most 1,000. Alerting may poll this. */
    List<Line> unbalanced();

    /**
     * Counts the stored rows of one hour of receipt and holds them against the books; slow on a full table.
     *
     * @param hourMillis start of the hour, a multiple of 3,600,000
     */
    List<Audit> audit(long hourMillis);

    /** What one line of the books is about. */
    record Key(String gateway, String spool, Lane lane, long hourMillis) {}

    /** How a line stands. */
    enum Verdict {
        /** Every item is accounted for, and all of it has arrived or is declared as given up. */
        BALANCED,
        /** Nothing is missing yet: something waits in the gateway's spool, or the newest report is behind the centre. */
        IN_FLIGHT,
        /** Items are missing, or there are more than were acknowledged: see {@link Cause}. */
        UNBALANCED,
        /** The gateway has not reported about this hour: nothing to hold the centre's count against. */
        NO_REPORT
    }

    /** Why a line has its verdict. */
    enum Cause {
        NONE,
        /** The gateway's spool holds items of this hour that it has not delivered. */
        SPOOLED,
        /** The centre has batches that the newest report does not know as delivered. */
        REPORT_BEHIND,
        /** The sum does not come out. */
        ITEMS_MISSING,
        /** The centre has counted more items than the gateway answered for. */
        ITEMS_TOO_MANY,
        /** The gateway was told that entries are stored which the centre has never had. */
        NUMBERS_MISSING,
        /** The gateway gave up items that it has not declared to the centre, or the declaration was lost. */
        GAP_UNDECLARED,
        /** The centre's own totals and its record of the single batches or gaps differ. */
        BOOKS_DAMAGED,
        /** Stored rows have vanished, or appeared, behind the books' back: see {@link Audit}. */
        ROWS_DIFFER
    }

    /**
     * One line. The first four terms are the gateway's, the next four the centre's.
     *
     * @param givenUp items that the gateway gave up and the centre does not have: what came before, with only its receipt
     *     lost, counts as stored
     * @param declared of them, items that came declared as given up; must reach {@code givenUp}
     * @param ahead items among the centre's that the gateway does not yet know as delivered
     * @param difference {@code acknowledged} less the sum of the other side; 0 if it balances or cannot be judged
     * @param reportedMillis time of the gateway's newest report for this lane, 0 without one
     */
    record Line(
            Key key,
            long acknowledged,
            long gatewayDuplicates,
            long inFlight,
            long givenUp,
            long stored,
            long duplicates,
            long rejected,
            long declared,
            long ahead,
            long difference,
            long reportedMillis,
            Verdict verdict,
            Cause cause) {}

    /**
     * Stored rows of an hour, counted, beside what the books say.
     *
     * @param booked readings that the books call stored
     * @param counted rows that are there
     * @param complete false if some of the hour's readings were old enough for retention to have removed them: then
     *     nothing follows from a difference
     */
    record Audit(Key key, long booked, long counted, boolean complete) {
        /** Whether rows vanished or appeared. */
        public boolean differs() {
            return complete && booked != counted;
        }
    }
}
