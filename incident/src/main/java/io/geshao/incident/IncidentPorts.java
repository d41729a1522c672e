package io.geshao.incident;

import io.geshao.casework.port.CapFeed;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.PortProvider;
import io.geshao.incident.cap.store.CapStore;
import io.geshao.incident.people.desk.StoredPeople;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.store.CaseStore;

/**
 * Opens the case desk, the case log and what is known about people in a process that does not run the incident module itself; what the desk orders
 * from alerting is carried out by the process that does.
 */
public final class IncidentPorts implements PortProvider {
    @Override
    public boolean offers(Class<?> port) {
        return port == CaseDesk.class || port == CaseLog.class || port == CapFeed.class || port == PeopleDesk.class;
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
        if (port == CapFeed.class) {
            return port.cast(new CapStore(
                    surroundings.database(), IncidentConfig.defaults().cap()));
        }
        throw new IllegalArgumentException("not offered: " + port);
    }
}
