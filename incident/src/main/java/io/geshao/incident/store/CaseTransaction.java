package io.geshao.incident.store;

import io.geshao.core.CaseView;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.HashChain;
import io.geshao.incident.flow.Member;
import io.geshao.incident.flow.Step;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** One writing transaction; lives as long as {@link CaseStore#write} runs, on its thread. */
public final class CaseTransaction {
    private final Handle handle;
    private final List<StepFollower> followers;

    CaseTransaction(Handle handle, List<StepFollower> followers) {
        this.handle = handle;
        this.followers = followers;
    }

    public Optional<CaseFile> find(String number) {
        return CaseStore.find(handle, number);
    }

    /** The open case of a class and case scope. */
    public Optional<CaseFile> openCase(String classCode, String scope, boolean drill) {
        return handle.createQuery(
                        "select file::text from incident.case_file where class_code = :class and scope = :scope"
                                + " and drill = :drill and closed_millis is null")
                .bind("class", classCode)
                .bind("scope", scope)
                .bind("drill", drill)
                .mapTo(String.class)
                .findOne()
                .map(CaseJson::read);
    }

    /** The newest case that the alert is or was a member of. */
    public Optional<CaseFile> caseOfAlert(String alertId) {
        return handle.createQuery(
                        "select f.file::text from incident.case_member m join incident.case_file f using (number)"
                                + " where m.alert_id = :alert order by m.joined_position desc limit 1")
                .bind("alert", alertId)
                .mapTo(String.class)
                .findOne()
                .map(CaseJson::read);
    }

    /** The newest closed case of a class and case scope. */
    public Optional<CaseFile> lastClosed(String classCode, String scope, boolean drill) {
        return handle.createQuery(
                        "select file::text from incident.case_file where class_code = :class and scope = :scope"
                                + " and drill = :drill and closed_millis is not null"
                                + " order by opened_millis desc, number desc limit 1")
                .bind("class", classCode)
                .bind("scope", scope)
                .bind("drill", drill)
                .mapTo(String.class)
                .findOne()
                .map(CaseJson::read);
    }

    /** The next case number of a community and day: {@code yuhua-20260302-0007}. */
    public String nextNumber(String community, String day) {
        int next = handle.createQuery("insert into incident.case_counter values (:community, :day, 1)"
                        + " on conflict (community, day) do update set last = case_counter.last + 1 returning last")
                .bind("community", community)
                .bind("day", day)
                .mapTo(Integer.class)
                .one();
        return String.format(Locale.ROOT, "%s-%s-%04d", community, day, next);
    }

    public long position(String reader) {
        return CaseStore.position(handle, reader);
    }

    public void moveTo(String reader, long position) {
        handle.createUpdate("insert into incident.position values (:reader, :position)"
                        + " on conflict (reader) do update set position = excluded.position")
                .bind("reader", reader)
                .bind("position", position)
                .execute();
    }

    /** Stores a step: the case as it is now, its new timeline entries and the orders that follow. */
    public void save(Step step, long nowMillis) {
        CaseFile file = step.file();
        CaseView view = file.view();
        @Nullable
        CaseFile before = followers.isEmpty() ? null : find(view.number()).orElse(null);
        handle.createUpdate(
                        "insert into incident.case_file values (:number, :community, :class, :scope, :drill, :state,"
                                + " :severity, :opened, :closed, :file::jsonb) on conflict (number) do update set"
                                + " state = excluded.state, severity = excluded.severity,"
                                + " closed_millis = excluded.closed_millis, file = excluded.file")
                .bind("number", view.number())
                .bind("community", view.community().value())
                .bind("class", view.classCode())
                .bind("scope", view.scope())
                .bind("drill", view.drill())
                .bind("state", view.state())
                .bind("severity", CaseStore.rank(view.severity()))
                .bind("opened", view.openedMillis())
                .bind("closed", view.closedMillis())
                .bind("file", CaseJson.write(file))
                .execute();
        append(step, nowMillis);
        for (Member member : file.members()) {
            handle.createUpdate("insert into incident.case_member values (:alert, :number,"
                            + " (select max(position) from incident.case_event)) on conflict do nothing")
                    .bind("alert", member.alertId())
                    .bind("number", view.number())
                    .execute();
        }
        for (Step.Order order : step.orders()) {
            handle.createUpdate("insert into incident.alert_order (number, kind, alert_ids, actor, cause)"
                            + " values (:number, :kind, :alerts, :actor, :cause)")
                    .bind("number", view.number())
                    .bind("kind", order.kind().name())
                    .bindArray("alerts", String.class, order.alertIds())
                    .bind("actor", order.actor())
                    .bind("cause", order.cause())
                    .execute();
        }
        followers.forEach(follower -> follower.follow(handle, before, step, nowMillis));
    }

    private void append(Step step, long nowMillis) {
        CaseView view = step.file().view();
        String community = view.community().value();
        Head head = handle.createQuery(
                        "select chain_number, hash from incident.chain_head where community = :community")
                .bind("community", community)
                .map((row, context) -> new Head(row.getLong("chain_number"), row.getString("hash")))
                .findOne()
                .orElse(new Head(0, HashChain.ORIGIN));
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
            handle.createUpdate(
                            "insert into incident.case_event (community, chain_number, number, kind, at_millis, actor,"
                                    + " reason, text_zh, text_en, payload_hash, previous_hash, hash) values (:community,"
                                    + " :chain, :number, :kind, :at, :actor, :reason, :zh, :en, :payload, :previous, :hash)")
                    .bind("community", community)
                    .bind("chain", link.chainNumber())
                    .bind("number", view.number())
                    .bind("kind", link.kind())
                    .bind("at", nowMillis)
                    .bind("actor", entry.actor())
                    .bind("reason", entry.reason())
                    .bind("zh", entry.text().getOrDefault("zh", ""))
                    .bind("en", entry.text().getOrDefault("en", ""))
                    .bind("payload", payloadHash)
                    .bind("previous", link.previousHash())
                    .bind("hash", head.hash())
                    .execute();
        }
        if (!step.entries().isEmpty()) {
            handle.createUpdate(
                            "insert into incident.chain_head values (:community, :number, :hash) on conflict (community)"
                                    + " do update set chain_number = excluded.chain_number, hash = excluded.hash")
                    .bind("community", community)
                    .bind("number", head.number())
                    .bind("hash", head.hash())
                    .execute();
        }
    }

    private record Head(long number, String hash) {}
}
