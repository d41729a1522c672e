package io.geshao.incident;

import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.RuleBook;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.list.store.RuleTables;
import io.geshao.incident.list.store.RuleTables.Rules;
import io.geshao.incident.rulebook.CalendarPass;
import io.geshao.incident.rulebook.StoredAdmissions;
import io.geshao.incident.rulebook.StoredRuleBook;
import io.geshao.incident.store.CaseStore;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/**
 * The rules that the process judges cases by, as they change under it. Owner of {@link #follow}: the incident thread; the
 * rest is for any thread.
 */
final class LiveRules {
    /*
     * One thread takes up new rules, opens cases and moves deadlines. So every case it opened by the old calendar is
     * committed before the pass over open cases begins, and none is opened by it afterwards; the desk asks for the
     * calendar inside its writing transaction, which the pass has to wait for.
     */
    /** In one look; the next comes within a quarter of a second. */
    private static final int BITES = 20;

    private final Registry registry;
    private final RuleTables tables;
    private final CalendarPass pass;
    private final RuleBook book;
    private final AdmissionDesk admissions;
    private final AtomicReference<WorkCalendar> calendar; // what the store of cases counts by
    private volatile Rules rules;
    private volatile Machinery machinery;

    LiveRules(
            DataSource database,
            RuleTables.Base base,
            CaseStore store,
            Registry registry,
            Ticker ticker,
            AtomicReference<WorkCalendar> calendar,
            Runnable onCalendar) {
        this.calendar = calendar;
        this.registry = registry;
        tables = new RuleTables(database, () -> base);
        pass = new CalendarPass(store, tables, registry, ticker);
        book = new StoredRuleBook(tables, ticker, onCalendar);
        admissions = new StoredAdmissions(database, base.zone(), ticker);
        rules = tables.rules();
        calendar.set(rules.calendar());
        machinery = Machinery.of(registry, rules.list(), rules.calendar());
    }

    /**
     * Takes up what was loaded and moves the next open cases.
     *
     * @return whether cases changed
     */
    boolean follow(AlertFollower follower) {
        Rules now = tables.rules();
        if (now != rules) {
            rules = now;
            calendar.set(now.calendar());
            machinery = Machinery.of(registry, now.list(), now.calendar());
            follower.judgeBy(reducer());
        }
        boolean changed = false;
        for (int i = 0; i < BITES; i++) {
            CalendarPass.Progress progress = pass.step();
            if (progress == CalendarPass.Progress.IDLE) {
                break;
            }
            changed |= progress == CalendarPass.Progress.MOVED;
            // An alarm does not wait for the calendar.
            changed |= follower.step() == AlertFollower.Progress.CASES_CHANGED;
        }
        return changed;
    }

    CaseReducer reducer() {
        return new CaseReducer(registry, rules.list(), rules.calendar());
    }

    Machinery machinery() {
        return machinery;
    }

    ResponsibilityList list() {
        return rules.list();
    }

    WorkCalendar calendar() {
        return rules.calendar();
    }

    RuleBook book() {
        return book;
    }

    AdmissionDesk admissions() {
        return admissions;
    }
}
