package io.geshao.incident.machine;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.core.CaseView;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What falls due by itself (定时): reminders, overdue clocks and what follows from them, ends of suspensions, ratings nobody
 * gave. Pure: which timers a case has follows from its file and the calendar alone, so that nothing is lost in a crash,
 * and what is done is marked in the file, so that it is done once.
 */
public final class Timers {
    private static final Around NOTHING = new Around(null, Set.of(), "");

    private final CaseMachine machine;
    private final WorkCalendar calendar;

    public Timers(CaseMachine machine) {
        this.machine = machine;
        this.calendar = machine.calendar();
    }

    /** What is to happen. */
    private enum Effect {
        /** 催办 to the handler and the unit. */
        REMIND,
        OVERDUE,
        /** Overdue, and one level up (#36, #20). */
        REPORT_UP,
        SUPERVISE,
        PROPOSE_INTERVIEW,
        RESUME,
        NOT_RATED,
        /** A sensor's word instead of a visit (自动核查). */
        SENSOR_EVIDENCE
    }

    private record Timer(Effect effect, ClockKind clock, String unit, String mark, long dueMillis) {}

    /** When the next timer of the case is due, or empty if it has none. */
    public static Optional<Long> next(CaseFile file, WorkCalendar calendar) {
        return of(file, calendar).stream().map(Timer::dueMillis).min(Long::compare);
    }

    /** The steps of everything that is due, in the order in which it was; each on top of the one before. */
    public List<Step> run(CaseFile file, long nowMillis) {
        List<Step> steps = new ArrayList<>();
        CaseFile current = file;
        // Each timer marks or ends itself, so this ends: one case has a few dozen of them at most.
        while (true) {
            Optional<Timer> due = of(current, calendar).stream()
                    .filter(timer -> timer.dueMillis() <= nowMillis)
                    .min(Comparator.comparingLong(Timer::dueMillis).thenComparing(Timer::mark));
            if (due.isEmpty()) {
                return steps;
            }
            Step step = apply(current, due.get(), nowMillis);
            steps.add(step);
            current = step.file();
        }
    }

    private static List<Timer> of(CaseFile file, WorkCalendar calendar) {
        List<Timer> timers = new ArrayList<>();
        CaseWork work = file.work();
        for (CaseClock clock : work.clocks()) {
            if (clock.isRunning()) {
                ofClock(file, clock, calendar, timers);
            }
        }
        CaseWork.Suspension suspension = work.requests().suspension();
        if (suspension != null && file.view().isOpen()) {
            timers.add(new Timer(Effect.RESUME, ClockKind.HANDLE, "", "resume", suspension.untilMillis()));
        }
        Long quiet = work.quietSinceMillis();
        if (file.state() == CaseState.VERIFY
                && file.selfClosing()
                && !file.members().isEmpty()
                && quiet != null) {
            timers.add(new Timer(
                    Effect.SENSOR_EVIDENCE,
                    ClockKind.VERIFY,
                    "",
                    "evidence",
                    quiet + Limits.SENSOR_EVIDENCE.toMillis()));
        }
        timers.removeIf(timer -> work.marks().contains(timer.mark()));
        return timers;
    }

    private static void ofClock(CaseFile file, CaseClock clock, WorkCalendar calendar, List<Timer> timers) {
        CaseView.Domain domain = file.view().domain();
        switch (clock.kind()) {
            case ACCEPT, DISPATCH ->
                timer(
                        domain == CaseView.Domain.CITY_MANAGEMENT ? Effect.REPORT_UP : Effect.OVERDUE,
                        clock,
                        Limits.OVERDUE_PERCENT,
                        calendar,
                        timers);
            case HANDLE -> {
                boolean atCommunity =
                        domain == CaseView.Domain.CITY_MANAGEMENT && file.work().level() == CaseLevel.COMMUNITY;
                timer(atCommunity ? Effect.REPORT_UP : Effect.OVERDUE, clock, Limits.OVERDUE_PERCENT, calendar, timers);
                if (domain != CaseView.Domain.EMERGENCY) {
                    timer(Effect.REMIND, clock, Limits.REMIND_PERCENT, calendar, timers);
                    timer(Effect.SUPERVISE, clock, Limits.SUPERVISE_PERCENT, calendar, timers);
                    timer(Effect.PROPOSE_INTERVIEW, clock, Limits.INTERVIEW_PERCENT, calendar, timers);
                }
            }
            case WHISTLE_ARRIVAL -> {
                timer(Effect.OVERDUE, clock, Limits.OVERDUE_PERCENT, calendar, timers);
                if (domain == CaseView.Domain.EMERGENCY) {
                    timer(Effect.PROPOSE_INTERVIEW, clock, Limits.OVERDUE_PERCENT, calendar, timers);
                }
            }
            case CHECK, VERIFY, VERIFY_CLOSE, JOINT, WHISTLE_ANSWER, SUPERVISE_REPLY, ARBITRATION ->
                timer(Effect.OVERDUE, clock, Limits.OVERDUE_PERCENT, calendar, timers);
            case EVALUATE -> timer(Effect.NOT_RATED, clock, Limits.OVERDUE_PERCENT, calendar, timers);
            case SUSPICION_ACK, FINDING -> {
                // the escalation ladder of the emergency is faster than this
            }
        }
    }

