package io.geshao.incident;

import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseDesk.RefusedException.Reason;
import io.geshao.core.time.Ticker;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.DeskReducer;
import io.geshao.incident.flow.Step;
import io.geshao.incident.store.CaseStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The case desk over the store. An action is committed when it returns; what it orders from alerting is committed with it
 * and carried out by the follower, in this process or in the one that runs it. Any thread.
 */
final class StoredCaseDesk implements CaseDesk {
    private final CaseStore store;
    private final Supplier<WorkCalendar> calendar;
    private final Ticker ticker;
    private final Runnable committed;

    /** @param committed called on the acting thread after each commit */
    StoredCaseDesk(CaseStore store, Supplier<WorkCalendar> calendar, Ticker ticker, Runnable committed) {
        this.store = store;
        this.calendar = calendar;
        this.ticker = ticker;
        this.committed = committed;
    }

    @Override
    public List<CaseView> open() {
        return store.open();
    }

    @Override
    public List<CaseView> openedBefore(long openedMillis, String number, int limit) {
        return store.openedBefore(openedMillis, number, limit);
    }

    @Override
    public Optional<CaseView> find(String number) {
        return store.find(number).map(CaseFile::view);
    }

    @Override
    public List<CaseEvent> timeline(String number) {
        return store.timeline(number);
    }

    @Override
    public CaseView acknowledge(String number, String actor) {
        return act(number, file -> DeskReducer.acknowledge(file, actor, calendar.get(), ticker.epochMillis()));
    }

    @Override
    public CaseView comment(String number, String actor, String text) {
        return act(number, file -> DeskReducer.comment(file, actor, text, ticker.epochMillis()));
    }

    @Override
    public CaseView close(String number, String actor, String cause) {
        return act(number, file -> DeskReducer.close(file, actor, cause, calendar.get(), ticker.epochMillis()));
    }

    private CaseView act(String number, Function<CaseFile, Step> action) {
        CaseView after = store.write(transaction -> {
            CaseFile file = transaction
                    .find(number)
                    .orElseThrow(() -> new RefusedException(Reason.NO_SUCH_CASE, "no case " + number));
            Step step = action.apply(file);
            if (step.refusal() != null) {
                throw new RefusedException(step.refusal(), "case " + number + ": " + step.refusal());
            }
            transaction.save(step, step.file().view().updatedMillis());
            return step.file().view();
        });
        committed.run();
        return after;
    }
}
