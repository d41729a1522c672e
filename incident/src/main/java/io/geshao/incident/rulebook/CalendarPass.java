package io.geshao.incident.rulebook;

import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Step;
import io.geshao.incident.list.store.RuleTables;
import io.geshao.incident.list.store.RuleTables.Rules;
import io.geshao.incident.machine.CalendarMove;
import io.geshao.incident.machine.CaseMachine;
import io.geshao.incident.store.CalendarProgress;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.CaseTransaction;
import java.util.List;
import java.util.Optional;

/**
 * Moves the deadlines of all open cases when another calendar holds, each with an entry that names the old and the new
 * one. Each call of {@link #step} is one bite; all state is in the database. Owner: the incident thread.
 */
public final class CalendarPass {
    /*
     * A deadline is never stored without the clock it comes from, so only what shows it must follow: the case's view and
     * the rows of whoever follows its steps. The pass goes over open cases in the order of their numbers; how far it has
     * come moves in the transaction that moves the cases, so a crash repeats nothing. Whoever decides about a case reads
     * the rules inside the writing transaction. A case that was decided by the old calendar is therefore committed before
     * the pass, which takes the same lock, can look for it; a case opened later has the new calendar from the start.
     */
    private static final int BITE = 50;

    private final CaseStore store;
    private final RuleTables tables;
    private final Registry registry;
    private final Ticker ticker;
    private long doneSerial = -1; // the calendar known to be followed to the end; saves asking

    public CalendarPass(CaseStore store, RuleTables tables, Registry registry, Ticker ticker) {
        this.store = store;
        this.tables = tables;
        this.registry = registry;
        this.ticker = ticker;
    }

    /** What one bite came to. */
    public enum Progress {
        /** The newest calendar has been followed to the end. */
        IDLE,
        /** Read on, no deadline moved. */
        PASSED_OVER,
        /** Deadlines moved and are committed. */
        MOVED
    }

    /** Takes one bite. */
    public Progress step() {
        long serial = tables.rules().calendarSerial();
        return serial == doneSerial ? Progress.IDLE : store.write(this::bite);
    }

    private Progress bite(CaseTransaction transaction) {
        Rules rules = transaction.rules(tables);
        long serial = rules.calendarSerial();
        CalendarProgress progress = CalendarProgress.of(transaction, serial);
        if (serial == 0 || progress.isDone()) {
            doneSerial = serial;
            return Progress.IDLE;
        }
        WorkCalendar before = transaction.calendar(tables, progress.lastDone());
        CaseMachine machine = new CaseMachine(registry, rules.list(), rules.calendar());
        List<CaseFile> files = progress.next(BITE);
        int moved = 0;
        for (CaseFile file : files) {
            long now = ticker.epochMillis();
            Optional<Step> step = CalendarMove.of(machine, file, before, progress.version(), now);
            if (step.isPresent()) {
                transaction.save(step.get(), now);
                moved++;
            }
        }
        progress.moveTo(files, moved, files.size() < BITE);
        return moved > 0 ? Progress.MOVED : Progress.PASSED_OVER;
    }
}
