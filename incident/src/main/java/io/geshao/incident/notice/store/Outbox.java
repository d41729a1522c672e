package io.geshao.incident.notice.store;

import io.geshao.casework.Channel;
import io.geshao.casework.NoticeReason;
import io.geshao.casework.NoticeState;
import io.geshao.casework.NoticeView;
import io.geshao.casework.port.NoticeDesk;
import io.geshao.core.Severity;
import io.geshao.incident.notice.Budget;
import io.geshao.incident.notice.Notice;
import io.geshao.incident.notice.NoticeText;
import io.geshao.incident.notice.Posted;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * What people are to be told, until it ends in a named state. Any thread; every call is one transaction, except those that
 * take a handle: they belong to the transaction of what they follow from.
 */
public final class Outbox {
    /*
     * A send is claimed right before it begins, by a statement that takes the row only if it still waits under the fence
     * that was seen; an acknowledgement turns waiting rows to CANCELLED in its own transaction. One of the two comes
     * first: so nothing begins after an acknowledgement has been committed, and two processes never begin the same send.
     * A row in hand is marked instead, so that it is not tried again.
     */
    private static final String MINE = " where id = :id and state = 'SENDING' and fence = :fence ";
    private static final long ATTEMPTS_KEPT_MILLIS = Duration.ofHours(25).toMillis();

    private final Jdbi jdbi;

