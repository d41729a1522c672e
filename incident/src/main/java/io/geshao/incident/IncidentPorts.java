package io.geshao.incident;

import io.geshao.casework.port.CapFeed;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.PortProvider;
import io.geshao.incident.cap.store.CapStore;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.people.desk.StoredPeople;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.store.CaseIndex;
import io.geshao.incident.store.CaseSettings;
import io.geshao.incident.store.CaseStore;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

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
                || port == CaseWorkDesk.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        DataSource database = surroundings.database();
        Supplier<Machinery> machinery = Machinery.whenNeeded(() -> {
            PeopleSettings settings = PeopleSettings.read(database);
            return Machinery.of(
                    surroundings.registry(),
                    CaseSettings.list(database),
                    new WorkCalendar(settings.zone(), settings.holidays(), settings.workdays()));
        });
        Supplier<WorkCalendar> calendar = () -> machinery.get().calendar();
        CaseStore store = new CaseStore(database, List.of(new CaseIndex(calendar)));
        if (port == CaseDesk.class) {
            return port.cast(new StoredCaseDesk(store, calendar, surroundings.ticker(), () -> {}));
        }
        if (port == CaseWorkDesk.class) {
            return port.cast(new StoredCaseWork(database, store, machinery, surroundings.ticker(), () -> {}));
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
