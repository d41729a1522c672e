package io.geshao.incident.notice.store;

import io.geshao.casework.Channel;
import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.core.Severity;
import io.geshao.incident.notice.DigestItem;
import io.geshao.incident.notice.DigestText;
import io.geshao.incident.notice.Notice;
import io.geshao.incident.notice.NoticeText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a digest. News comes in as items, becomes lines for people once it is to be told, and lines go into
 * notices of the outbox. Any thread; every call is one transaction.
 */
public final class DigestStore {
    /** Under which the alert log is followed for what is told. */
    public static final String READER = "notices";

    private final Jdbi jdbi;

    public DigestStore(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /**
     * What a bite of the alert log came to, in one.
     *
     * @param items news to be told
     * @param aside alerts that have been put aside, {@code back} those that no longer are
     * @param taken alerts that somebody acknowledged or that are over: their late audience need not hear of them
     * @param cleared alerts that are over
     */
    public record News(
            List<DigestItem> items, List<String> aside, List<String> back, List<String> taken, List<String> cleared) {}

    public long position() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select position from incident.position where reader = :reader")
                        .bind("reader", READER)
                        .mapTo(Long.class)
                        .findOne()
                        .orElse(0L));
    }

    /** Begins at the log's end where nothing was followed before: nobody is told of what was long ago. */
    public void beginAt(long position) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "insert into incident.position values (:reader, :position) on conflict do nothing")
                .bind("reader", READER)
                .bind("position", position)
                .execute());
    }

    public boolean hasBegun() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select exists (select from incident.position where reader = :reader)")
                        .bind("reader", READER)
                        .mapTo(Boolean.class)
                        .one());
    }

    /** Takes the news and moves the position; false, and nothing of it, if somebody else has taken it. */
    public boolean take(News news, long expected, long newPosition) {
        return jdbi.inTransaction(handle -> {
            int moved = handle.createUpdate("update incident.position set position = :new"
                            + " where reader = :reader and position = :old")
                    .bind("reader", READER)
                    .bind("new", newPosition)
                    .bind("old", expected)
                    .execute();
            if (moved == 0) {
                return false;
            }
            news.items().forEach(item -> insert(handle, item));
            for (String alert : news.aside()) {
                handle.execute("insert into incident.alert_aside values (?) on conflict do nothing", alert);
            }
            for (String alert : news.back()) {
                handle.execute("delete from incident.alert_aside where alert_id = ?", alert);
            }
            for (String alert : news.taken()) {
                handle.execute(
                        "update incident.digest_item set state = 'DROPPED'"
                                + " where alert_id = ? and audience = 'late' and state = 'WAITING'",
                        alert);
            }
            for (String alert : news.cleared()) {
                handle.execute(
                        "update incident.digest_item set cleared = true where alert_id = ? and not cleared", alert);
            }
            return true;
        });
    }

    private static void insert(Handle handle, DigestItem item) {
        handle.createUpdate(
                        "insert into incident.digest_item (alert_id, audience, position, posts, place, duty, severity,"
                                + " drill, content, at_millis, due_millis, state) values (:alert, :audience, :position, :posts,"
                                + " :place, :duty, :severity, :drill, :content::jsonb, :at, :due, 'WAITING')"
                                + " on conflict do nothing")
                .bind("alert", item.alertId())
                .bind("audience", item.audience())
                .bind("position", item.position())
                .bindArray(
                        "posts",
                        String.class,
                        item.posts().stream().map(Enum::name).toList())
                .bind("place", item.place())
                .bind("duty", item.duty().name())
                .bind("severity", OutboxRows.rank(item.severity()))
                .bind("drill", item.drill())
                .bind("content", Json.write(item.text()))
                .bind("at", item.atMillis())
                .bind("due", item.dueMillis())
                .execute();
    }

    /** News that waits and is due, oldest first. */
    public List<DigestItem> due(long nowMillis, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.digest_item"
                        + " where state = 'WAITING' and due_millis <= :now order by id limit :limit")
                .bind("now", nowMillis)
                .bind("limit", limit)
                .map((row, context) -> item(row))
                .list());
    }

    /** Where one person is told of a piece of news. */
    public record Line(DigestItem item, Recipient person, Channel channel, String sender, String address) {}

    /** Gives a piece of news to people; the same address hears it once. */
    public void assign(DigestItem item, List<Line> lines) {
        jdbi.useTransaction(handle -> {
            int mine = handle.createUpdate("update incident.digest_item set state = 'ASSIGNED'"
                            + " where id = :id and state = 'WAITING'")
                    .bind("id", item.id())
                    .execute();
            if (mine == 0) {
                return;
            }
            for (Line line : lines) {
                Map<Channel, String> others = new HashMap<>(line.person().addresses());
                others.remove(line.channel());
                handle.createUpdate(
                                "insert into incident.digest_line (item, person, person_name, post, channel, sender,"
                                        + " address, others) values (:item, :person, :name::jsonb, :post, :channel, :sender,"
                                        + " :address, :others::jsonb) on conflict do nothing")
                        .bind("item", item.id())
                        .bind("person", line.person().person())
                        .bind("name", Json.write(line.person().name()))
                        .bind("post", line.person().post().name())
                        .bind("channel", line.channel().name())
                        .bind("sender", line.sender())
                        .bind("address", line.address())
                        .bind("others", Json.write(others))
                        .execute();
            }
        });
    }

    /** Whoever was to hear first cannot be reached: the late audience hears of it now. */
    public void hurry(DigestItem item, long nowMillis) {
        jdbi.useHandle(handle -> handle.createUpdate("update incident.digest_item set due_millis = :now"
                        + " where alert_id = :alert and audience = 'late' and state = 'WAITING'")
                .bind("now", nowMillis)
                .bind("alert", item.alertId())
                .execute());
    }

    /**
     * Somebody to whom lines wait to be told.
     *
     * @param lastMillis when the last digest to this address was written, or null
     * @param urgent whether a line of S1 or S2 is among them
     */
    public record Waiting(
            Recipient person,
            Channel channel,
            String sender,
            String address,
            Map<Channel, String> others,
            boolean drill,
            boolean urgent,
            @Nullable Long lastMillis) {}

    public List<Waiting> waiting() {
        return jdbi.withHandle(handle -> handle.createQuery("select l.channel, l.sender, l.address, i.drill,"
                        + " min(l.person) as person, min(l.person_name::text) as person_name, min(l.post) as post,"
                        + " min(l.others::text) as others, bool_or(i.severity <= 2) as urgent,"
                        + " (select max(n.created_millis) from incident.notice n where n.kind = 'DIGEST'"
                        + " and n.sender = l.sender and n.address = l.address) as last_millis"
                        + " from incident.digest_line l join incident.digest_item i on i.id = l.item"
                        + " where l.notice is null group by l.channel, l.sender, l.address, i.drill"
                        + " order by urgent desc, min(l.id)")
                .map((row, context) -> new Waiting(
                        new Recipient(
                                row.getString("person"),
                                Json.words(row.getString("person_name")),
                                Post.valueOf(row.getString("post")),
                                Map.of(),
                                false),
                        Channel.valueOf(row.getString("channel")),
                        row.getString("sender"),
                        row.getString("address"),
                        Json.addresses(row.getString("others")),
                        row.getBoolean("drill"),
                        row.getBoolean("urgent"),
                        row.getObject("last_millis", Long.class)))
                .list());
    }

    /** What waits for one of them, oldest first. */
    public List<DigestItem> linesOf(Waiting who) {
        return jdbi.withHandle(handle -> handle.createQuery("select i.* from incident.digest_line l"
                        + " join incident.digest_item i on i.id = l.item where l.notice is null and l.channel = :channel"
                        + " and l.sender = :sender and l.address = :address and i.drill = :drill order by i.id")
                .bind("channel", who.channel().name())
                .bind("sender", who.sender())
                .bind("address", who.address())
                .bind("drill", who.drill())
                .map((row, context) -> item(row))
                .list());
    }

    /** Puts the parts into the outbox and ties each line to its notice; a line that has one already stays with it. */
    public void write(Waiting who, List<DigestText.Part> parts, List<Notice> notices, long nowMillis) {
        jdbi.useTransaction(handle -> {
            for (int i = 0; i < parts.size(); i++) {
                Notice notice = notices.get(i);
                List<Long> free = handle.createQuery("select id from incident.digest_line where notice is null"
                                + " and item = any(:items) and channel = :channel and address = :address for update")
                        .bindArray("items", Long.class, parts.get(i).items())
                        .bind("channel", who.channel().name())
                        .bind("address", who.address())
                        .mapTo(Long.class)
                        .list();
                if (free.size() < parts.get(i).items().size()) {
                    handle.rollback(); // another process tells some of them: decide anew with what is left
                    return;
                }
                Outbox.write(handle, List.of(notice), nowMillis);
                handle.createUpdate("update incident.digest_line set notice = (select id from incident.notice"
                                + " where key = :key) where id = any(:lines)")
                        .bind("key", notice.key())
                        .bindArray("lines", Long.class, free)
                        .execute();
            }
        });
    }

    /** When the next piece of news is due, or empty. */
    public Optional<Long> nextDueMillis() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select min(due_millis) from incident.digest_item where state = 'WAITING' having count(*) > 0")
                .mapTo(Long.class)
                .findOne());
    }

    private static DigestItem item(ResultSet row) throws SQLException {
        return new DigestItem(
                row.getLong("id"),
                row.getString("alert_id"),
                row.getString("audience"),
                row.getLong("position"),
                Arrays.stream((String[]) row.getArray("posts").getArray())
                        .map(Post::valueOf)
                        .toList(),
                row.getString("place"),
                DutyKind.valueOf(row.getString("duty")),
                Severity.valueOf("S" + row.getInt("severity")),
                row.getBoolean("drill"),
                Json.read(row.getString("content"), NoticeText.class),
                row.getLong("at_millis"),
                row.getLong("due_millis"),
                row.getBoolean("cleared"));
    }
}