    public Outbox(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** What became of a claim. */
    public sealed interface Claim {
        /** It is ours to send. */
        record Taken(Posted notice) implements Claim {}

        /** Somebody else has it, or nobody needs it any more. */
        record Gone() implements Claim {}

        /** No send is left before that time. */
        record Later(long freeMillis) implements Claim {}
    }

    /** Writes notices; one that is there already stays as it is. Returns how many are new. */
    public static int write(Handle handle, List<Notice> notices, long nowMillis) {
        if (notices.isEmpty()) {
            return 0;
        }
        PreparedBatch batch =
                handle.prepareBatch("insert into incident.notice (key, kind, number, step, severity, drill,"
                        + " person, person_name, post, channel, sender, address, others, content, state, reason,"
                        + " created_millis, due_millis, updated_millis) values (:key, :kind, :number, :step, :severity, :drill,"
                        + " :person, :name::jsonb, :post, :channel, :sender, :address, :others::jsonb, :content::jsonb,"
                        + " 'QUEUED', 'NEW', :now, :due, :now) on conflict do nothing");
        for (Notice notice : notices) {
            batch.bind("key", notice.key())
                    .bind("kind", notice.kind().name())
                    .bind("number", notice.number())
                    .bind("step", notice.step())
                    .bind("severity", OutboxRows.rank(notice.severity()))
                    .bind("drill", notice.drill())
                    .bind("person", notice.person())
                    .bind("name", Json.write(notice.personName()))
                    .bind("post", notice.post() == null ? null : notice.post().name())
                    .bind("channel", notice.channel().name())
                    .bind("sender", notice.sender())
                    .bind("address", notice.address())
                    .bind("others", Json.write(notice.others()))
                    .bind("content", Json.write(notice.text()))
                    .bind("now", nowMillis)
                    .bind("due", notice.dueMillis())
                    .add();
        }
        int written = 0;
        for (int count : batch.execute()) {
            written += count;
        }
        return written;
    }

    /** As {@link #write(Handle, List, long)} in a transaction of its own. */
    public int write(List<Notice> notices, long nowMillis) {
        return jdbi.inTransaction(handle -> write(handle, notices, nowMillis));
    }

    /** Cancels every page of a case that has not begun, and sees to it that what is in hand is not tried again. */
    public static void cancel(Handle handle, String number, NoticeReason reason, long nowMillis) {
        handle.createUpdate(
                        "update incident.notice set state = case state when 'QUEUED' then 'CANCELLED' else state end,"
                                + " reason = case state when 'QUEUED' then :reason else reason end, stopped = :reason,"
                                + " updated_millis = :now where number = :number and state in ('QUEUED', 'SENDING')"
                                + " and kind in ('STEP', 'HANDOVER', 'REMINDER', 'PLATFORM')")
                .bind("number", number)
                .bind("reason", reason.name())
                .bind("now", nowMillis)
                .execute();
    }

    /** As {@link #cancel}, for some people only. */
    public static void cancelFor(
            Handle handle, String number, Set<String> people, NoticeReason reason, long nowMillis) {
        handle.createUpdate("update incident.notice set state = 'CANCELLED', reason = :reason, updated_millis = :now"
                        + " where number = :number and state = 'QUEUED' and person = any(:people)")
                .bind("number", number)
                .bindArray("people", String.class, List.copyOf(people))
                .bind("reason", reason.name())
                .bind("now", nowMillis)
                .execute();
    }

    /** Notices that wait and are due, life safety first. */
    public List<Posted> due(long nowMillis, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.notice where state = 'QUEUED'"
                        + " and due_millis <= :now order by severity, due_millis, id limit :limit")
                .bind("now", nowMillis)
                .bind("limit", limit)
                .map((row, context) -> OutboxRows.posted(row))
                .list());
    }

    /** When the next one is due, or null if none waits. */
    public @Nullable Long nextDueMillis() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select min(due_millis) from incident.notice where state = 'QUEUED'")
                        .mapTo(Long.class)
                        .one());
    }

    /**
     * Takes a notice in hand, if it still waits and the budget of its sender has room.
     *
     * @param callMillis how long a call to the same number is taken to last without a receipt; 0 where several at once
     *     do no harm
     */
    public Claim claim(Posted notice, Budget budget, long callMillis, long nowMillis) {
        String sender = notice.notice().sender();
        String address = notice.notice().address();
        return jdbi.inTransaction(handle -> {
            // Two processes count the same sends: one after the other.
            handle.createQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended(:sender, 37))) locked")
                    .bind("sender", sender)
                    .mapTo(Integer.class)
                    .one();
            long free = budget.freeAtMillis(
                    notice.notice().severity(), (n, perAddress) -> nthNewest(handle, sender, address, n, perAddress));
            if (callMillis > 0) {
                free = Math.max(free, lineFree(handle, notice, callMillis, nowMillis));
            }
            if (free > nowMillis) {
                return new Claim.Later(free);
            }
            Optional<Posted> taken = handle.createQuery(
                            "update incident.notice set state = 'SENDING', fence = fence + 1,"
                                    + " attempts = attempts + 1, updated_millis = :now,"
                                    + " first_try_millis = coalesce(first_try_millis, :now)"
                                    + " where id = :id and state = 'QUEUED' and fence = :fence returning *")
                    .bind("now", nowMillis)
                    .bind("id", notice.id())
                    .bind("fence", notice.fence())
                    .map((row, context) -> OutboxRows.posted(row))
                    .findOne();
            if (taken.isEmpty()) {
                return new Claim.Gone();
            }
            handle.createUpdate("insert into incident.notice_attempt values (:sender, :now, :address, :key)")
                    .bind("sender", sender)
                    .bind("now", nowMillis)
                    .bind("address", address)
                    .bind("key", notice.key())
                    .execute();
            return new Claim.Taken(taken.get());
        });
    }

    private static long nthNewest(Handle handle, String sender, String address, int n, boolean perAddress) {
        return handle.createQuery("select at_millis from incident.notice_attempt where sender = :sender"
                        + (perAddress ? " and address = :address" : "")
                        + " order by at_millis desc offset :skip limit 1")
                .bind("sender", sender)
                .bindMap(perAddress ? Map.of("address", address) : Map.of())
                .bind("skip", n - 1)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    private static long lineFree(Handle handle, Posted notice, long callMillis, long nowMillis) {
        return handle.createQuery("select coalesce(max(updated_millis), 0) from incident.notice where channel = 'VOICE'"
                        + " and address = :address and id <> :id and state in ('SENDING', 'SENT')"
                        + " and updated_millis > :since")
                .bind("address", notice.notice().address())
                .bind("id", notice.id())
                .bind("since", nowMillis - callMillis)
                .mapTo(Long.class)
                .map(last -> last == 0 ? 0 : last + callMillis)
                .one();
    }

    /** Waits until a time because no send is left. */
    public void defer(Posted notice, long untilMillis, long nowMillis) {
        jdbi.useHandle(handle -> handle.createUpdate("update incident.notice set due_millis = :due,"
                        + " reason = 'RATE_LIMITED', updated_millis = :now"
                        + " where id = :id and state = 'QUEUED' and fence = :fence")
                .bind("due", untilMillis)
                .bind("now", nowMillis)
                .bind("id", notice.id())
                .bind("fence", notice.fence())
                .execute());
    }

    /** The provider has taken it. False if the claim was lost meanwhile. */
    public boolean accepted(Posted mine, String detail, long nowMillis) {
        return end(mine, NoticeState.SENT, NoticeReason.ACCEPTED, detail, nowMillis);
    }

    /** It ends without having been sent. False if the claim was lost meanwhile. */
    public boolean failed(Posted mine, NoticeReason reason, String detail, long nowMillis) {
        return end(mine, NoticeState.FAILED, reason, detail, nowMillis);
    }

    private boolean end(Posted mine, NoticeState state, NoticeReason reason, String detail, long nowMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate("update incident.notice set state = :state,"
                                + " reason = :reason, detail = :detail, updated_millis = :now,"
                                + " sent_millis = case when :state = 'SENT' then :now else sent_millis end" + MINE)
                        .bind("state", state.name())
                        .bind("reason", reason.name())
                        .bind("detail", storable(detail))
                        .bind("now", nowMillis)
                        .bind("id", mine.id())
                        .bind("fence", mine.fence())
                        .execute())
                == 1;
    }

    /** What a database text can hold: no NUL. */
    private static String storable(String text) {
        return text.replace("\0", "");
    }

    /** It is tried again at a time, unless it was cancelled while in hand. */
    public void again(Posted mine, NoticeReason reason, String detail, long dueMillis, long nowMillis) {
        jdbi.useHandle(handle -> handle.createUpdate("update incident.notice set"
                        + " state = case when stopped is null then 'QUEUED' else 'CANCELLED' end,"
                        + " reason = coalesce(stopped, :reason), detail = :detail, due_millis = :due,"
                        + " updated_millis = :now" + MINE)
                .bind("reason", reason.name())
                .bind("detail", storable(detail))
                .bind("due", dueMillis)
                .bind("now", nowMillis)
                .bind("id", mine.id())
                .bind("fence", mine.fence())
                .execute());
    }

    /** It was never sent and is not any more. False if it does not wait any more. */
    public boolean expire(Posted notice, NoticeState state, NoticeReason reason, long nowMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate("update incident.notice set state = :state,"
                                + " reason = :reason, updated_millis = :now"
                                + " where id = :id and state = 'QUEUED' and fence = :fence")
                        .bind("state", state.name())
                        .bind("reason", reason.name())
                        .bind("now", nowMillis)
                        .bind("id", notice.id())
                        .bind("fence", notice.fence())
                        .execute())
                == 1;
    }

    /**
     * Adds a notice in place of one that fails, unless that one was cancelled meanwhile. Returns whether anything of the
     * kind is there now.
     */
    public boolean instead(Posted failing, Notice next, long nowMillis) {
        return jdbi.inTransaction(handle -> {
            boolean wanted = handle.createQuery("select state <> 'CANCELLED' and stopped is null from incident.notice"
                            + " where id = :id for update")
                    .bind("id", failing.id())
                    .mapTo(Boolean.class)
                    .one();
            if (wanted) {
                write(handle, List.of(next), nowMillis);
            }
            return wanted;
        });
    }

    /** Takes back what a sender has had in hand for too long to be alive. Returns how many. */
    public int takeBack(long beforeMillis, long nowMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate("update incident.notice set fence = fence + 1,"
                        + " state = case when stopped is null then 'QUEUED' else 'CANCELLED' end,"
                        + " reason = coalesce(stopped, 'SENDER_DIED'), due_millis = :now, updated_millis = :now"
                        + " where state = 'SENDING' and updated_millis < :before")
                .bind("now", nowMillis)
                .bind("before", beforeMillis)
                .execute());
    }

    /** Whether anybody got, or may still get, a notice of that step. */
    public boolean anyHope(String number, String step) {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select from incident.notice"
                        + " where number = :number and step = :step"
                        + " and state in ('QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'CANCELLED'))")
                .bind("number", number)
                .bind("step", step)
                .mapTo(Boolean.class)
                .one());
    }

    public Optional<Posted> byKey(String key) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.notice where key = :key")
                .bind("key", key)
                .map((row, context) -> OutboxRows.posted(row))
                .findOne());
    }

    public Optional<NoticeView> view(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.notice where id = :id")
                .bind("id", id)
                .map((row, context) -> OutboxRows.view(row))
                .findOne());
    }

    /** A receipt moves what was sent on; what has ended otherwise stays. Returns whether it moved. */
    public boolean receipt(String key, NoticeState state, NoticeReason reason, String detail, long nowMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate("update incident.notice set state = :state,"
                                + " reason = :reason, detail = :detail, updated_millis = :now where key = :key"
                                + " and (state = 'SENT' or (state = 'DELIVERED' and :state = 'DELIVERED'))")
                        .bind("state", state.name())
                        .bind("reason", reason.name())
                        .bind("detail", storable(detail))
                        .bind("now", nowMillis)
                        .bind("key", key)
                        .execute())
                == 1;
    }

    /** A notice of that person's page was shown. */
    public boolean shown(long id, String person, long nowMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate("update incident.notice set state = 'DELIVERED',"
                                + " reason = 'SHOWN', updated_millis = :now where id = :id and person = :person"
                                + " and channel = 'PUSH' and state = 'SENT'")
                        .bind("id", id)
                        .bind("person", person)
                        .bind("now", nowMillis)
                        .execute())
                == 1;
    }

    /** Notices that pass the filter, newest first. */
    public List<NoticeView> list(NoticeDesk.Filter filter, int limit) {
        StringBuilder where = new StringBuilder(" where true");
        Map<String, Object> values = new HashMap<>();
        require(where, values, "number", filter.number());
        require(where, values, "person", filter.person());
        Channel channel = filter.channel();
        require(where, values, "channel", channel == null ? null : channel.name());
        NoticeState state = filter.state();
        require(where, values, "state", state == null ? null : state.name());
        Long before = filter.beforeId();
        if (before != null) {
            where.append(" and id < :before");
            values.put("before", before);
        }
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.notice" + where + " order by id desc limit :limit")
                        .bindMap(values)
                        .bind("limit", limit)
                        .map((row, context) -> OutboxRows.view(row))
                        .list());
    }

    private static void require(
            StringBuilder where, Map<String, Object> values, String column, @Nullable String value) {
        if (value != null) {
            where.append(" and ").append(column).append(" = :").append(column);
            values.put(column, value);
        }
    }

    /** How many wait, by sender. */
    public Map<String, Integer> waiting() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select sender, count(*) as n from incident.notice where state = 'QUEUED' group by sender")
                .reduceRows(new HashMap<>(), (counts, row) -> {
                    counts.put(row.getColumn("sender", String.class), row.getColumn("n", Integer.class));
                    return counts;
                }));
    }

    /** How many sends of a sender were begun since a time. */
    public int begunSince(String sender, long sinceMillis) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*) from incident.notice_attempt where sender = :sender and at_millis > :since")
                .bind("sender", sender)
                .bind("since", sinceMillis)
                .mapTo(Integer.class)
                .one());
    }

    /** Since when the oldest notice of a severity has been due and waits; null if none does. */
    public @Nullable Long oldestDueMillis(Severity severity) {
        return jdbi.withHandle(handle -> handle.createQuery("select min(coalesce(first_try_millis, created_millis))"
                        + " from incident.notice where state = 'QUEUED' and severity = :severity and kind <> 'DIGEST'")
                .bind("severity", OutboxRows.rank(severity))
                .mapTo(Long.class)
                .one());
    }

    /** People who got more notices since a time than a shift has room for. */
    public int peopleOver(int budget, long sinceMillis) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from (select person from incident.notice"
                        + " where sent_millis > :since and not drill and post is not null group by person"
                        + " having count(distinct (number, step)) > :budget) over_budget")
                .bind("since", sinceMillis)
                .bind("budget", budget)
                .mapTo(Integer.class)
                .one());
    }

    /** Forgets sends that no window counts any more. */
    public void forget(long nowMillis) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from incident.notice_attempt where at_millis < :before")
                .bind("before", nowMillis - ATTEMPTS_KEPT_MILLIS)
                .execute());
    }

    /**
     * Tells those who were told of a case before what became of it, by the quietest way each was told: whoever is in
     * {@code except} is told of it otherwise.
     */
    public static void update(
            Handle handle, String number, String step, NoticeText text, Set<String> except, long nowMillis) {
        handle.createUpdate(
                        "insert into incident.notice (key, kind, number, step, severity, drill, person, person_name,"
                                + " post, channel, sender, address, others, content, state, reason, created_millis, due_millis,"
                                + " updated_millis) select 'GS-' || upper(substr(encode(sha256(convert_to(number || chr(10) ||"
                                + " :step || chr(10) || person || chr(10) || channel, 'UTF8')), 'hex'), 1, 12)), 'UPDATE',"
                                + " number, :step, severity, drill, person, person_name, post, channel, sender, address,"
                                + " '{}'::jsonb, :content::jsonb, 'QUEUED', 'NEW', :now, :now, :now from (select distinct on"
                                + " (person) * from incident.notice where number = :number and kind in ('STEP', 'HANDOVER')"
                                + " and state in ('SENT', 'DELIVERED') and channel not in ('VOICE', 'SMS')"
                                + " and not person = any(:except)"
                                + " order by person, array_position(array['PUSH', 'WECOM', 'DINGTALK', 'FEISHU'], channel), id)"
                                + " told on conflict do nothing")
                .bind("number", number)
                .bind("step", step)
                .bind("content", Json.write(text))
                .bind("now", nowMillis)
                .bindArray("except", String.class, List.copyOf(except))
                .execute();
    }
}
