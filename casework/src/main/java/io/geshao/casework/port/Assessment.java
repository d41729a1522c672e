package io.geshao.casework.port;

import io.geshao.casework.Actor;
import io.geshao.casework.score.AlertFigures;
import io.geshao.casework.score.AlertLine;
import io.geshao.casework.score.CaseLine;
import io.geshao.casework.score.Compared;
import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Indicator;
import io.geshao.casework.score.Interview;
import io.geshao.casework.score.OperatorLoad;
import io.geshao.casework.score.ParkingTurnover;
import io.geshao.casework.score.Period;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Report;
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.ScoreChange;
import io.geshao.casework.score.Span;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How well the work is done. Drills never count, merged cases count once, a period that still runs is counted up to now.
 * Every list is bounded and paged by key.
 */
public interface Assessment {
    /** Which part of a figure a list is about. */
    enum Part {
        NUMERATOR,
        DENOMINATOR
    }

    /** The zone whose days periods are made of. */
    ZoneId zone();

    /** Every indicator over cases, in the order they are shown. */
    List<Indicator> indicators();

    /** All figures of a scope, in the order of {@link #indicators}, beside the period before and the year before. */
    List<Compared> figures(Scope scope, Period period);

    /** All figures by what a scope consists of; those without a case are left out. */
    Map<String, List<Figure>> figuresBy(Ranking.By by, Scope scope, Period period);

    /**
     * The cases behind a figure, newest report first.
     *
     * @param after the last case of the page before, or {@link CaseLine.Key#FIRST}
     * @throws IllegalArgumentException if there is no such indicator, or it has no such part
     */
    List<CaseLine> cases(String indicator, Part part, Scope scope, Period period, CaseLine.Key after, int limit);

    /** Names of units and places by code or path, as far as they are known. */
    Map<String, Map<String, String>> names();

    /** The ranking by the published score. */
    Ranking ranking(Ranking.By by, Scope scope, Period period);

    /** The community index (社区指数): the same scale with weights of its own. */
    Ranking index(Scope scope, Period period);

    /** How weights stand: every version of every card. */
    List<WeightRow> weights();

    /** One weight of one version of a card. */
    record WeightRow(
            String card,
            String version,
            String validFrom,
            String indicator,
            double weight,
            @Nullable Double target) {}

    /** The alarm load of every desk of a subtree. */
    List<OperatorLoad> load(Scope scope, Period period);

    AlertFigures alerts(Scope scope, Period period);

    /** Episodes that were reset as no danger, newest first. */
    List<AlertLine> falseAlarms(Scope scope, Period period, long raisedBefore, String idBefore, int limit);

    /**
     * Turnover of the bays of a subtree.
     *
     * @param span at most 31 days
     */
    ParkingTurnover parking(String place, Span span);

    /** What changed after the fact in the figures of a period, newest first; at most 1,000. */
    List<ScoreChange> changes(Scope scope, Period period);

    /** Newest versions of reports, newest period first. */
    List<Report.Head> reports(Report.@Nullable Kind kind, String place, String periodBefore, int limit);

    /** A report; version 0 is the newest. */
    Optional<Report> report(Report.Kind kind, String place, String period, int version);

    /** Interviews, newest first. */
    List<Interview> interviews(Interview.@Nullable State state, long idBefore, int limit);

    /**
     * A leader issues or declines a proposed interview.
     *
     * @throws RefusedException if it is not a leader, or the proposal is not open, or nothing is said
     */
    Interview decide(long id, Decision decision, Actor actor, String words);

    /** What a leader decides. */
    enum Decision {
        ISSUE,
        DECLINE
    }

    /** A decision that cannot be taken, refused by name. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Reason reason;

        public RefusedException(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }

        /** Why. */
        public enum Reason {
            NO_SUCH_INTERVIEW,
            /** Only a leader decides, never the platform. */
            NOT_A_LEADER,
            ALREADY_DECIDED,
            WORDS_MISSING
        }
    }
}
