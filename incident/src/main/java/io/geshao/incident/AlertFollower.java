package io.geshao.incident;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.time.Ticker;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.Step;
import io.geshao.incident.machine.CaseMachine;
import io.geshao.incident.store.AlertOrder;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.CaseTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows the alert log and tells alerting what people ordered at the cases. Each call of {@link #step} is one bite; all
 * state is in the database, so it may be dropped and made anew at any point. Owner: the incident thread.
 */
final class AlertFollower {
    /*
     * Exactly once: the position is read again inside the writing transaction, and moves in it together with the cases. A
     * bite that somebody else has taken meanwhile, or that was taken before a crash, is left alone. Orders go the other
     * way and are told at least once: alerting's desk keeps them durably and acknowledging or resetting twice is harmless.
     */
    static final String READER = "alerts";
    private static final int BITE = 200;
    private static final long UNKNOWN = -1;

    private final CaseStore store;
    private final AlertLog alerts;
    private final AlertDesk desk;
    private CaseReducer reducer; // until the rules change
    private final Ticker ticker;
    private final CaseCounters counters;
    /** As far as the last bite came, or unknown: a guess that saves a question, since the transaction looks again. */
    private long reached = UNKNOWN;

    private boolean ordered;

    AlertFollower(
            CaseStore store,
            AlertLog alerts,
            AlertDesk desk,
            CaseReducer reducer,
            Ticker ticker,
            CaseCounters counters) {
        this.store = store;
        this.alerts = alerts;
        this.desk = desk;
        this.reducer = reducer;
        this.ticker = ticker;
        this.counters = counters;
    }

    /** From the next bite on. */
    void judgeBy(CaseReducer next) {
        reducer = next;
    }

    /** What one bite came to. */
    enum Progress {
        /** Nothing to read. */
        IDLE,
        /** Read on, no case changed. */
        PASSED_OVER,
        /** Cases changed and are committed. */
        CASES_CHANGED
    }

    /** Reads one bite of the alert log. */
    Progress step() {
        long position = reached == UNKNOWN ? store.position(READER) : reached;
        reached = UNKNOWN;
        List<AlertTransition> bite = alerts.after(position, BITE);
        if (bite.isEmpty()) {
            reached = position;
            return Progress.IDLE;
        }
        Bite taken = store.write(transaction -> take(transaction, position, bite));
        if (taken.isOurs()) {
            reached = bite.get(bite.size() - 1).position();
        }
        List<Step> steps = taken.steps();
        ordered |= steps.stream().anyMatch(step -> !step.orders().isEmpty());
        counters.committed(steps);
        return steps.isEmpty() ? Progress.PASSED_OVER : Progress.CASES_CHANGED;
    }

    /** Tells alerting what was ordered, oldest first; returns how many orders it took. */
    int tellOrders() {
        List<AlertOrder> orders = store.orders(BITE);
        for (AlertOrder due : orders) {
            Step.Order order = due.order();
            switch (order.kind()) {
                case ACKNOWLEDGE -> desk.acknowledge(order.alertIds(), order.actor());
                case RESET -> desk.reset(order.alertIds(), order.actor(), order.cause());
                case LAPSE -> desk.lapse(order.alertIds(), order.actor());
            }
            store.taken(due);
        }
        return orders.size();
    }

    /** Whether orders were written since it was asked last. */
    boolean hasOrdered() {
        boolean now = ordered;
        ordered = false;
        return now;
    }

    /** How many orders alerting has not taken yet, as far as one bite sees. */
    int untold() {
        return store.orders(BITE).size();
    }

    /** How many positions the alert log is ahead. */
    long lag() {
        return Math.max(0, alerts.head() - store.position(READER));
    }

    /** @param isOurs whether the position was where the bite began; else somebody has moved it, and nothing was done */
    private record Bite(boolean isOurs, List<Step> steps) {}

    private Bite take(CaseTransaction transaction, long expected, List<AlertTransition> bite) {
        List<Step> steps = new ArrayList<>();
        for (AlertTransition transition : bite) {
            long now = ticker.epochMillis();
            String day = reducer.day(now);
            CaseTransaction.Situation situation = transaction.situation(READER, transition.alert(), day);
            if (situation.position() != expected) {
                return new Bite(false, List.of());
            }
            Optional<Step> step = decide(transaction, situation, transition, day, now);
            step.ifPresent(decided -> {
                transaction.save(decided, now);
                steps.add(decided);
            });
        }
        transaction.moveTo(READER, bite.get(bite.size() - 1).position());
        return new Bite(true, steps);
    }

    private Optional<Step> decide(
            CaseTransaction transaction,
            CaseTransaction.Situation situation,
            AlertTransition transition,
            String day,
            long now) {
        AlertView alert = transition.alert();
        Optional<CaseFile> own = situation.own();
        if (own.isPresent() && transition.kind() == AlertTransition.Kind.RAISED) {
            return Optional.empty(); // an episode is raised once: this one has its case
        }
        if (own.isPresent() && own.get().takesMore()) {
            return Optional.of(reducer.advance(own.get(), transition, now));
        }
        if (!CaseReducer.wantsCase(transition)) {
            return own.map(closed -> reducer.afterClosing(closed, transition, now));
        }
        if (situation.open().isPresent()) {
            return Optional.of(reducer.advance(situation.open().get(), transition, now));
        }
        Optional<CaseFile> reported = transaction.reportedAlike(
                alert.caseHint().classCode(),
                reducer.placeOfCase(alert),
                alert.drill(),
                now - CaseMachine.SAME_REPORT_MILLIS);
        if (reported.isPresent()) {
            return Optional.of(reducer.advance(reported.get(), transition, now)); // people were faster (#13)
        }
        String number = transaction.nextNumber(alert.community().value(), day);
        CaseFile previous = own.or(situation::lastDone).orElse(null);
        return Optional.of(reducer.open(number, previous, transition, now));
    }
}
