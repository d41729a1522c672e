package io.geshao.incident.store;

import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The cases of the platform and their timelines. Any thread; every call is one transaction. */
public final class CaseStore {
    /*
     * Every writing transaction, of whatever process, takes one advisory lock before anything else and holds it to its
     * commit. So positions of the timeline become visible in ascending order (a sequence alone would let a slow
     * transaction publish a lower position after a higher one), the hash chains never fork, and a desk action and an
     * alert that meet at one case see each other's result. Cases change a few times a minute: one writer is plenty.
     */
    private static final long WRITER_LOCK = 0x6765_7368_616f_0001L;
    private static final String FILES = "select file::text from incident.case_file ";

    private final Jdbi jdbi;
    private final List<StepFollower> followers;

    public CaseStore(DataSource database) {
        this(database, List.of());
    }

    /** @param followers called in this order for each step that is stored */
    public CaseStore(DataSource database, List<StepFollower> followers) {
        jdbi = Jdbi.create(database);
        this.followers = List.copyOf(followers);
    }

    /** Makes or upgrades the schema. */
    public static void migrate(DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .schemas("incident")
                .defaultSchema("incident")
                // Locked by session: a transaction held open over all migrations is one too many for some databases.
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .locations("classpath:io/geshao/incident/store/migration")
                .load()
                .migrate();
    }

    /** Runs the work as the only writer and commits it, or nothing of it. */
    public <T> T write(Function<CaseTransaction, T> work) {
        return jdbi.inTransaction(handle -> {
            CaseTransaction transaction = new CaseTransaction(handle, followers);
            transaction.lock(WRITER_LOCK);
            T result = work.apply(transaction);
            transaction.end();
            return result;
        });
    }

    /** All open cases, most severe first, then oldest. */
    public List<CaseView> open() {
        return jdbi.withHandle(handle ->
                views(handle.createQuery(FILES + "where closed_millis is null order by severity, opened_millis, number")
                        .mapTo(String.class)
                        .list()));
    }

    /** Cases after that one in the order of opening time and number, descending. */
    public List<CaseView> openedBefore(long openedMillis, String number, int limit) {
        return jdbi.withHandle(
                handle -> views(handle.createQuery(FILES + "where (opened_millis, number) < (:before, :number)"
                                + " order by opened_millis desc, number desc limit :limit")
                        .bind("before", openedMillis)
                        .bind("number", number)
                        .bind("limit", limit)
                        .mapTo(String.class)
                        .list()));
    }

    public Optional<CaseFile> find(String number) {
        return jdbi.withHandle(handle -> find(handle, number));
    }

    static Optional<CaseFile> find(Handle handle, String number) {
        return handle.createQuery(FILES + "where number = :number")
                .bind("number", number)
                .mapTo(String.class)
                .findOne()
                .map(CaseJson::read);
    }

    /** The whole timeline of a case, oldest first. */
    public List<CaseEvent> timeline(String number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from incident.case_event where number = :number order by position")
                .bind("number", number)
                .map((row, context) -> event(row))
                .list());
    }

    /** Position of the newest timeline entry; 0 if there is none. */
    public long head() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select coalesce(max(position), 0) from incident.case_event")
                        .mapTo(Long.class)
                        .one());
    }

    public List<CaseEvent> after(long position, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from incident.case_event where position > :position order by position limit :limit")
                .bind("position", position)
                .bind("limit", limit)
                .map((row, context) -> event(row))
                .list());
    }

    /** How far a reader has come; 0 before its first step. */
    public long position(String reader) {
        return jdbi.withHandle(handle -> position(handle, reader));
    }

    private static long position(Handle handle, String reader) {
        return handle.createQuery("select position from incident.position where reader = :reader")
                .bind("reader", reader)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** Orders that alerting has not taken yet, oldest first. */
    public List<AlertOrder> orders(int limit) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.alert_order order by id limit :limit")
                        .bind("limit", limit)
                        .map((row, context) -> new AlertOrder(
                                row.getLong("id"),
                                new Step.Order(
                                        Step.OrderKind.valueOf(row.getString("kind")),
                                        Arrays.asList((String[])
                                                row.getArray("alert_ids").getArray()),
                                        row.getString("actor"),
                                        row.getString("cause"))))
                        .list());
    }

    /** Alerting has taken the order. */
    public void taken(AlertOrder order) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from incident.alert_order where id = :id")
                .bind("id", order.id())
                .execute());
    }

    /** Open real cases by severity, zeros included; drills never count. */
    public Map<Severity, Integer> openBySeverity() {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        for (Severity severity : Severity.values()) {
            counts.put(severity, 0);
        }
        jdbi.useHandle(handle -> handle.createQuery("select severity, count(*) as cases from incident.case_file"
                        + " where closed_millis is null and not drill group by severity")
                .map((row, context) -> Map.entry(severity(row.getInt("severity")), row.getInt("cases")))
                .forEach(count -> counts.put(count.getKey(), count.getValue())));
        return counts;
    }

    /** What the database sorts by: the most severe has the lowest. */
    static int rank(Severity severity) {
        return switch (severity) {
            case S1 -> 1;
            case S2 -> 2;
            case S3 -> 3;
            case S4 -> 4;
        };
    }

    private static Severity severity(int rank) {
        return Severity.valueOf("S" + rank);
    }

    private static List<CaseView> views(List<String> files) {
        return files.stream().map(CaseJson::read).map(CaseFile::view).toList();
    }

    private static CaseEvent event(ResultSet row) throws SQLException {
        return new CaseEvent(
                row.getLong("position"),
                row.getString("number"),
                row.getString("kind"),
                row.getLong("at_millis"),
                row.getString("actor"),
                Map.of("zh", row.getString("text_zh"), "en", row.getString("text_en")));
    }
}
