package io.geshao.incident.store;

import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.HashChain;
import io.geshao.incident.flow.Member;
import io.geshao.incident.flow.Step;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * One writing transaction; lives as long as {@link CaseStore#write} runs, on its thread. As the only writer it may
 * remember what it has read; what it writes is sent in as few trips as there can be.
 */
public final class CaseTransaction {
    private static final String SITUATION = """
            select 0 as what, position as number, '' as body from incident.position where reader = ?
            union all select 1, chain_number, hash from incident.chain_head where community = ?
            union all select 2, last, '' from incident.case_counter where community = ? and day = ?
            union all (select 3, 0, f.file::text from incident.case_member m join incident.case_file f using (number)
              where m.alert_id = ? order by m.joined_position desc limit 1)
            union all (select 4, 0, file::text from incident.case_file
              where class_code = ? and scope = ? and drill = ? and closed_millis is null)
            union all (select 5, 0, file::text from incident.case_file
              where class_code = ? and scope = ? and drill = ? and closed_millis is not null
              order by opened_millis desc, number desc limit 1)
            """;

    private final Handle handle;
    private final List<StepFollower> followers;
    private final Writes writes;
    private final Map<String, Head> heads = new HashMap<>(); // by community, as far as read or written
    private final Map<String, Integer> counters = new HashMap<>(); // by community and day, likewise

    private record Head(long number, String hash) {}

    CaseTransaction(Handle handle, List<StepFollower> followers) {
        this.handle = handle;
        this.followers = followers;
        this.writes = new Writes(handle);
    }

    /** Becomes the only writer, or waits for it; first of all. */
    void lock(long key) {
        writes.add("select pg_advisory_xact_lock(?)", key);
        writes.send();
    }

    /**
     * What stands against an alert's transition.
     *
     * @param position of the reader
     * @param own the newest case that the alert is or was a member of
     * @param open the open case of the alert's class and case scope
     * @param lastClosed the newest closed case of them
     */
    public record Situation(
            long position, Optional<CaseFile> own, Optional<CaseFile> open, Optional<CaseFile> lastClosed) {}

    /** All that the alert's transition is decided by, at once; {@link #nextNumber} of the day then need not ask. */
    public Situation situation(String reader, AlertView alert, String day) {
        writes.send();
        String community = alert.community().value();
        String classCode = alert.caseHint().classCode();
        String scope = alert.caseHint().caseScope();
        heads.put(community, new Head(0, HashChain.ORIGIN));
        counters.put(counterKey(community, day), 0);
        long[] position = {0};
        Map<Integer, CaseFile> cases = new HashMap<>();
        // Plain JDBC: an alarm may be the first of the day, and this is read before any other query is warm.
        try (PreparedStatement query = handle.getConnection().prepareStatement(SITUATION)) {
            query.setString(1, reader);
            query.setString(2, community);
            query.setString(3, community);
            query.setString(4, day);
            query.setString(5, alert.id());
            query.setString(6, classCode);
            query.setString(7, scope);
            query.setBoolean(8, alert.drill());
            query.setString(9, classCode);
            query.setString(10, scope);
            query.setBoolean(11, alert.drill());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    int what = row.getInt(1);
                    switch (what) {
                        case 0 -> position[0] = row.getLong(2);
                        case 1 -> heads.put(community, new Head(row.getLong(2), row.getString(3)));
                        case 2 -> counters.put(counterKey(community, day), row.getInt(2));
                        default -> cases.put(what, CaseJson.read(row.getString(3)));
                    }
                }
            }
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException("what stands against an alert cannot be read", e, null);
        }
        return new Situation(
                position[0],
                Optional.ofNullable(cases.get(3)),
                Optional.ofNullable(cases.get(4)),
                Optional.ofNullable(cases.get(5)));
    }

    private static String counterKey(String community, String day) {
        return community + "-" + day;
    }

    public Optional<CaseFile> find(String number) {
        writes.send();
        return CaseStore.find(handle, number);
    }

    /** The next case number of a community and day: {@code yuhua-20260302-0007}. */
    public String nextNumber(String community, String day) {
        String key = counterKey(community, day);
        int next = 1 + counters.computeIfAbsent(key, unknown -> counter(community, day));
        counters.put(key, next);
        writes.add(
                "insert into incident.case_counter values (?, ?, ?)"
                        + " on conflict (community, day) do update set last = excluded.last",
                community,
                day,
                next);
        return String.format(Locale.ROOT, "%s-%04d", key, next);
    }

    private int counter(String community, String day) {
        writes.send();
        return handle.createQuery("select last from incident.case_counter where community = :community and day = :day")
                .bind("community", community)
                .bind("day", day)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    public void moveTo(String reader, long position) {
        writes.add(
                "insert into incident.position values (?, ?)"
                        + " on conflict (reader) do update set position = excluded.position",
                reader,
                position);
    }

    /** Stores a step: the case as it is now, its new timeline entries and the orders that follow. */
    public void save(Step step, long nowMillis) {
        CaseFile file = step.file();
        CaseView view = file.view();
        @Nullable
        CaseFile before = followers.isEmpty() ? null : find(view.number()).orElse(null);
        writes.add(
                "insert into incident.case_file values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb) on conflict (number) do"
                        + " update set state = excluded.state, severity = excluded.severity,"
                        + " closed_millis = excluded.closed_millis, file = excluded.file",
                view.number(),
                view.community().value(),
                view.classCode(),
                view.scope(),
                view.drill(),
                view.state(),
                CaseStore.rank(view.severity()),
                view.openedMillis(),
                view.closedMillis(),
                CaseJson.write(file));
        append(step, nowMillis);
        writes.add(
                "insert into incident.case_member select alert, ?, (select max(position) from incident.case_event)"
                        + " from unnest(?) as alert on conflict do nothing",
                view.number(),
                file.members().stream().map(Member::alertId).toArray(String[]::new));
        for (Step.Order order : step.orders()) {
            writes.add(
                    "insert into incident.alert_order (number, kind, alert_ids, actor, cause) values (?, ?, ?, ?, ?)",
                    view.number(),
                    order.kind().name(),
                    order.alertIds().toArray(new String[0]),
                    order.actor(),
                    order.cause());
        }
        if (!followers.isEmpty()) {
            writes.send();
            followers.forEach(follower -> follower.follow(handle, before, step, nowMillis));
        }
    }

    private void append(Step step, long nowMillis) {
        CaseView view = step.file().view();
        String community = view.community().value();
        Head head = heads.computeIfAbsent(community, this::head);
        for (Step.Entry entry : step.entries()) {
            String payloadHash = HashChain.payloadHash(entry.text(), entry.reason());
            HashChain.Link link = new HashChain.Link(
                    community,
                    head.number() + 1,
                    nowMillis,
                    entry.actor(),
                    entry.kind().name(),
                    view.number(),
                    payloadHash,
                    head.hash());
            head = new Head(link.chainNumber(), HashChain.hash(link));
            writes.add(
                    "insert into incident.case_event (community, chain_number, number, kind, at_millis, actor, reason,"
                            + " text_zh, text_en, payload_hash, previous_hash, hash)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    community,
                    link.chainNumber(),
                    view.number(),
                    link.kind(),
                    nowMillis,
                    entry.actor(),
                    entry.reason(),
                    entry.text().getOrDefault("zh", ""),
                    entry.text().getOrDefault("en", ""),
                    payloadHash,
                    link.previousHash(),
                    head.hash());
        }
        if (!step.entries().isEmpty()) {
            heads.put(community, head);
            writes.add(
                    "insert into incident.chain_head values (?, ?, ?) on conflict (community)"
                            + " do update set chain_number = excluded.chain_number, hash = excluded.hash",
                    community,
                    head.number(),
                    head.hash());
        }
    }

    private Head head(String community) {
        writes.send();
        return handle.createQuery("select chain_number, hash from incident.chain_head where community = :community")
                .bind("community", community)
                .map((row, context) -> new Head(row.getLong("chain_number"), row.getString("hash")))
                .findOne()
                .orElse(new Head(0, HashChain.ORIGIN));
    }

    /** Sends what has not been sent, and commits with it. */
    void end() {
        writes.sendAndCommit();
    }
}
