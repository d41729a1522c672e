package io.geshao.incident.flow;

import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseSource;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.clock.TimeLimit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people and clocks have done to a case so far, beside what its view shows. A value.
 *
 * @param intake how it came and who told
 * @param filing the four clears, or null before filing
 * @param leadUnit code of the unit in charge, empty before dispatch
 * @param level who leads it
 * @param handler account it is assigned to, or null
 * @param clocks its clocks, oldest first: those that run, rest, or have stopped with what they used
 * @param joint parts of other units
 * @param tally what has been counted against it
 * @param result what the handler and the unit said
 * @param quietSinceMillis since when no alarm of the case is up, or null while one is or none ever was
 * @param marks what the platform has done by clock already, so that it does it once
 */
public record CaseWork(
        Intake intake,
        @Nullable Filing filing,
        String leadUnit,
        CaseLevel level,
        @Nullable String handler,
        List<CaseClock> clocks,
        List<JointPart> joint,
        List<Whistle> whistles,
        Tally tally,
        Requests requests,
        @Nullable Result result,
        @Nullable String closeProposedBy,
        @Nullable String mergedInto,
        @Nullable Long quietSinceMillis,
        Set<String> marks) {
    public CaseWork {
        clocks = List.copyOf(clocks);
        joint = List.copyOf(joint);
        whistles = List.copyOf(whistles);
        marks = Set.copyOf(marks);
    }

    /** What a case has before anything was done, found by that source. */
    public static CaseWork fresh(CaseSource source, CaseLevel level, long reportedMillis) {
        return new CaseWork(
                new Intake(source, reportedMillis, List.of(), null),
                null,
                "",
                level,
                null,
                List.of(),
                List.of(),
                List.of(),
                Tally.NONE,
                Requests.NONE,
                null,
                null,
                null,
                null,
                Set.of());
    }

    /**
     * How it came.
     *
     * @param source who found it first
     * @param reportedMillis when it was first reported, by whomever: kept through merges
     * @param question what a collector was asked and has not answered, or null
     */
    public record Intake(
            CaseSource source,
            long reportedMillis,
            List<Reporter> reporters,
            @Nullable String question) {
        public Intake {
            reporters = List.copyOf(reporters);
        }
    }

    /**
     * Somebody who reported it and is to be told the outcome.
     *
     * @param id unique in the case: number of the case that took the report, and a count
     * @param account of the reporter, or empty if the reporter has none
     * @param contact phone or address, as given; personal data
     * @param told what was told, or null while nothing was
     * @param rating 1 (bad) to 5 (good), or null
     */
    public record Reporter(
            String id,
            CaseSource source,
            String account,
            String name,
            String contact,
            String words,
            long reportedMillis,
            @Nullable Long toldMillis,
            @Nullable String told,
            @Nullable Integer rating) {
        public Reporter told(String outcome, long nowMillis) {
            return new Reporter(id, source, account, name, contact, words, reportedMillis, nowMillis, outcome, rating);
        }

        public Reporter rated(int given) {
            return new Reporter(id, source, account, name, contact, words, reportedMillis, toldMillis, told, given);
        }
    }

    /**
     * The four clears (四个明确).
     *
     * @param unit code of the unit that answers for it
     * @param content what is to be done
     * @param limit how long it may take
     * @param standard when it may be closed
     * @param condition class condition that is met
     */
    public record Filing(
            String unit,
            String content,
            TimeLimit limit,
            String standard,
            String condition,
            @Nullable String admission) {}

    /** The part of a helping unit (协办); its clock is the unit's joint clock. */
    public record JointPart(
            String unit, String task, @Nullable String result) {
        public boolean isOpen() {
            return result == null;
        }
    }

    /**
     * A called department (吹哨); its clocks are the unit's whistle clocks.
     *
     * @param answeredMillis when it answered, or null
     * @param arrivedMillis when it was there, or null: until then the whistle cannot be dropped
     */
    public record Whistle(
            String unit,
            String why,
            String urgency,
            @Nullable Long answeredMillis,
            @Nullable Long arrivedMillis) {
        public boolean isOpen() {
            return arrivedMillis == null;
        }
    }

    /**
     * Counts.
     *
     * @param notOurs returns as "not ours"
     * @param returns all returns
     * @param extensions approved ones
     */
    public record Tally(int notOurs, int returns, int reworks, int extensions, int suspensions, int arbitrations) {
        public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

        public Tally returned(int times, int asNotOurs) {
            return new Tally(notOurs + asNotOurs, returns + times, reworks, extensions, suspensions, arbitrations);
        }

        public Tally reworked() {
            return new Tally(notOurs, returns, reworks + 1, extensions, suspensions, arbitrations);
        }

        public Tally extended() {
            return new Tally(notOurs, returns, reworks, extensions + 1, suspensions, arbitrations);
        }

        public Tally suspended() {
            return new Tally(notOurs, returns, reworks, extensions, suspensions + 1, arbitrations);
        }

        public Tally arbitrated() {
            return new Tally(notOurs, returns, reworks, extensions, suspensions, arbitrations + 1);
        }
    }

    /**
     * What waits for somebody's decision, or lies over the state.
     *
     * @param ask for more time or a pause, or null
     * @param suspension while suspended
     * @param demand while supervised: what is asked
     * @param arbitration while under arbitration: the unit that disputes
     * @param boundUnit unit an arbitration has named: it cannot return the case
     */
    public record Requests(
            @Nullable Ask ask,
            @Nullable Suspension suspension,
            @Nullable Demand demand,
            @Nullable Dispute arbitration,
            @Nullable String boundUnit,
            @Nullable Appeal appeal) {
        public static final Requests NONE = new Requests(null, null, null, null, null, null);

        public Requests asking(@Nullable Ask next) {
            return new Requests(next, suspension, demand, arbitration, boundUnit, appeal);
        }

        public Requests suspended(@Nullable Suspension next) {
            return new Requests(ask, next, demand, arbitration, boundUnit, appeal);
        }

        public Requests supervised(@Nullable Demand next) {
            return new Requests(ask, suspension, next, arbitration, boundUnit, appeal);
        }

        public Requests disputed(@Nullable Dispute next, @Nullable String bound) {
            return new Requests(ask, suspension, demand, next, bound, appeal);
        }

        public Requests appealed(@Nullable Appeal next) {
            return new Requests(ask, suspension, demand, arbitration, boundUnit, next);
        }
    }

    /** A request for more time, or for a suspension until a time with a safety measure. */
    public record Ask(
            boolean suspend,
            String by,
            String reason,
            @Nullable Long untilMillis,
            String measure,
            boolean endorsed) {}

    public record Suspension(long untilMillis, String reason, String measure) {}

    public record Demand(String by, String text, boolean replied) {}

    public record Dispute(String unit, String reason, String proposedUnit) {}

    /** An appeal against having been overdue: {@code decided} is null while it waits. */
    public record Appeal(
            String unit,
            String reason,
            @Nullable String advice,
            @Nullable Boolean decided) {}

    /**
     * What was done.
     *
     * @param photos ids of attachments
     * @param rating a supervisor's, 1 (bad) to 5 (good), or null
     * @param fedBackMillis when the unit fed back, or null; then {@code overdue} says whether that was too late
     */
    public record Result(
            String text,
            List<String> photos,
            @Nullable Long fedBackMillis,
            boolean overdue,
            @Nullable Integer rating) {
        public Result {
            photos = List.copyOf(photos);
        }
    }
}
