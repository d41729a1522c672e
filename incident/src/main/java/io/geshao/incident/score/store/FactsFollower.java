package io.geshao.incident.score.store;

import io.geshao.core.CaseView;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Step;
import io.geshao.incident.score.CaseFacts;
import io.geshao.incident.score.FactsFold;
import io.geshao.incident.store.StepFollower;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps the facts of every case in the transaction of each of its steps. */
public final class FactsFollower implements StepFollower {
    @Override
    public void follow(Handle handle, @Nullable CaseFile beforeFile, Step step, long nowMillis) {
        CaseView view = step.file().view();
        CaseFacts before = FactsStore.find(handle, view.number()).orElse(null);
        FactsStore.put(handle, FactsFold.fold(before, step, false, nowMillis));
        if (beforeFile == null || !beforeFile.view().state().equals(view.state())) {
            handle.createUpdate("insert into incident.score_stage (number, at_millis, state) values (:n, :at, :state)")
                    .bind("n", view.number())
                    .bind("at", nowMillis)
                    .bind("state", view.state())
                    .execute();
        }
    }
}
