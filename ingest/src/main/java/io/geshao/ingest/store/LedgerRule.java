package io.geshao.ingest.store;

import io.geshao.core.port.ConservationLedger.Cause;
import io.geshao.core.port.ConservationLedger.Key;
import io.geshao.core.port.ConservationLedger.Line;
import io.geshao.core.port.ConservationLedger.Verdict;
import org.jspecify.annotations.Nullable;

/** How a line of the ledger stands: a pure function of what both sides say and of the time. */
final class LedgerRule {
    /** A gap that was given up and not declared within this time, with nothing else in flight, was lost on the way. */
    static final long GAP_GRACE_MILLIS = 60_000;

    private LedgerRule() {}

    /**
     * The centre's side. Gap items are {@code declared} by batches and {@code gapItems} by the table of gaps; those
     * {@code regained} had come before they were given up, only their receipt was lost.
     */
    record Centre(
            long stored,
            long duplicates,
            long rejected,
            long declared,
            long regained,
            long gapItems,
            @Nullable Counted counted) {}

    /** Rows that were counted, for the state of the books in which {@code booked} readings were stored. */
    record Counted(long booked, long rows) {}

    /** The gateway's side; null where it has not reported about the hour. */
    record Gateway(long acknowledged, long duplicates, long inFlight, long givenUp, long changedMillis) {}

    /**
     * What holds for the whole lane.
     *
     * @param ahead items of the hour in batches after {@code through}; {@code aheadDeclared} and {@code aheadRegained}
     *     likewise
     * @param crossing whether a batch begins before {@code through} and ends after it
     * @param hole whether the centre lacks an entry up to {@code through}
     * @param inFlight items of all hours that wait in the gateway's spool
     */
    record LaneState(
            long ahead,
            long aheadDeclared,
            long aheadRegained,
            boolean crossing,
            boolean hole,
            long inFlight,
            long reportedMillis) {
        static final LaneState UNKNOWN = new LaneState(0, 0, 0, false, false, 0, 0);
    }

    static Line judge(Key key, Centre centre, @Nullable Gateway gateway, LaneState lane, long nowMillis) {
        Counted counted = centre.counted();
        if (counted != null && counted.booked() == centre.stored() && counted.rows() != counted.booked()) {
            long vanished = counted.booked() - counted.rows();
            return line(key, centre, gateway, lane, vanished, Verdict.UNBALANCED, Cause.ROWS_DIFFER);
        }
        if (centre.declared() != centre.gapItems()) {
            long lost = centre.declared() - centre.gapItems();
            return line(key, centre, gateway, lane, lost, Verdict.UNBALANCED, Cause.BOOKS_DAMAGED);
        }
        if (gateway == null) {
            return line(key, centre, null, lane, 0, Verdict.NO_REPORT, Cause.NONE);
        }
        if (lane.crossing()) {
            return line(key, centre, gateway, lane, 0, Verdict.IN_FLIGHT, Cause.REPORT_BEHIND);
        }
        long has = centre.stored() + centre.duplicates() + centre.rejected() - lane.ahead();
        long lost = gateway.givenUp() - regained(centre, lane);
        long difference = gateway.acknowledged() - gateway.duplicates() - gateway.inFlight() - lost - has;
        if (difference > 0) {
            Cause cause = lane.hole() ? Cause.NUMBERS_MISSING : Cause.ITEMS_MISSING;
            return line(key, centre, gateway, lane, difference, Verdict.UNBALANCED, cause);
        }
        if (difference < 0) {
            return line(key, centre, gateway, lane, difference, Verdict.UNBALANCED, Cause.ITEMS_TOO_MANY);
        }
        return gaps(key, centre, gateway, lane, nowMillis);
    }

    private static long regained(Centre centre, LaneState lane) {
        return centre.regained() - lane.aheadRegained();
    }

    private static Line gaps(Key key, Centre centre, Gateway gateway, LaneState lane, long nowMillis) {
        long undeclared = gateway.givenUp() - (centre.declared() - lane.aheadDeclared());
        boolean settled = lane.inFlight() == 0 && nowMillis - gateway.changedMillis() >= GAP_GRACE_MILLIS;
        if (undeclared < 0 || (undeclared > 0 && settled)) {
            return line(key, centre, gateway, lane, undeclared, Verdict.UNBALANCED, Cause.GAP_UNDECLARED);
        }
        if (gateway.inFlight() > 0 || undeclared > 0) {
            return line(key, centre, gateway, lane, 0, Verdict.IN_FLIGHT, Cause.SPOOLED);
        }
        return lane.ahead() > 0
                ? line(key, centre, gateway, lane, 0, Verdict.IN_FLIGHT, Cause.REPORT_BEHIND)
                : line(key, centre, gateway, lane, 0, Verdict.BALANCED, Cause.NONE);
    }

    private static Line line(
            Key key,
            Centre centre,
            @Nullable Gateway gateway,
            LaneState lane,
            long difference,
            Verdict verdict,
            Cause cause) {
        Gateway said = gateway == null ? new Gateway(0, 0, 0, 0, 0) : gateway;
        return new Line(
                key,
                said.acknowledged(),
                said.duplicates(),
                said.inFlight(),
                gateway == null ? 0 : said.givenUp() - regained(centre, lane),
                centre.stored(),
                centre.duplicates(),
                centre.rejected(),
                centre.declared() - centre.regained(),
                lane.ahead(),
                difference,
                lane.reportedMillis(),
                verdict,
                cause);
    }
}
