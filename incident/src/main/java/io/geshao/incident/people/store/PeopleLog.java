package io.geshao.incident.people.store;

import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Who changed what about people and accounts, and who looked at what only few may see; append only. Any thread. */
public final class PeopleLog {
    private final Jdbi jdbi;

    /** @param detail one line without secrets */
    public record Entry(long position, long atMillis, String actor, String action, String subject, String detail) {}

    public PeopleLog(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    public void write(long atMillis, String actor, String action, String subject, String detail) {
        jdbi.useHandle(handle -> write(handle, atMillis, actor, action, subject, detail));
    }

    static void write(Handle handle, long atMillis, String actor, String action, String subject, String detail) {
        handle.createUpdate("insert into incident.people_log (at_millis, actor, action, subject, detail)"
                        + " values (:at, :actor, :action, :subject, :detail)")
                .bind("at", atMillis)
                .bind("actor", actor)
                .bind("action", action)
                .bind("subject", subject)
                .bind("detail", detail)
                .execute();
    }

    /** Entries before that position, the newest first. */
    public List<Entry> before(long position, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.people_log"
                        + " where position < :position order by position desc limit :limit")
                .bind("position", position)
                .bind("limit", limit)
                .map((row, context) -> new Entry(
                        row.getLong("position"),
                        row.getLong("at_millis"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail")))
                .list());
    }
}
