package io.geshao.incident.notice.store;

import io.geshao.casework.port.NoticeDesk.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What the platform found wrong with its own telling. Any thread. */
public final class Findings {
    private final Jdbi jdbi;

    public Findings(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** It is so now; found once until it is over. */
    public static void open(Handle handle, String kind, String subject, String detail, long nowMillis) {
        handle.createUpdate("insert into incident.finding (kind, subject, detail, since_millis)"
                        + " values (:kind, :subject, :detail, :now) on conflict do nothing")
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("detail", detail)
                .bind("now", nowMillis)
                .execute();
    }

    public static void end(Handle handle, String kind, String subject, long nowMillis) {
        handle.createUpdate("update incident.finding set ended_millis = :now"
                        + " where kind = :kind and subject = :subject and ended_millis is null")
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("now", nowMillis)
                .execute();
    }

    public void open(String kind, String subject, String detail, long nowMillis) {
        jdbi.useTransaction(handle -> open(handle, kind, subject, detail, nowMillis));
    }

    public void end(String kind, String subject, long nowMillis) {
        jdbi.useTransaction(handle -> end(handle, kind, subject, nowMillis));
    }

    /** Open ones first, then newest. */
    public List<Finding> list(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.finding"
                        + " order by ended_millis is not null, since_millis desc, id desc limit :limit")
                .bind("limit", limit)
                .map((row, context) -> new Finding(
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getString("detail"),
                        row.getLong("since_millis"),
                        row.getObject("ended_millis", Long.class)))
                .list());
    }

    /** How many are open, by kind. */
    public Map<String, Integer> open() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select kind, count(*) as n from incident.finding where ended_millis is null group by kind")
                .reduceRows(new TreeMap<>(), (counts, row) -> {
                    counts.put(row.getColumn("kind", String.class), row.getColumn("n", Integer.class));
                    return counts;
                }));
    }
}
