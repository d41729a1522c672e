package io.geshao.incident.plan.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.casework.Actor;
import io.geshao.casework.plan.CasePlan;
import io.geshao.casework.plan.ResponsePlan;
import io.geshao.casework.plan.ResponsePlan.PlanStep;
import io.geshao.casework.port.PlanDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.DeskReducer;
import io.geshao.incident.flow.Step;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.StepFollower;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The plan desk over the database. Any thread. */
public final class PlanStore implements PlanDesk {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SHIPPED = "plans.json";
    private static final String VERSIONS =
            "select body::text as body, at_millis, actor, reason from incident.plan_version ";

    private final Jdbi jdbi;
    private final CaseStore cases;
    private final Ticker ticker;

    public PlanStore(DataSource database, CaseStore cases, Ticker ticker) {
        jdbi = Jdbi.create(database);
        this.cases = cases;
        this.ticker = ticker;
    }

    /** Gives a new case the plan of its class; no trip more for a case that goes on. */
    public static StepFollower follower() {
        return PlanStore::begin;
    }

    private static void begin(Handle handle, @Nullable CaseFile before, Step step, long nowMillis) {
        if (before == null) {
            handle.createUpdate("insert into incident.case_plan select :number, code, version, :now"
                            + " from incident.plan_class where class_code = :class")
                    .bind("number", step.file().view().number())
                    .bind("now", nowMillis)
                    .bind("class", step.file().view().classCode())
                    .execute();
        }
    }

    /** Stores the plans that ship, where there is no plan yet. */
    public void install() {
        try (InputStream in = PlanStore.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalStateException(SHIPPED + " is missing from the jar");
            }
            List<ResponsePlan> shipped = MAPPER.readValue(in, new TypeReference<>() {});
            jdbi.useTransaction(handle -> {
                lock(handle);
                if (newest(handle).isEmpty()) {
                    shipped.forEach(plan -> insert(handle, plan, "SYS", "ships with the platform"));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One at a time: two who revise the same plan get two versions. */
    private static void lock(Handle handle) {
        handle.execute("lock table incident.plan_class in share row exclusive mode");
    }

    @Override
    public List<ResponsePlan> plans() {
        return jdbi.withHandle(PlanStore::newest);
    }

    private static List<ResponsePlan> newest(Handle handle) {
        return handle.createQuery("select distinct on (code) body::text as body from incident.plan_version"
                        + " order by code, version desc")
                .map((row, context) -> read(row.getString("body")))
                .list();
    }

    @Override
    public List<Version> versions(String code) {
        return jdbi.withHandle(handle -> handle.createQuery(VERSIONS + "where code = :code order by version desc")
                .bind("code", code)
                .map((row, context) -> new Version(
                        read(row.getString("body")),
                        row.getLong("at_millis"),
                        row.getString("actor"),
                        row.getString("reason")))
                .list());
    }

    @Override
    public ResponsePlan revise(Actor actor, ResponsePlan draft, String reason) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING, "a new version says why");
        }
        return jdbi.inTransaction(handle -> {
            lock(handle);
            handle.createQuery("select class_code, code from incident.plan_class where class_code in (<classes>)"
                            + " and code <> :code")
                    .bindList("classes", List.copyOf(draft.classes()))
                    .bind("code", draft.code())
                    .map((row, context) -> row.getString("class_code") + " has the plan " + row.getString("code"))
                    .findFirst()
                    .ifPresent(taken -> {
                        throw new RefusedException(Reason.CLASS_TAKEN, taken);
                    });
            int last = handle.createQuery(
                            "select coalesce(max(version), 0) from incident.plan_version where code = :code")
                    .bind("code", draft.code())
                    .mapTo(Integer.class)
                    .one();
            ResponsePlan next = new ResponsePlan(draft.code(), last + 1, draft.classes(), draft.name(), draft.steps());
            insert(handle, next, actor.account(), reason.strip());
            return next;
        });
    }

    private void insert(Handle handle, ResponsePlan plan, String actor, String reason) {
        handle.createUpdate(
                        "insert into incident.plan_version values (:code, :version, :body::jsonb, :now, :actor, :reason)")
                .bind("code", plan.code())
                .bind("version", plan.version())
                .bind("body", write(plan))
                .bind("now", ticker.epochMillis())
                .bind("actor", actor)
                .bind("reason", reason)
                .execute();
        handle.createUpdate("delete from incident.plan_class where code = :code")
                .bind("code", plan.code())
                .execute();
        for (String classCode : plan.classes()) {
            handle.createUpdate("insert into incident.plan_class values (:class, :code, :version)")
                    .bind("class", classCode)
                    .bind("code", plan.code())
                    .bind("version", plan.version())
                    .execute();
        }
    }

    @Override
    public Optional<CasePlan> ofCase(String number) {
        return jdbi.withHandle(handle -> ofCase(handle, number));
    }

    private static Optional<CasePlan> ofCase(Handle handle, String number) {
        List<CasePlan.Done> done = handle.createQuery(
                        "select step, at_millis, actor, note from incident.case_plan_done where number = :number"
                                + " order by at_millis, step")
                .bind("number", number)
                .map((row, context) -> done(row))
                .list();
        return handle.createQuery("select p.started_millis, v.body::text as body from incident.case_plan p"
                        + " join incident.plan_version v using (code, version) where p.number = :number")
                .bind("number", number)
                .map((row, context) ->
                        new CasePlan(number, read(row.getString("body")), row.getLong("started_millis"), done))
                .findOne();
    }

    private static CasePlan.Done done(ResultSet row) throws SQLException {
        return new CasePlan.Done(
                row.getInt("step"), row.getLong("at_millis"), row.getString("actor"), row.getString("note"));
    }

    @Override
    public CasePlan done(Actor actor, String number, int step, String note) {
        long now = ticker.epochMillis();
        return cases.write(transaction -> {
            CaseFile file = transaction
                    .find(number)
                    .orElseThrow(() -> new RefusedException(Reason.NO_SUCH_PLAN, "no case " + number));
            if (!file.view().isOpen()) {
                throw new RefusedException(Reason.CASE_CLOSED, "case " + number + " is closed");
            }
            Handle handle = transaction.handle();
            PlanStep planned = ofCase(handle, number)
                    .orElseThrow(() -> new RefusedException(
                            Reason.NO_SUCH_PLAN, "class " + file.view().classCode() + " has no plan"))
                    .plan()
                    .steps()
                    .stream()
                    .filter(one -> one.number() == step)
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(Reason.NO_SUCH_STEP, "the plan has no step " + step));
            int fresh = handle.createUpdate(
                            "insert into incident.case_plan_done values (:number, :step, :now, :actor, :note)"
                                    + " on conflict do nothing")
                    .bind("number", number)
                    .bind("step", step)
                    .bind("now", now)
                    .bind("actor", actor.account())
                    .bind("note", note.strip())
                    .execute();
            if (fresh == 0) {
                throw new RefusedException(Reason.ALREADY_DONE, "step " + step + " was done before");
            }
            String words =
                    "预案第" + step + "步完成：" + planned.text().get("zh") + (note.isBlank() ? "" : "（" + note.strip() + "）");
            transaction.save(DeskReducer.comment(file, actor.account(), words, now), now);
            return ofCase(handle, number).orElseThrow();
        });
    }

    private static String write(ResponsePlan plan) {
        try {
            return MAPPER.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plan " + plan.code(), e);
        }
    }

    private static ResponsePlan read(String json) {
        try {
            return MAPPER.readValue(json, ResponsePlan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored plan cannot be read", e);
        }
    }
}
