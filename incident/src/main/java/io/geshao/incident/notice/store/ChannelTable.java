package io.geshao.incident.notice.store;

import io.geshao.casework.Channel;
import io.geshao.casework.ChannelView;
import io.geshao.incident.notice.Budget;
import io.geshao.incident.notice.ChannelSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** The configured channels, so that a process that does not send can show and use them. Holds no secret. Any thread. */
public final class ChannelTable {
    private final Jdbi jdbi;

    public ChannelTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** These are the channels now, and no others. */
    public void replace(List<ChannelSpec> specs) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from incident.notice_channel where not name = any(:names)")
                    .bindArray(
                            "names",
                            String.class,
                            specs.stream().map(ChannelSpec::name).toList())
                    .execute();
            for (ChannelSpec spec : specs) {
                Optional<Budget.Window> window =
                        spec.budget().windows().stream().findFirst();
                String token = spec.value("receipt.token", "");
                handle.createUpdate("insert into incident.notice_channel (name, channel, limits, window_limit,"
                                + " window_millis, receipt_token_hash) values (:name, :channel, :limits, :limit, :millis,"
                                + " :hash) on conflict (name) do update set channel = excluded.channel,"
                                + " limits = excluded.limits, window_limit = excluded.window_limit,"
                                + " window_millis = excluded.window_millis,"
                                + " receipt_token_hash = excluded.receipt_token_hash")
                        .bind("name", spec.name())
                        .bind("channel", spec.channel().name())
                        .bind("limits", spec.budget().toString())
                        .bind("limit", window.map(Budget.Window::limit).orElse(null))
                        .bind("millis", window.map(w -> w.length().toMillis()).orElse(null))
                        .bind("hash", token.isEmpty() ? "" : hash(token))
                        .execute();
            }
        });
    }

    /** What goes wrong with a channel; an empty text is that it works. */
    public void fault(String name, String fault, long sinceMillis) {
        jdbi.useHandle(handle -> handle.createUpdate("update incident.notice_channel set fault = :fault,"
                        + " fault_millis = :since where name = :name")
                .bind("name", name)
                .bind("fault", fault.replace("\0", ""))
                .bind("since", sinceMillis)
                .execute());
    }

    public List<ChannelView> list(Map<String, Integer> waiting, long nowMillis) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select c.*, (select count(*) from incident.notice_attempt a"
                                + " where a.sender = c.name and a.at_millis > :now - c.window_millis) as used"
                                + " from incident.notice_channel c order by name")
                        .bind("now", nowMillis)
                        .map((row, context) -> {
                            Integer limit = row.getObject("window_limit", Integer.class);
                            return new ChannelView(
                                    row.getString("name"),
                                    Channel.valueOf(row.getString("channel")),
                                    row.getString("limits"),
                                    waiting.getOrDefault(row.getString("name"), 0),
                                    limit == null ? Integer.MAX_VALUE : Math.max(0, limit - row.getInt("used")),
                                    row.getString("fault"),
                                    row.getLong("fault_millis"));
                        })
                        .list());
    }

    public Optional<Channel> channel(String name) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select channel from incident.notice_channel where name = :name")
                        .bind("name", name)
                        .mapTo(String.class)
                        .findOne()
                        .map(Channel::valueOf));
    }

    /** Whether the token is the channel's; a channel without one takes no receipts. */
    public boolean knows(String name, String token) {
        String kept = jdbi.withHandle(handle -> handle.createQuery(
                        "select receipt_token_hash from incident.notice_channel where name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
        return !kept.isEmpty()
                && MessageDigest.isEqual(
                        kept.getBytes(StandardCharsets.UTF_8), hash(token).getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
