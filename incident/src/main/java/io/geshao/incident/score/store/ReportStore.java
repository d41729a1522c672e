package io.geshao.incident.score.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.casework.score.Interview;
import io.geshao.casework.score.Report;
import io.geshao.incident.score.Fault;
import io.geshao.incident.score.InterviewRules.Proposal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reports as they were made, and interviews with what became of them. Any thread. */
public final class ReportStore {
    private static final long PROPOSING_LOCK = 0x6765_7368_616f_0005L;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();

    private final Jdbi jdbi;

    public ReportStore(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** Keeps a report unless there is one of its kind, place, period and version: then nothing, and false. */
    public boolean put(Report report) {
        return jdbi.withHandle(handle -> handle.createUpdate("insert into incident.score_report values (:kind, :place,"
                                + " :period, :version, :late, :made, :body::jsonb) on conflict do nothing")
                        .bind("kind", report.kind().name())
                        .bind("place", report.place())
                        .bind("period", report.period())
                        .bind("version", report.version())
                        .bind("late", report.late())
                        .bind("made", report.madeMillis())
                        .bind("body", json(report))
                        .execute())
                == 1;
    }

    /** Which places have a report of that kind and period. */
    public List<String> placesWith(Report.Kind kind, String period) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select distinct place from incident.score_report where kind = :kind and period = :period")
                .bind("kind", kind.name())
                .bind("period", period)
                .mapTo(String.class)
                .list());
    }

    /** A report; version 0 is the newest. */
    public Optional<Report> find(Report.Kind kind, String place, String period, int version) {
        return jdbi.withHandle(handle -> handle.createQuery("select body::text from incident.score_report where"
                        + " kind = :kind and place = :place and period = :period and (:version = 0 or version = :version)"
                        + " order by version desc limit 1")
                .bind("kind", kind.name())
                .bind("place", place)
                .bind("period", period)
                .bind("version", version)
                .mapTo(String.class)
                .findOne()
                .map(ReportStore::read));
    }

    /** Newest versions, newest period first. */
    public List<Report.Head> list(Report.@Nullable Kind kind, String place, String periodBefore, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select distinct on (period, kind) kind, place, period,"
                        + " version, late, made_millis from incident.score_report where place = :place"
                        + " and (:kind = '' or kind = :kind) and (:before = '' or period < :before)"
                        + " order by period desc, kind, version desc limit :limit")
                .bind("place", place)
                .bind("kind", kind == null ? "" : kind.name())
                .bind("before", periodBefore)
                .bind("limit", limit)
                .map((row, context) -> new Report.Head(
                        Report.Kind.valueOf(row.getString("kind")),
                        row.getString("place"),
                        row.getString("period"),
                        row.getInt("version"),
                        row.getBoolean("late"),
                        row.getLong("made_millis")))
                .list());
    }

    /** Faults since a moment that stand in no proposal of their unit and kind since then. */
    private static List<Fault> openFaults(Handle handle, long sinceMillis) {
        return handle.createQuery("select trigger, unit, number, at_millis from incident.score_fault f"
                        + " where at_millis >= :since and not exists (select 1 from incident.score_interview i"
                        + " where i.unit = f.unit and i.trigger = f.trigger and f.number = any(i.cases)"
                        + " and f.at_millis <= i.proposed_millis) order by sequence")
                .bind("since", sinceMillis)
                .map((row, context) -> new Fault(
                        Interview.Trigger.valueOf(row.getString("trigger")),
                        row.getString("unit"),
                        row.getString("number"),
                        row.getLong("at_millis")))
                .list();
    }

    /** What proposals follow from faults. */
    public interface Proposing {
        List<Proposal> from(List<Fault> faults);
    }

    /** Proposes interviews for what stands in no proposal yet; returns how many are new. One process at a time. */
    public int propose(long sinceMillis, List<Fault> more, Proposing rules, long nowMillis) {
        return jdbi.inTransaction(handle -> {
            handle.createQuery("select 1 from (select pg_advisory_xact_lock(:lock)) locked")
                    .bind("lock", PROPOSING_LOCK)
                    .mapTo(Integer.class)
                    .one();
            List<Fault> faults = openFaults(handle, sinceMillis);
            for (Fault fault : more) {
                if (!isProposed(handle, fault)) {
                    faults.add(fault);
                }
            }
            List<Proposal> proposals = rules.from(faults);
            for (Proposal proposal : proposals) {
                handle.createUpdate("insert into incident.score_interview (unit, trigger, cases, proposed_millis)"
                                + " values (:unit, :trigger, :cases, :now)")
                        .bind("unit", proposal.unit())
                        .bind("trigger", proposal.trigger().name())
                        .bindArray("cases", String.class, proposal.cases())
                        .bind("now", nowMillis)
                        .execute();
            }
            return proposals.size();
        });
    }

    private static boolean isProposed(Handle handle, Fault fault) {
        return handle.createQuery("select exists (select 1 from incident.score_interview where unit = :unit"
                        + " and trigger = :trigger and :number = any(cases))")
                .bind("unit", fault.unit())
                .bind("trigger", fault.trigger().name())
                .bind("number", fault.number())
                .mapTo(Boolean.class)
                .one();
    }

    /** Interviews, newest first. */
    public List<Interview> interviews(Interview.@Nullable State state, long idBefore, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select i.*, u.zh, u.en from incident.score_interview i"
                        + " left join incident.score_unit u using (unit)"
                        + " where id < :before and (:state = '' or state = :state) order by id desc limit :limit")
                .bind("before", idBefore)
                .bind("state", state == null ? "" : state.name())
                .bind("limit", limit)
                .map((row, context) -> interview(row))
                .list());
    }

    public Optional<Interview> interview(long id) {
        return interviews(null, id + 1, 1).stream()
                .filter(one -> one.id() == id)
                .findFirst();
    }

    /** Records a decision; false if it was decided before. */
    public boolean decide(long id, Interview.State state, String by, String words, long nowMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate("update incident.score_interview set state = :state,"
                                + " decided_by = :by, decided_millis = :now, words = :words"
                                + " where id = :id and state = 'PROPOSED'")
                        .bind("state", state.name())
                        .bind("by", by)
                        .bind("now", nowMillis)
                        .bind("words", words)
                        .bind("id", id)
                        .execute())
                == 1;
    }

    private static Interview interview(ResultSet row) throws SQLException {
        String unit = row.getString("unit");
        String zh = row.getString("zh");
        String en = row.getString("en");
        return new Interview(
                row.getLong("id"),
                unit,
                Map.of("zh", zh == null ? unit : zh, "en", en == null ? unit : en),
                Interview.Trigger.valueOf(row.getString("trigger")),
                Arrays.asList((String[]) row.getArray("cases").getArray()),
                row.getLong("proposed_millis"),
                Interview.State.valueOf(row.getString("state")),
                row.getString("decided_by"),
                (Long) row.getObject("decided_millis"),
                row.getString("words"));
    }

    private static String json(Report report) {
        try {
            return MAPPER.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("report " + report.period(), e);
        }
    }

    private static Report read(String json) {
        try {
            return MAPPER.readValue(json, Report.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored report cannot be read", e);
        }
    }
}
