package io.geshao.casework.port;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What cases are judged by: work calendars, class tables and responsibility lists, in versions that never change, and what
 * a deadline would be under them.
 */
public interface RuleBook {
    /** What a version is of. */
    enum Kind {
        /** Holds from the moment it is loaded; the deadlines of running clocks follow. */
        CALENDAR,
        /** Holds from its day on; a case keeps the version it was filed under. */
        CLASSES,
        /** As classes. */
        RESPONSIBILITY
    }

    /** Where a version is in its life. */
    enum Standing {
        PAST,
        IN_FORCE,
        COMING,
        WITHDRAWN
    }

    /**
     * One version.
     *
     * @param validTo the last day it holds, or null if no end is known
     * @param changedBy account that loaded it, empty if it came with the platform or its settings
     * @param changedMillis when, or null likewise
     */
    record Version(
            Kind kind,
            String name,
            LocalDate validFrom,
            @Nullable LocalDate validTo,
            Standing standing,
            String changedBy,
            String reason,
            @Nullable Long changedMillis) {}

    /**
     * A class of case as it is in force; names and standards by language tag.
     *
     * @param small code of the small category, such as {@code E04-96}
     * @param clock {@code wall} or {@code working}
     * @param roles codes of the units that may lead or help
     */
    record ClassSheet(
            String code,
            String version,
            String big,
            Map<String, String> bigName,
            String small,
            Map<String, String> smallName,
            Map<String, String> opening,
            Map<String, String> closing,
            Map<String, String> limit,
            String clock,
            List<String> roles,
            List<String> rules) {}

    /** A unit by code and name. */
    record UnitName(String code, Map<String, String> name) {}

    /** A row of a responsibility list as it reads on a day. */
    record DutyRow(
            String classCode,
            Map<String, String> className,
            String place,
            Map<String, String> limit,
            UnitName lead,
            List<UnitName> joint,
            @Nullable UnitName supervisor,
            Map<String, String> opening,
            Map<String, String> closing,
            String admission,
            String fundNote) {}

    /** The rows of one version that somebody may see. */
    record DutyList(Version version, List<DutyRow> rows) {
        public DutyList {
            rows = List.copyOf(rows);
        }
    }

    /** Classes of open cases that no row of the list covered, and how often. */
    record Gap(String classCode, String community, long cases) {}

    /**
     * What is asked of a preview.
     *
     * @param limit such as {@code 4 work_hour}, or null for the limit of the class
     */
    record Question(
            @Nullable String classCode,
            String place,
            @Nullable String limit,
            long startMillis) {}

    /**
     * What a deadline would be.
     *
     * @param decidedBy what gave the limit: a list's or table's version, {@code default}, or {@code given}
     */
    record Preview(
            Map<String, String> limit,
            String decidedBy,
            String zone,
            long startMillis,
            long deadlineMillis,
            List<PreviewStep> steps) {}

    /**
     * A part of the way to the deadline.
     *
     * @param what {@code WORK}, {@code WALL}, {@code OUTSIDE_HOURS}, {@code FREE_DAY} or {@code HOLIDAY}
     * @param restMillis what is left of the limit after it
     */
    record PreviewStep(String what, long fromMillis, long toMillis, long restMillis) {}

    /** What is wrong with one line of a text; lines count from 1. */
    record Fault(String file, int line, String reason) {}

    /** All versions of a kind, the newest first. */
    List<Version> versions(Kind kind);

    /** The text of a version as it can be loaded again. */
    Optional<String> text(Kind kind, String version);

    /**
     * Adds a version.
     *
     * @param validFrom first day of a class table, today or later; a responsibility list has its own, a calendar none
     * @param texts name of each file to its text
     * @throws RefusedException with every faulty line, or because of its name or day
     */
    Version load(Kind kind, @Nullable LocalDate validFrom, Map<String, String> texts, String reason, String account);

    /**
     * Takes back a version that is not in force yet.
     *
     * @throws RefusedException if it is, or there is none
     */
    Version withdraw(Kind kind, String version, String reason, String account);

    /** Classes in force whose code, names or filing standard have the words; all for empty words. */
    List<ClassSheet> classes(String words, @Nullable LocalDate day, int limit);

    /** The responsibility list in force on a day, or today; empty if there is none. */
    Optional<DutyList> duties(@Nullable LocalDate day);

    /** Of that list the rows that residents may see. */
    Optional<DutyList> published(@Nullable LocalDate day);

    /** Classes that met no row of the list between two moments, the most frequent first. */
    List<Gap> gaps(long fromMillis, long toMillis);

    /** @throws RefusedException if there is no such class or limit */
    Preview preview(Question question);

    /** Nothing was changed. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Reason reason;
        private final transient List<Fault> faults;

        /** Why. */
        public enum Reason {
            FAULTY_FILE,
            NO_SUCH_VERSION,
            VERSION_TAKEN,
            DAY_TAKEN,
            DAY_IN_THE_PAST,
            ALREADY_IN_FORCE,
            ALREADY_ENDED,
            REASON_MISSING,
            NO_SUCH_CLASS,
            BAD_LIMIT
        }

        public RefusedException(Reason reason, String message) {
            this(reason, message, List.of());
        }

        public RefusedException(Reason reason, String message, List<Fault> faults) {
            super(message, null, false, false);
            this.reason = reason;
            this.faults = List.copyOf(faults);
        }

        public Reason reason() {
            return reason;
        }

        public List<Fault> faults() {
            return faults;
        }
    }
}
