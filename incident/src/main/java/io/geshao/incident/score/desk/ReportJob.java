package io.geshao.incident.score.desk;

import io.geshao.casework.score.Interview.Trigger;
import io.geshao.casework.score.Period;
import io.geshao.casework.score.Report;
import io.geshao.casework.score.Scope;
import io.geshao.casework.score.Span;
import io.geshao.core.time.Ticker;
import io.geshao.incident.score.CaseFacts;
import io.geshao.incident.score.CaseSets;
import io.geshao.incident.score.Fault;
import io.geshao.incident.score.InterviewRules;
import io.geshao.incident.score.Moment;
import io.geshao.incident.score.Quantity;
import io.geshao.incident.score.store.AlertFactsStore;
import io.geshao.incident.score.store.FactsStore;
import io.geshao.incident.score.store.ReportStore;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Makes reports when they are due and proposes interviews. Owner: one thread; one short piece of work per call. */
public final class ReportJob {
    /*
     * What is due follows from the time and from what the store has: nothing is remembered, so a crash or a second process
     * changes nothing. A report's key is unique in the store; whoever comes second finds it there. A day that nobody was
     * running for is caught up, a week back at most. With the first report of a day, those of the week before are looked at
     * again: what differs becomes a further version.
     */
    static final LocalTime DAILY_AT = LocalTime.of(8, 0);
    static final LocalTime WEEKLY_AT = LocalTime.of(8, 30);
    static final LocalTime MONTHLY_AT = LocalTime.of(9, 0);
    private static final int DAYS_BACK = 7;
    private static final long LOOK_MILLIS = 60_000;

    private final ReportMaker maker;
    private final ReportStore reports;
    private final FactsStore facts;
    private final AlertFactsStore alerts;
    private final ZoneId zone;
    private final Ticker ticker;
    private final Deque<Due> again = new ArrayDeque<>(); // bulletins to look at again, from one day's first to the last
    private long nextLookMillis = Long.MIN_VALUE; // wall time; until then nothing can have become due

    private record Due(Report.Kind kind, String place, Period period) {}

    ReportJob(
            ReportMaker maker,
            ReportStore reports,
            FactsStore facts,
            AlertFactsStore alerts,
            ZoneId zone,
            Ticker ticker) {
        this.maker = maker;
        this.reports = reports;
        this.facts = facts;
        this.alerts = alerts;
        this.zone = zone;
        this.ticker = ticker;
    }

    /** Does the next piece of work; false if there was none. */
    public boolean step() {
        if (alerts.follow()) {
            return true;
        }
        long now = ticker.epochMillis();
        if (!again.isEmpty()) {
            lookAgain(again.removeFirst(), now);
            return true;
        }
        if (now < nextLookMillis && nextLookMillis - now <= LOOK_MILLIS) {
            return false;
        }
        Optional<Due> due = due(now);
        if (due.isPresent()) {
            make(due.get(), now);
            return true;
        }
        propose(now);
        nextLookMillis = now + LOOK_MILLIS;
        return false;
    }

    private Optional<Due> due(long now) {
        Optional<Long> first = facts.firstReport();
        if (first.isEmpty()) {
            return Optional.empty(); // nothing has ever happened here
        }
        for (Period period : periods(now)) {
            if (period.span(zone).toMillis() <= first.get()) {
                continue;
            }
            Report.Kind kind = kind(period);
            TreeSet<String> missing =
                    kind == Report.Kind.DAILY ? new TreeSet<>(maker.places()) : new TreeSet<>(List.of(""));
            reports.placesWith(kind, period.name()).forEach(missing::remove);
            if (!missing.isEmpty()) {
                return Optional.of(new Due(kind, missing.first(), period));
            }
        }
        return Optional.empty();
    }

    private static Report.Kind kind(Period period) {
        return switch (period.kind()) {
            case DAY -> Report.Kind.DAILY;
            case WEEK -> Report.Kind.WEEKLY;
            default -> Report.Kind.MONTHLY;
        };
    }

    /** Every period whose report is due by now, oldest first. */
    private List<Period> periods(long now) {
        var local = Instant.ofEpochMilli(now).atZone(zone).toLocalDateTime();
        LocalDate today = local.toLocalDate();
        List<Period> periods = new ArrayList<>();
        for (int back = DAYS_BACK; back >= 1; back--) {
            LocalDate day = today.minusDays(back);
            if (!local.isBefore(day.plusDays(1).atTime(DAILY_AT))) {
                periods.add(Period.day(day));
            }
        }
        Period week = Period.week(today.minusDays(DAYS_BACK));
        if (!local.isBefore(week.end().with(DayOfWeek.MONDAY).atTime(WEEKLY_AT))) {
            periods.add(week);
        }
        Period month = Period.month(YearMonth.from(today).minusMonths(1));
        if (!local.isBefore(month.end().atTime(MONTHLY_AT))) {
            periods.add(month);
        }
        return periods;
    }

    private void make(Due due, long now) {
        Report report =
                switch (due.kind) {
                    case DAILY -> maker.daily(due.place, due.period, 1, now);
                    case WEEKLY -> maker.weekly(due.place, due.period, now);
                    case MONTHLY -> maker.monthly(due.place, due.period, now);
                };
        if (reports.put(report) && due.kind == Report.Kind.DAILY) {
            for (int back = 1; back < DAYS_BACK; back++) {
                again.addLast(new Due(
                        due.kind, due.place, Period.day(due.period.first().minusDays(back))));
            }
        }
    }

    private void lookAgain(Due due, long now) {
        Optional<Report> newest = reports.find(due.kind, due.place, due.period.name(), 0);
        if (newest.isEmpty()) {
            return;
        }
        Report made = maker.daily(due.place, due.period, newest.get().version() + 1, now);
        if (!made.sections().equals(newest.get().sections())) {
            reports.put(made);
        }
    }

    private void propose(long now) {
        long since = now - InterviewRules.WINDOW_MILLIS;
        Span window = new Span(since, now);
        List<Fault> overdue = new ArrayList<>();
        for (CaseFacts late : facts.facts(Quantity.of(CaseSets.OVERDUE), Scope.ALL, window)) {
            Long due = late.at(Moment.DUE);
            if (due != null) {
                overdue.add(new Fault(
                        Trigger.OVERDUE, late.subject().unit(), late.subject().number(), due));
            }
        }
        reports.propose(since, overdue, InterviewRules::propose, now);
    }
}
