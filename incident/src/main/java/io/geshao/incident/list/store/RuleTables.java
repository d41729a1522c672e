package io.geshao.incident.list.store;

import io.geshao.incident.clock.CalendarFile;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.list.ClassTable;
import io.geshao.incident.list.ClassTables;
import io.geshao.incident.list.ResponsibilityList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The stored versions of what cases are judged by. Any thread. */
public final class RuleTables {
    /*
     * A version is stored as the text it was loaded from: what is exported is what was imported, and a reader of the table
     * sees what a city decided. It is parsed once per process and change; that something changed is one small question.
     */
    private static final String VERSIONS = "select * from incident.rule_version ";

    private final Jdbi jdbi;
    private final Supplier<Base> base;
    private final AtomicReference<@Nullable Parsed> parsed = new AtomicReference<>();

    /** @param base what holds where nothing was loaded; asked when something changed */
    public RuleTables(DataSource database, Supplier<Base> base) {
        jdbi = Jdbi.create(database);
        this.base = base;
    }

    /** What came with the platform and its settings. */
    public record Base(ZoneId zone, WorkCalendar calendar, ResponsibilityList list) {}

    /**
     * All that cases are judged by at one moment.
     *
     * @param calendarSerial number of the calendar's version, 0 if none was loaded
     */
    public record Rules(long calendarSerial, WorkCalendar calendar, ClassTables classes, ResponsibilityList list) {}

    private record Parsed(String mark, Rules rules) {}

    /** What a kind of version is called in the table. */
    public enum Kind {
        CALENDAR,
        CLASSES,
        RESPONSIBILITY
    }

    /** A stored version. */
    public record Stored(
            long serial,
            Kind kind,
            String version,
            LocalDate validFrom,
            String content,
            String reason,
            String changedBy,
            long changedMillis,
            boolean withdrawn) {}

    /** The rules as they are now. */
    public Rules rules() {
        return jdbi.withHandle(this::rules);
    }

    /** The rules as a transaction sees them. */
    public Rules rules(Handle handle) {
        String mark = handle.createQuery("select coalesce(max(serial), 0) || '/' || count(withdrawn_millis)"
                        + " from incident.rule_version")
                .mapTo(String.class)
                .one();
        Parsed before = parsed.get();
        if (before != null && before.mark().equals(mark)) {
            return before.rules();
        }
        Base standing = base.get();
        WorkCalendar calendar = standing.calendar();
        long calendarSerial = 0;
        ClassTables classes = ClassTables.shipped();
        ResponsibilityList list = standing.list();
        for (Stored one : stored(handle)) {
            if (one.withdrawn()) {
                continue;
            }
            switch (one.kind()) {
                case CALENDAR -> {
                    calendar = CalendarFile.parse(one.version(), one.content()).calendar(standing.zone());
                    calendarSerial = one.serial();
                }
                case CLASSES ->
                    classes = classes.with(one.validFrom(), ClassTable.parse(Map.of(one.version(), one.content())));
                case RESPONSIBILITY -> list = list.and(ResponsibilityList.parse(one.version(), one.content()));
            }
        }
        Rules rules = new Rules(calendarSerial, calendar, classes, list.over(classes));
        parsed.set(new Parsed(mark, rules));
        return rules;
    }

    /** The calendar with that serial number as a transaction sees it; 0 is what came with the settings. */
    public WorkCalendar calendar(Handle handle, long serial) {
        Base standing = base.get();
        return stored(handle).stream()
                .filter(one -> one.serial() == serial)
                .findFirst()
                .map(one -> CalendarFile.parse(one.version(), one.content()).calendar(standing.zone()))
                .orElse(standing.calendar());
    }

    /** Every version that was ever loaded, oldest first. */
    public List<Stored> stored() {
        return jdbi.withHandle(RuleTables::stored);
    }

    private static List<Stored> stored(Handle handle) {
        return handle.createQuery(VERSIONS + "order by serial")
                .map((row, context) -> version(row))
                .list();
    }

    public Optional<Stored> find(Kind kind, String version) {
        return stored().stream()
                .filter(one -> one.kind() == kind && one.version().equals(version))
                .findFirst();
    }

    /** Adds a version; false if the kind has one of that name. */
    public boolean add(
            Kind kind,
            String version,
            LocalDate validFrom,
            String content,
            String reason,
            String account,
            long nowMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "insert into incident.rule_version (kind, version, valid_from, content, reason, changed_by,"
                                        + " changed_millis) values (:kind, :version, :from, :content, :reason, :account, :now)"
                                        + " on conflict (kind, version) do nothing")
                        .bind("kind", kind.name())
                        .bind("version", version)
                        .bind("from", validFrom)
                        .bind("content", content)
                        .bind("reason", reason)
                        .bind("account", account)
                        .bind("now", nowMillis)
                        .execute()
                == 1);
    }

    /** Takes a version back; false if it was already. */
    public boolean withdraw(long serial, String reason, String account, long nowMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update incident.rule_version set withdrawn_by = :account, withdrawn_reason = :reason,"
                                        + " withdrawn_millis = :now where serial = :serial and withdrawn_millis is null")
                        .bind("serial", serial)
                        .bind("account", account)
                        .bind("reason", reason)
                        .bind("now", nowMillis)
                        .execute()
                == 1);
    }

    /** Cases that met no row of the list, by class and community, the most frequent first. */
    public List<GapCount> gaps(long fromMillis, long toMillis) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select f.class_code, f.community, count(distinct f.number) as cases from incident.case_event e"
                                + " join incident.case_file f using (number) where e.kind = 'UNIT_MISSING' and not f.drill"
                                + " and e.at_millis >= :from and e.at_millis < :to group by 1, 2 order by 3 desc, 1, 2")
                .bind("from", fromMillis)
                .bind("to", toMillis)
                .map((row, context) ->
                        new GapCount(row.getString("class_code"), row.getString("community"), row.getLong("cases")))
                .list());
    }

    /** How often a class of a community met no row. */
    public record GapCount(String classCode, String community, long cases) {}

    private static Stored version(ResultSet row) throws SQLException {
        row.getLong("withdrawn_millis");
        boolean withdrawn = !row.wasNull();
        return new Stored(
                row.getLong("serial"),
                Kind.valueOf(row.getString("kind")),
                row.getString("version"),
                row.getObject("valid_from", LocalDate.class),
                row.getString("content"),
                row.getString("reason"),
                row.getString("changed_by"),
                row.getLong("changed_millis"),
                withdrawn);
    }
}
