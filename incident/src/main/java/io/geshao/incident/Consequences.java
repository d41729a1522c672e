package io.geshao.incident;

import io.geshao.incident.cap.store.CapStore;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.ladder.store.LadderFollower;
import io.geshao.incident.plan.store.PlanStore;
import io.geshao.incident.score.store.FactsFollower;
import io.geshao.incident.store.CaseIndex;
import io.geshao.incident.store.CaseStore;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** What follows from a step of a case is the same in every process in which somebody takes one. */
final class Consequences {
    private Consequences() {}

    /** A store of cases whose steps are found, published, told, planned and counted in the step's own transaction. */
    static CaseStore store(DataSource database, IncidentConfig config, CapStore cap, Supplier<WorkCalendar> calendar) {
        return new CaseStore(
                database,
                List.of(
                        new CaseIndex(calendar),
                        cap,
                        new LadderFollower(config.zone()),
                        PlanStore.follower(),
                        new FactsFollower(calendar)));
    }
}
