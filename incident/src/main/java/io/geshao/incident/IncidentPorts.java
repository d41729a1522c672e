package io.geshao.incident;

import io.geshao.casework.port.Assessment;
import io.geshao.casework.port.CapFeed;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.core.AlertTransition;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.incident.cap.store.CapStore;
import io.geshao.incident.people.desk.StoredPeople;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.score.desk.Scoring;
import io.geshao.incident.store.CaseStore;
import java.util.List;

/**
 * Opens the case desk, the case log and what is known about people in a process that does not run the incident module itself; what the desk orders
 * from alerting is carried out by the process that does.
 */
public final class IncidentPorts implements PortProvider {
    /** The process that runs the module follows the alerts; here they are only counted. */
    private static final AlertLog NO_ALERTS = new AlertLog() {
        @Override
        public long head() {
            return 0;
        }

        @Override
        public List<AlertTransition> after(long position, int limit) {
            return List.of();
        }
    };

    @Override
    public boolean offers(Class<?> port) {
        return port == CaseDesk.class
                || port == CaseLog.class
                || port == CapFeed.class
                || port == PeopleDesk.class
                || port == Assessment.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        CaseStore store = new CaseStore(surroundings.database());
        if (port == CaseDesk.class) {
            return port.cast(
                    new StoredCaseDesk(store, IncidentConfig.defaults().calendar(), surroundings.ticker(), () -> {}));
        }
        if (port == CaseLog.class) {
            return port.cast(new StoredCaseLog(store));
        }
        if (port == PeopleDesk.class) {
            return port.cast(new StoredPeople(
                    surroundings.database(),
                    () -> PeopleSettings.read(surroundings.database()),
                    surroundings.ticker()));
        }
        if (port == Assessment.class) {
            return port.cast(Scoring.of(
                            surroundings.database(),
                            surroundings.registry(),
                            new Scoring.Sources(
                                    NO_ALERTS,
                                    Main.offered(TelemetryQuery.class, surroundings),
                                    Main.offered(ConservationLedger.class, surroundings)),
                            IncidentConfig.defaults().zone(),
                            surroundings.ticker())
                    .desk());
        }
        if (port == CapFeed.class) {
            return port.cast(new CapStore(
                    surroundings.database(), IncidentConfig.defaults().cap()));
        }
        throw new IllegalArgumentException("not offered: " + port);
    }
}
