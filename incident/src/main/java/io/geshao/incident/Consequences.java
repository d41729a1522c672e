package io.geshao.incident;

import io.geshao.incident.cap.store.CapStore;
import io.geshao.incident.ladder.store.LadderFollower;
import io.geshao.incident.plan.store.PlanStore;
import io.geshao.incident.store.CaseStore;
import javax.sql.DataSource;
import java.util.List;

/** What follows from a step of a case is the same in every process in which somebody takes one. */
final class Consequences {
    private Consequences() {}

    /** A store of cases whose steps are published, told and given their plans in the step's own transaction. */
    static CaseStore store(DataSource database, IncidentConfig config, CapStore cap) {
        return new CaseStore(database, List.of(cap, new LadderFollower(config.zone()), PlanStore.follower()));
    }
}
