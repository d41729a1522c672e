package io.geshao.incident;

import io.geshao.core.time.Ticker;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Step;
import io.geshao.incident.machine.Timers;
import io.geshao.incident.store.CaseSearch;
import io.geshao.incident.store.CaseStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Does what the clocks of cases bring. All state is in the database: a case is looked at again inside the writing
 * transaction, and what was done is marked in its file, so a process that dies in between, or a second one, changes
 * nothing twice. Owner: the incident thread.
 */
final class CaseTimers {
    private static final int BITE = 100;

    private final CaseStore store;
    private final CaseSearch search;
    private final Supplier<Machinery> machinery;
    private final Ticker ticker;

    CaseTimers(CaseStore store, CaseSearch search, Supplier<Machinery> machinery, Ticker ticker) {
        this.store = store;
        this.search = search;
        this.machinery = machinery;
        this.ticker = ticker;
    }

    /** Runs what is due now, a transaction for each case; returns how many cases it looked at. */
    int step() {
        long now = ticker.epochMillis();
        int done = 0;
        List<String> due = search.due(now, BITE);
        while (!due.isEmpty()) {
            for (String number : due) {
                run(number, now);
            }
            done += due.size();
            due = due.size() < BITE ? List.of() : search.due(now, BITE);
        }
        return done;
    }

    private void run(String number, long now) {
        store.write(transaction -> {
            Optional<CaseFile> found = transaction.find(number);
            if (found.isEmpty()) {
                return 0;
            }
            List<Step> steps = new Timers(machinery.get().machine()).run(found.get(), now);
            steps.forEach(step -> transaction.save(step, now));
            if (steps.isEmpty()) {
                // Somebody was faster, or the calendar has moved it: its row says when it is due instead.
                transaction.save(new Step(found.get(), List.of(), List.of(), null), now);
            }
            return steps.size();
        });
    }
}
