package io.geshao.incident;

import io.geshao.casework.people.PlaceRecord;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.desk.RosterWatch;
import io.geshao.incident.people.desk.StoredPeople;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.people.store.PlaceTable;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Places, units, people and rosters in the process that runs cases, with the watch over gaps. */
final class PeopleWork implements AutoCloseable {
    private final PeopleDesk desk;
    private final RosterWatch watch;

    private PeopleWork(PeopleDesk desk, RosterWatch watch) {
        this.desk = desk;
        this.watch = watch;
    }

    /** On a migrated schema. */
    static PeopleWork start(
            IncidentConfig config, DataSource database, Registry registry, Ticker ticker, MeterRegistry meters) {
        PeopleSettings settings = new PeopleSettings(config.zone(), config.holidays(), config.workdays());
        settings.save(database);
        new PlaceTable(database).addMissing(places(registry));
        RosterWatch watch = new RosterWatch(database, () -> settings, ticker, meters, gap -> {});
        watch.start();
        return new PeopleWork(new StoredPeople(database, () -> settings, ticker), watch);
    }

    /** What the registry of devices knows of places is where the place tree begins. */
    private static List<PlaceRecord> places(Registry registry) {
        return registry.places().stream()
                .map(place -> new PlaceRecord(
                        place.path(),
                        Map.of("zh", place.nameZh(), "en", place.nameEn()),
                        place.longitude(),
                        place.latitude(),
                        null,
                        null,
                        null,
                        "",
                        0,
                        Long.MAX_VALUE))
                .toList();
    }

    PeopleDesk desk() {
        return desk;
    }

    @Override
    public void close() {
        watch.close();
    }
}
