package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static io.geshao.ingest.store.Samples.batch;
import static io.geshao.ingest.store.Samples.fill;
import static io.geshao.ingest.store.Samples.reading;
import static io.geshao.ingest.store.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.Aggregates;
import io.geshao.core.port.TelemetryQuery.Bucket;
import io.geshao.core.port.TelemetryQuery.Caller;
import io.geshao.core.port.TelemetryQuery.Change;
import io.geshao.core.port.TelemetryQuery.GapRow;
import io.geshao.core.port.TelemetryQuery.Point;
import io.geshao.core.port.TelemetryQuery.RejectionFilter;
import io.geshao.core.port.TelemetryQuery.RejectionRow;
import io.geshao.core.port.TelemetryQuery.Sample;
import io.geshao.core.port.TelemetryQuery.Silence;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be asked of stored readings, on a real database. */
final class QueriesIT {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private static final long HOUR = 3_600_000;
    private static final DeviceId BIN = new DeviceId("bin-1");
    private static final DeviceId SMOKE = new DeviceId("smoke-1");

    private final FakeTicker ticker = FakeTicker.at(TEN);
    private DataSource database;
    private TelemetryStore store;
    private TelemetryQuery query;
    private long next = 1;

    @BeforeEach
    void open() {
        database = db.fresh();
        store = TelemetryStore.start(database, 1_000, 1_000_000, 20_000, ticker, new SimpleMeterRegistry());
        query = store.query();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void store(List<Reading> readings) throws Exception {
        deliver(batch("gw-1", next, readings, List.of()));
        next += Math.max(1, readings.size());
    }

    private void deliver(Batch batch) throws Exception {
        store.deliver(batch).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Reading flag(Metric metric, long at, long sequence, boolean value) {
        return reading("smoke-1", metric, at, sequence, value ? 1 : 0, 0);
    }

    @Test
    void latest_of_many_devices_comes_in_one_answer_without_those_never_heard() throws Exception {
        store(List.of(
                fill("bin-1", TEN, 1, 10),
                fill("bin-1", TEN + 1, 2, 11),
                fill("bin-2", TEN, 1, 20),
                flag(Metric.SMOKE_ALARM, TEN, 1, true)));

        Map<DeviceId, Map<String, Sample>> latest =
                query.latest(List.of(BIN, SMOKE, new DeviceId("bin-9"), new DeviceId("bin-8")));

        assertThat(latest).containsOnlyKeys(BIN, SMOKE);
        assertThat(latest.get(BIN)).isEqualTo(Map.of("fill_level", new Sample(11, TEN + 1, TEN + 36, 2, 0)));
        assertThat(latest.get(SMOKE)).containsOnlyKeys("smoke_alarm");
        assertThat(query.latest(List.of())).isEmpty();
    }

    @Test
    void outline_of_a_long_series_keeps_its_only_peak() throws Exception {
        int size = 50_000;
        store(IntStream.range(0, size)
                .mapToObj(i -> fill("bin-1", TEN + i * 10L, i, i == 31_234 ? 99 : i % 7))
                .toList());

        List<Point> outline = query.outline(BIN, Metric.FILL_LEVEL, TEN, TEN + size * 10L, 100);

        assertThat(outline).hasSize(100).contains(new Point(TEN + 312_340, 99));
        assertThat(outline.get(0)).isEqualTo(new Point(TEN, 0));
        assertThat(outline.get(99).eventMillis()).isEqualTo(TEN + (size - 1) * 10L);
        assertThat(query.outline(BIN, Metric.FILL_LEVEL, TEN, TEN + 50, 100)).hasSize(5);
        assertThat(query.outline(BIN, Metric.BATTERY, TEN, TEN + 50, 100)).isEmpty();
    }

    @Test
    void aggregate_of_several_devices_counts_each_sample_once() throws Exception {
        store(List.of(
                fill("bin-1", TEN, 1, 10),
                fill("bin-2", TEN + 500, 1, 40),
                fill("bin-3", TEN + 600, 1, 1_000),
                fill("bin-1", TEN + 2_000, 2, 30)));

        Aggregates found = query.aggregate(
                List.of(BIN, new DeviceId("bin-2"), new DeviceId("none")), Metric.FILL_LEVEL, TEN, TEN + 5_000, 1_000);

        assertThat(found)
                .isEqualTo(new Aggregates(
                        Aggregates.Source.RAW,
                        List.of(new Bucket(TEN, 2, 10, 25, 40), new Bucket(TEN + 2_000, 1, 30, 30, 30))));
    }

    @Test
    void long_aggregate_from_roll_ups_and_the_rest_from_readings_equals_the_one_from_readings() throws Exception {
        long from = TEN - 72 * HOUR;
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 72 * 6; i++) {
            readings.add(fill("bin-1", from + i * 600_000L, i, i % 97));
        }
        store(readings);
        Aggregates raw = query.aggregate(List.of(BIN), Metric.FILL_LEVEL, from, TEN - HOUR / 2, 3 * HOUR);
        assertThat(raw.source()).isEqualTo(Aggregates.Source.RAW);
        run("insert into telemetry.reading_hourly (device, metric, bucket_ms, \"count\", \"min\", \"max\", \"sum\","
                + " last_value, last_ms) select device, metric, event_ms / 3600000 * 3600000, count(*), min(value),"
                + " max(value), sum(value), 0, max(event_ms) from telemetry.stored_reading where event_ms < "
                + (TEN - 5 * HOUR) + " group by 1, 2, 3 on conflict do nothing");
        run("insert into telemetry.rollup_state (name, complete_before_ms, position) values ('hourly', "
                + (TEN - 5 * HOUR)
                + ", 0) on conflict (name) do update set complete_before_ms = excluded.complete_before_ms");

        Aggregates rolled = query.aggregate(List.of(BIN), Metric.FILL_LEVEL, from, TEN - HOUR / 2, 3 * HOUR);

        assertThat(rolled.source()).isEqualTo(Aggregates.Source.HOURLY);
        assertThat(rolled.buckets()).hasSameSizeAs(raw.buckets());
        for (int i = 0; i < raw.buckets().size(); i++) {
            Bucket one = raw.buckets().get(i);
            Bucket other = rolled.buckets().get(i);
            assertThat(other.mean()).isCloseTo(one.mean(), within(1e-9));
            assertThat(new Bucket(other.startMillis(), other.count(), other.min(), one.mean(), other.max()))
                    .isEqualTo(one);
        }
    }

    @Test
    void much_of_many_devices_is_put_together_from_days_hours_and_readings() throws Exception {
        long day = 24 * HOUR;
        long from = Math.floorDiv(TEN, day) * day - 3 * day;
        List<DeviceId> bins = new ArrayList<>();
        List<Reading> readings = new ArrayList<>();
        for (int device = 0; device < 30; device++) {
            bins.add(new DeviceId("bin-" + device));
            for (int i = 0; from + i * 3 * HOUR / 2 < TEN; i++) {
                readings.add(fill("bin-" + device, from + i * 3 * HOUR / 2, i, (i * 7 + device) % 97));
            }
        }
        store(readings);
        Aggregates raw = query.aggregate(bins, Metric.FILL_LEVEL, from, TEN, day);
        Aggregates rawHours = query.aggregate(bins, Metric.FILL_LEVEL, TEN - 8 * HOUR, TEN, 2 * HOUR);
        try (var connection = database.getConnection()) {
            RollUps.run(connection, TEN - 3 * HOUR);
        }

        Aggregates rolled = query.aggregate(bins, Metric.FILL_LEVEL, from, TEN, day);
        Aggregates rolledHours = query.aggregate(bins, Metric.FILL_LEVEL, TEN - 8 * HOUR, TEN, 2 * HOUR);

        assertThat(raw.source()).isEqualTo(Aggregates.Source.RAW);
        assertThat(rolled.source()).isEqualTo(Aggregates.Source.DAILY);
        assertThat(rolledHours.source()).isEqualTo(Aggregates.Source.RAW);
        assertThat(rolled.buckets()).hasSize(4).usingRecursiveComparison().isEqualTo(raw.buckets());
        assertThat(rolledHours).isEqualTo(rawHours);
        run("delete from telemetry.reading where event_ms < " + (TEN - 10 * HOUR));
        assertThat(query.aggregate(bins, Metric.FILL_LEVEL, from, TEN, day))
                .as("whole days are not read from the readings")
                .isEqualTo(rolled);
    }

    @Test
    void a_state_from_long_before_is_found() throws Exception {
        store(List.of(
                flag(Metric.SMOKE_ALARM, TEN - 70 * 24 * HOUR, 1, true),
                flag(Metric.HEAT_ALARM, TEN - 5 * 24 * HOUR, 2, false),
                flag(Metric.HEAT_ALARM, TEN - 30 * HOUR, 3, true),
                flag(Metric.SMOKE_ALARM, TEN + 1, 4, true),
                flag(Metric.HEAT_ALARM, TEN + 1, 4, true),
                flag(Metric.SMOKE_ALARM, TEN + 2, 5, false)));

        assertThat(query.changes(SMOKE, TEN, TEN + 100, null, 100))
                .containsExactly(new Change(TEN + 2, 5, "smoke_alarm", false));
    }

    @Test
    void changes_are_those_of_boolean_metrics_against_what_was_before_and_page_by_the_last_one() throws Exception {
        store(List.of(
                flag(Metric.SMOKE_ALARM, TEN - 10, 1, false),
                flag(Metric.SMOKE_ALARM, TEN, 2, false),
                flag(Metric.SMOKE_ALARM, TEN + 5, 3, true),
                flag(Metric.HEAT_ALARM, TEN + 5, 3, false),
                reading("smoke-1", Metric.TEMPERATURE, TEN + 6, 4, 20, 0),
                flag(Metric.SMOKE_ALARM, TEN + 7, 5, true),
                flag(Metric.SMOKE_ALARM, TEN + 7, 6, false),
                flag(Metric.HEAT_ALARM, TEN + 9, 7, true)));
        List<Change> all = query.changes(SMOKE, TEN, TEN + 100, null, 100);

        assertThat(all)
                .containsExactly(
                        new Change(TEN + 5, 3, "heat_alarm", false),
                        new Change(TEN + 5, 3, "smoke_alarm", true),
                        new Change(TEN + 7, 6, "smoke_alarm", false),
                        new Change(TEN + 9, 7, "heat_alarm", true));
        List<Change> paged = new ArrayList<>();
        Change last = null;
        for (int page = 0; page < 4; page++) {
            List<Change> one = query.changes(SMOKE, TEN, TEN + 100, last, 1);
            paged.addAll(one);
            last = one.get(0);
        }
        assertThat(paged).isEqualTo(all);
        assertThat(query.changes(SMOKE, TEN, TEN + 100, last, 1)).isEmpty();
    }

    @Test
    void silences_are_between_receive_times_and_begin_before_the_range_if_they_must() throws Exception {
        store(List.of(
                fill("bin-1", TEN - 50_000, 1, 1),
                fill("bin-1", TEN + 1_000, 2, 2),
                reading("bin-1", Metric.BATTERY, TEN + 5_000, 3, 90, 0),
                fill("bin-1", TEN + 9_000, 4, 3),
                fill("bin-1", TEN + 40_000, 5, 3)));

        assertThat(query.silences(BIN, TEN, TEN + 100_000, 10_000, 10))
                .containsExactly(new Silence(TEN - 50_000 + 35, TEN + 1_035), new Silence(TEN + 9_035, TEN + 40_035));
        assertThat(query.silences(new DeviceId("bin-9"), TEN, TEN + 1, 10, 10)).isEmpty();
    }

    @Test
    void rejections_are_filtered_by_what_is_asked_for() throws Exception {
        deliver(batch(
                "gw-1", 1, List.of(), List.of(rejection("bin-1", "distance", "a"), rejection("bin-2", "x", "b"))));
        deliver(batch("gw-2", 1, List.of(), List.of(rejection("bin-1", "distance", "c"))));

        assertThat(query.rejections(new RejectionFilter(null, "bin-1", null), null, 10))
                .extracting(RejectionRow::detail)
                .containsExactly("c", "a");
        assertThat(query.rejections(new RejectionFilter("OUT_OF_RANGE", "bin-1", "gw-1"), null, 10))
                .extracting(RejectionRow::detail)
                .containsExactly("a");
        assertThat(query.rejections(new RejectionFilter("BAD_JSON", null, null), null, 10))
                .isEmpty();
    }

    @Test
    void declared_gap_is_listed_with_all_that_was_declared() throws Exception {
        deliver(new Batch(
                "gw-1",
                "spool-a",
                Lane.ROUTINE,
                1,
                9,
                TEN,
                List.of(),
                List.of(),
                List.of(new Batch.Gap(3, 7, TEN - 50, TEN - 10, 11, 2, Batch.Gap.Cause.QUOTA))));

        List<GapRow> gaps = query.gaps("gw-1", null, 10);

        assertThat(gaps).singleElement().satisfies(gap -> assertThat(gap)
                .isEqualTo(new GapRow(
                        gap.number(), "gw-1", "spool-a", "routine", 3, 7, TEN - 50, TEN - 10, 11, 2, "QUOTA")));
        assertThat(query.gaps("gw-1", gaps.get(0).number(), 10)).isEmpty();
        assertThat(query.gaps("gw-2", null, 10)).isEmpty();
    }

    /** A caller as the console has one, reduced to its promise. */
    private static final class Leaver implements Caller {
        private final AtomicReference<@Nullable Runnable> cancel = new AtomicReference<>();

        @Override
        public Watch whenGone(Runnable how) {
            cancel.set(how);
            return () -> cancel.set(null);
        }
    }

    @Test
    void query_of_a_caller_that_goes_away_ends_in_the_database() throws Exception {
        store(List.of(fill("bin-1", TEN, 1, 1)));
        Leaver caller = new Leaver();
        try (Connection other = database.getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table telemetry.device_state in access exclusive mode"); // makes any query slow
            CompletableFuture<Map<DeviceId, Map<String, Sample>>> answer =
                    CompletableFuture.supplyAsync(() -> query.forCaller(caller).latest(List.of(BIN)));
            await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 1);

            Objects.requireNonNull(caller.cancel.get()).run();

            await().atMost(Duration.ofSeconds(5)).until(() -> waiting() == 0);
            assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(StoreException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            other.rollback();
        }
        assertThat(caller.cancel.get()).as("nothing is left to be cancelled").isNull();
        assertThat(query.forCaller(caller).latest(List.of(BIN))).hasSize(1);
    }

    private int waiting() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from pg_stat_activity where wait_event_type ="
                        + " 'Lock' and query like '%device_state%' and datname = current_database()")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
