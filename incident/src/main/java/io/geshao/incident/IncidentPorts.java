package io.geshao.incident;

import io.geshao.casework.port.CapFeed;
import io.geshao.casework.port.NoticeDesk;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.PortProvider;
import io.geshao.incident.cap.store.CapStore;
import io.geshao.incident.ladder.store.LadderFollower;
import io.geshao.incident.people.desk.StoredPeople;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.telling.StoredNoticeDesk;
import java.util.List;

/**
 * Opens the case desk, the case log and what is known about people in a process that does not run the incident module itself; what the desk orders
 * from alerting is carried out by the process that does.
 */
public final class IncidentPorts implements PortProvider {
    @Override
    public boolean offers(Class<?> port) {
        return port == CaseDesk.class
                || port == CaseLog.class
                || port == CapFeed.class
                || port == PeopleDesk.class
                || port == NoticeDesk.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        // What people do here has the same consequences as where the incident module runs.
        IncidentConfig config = IncidentConfig.defaults();
        CaseStore store = new CaseStore(
                surroundings.database(),
                List.of(new CapStore(surroundings.database(), config.cap()), new LadderFollower(config.zone())));
        if (port == CaseDesk.class) {
            return port.cast(new StoredCaseDesk(store, config.calendar(), surroundings.ticker(), () -> {}));
        }
        if (port == NoticeDesk.class) {
            return port.cast(new StoredNoticeDesk(
                    surroundings.database(),
                    new StoredCaseDesk(store, config.calendar(), surroundings.ticker(), () -> {}),
                    surroundings.ticker(),
                    () -> {}));
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
            return port.cast(new CapStore(surroundings.database(), config.cap()));
        }
        throw new IllegalArgumentException("not offered: " + port);
    }
}
