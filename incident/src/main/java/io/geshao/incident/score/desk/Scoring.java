package io.geshao.incident.score.desk;

import io.geshao.casework.port.Assessment;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.score.store.AlertFactsStore;
import io.geshao.incident.score.store.FactsStore;
import io.geshao.incident.score.store.ReportStore;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Assessment put together.
 *
 * @param desk for whoever asks
 * @param job for the thread that makes the reports
 */
public record Scoring(Assessment desk, ReportJob job) {
    /**
     * What assessment takes from others; null where a process has none: figures from there are then absent and say so.
     */
    public record Sources(
            AlertLog alerts,
            @Nullable TelemetryQuery telemetry,
            @Nullable ConservationLedger ledger) {}

    public static Scoring of(DataSource database, Registry registry, Sources sources, ZoneId zone, Ticker ticker) {
        FactsStore facts = new FactsStore(database);
        AlertFactsStore alerts = new AlertFactsStore(database, sources.alerts());
        ReportStore reports = new ReportStore(database);
        TelemetryQuery telemetry = sources.telemetry();
        ScoreDesk desk = new ScoreDesk(
                facts,
                alerts,
                reports,
                registry,
                telemetry == null ? null : new ParkingCount(telemetry, registry),
                zone,
                ticker);
        ReportMaker maker = new ReportMaker(desk, facts, sources.ledger(), reportPlaces(registry));
        return new Scoring(desk, new ReportJob(maker, reports, facts, alerts, zone, ticker));
    }

    /** Everywhere, and every community, with the codes of their communities. */
    private static Map<String, List<String>> reportPlaces(Registry registry) {
        TreeMap<String, List<String>> places = new TreeMap<>();
        TreeSet<String> all = new TreeSet<>();
        for (Place place : registry.places()) {
            if (place.path().split("/", -1).length >= 3) {
                String code = Place.communityOf(place.path()).value();
                places.put(Place.upTo(place.path(), "community"), List.of(code));
                all.add(code);
            }
        }
        places.put("", new ArrayList<>(all));
        return places;
    }
}
