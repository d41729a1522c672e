package io.geshao.incident.people.store;

import io.geshao.casework.people.TimeEntry;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** The time ledger. Any thread; every call is one transaction. */
public final class TimeTable {
    private final Jdbi jdbi;

    public TimeTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** Adds an entry; returns its id. */
    public long add(TimeEntry entry) {
        return jdbi.withHandle(handle -> handle.createQuery("insert into incident.time_entry (person, kind, place,"
                        + " from_millis, to_millis, note, recorded_by) values (:person, :kind, :place, :from, :to, :note,"
                        + " :by) returning id")
                .bind("person", entry.person())
                .bind("kind", entry.kind().name())
                .bind("place", entry.place())
                .bind("from", entry.fromMillis())
                .bind("to", entry.toMillis())
                .bind("note", entry.note())
                .bind("by", entry.recordedBy())
                .mapTo(Long.class)
                .one());
    }

    /** Entries that touch [from, to). */
    public List<TimeEntry> between(long fromMillis, long toMillis) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.time_entry where to_millis > :from"
                        + " and from_millis < :to order by person, from_millis, id")
                .bind("from", fromMillis)
                .bind("to", toMillis)
                .map((row, context) -> new TimeEntry(
                        row.getLong("id"),
                        row.getString("person"),
                        TimeEntry.Kind.valueOf(row.getString("kind")),
                        row.getString("place"),
                        row.getLong("from_millis"),
                        row.getLong("to_millis"),
                        row.getString("note"),
                        row.getString("recorded_by")))
                .list());
    }
}