    private static void timer(Effect effect, CaseClock clock, int percent, WorkCalendar calendar, List<Timer> timers) {
        Long due = clock.reaches(percent, calendar);
        if (due != null) {
            String run = clock.kind() + ":" + clock.unit() + ":" + clock.startedMillis() + ":" + clock.extensions();
            // Reporting up is overdue with a consequence: a level that changes meanwhile must not make it due twice.
            String what = effect == Effect.REPORT_UP ? Effect.OVERDUE.name() : effect.name();
            // On time is on time at the deadline itself; only later is it missed.
            long at = percent >= Limits.OVERDUE_PERCENT ? due + 1 : due;
            timers.add(new Timer(effect, clock.kind(), clock.unit(), run + ":" + what, at));
        }
    }

    private Step apply(CaseFile file, Timer timer, long nowMillis) {
        String zh = zh(timer.clock());
        String en = en(timer.clock());
        return switch (timer.effect()) {
            case REMIND ->
                note(
                        file,
                        timer,
                        EventKind.REMINDED,
                        Words.both("催办：" + zh + "时限已用 80%", "Reminder: 80 % of the " + en + " limit is used"),
                        nowMillis);
            case OVERDUE -> note(file, timer, EventKind.OVERDUE, Words.both(zh + "超时", "Overdue: " + en), nowMillis);
            case PROPOSE_INTERVIEW ->
                note(
                        file,
                        timer,
                        EventKind.INTERVIEW_PROPOSED,
                        Words.both("建议约谈：" + zh + "严重超时", "Interview proposed: " + en + " far overdue"),
                        nowMillis);
            case REPORT_UP -> {
                Step overdue = note(file, timer, EventKind.OVERDUE, Words.both(zh + "超时", "Overdue: " + en), nowMillis);
                Map<String, String> why = Map.of("reason", zh + "超时 / overdue: " + en);
                Verdict up = act(overdue.file(), CaseAction.UPGRADE, why, nowMillis);
                yield up.refused().isPresent() ? overdue : both(overdue, up.step());
            }
            case SUPERVISE ->
                marked(
                        act(file, CaseAction.SUPERVISE, Map.of("demand", zh + "已超时限的 150%"), nowMillis),
                        file,
                        timer,
                        nowMillis);
            case RESUME -> marked(act(file, CaseAction.RESUME, Map.of(), nowMillis), file, timer, nowMillis);
            case NOT_RATED -> marked(act(file, CaseAction.EVALUATE, Map.of(), nowMillis), file, timer, nowMillis);
            case SENSOR_EVIDENCE ->
                marked(
                        act(
                                file,
                                CaseAction.ANSWER_VERIFY,
                                Map.of("finding", "传感器恢复正常并持续 10 分钟 / every alarm has been gone for 10 minutes"),
                                nowMillis),
                        file,
                        timer,
                        nowMillis);
        };
    }

    private Verdict act(CaseFile file, CaseAction action, Map<String, String> given, long nowMillis) {
        return machine.act(file, action, Actor.SYS, given, NOTHING, nowMillis);
    }

    /** The step, with the timer marked as done; a move that is not possible any more is a mark alone. */
    private static Step marked(Verdict verdict, CaseFile before, Timer timer, long nowMillis) {
        if (verdict.refused().isPresent()) {
            CaseDraft draft = new CaseDraft(before);
            draft.marks.add(timer.mark());
            return draft.finish(nowMillis);
        }
        Step step = verdict.step();
        CaseDraft draft = new CaseDraft(step.file());
        if (timer.effect() != Effect.RESUME && timer.effect() != Effect.SENSOR_EVIDENCE) {
            draft.marks.add(timer.mark());
        }
        return new Step(draft.finish(nowMillis).file(), step.entries(), step.orders(), null);
    }

    private static Step note(CaseFile file, Timer timer, EventKind kind, Map<String, String> text, long nowMillis) {
        CaseDraft draft = new CaseDraft(file);
        draft.marks.add(timer.mark());
        draft.say(kind, Actor.SYS.account(), timer.clock() + " " + timer.unit(), text);
        return draft.finish(nowMillis);
    }

    private static Step both(Step first, Step then) {
        List<Step.Entry> entries = new ArrayList<>(first.entries());
        entries.addAll(then.entries());
        List<Step.Order> orders = new ArrayList<>(first.orders());
        orders.addAll(then.orders());
        return new Step(then.file(), entries, orders, null);
    }

    private static String zh(ClockKind kind) {
        return switch (kind) {
            case ACCEPT -> "受理";
            case SUSPICION_ACK -> "接警";
            case FINDING -> "现场核查";
            case CHECK -> "核查";
            case DISPATCH -> "派遣";
            case HANDLE -> "处置";
            case JOINT -> "协办";
            case VERIFY_CLOSE -> "核查结案";
            case VERIFY -> "核实";
            case WHISTLE_ANSWER -> "应哨";
            case WHISTLE_ARRIVAL -> "到位";
            case SUPERVISE_REPLY -> "督办答复";
            case ARBITRATION -> "裁定";
            case EVALUATE -> "评价";
        };
    }

    private static String en(ClockKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
