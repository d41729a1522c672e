package io.geshao.incident.list.store;

import io.geshao.incident.list.Admission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Requests for admission and what was done about them. Any thread; every call is one transaction. */
public final class AdmissionTable {
    private static final String REQUESTS = "select * from incident.admission ";

    private final Jdbi jdbi;

    public AdmissionTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** Something that was done about a request. */
    public record Noted(String action, String account, String reason, long atMillis) {}

    /** Requests, the newest first. */
    public List<Admission> list(int limit) {
        return jdbi.withHandle(
                handle -> handle.createQuery(REQUESTS + "order by applied_millis desc, id desc limit :limit")
                        .bind("limit", limit)
                        .map((row, context) -> admission(row))
                        .list());
    }

    public Optional<Admission> find(String id) {
        return jdbi.withHandle(handle -> find(handle, id, ""));
    }

    /** The request as a transaction sees it. */
    public static Optional<Admission> find(Handle handle, String id) {
        return find(handle, id, "");
    }

    private static Optional<Admission> find(Handle handle, String id, String lock) {
        return handle.createQuery(REQUESTS + "where id = :id" + lock)
                .bind("id", id)
                .map((row, context) -> admission(row))
                .findOne();
    }

    /** What was done about a request, oldest first. */
    public List<Noted> steps(String id) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.admission_step where id = :id order by position")
                        .bind("id", id)
                        .map((row, context) -> new Noted(
                                row.getString("action"),
                                row.getString("account"),
                                row.getString("reason"),
                                row.getLong("at_millis")))
                        .list());
    }

    /**
     * Files a request under the next number of its year.
     *
     * @param made makes the request for an id
     */
    public Admission add(String year, Function<String, Admission> made, long nowMillis) {
        return jdbi.inTransaction(handle -> {
            handle.execute("lock table incident.admission in share row exclusive mode");
            int next = handle.createQuery("select count(*) + 1 from incident.admission where id like :year")
                    .bind("year", "ZR-" + year + "-%")
                    .mapTo(Integer.class)
                    .one();
            Admission admission = made.apply(String.format(java.util.Locale.ROOT, "ZR-%s-%04d", year, next));
            handle.createUpdate(
                            "insert into incident.admission values (:id, :class, :place, :reason, :fund, :state, :by,"
                                    + " null, null, :until, :now)")
                    .bind("id", admission.id())
                    .bind("class", admission.classCode())
                    .bind("place", admission.place())
                    .bind("reason", admission.reason())
                    .bind("fund", admission.fundNote())
                    .bind("state", admission.state().name())
                    .bind("by", admission.appliedBy())
                    .bind("until", admission.untilMillis())
                    .bind("now", nowMillis)
                    .execute();
            note(handle, admission.id(), "APPLY", admission.appliedBy(), admission.reason(), nowMillis);
            return admission;
        });
    }

    /** Takes a step of a request as its only writer; empty if there is no such request. */
    public Optional<Admission.Outcome> take(
            String id, Admission.Action action, String account, String reason, long nowMillis) {
        return jdbi.inTransaction(handle -> find(handle, id, " for update").map(before -> {
            Admission.Outcome outcome = before.take(action, account, reason);
            if (outcome.verdict() == Admission.Verdict.DONE) {
                Admission after = outcome.admission();
                handle.createUpdate("update incident.admission set state = :state, reviewed_by = :reviewed,"
                                + " decided_by = :decided where id = :id")
                        .bind("state", after.state().name())
                        .bind("reviewed", after.reviewedBy())
                        .bind("decided", after.decidedBy())
                        .bind("id", id)
                        .execute();
                note(handle, id, action.name(), account, reason, nowMillis);
            }
            return outcome;
        }));
    }

    private static void note(Handle handle, String id, String action, String account, String reason, long nowMillis) {
        handle.createUpdate("insert into incident.admission_step (id, action, account, reason, at_millis)"
                        + " values (:id, :action, :account, :reason, :now)")
                .bind("id", id)
                .bind("action", action)
                .bind("account", account)
                .bind("reason", reason)
                .bind("now", nowMillis)
                .execute();
    }

    private static Admission admission(ResultSet row) throws SQLException {
        long until = row.getLong("until_millis");
        @Nullable Long untilMillis = row.wasNull() ? null : until;
        return new Admission(
                row.getString("id"),
                row.getString("class_code"),
                row.getString("place"),
                row.getString("reason"),
                row.getString("fund_note"),
                Admission.State.valueOf(row.getString("state")),
                row.getString("applied_by"),
                row.getString("reviewed_by"),
                row.getString("decided_by"),
                untilMillis);
    }
}
