package io.geshao.incident.people.store;

import io.geshao.casework.people.DayKinds;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * The zone and the calendar that rosters are read in, told by the process that runs cases to those that only ask.
 *
 * @param holidays days off, beside weekends
 * @param workdays days with work although on a weekend
 */
public record PeopleSettings(ZoneId zone, Set<LocalDate> holidays, Set<LocalDate> workdays) {
    public PeopleSettings {
        holidays = Set.copyOf(holidays);
        workdays = Set.copyOf(workdays);
    }

    public DayKinds kinds() {
        return DayKinds.of(holidays, workdays);
    }

    public void save(DataSource database) {
        Map<String, String> values =
                Map.of("zone", zone.getId(), "holidays", text(holidays), "workdays", text(workdays));
        Jdbi.create(database)
                .useTransaction(handle -> values.forEach(
                        (key, value) -> handle.createUpdate("insert into incident.people_setting values (:key, :value)"
                                        + " on conflict (key) do update set value = :value")
                                .bind("key", key)
                                .bind("value", value)
                                .execute()));
    }

    /** @throws IllegalStateException if no process has ever run cases on this database */
    public static PeopleSettings read(DataSource database) {
        Map<String, String> values = Jdbi.create(database).withHandle(handle -> handle
                .createQuery("select key, value from incident.people_setting")
                .map((row, context) -> Map.entry(row.getString("key"), row.getString("value")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        String zone = values.get("zone");
        if (zone == null) {
            throw new IllegalStateException("the incident module has not been started on this database yet");
        }
        return new PeopleSettings(
                ZoneId.of(zone),
                dates(values.getOrDefault("holidays", "")),
                dates(values.getOrDefault("workdays", "")));
    }

    private static String text(Set<LocalDate> dates) {
        return dates.stream().sorted().map(LocalDate::toString).collect(Collectors.joining(" "));
    }

    private static Set<LocalDate> dates(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(date -> !date.isEmpty())
                .map(LocalDate::parse)
                .collect(Collectors.toUnmodifiableSet());
    }
}
