package io.geshao.incident;

import io.geshao.core.config.Settings;
import io.geshao.incident.cap.CapConfig;
import io.geshao.incident.clock.WorkCalendar;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How cases are driven.
 *
 * @param responsibilityFile a city's own responsibility list, or null for the one that ships
 * @param zone the community's time zone: work calendar, case numbers and times in texts
 * @param holidays dates without work, beside weekends
 * @param workdays dates with work although they are on a weekend
 * @param cap who publishes emergencies to other systems
 */
public record IncidentConfig(
        @Nullable Path responsibilityFile,
        ZoneId zone,
        Set<LocalDate> holidays,
        Set<LocalDate> workdays,
        CapConfig cap) {
    private static final String ZONE = "Asia/Shanghai";

    public IncidentConfig {
        holidays = Set.copyOf(holidays);
        workdays = Set.copyOf(workdays);
    }

    public static IncidentConfig defaults() {
        ZoneId zone = ZoneId.of(ZONE);
        return new IncidentConfig(null, zone, Set.of(), Set.of(), CapConfig.defaults(zone));
    }

    /**
     * Keys: {@code responsibility.file}, {@code incident.zone}, {@code calendar.holidays}, {@code calendar.workdays} and
     * those of {@link CapConfig}.
     */
    public static IncidentConfig read(Settings in) {
        String file = in.text("responsibility.file", "");
        ZoneId zone = zone(in);
        return new IncidentConfig(
                file.isBlank() ? null : in.path("responsibility.file", file),
                zone,
                dates(in, "calendar.holidays"),
                dates(in, "calendar.workdays"),
                CapConfig.read(in, zone));
    }

    public WorkCalendar calendar() {
        return new WorkCalendar(zone, holidays, workdays);
    }

    private static ZoneId zone(Settings in) {
        String text = in.text("incident.zone", ZONE);
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            in.fault("incident.zone='" + text + "' is not a time zone such as " + ZONE);
            return ZoneId.of(ZONE);
        }
    }

    private static Set<LocalDate> dates(Settings in, String key) {
        Set<LocalDate> dates = new HashSet<>();
        for (String text : in.text(key, "").split(",", -1)) {
            if (text.isBlank()) {
                continue;
            }
            try {
                dates.add(LocalDate.parse(text.strip()));
            } catch (DateTimeParseException e) {
                in.fault(key + ": '" + text + "' is not a date such as 2026-10-01");
            }
        }
        return dates;
    }
}
