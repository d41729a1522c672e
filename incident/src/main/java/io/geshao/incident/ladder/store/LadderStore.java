package io.geshao.incident.ladder.store;

import io.geshao.casework.LadderView;
import io.geshao.casework.LadderView.Outcome;
import io.geshao.casework.LadderView.Phase;
import io.geshao.casework.NoticeReason;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Member;
import io.geshao.incident.ladder.Ladder;
import io.geshao.incident.ladder.Turn;
import io.geshao.incident.notice.Notice;
import io.geshao.incident.notice.store.Findings;
import io.geshao.incident.notice.store.Json;
import io.geshao.incident.notice.store.Outbox;
import io.geshao.incident.store.CaseStore;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The ladders of all cases. Any thread; every call is one transaction. */
public final class LadderStore {
    /*
     * A look is read without a lock and decided outside of a transaction, because asking a roster may take a while and the
     * one writer of cases must never wait for it. What was decided is committed only if the fence is still the one that was
     * seen: an acknowledgement, another process, or the watchdog that came first has moved it, and the turn is dropped.
     */
    private final Jdbi jdbi;

    public LadderStore(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** A ladder that wants a turn. */
    public record Due(String number, long fence, long nextMillis) {}

    /**
     * A ladder with what a turn needs to know.
     *
     * @param aside ids of those of its alerts that are put aside
     */
    public record Look(Ladder ladder, long fence, CaseFile file, Set<String> aside) {
        /** Whether every alert of the case that is still an alarm has been put aside. */
        public boolean isPutAside() {
            List<String> going = file.members().stream()
                    .filter(member ->
                            member.state().isActive() || member.state().isLatched())
                    .map(Member::alertId)
                    .toList();
            return !going.isEmpty() && aside.containsAll(going);
        }
    }

    /** Ladders that are due, the longest due first. */
    public List<Due> due(long nowMillis, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select number, fence, next_millis from incident.ladder"
                        + " where next_millis <= :now order by next_millis, number limit :limit")
                .bind("now", nowMillis)
                .bind("limit", limit)
                .map((row, context) ->
                        new Due(row.getString("number"), row.getLong("fence"), row.getLong("next_millis")))
                .list());
    }

    /** Ladders that may still page. */
    public List<Due> open() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select number, fence, coalesce(next_millis, 0) as next_millis"
                                + " from incident.ladder where phase in ('RUNNING', 'ACKED', 'HELD') order by number")
                        .map((row, context) ->
                                new Due(row.getString("number"), row.getLong("fence"), row.getLong("next_millis")))
                        .list());
    }

    /** The ladder as it is now, if its fence is still that one. */
    public Optional<Look> look(Due due) {
        return look(due.number()).filter(look -> look.fence() == due.fence());
    }

    public Optional<Look> look(String number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select fence, state::text as state from incident.ladder where number = :number")
                .bind("number", number)
                .map((row, context) -> new Row(row.getLong("fence"), row.getString("state")))
                .findOne()
                .map(row -> {
                    CaseFile file = CaseStore.find(handle, number)
                            .orElseThrow(() -> new IllegalStateException("ladder without its case " + number));
                    return new Look(Json.read(row.state(), Ladder.class), row.fence(), file, aside(handle, file));
                }));
    }

    private static Set<String> aside(Handle handle, CaseFile file) {
        if (file.members().isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(handle.createQuery("select alert_id from incident.alert_aside where alert_id = any(:ids)")
                .bindArray(
                        "ids",
                        String.class,
                        file.members().stream().map(Member::alertId).toList())
                .mapTo(String.class)
                .list());
    }

    /** Commits a turn with what follows from it; false, and nothing of it, if the ladder has moved meanwhile. */
    public boolean commit(Look look, Turn turn, List<Notice> notices, long nowMillis) {
        return jdbi.inTransaction(handle -> {
            if (!save(handle, turn.ladder(), look.fence())) {
                return false;
            }
            follow(handle, turn, nowMillis);
            Outbox.write(handle, notices, nowMillis);
            if (turn.lapsed()) {
                lapse(handle, look.file());
            }
            if (!look.file().view().drill()) {
                String place = look.file().view().place();
                turn.gaps()
                        .forEach(post -> Findings.open(
                                handle,
                                "M5",
                                post + "@" + place,
                                "nobody to be reached for case " + turn.ladder().number(),
                                nowMillis));
            }
            return true;
        });
    }

    static void insert(Handle handle, Ladder ladder) {
        handle.createUpdate("insert into incident.ladder (number, phase, next_millis, fence, state)"
                        + " values (:number, :phase, :next, 0, :state::jsonb) on conflict do nothing")
                .bind("number", ladder.number())
                .bind("phase", ladder.phase().name())
                .bind("next", ladder.nextMillis())
                .bind("state", Json.write(ladder))
                .execute();
    }

    static boolean save(Handle handle, Ladder ladder, long fence) {
        return handle.createUpdate(
                                "update incident.ladder set phase = :phase, next_millis = :next, state = :state::jsonb,"
                                        + " fence = fence + 1, rescued_millis = null where number = :number and fence = :fence")
                        .bind("phase", ladder.phase().name())
                        .bind("next", ladder.nextMillis())
                        .bind("state", Json.write(ladder))
                        .bind("number", ladder.number())
                        .bind("fence", fence)
                        .execute()
                == 1;
    }

    /** What every turn writes beside the ladder itself. */
    static void follow(Handle handle, Turn turn, long nowMillis) {
        Ladder ladder = turn.ladder();
        if (!turn.noted().isEmpty()) {
            PreparedBatch notes =
                    handle.prepareBatch("insert into incident.ladder_note (number, round, step, at_millis,"
                            + " outcome, people) values (:number, :round, :step, :now, :outcome, :people)");
            turn.noted().forEach(note -> notes.bind("number", ladder.number())
                    .bind("round", ladder.round())
                    .bind("step", note.step())
                    .bind("now", nowMillis)
                    .bind("outcome", note.outcome().name())
                    .bindArray("people", String.class, note.people())
                    .add());
            notes.execute();
        }
        if (turn.cancel() != null) {
            Outbox.cancel(handle, ladder.number(), turn.cancel(), nowMillis);
        }
        if (!turn.offDuty().isEmpty()) {
            Outbox.cancelFor(handle, ladder.number(), turn.offDuty(), NoticeReason.OFF_DUTY, nowMillis);
        }
        if (turn.noted().stream().anyMatch(note -> note.outcome() == Outcome.NOBODY_ANSWERED)) {
            Findings.open(handle, "M6", ladder.number(), "nobody acknowledged", nowMillis);
        } else if (ladder.phase() != Phase.UNANSWERED && !turn.noted().isEmpty()) {
            Findings.end(handle, "M6", ladder.number(), nowMillis);
        }
    }

    /** Alerting hears it from whoever follows the alerts, like every order. */
    private static void lapse(Handle handle, CaseFile file) {
        handle.createUpdate("insert into incident.alert_order (number, kind, alert_ids, actor, cause)"
                        + " values (:number, 'LAPSE', :alerts, 'SYS', '')")
                .bind("number", file.view().number())
                .bindArray(
                        "alerts",
                        String.class,
                        file.members().stream()
                                .filter(member -> member.state().isOpen())
                                .map(Member::alertId)
                                .toList())
                .execute();
    }

    /** Cases whose ladder is held although not all of their alerts are put aside any more. */
    public List<String> heldWith(String alertId) {
        return jdbi.withHandle(handle -> handle.createQuery("select l.number from incident.ladder l"
                        + " join incident.case_member m using (number) where m.alert_id = :alert and l.phase = 'HELD'")
                .bind("alert", alertId)
                .mapTo(String.class)
                .list());
    }

    /** Ladders that have been due since before a time and were not rescued since then; each gets a new fence. */
    public List<String> rescue(long beforeMillis, long nowMillis) {
        return jdbi.inTransaction(handle -> {
            List<String> late = handle.createQuery("update incident.ladder set fence = fence + 1, rescued_millis = :now"
                            + " where next_millis < :before and rescued_millis is null returning number")
                    .bind("before", beforeMillis)
                    .bind("now", nowMillis)
                    .mapTo(String.class)
                    .list();
            late.forEach(
                    number -> handle.createUpdate("insert into incident.ladder_note (number, round, step, at_millis,"
                                    + " outcome, people) values (:number, 0, '', :now, 'RESCUED', '{}')")
                            .bind("number", number)
                            .bind("now", nowMillis)
                            .execute());
            return late;
        });
    }

    /** Ladders that are late although they were rescued before a time. */
    public List<String> lost(long rescuedBeforeMillis) {
        return jdbi.withHandle(handle -> handle.createQuery("select number from incident.ladder"
                        + " where next_millis is not null and rescued_millis <= :before order by number")
                .bind("before", rescuedBeforeMillis)
                .mapTo(String.class)
                .list());
    }

    public Optional<LadderView> view(String number) {
        return look(number).map(look -> {
            Ladder ladder = look.ladder();
            int next = ladder.next();
            boolean steps = ladder.phase() == Phase.RUNNING;
            return new LadderView(
                    number,
                    ladder.phase(),
                    ladder.plan().severity(),
                    ladder.round(),
                    ladder.startedMillis(),
                    !steps
                            ? ""
                            : next < ladder.plan().steps().size()
                                    ? ladder.plan().steps().get(next).id()
                                    : "end",
                    ladder.nextMillis(),
                    ladder.ackedBy(),
                    ladder.lapseMillis(),
                    ladder.plan().steps().stream()
                            .map(step -> new LadderView.PlannedStep(
                                    step.id(),
                                    step.afterMillis(),
                                    step.posts(),
                                    step.ways().stream().map(Enum::name).toList()))
                            .toList(),
                    done(number));
        });
    }

    private List<LadderView.Done> done(String number) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.ladder_note where number = :number order by id")
                        .bind("number", number)
                        .map((row, context) -> new LadderView.Done(
                                row.getInt("round"),
                                row.getString("step"),
                                row.getLong("at_millis"),
                                Outcome.valueOf(row.getString("outcome")),
                                Arrays.asList((String[]) row.getArray("people").getArray())))
                        .list());
    }

    private record Row(long fence, String state) {}
}
