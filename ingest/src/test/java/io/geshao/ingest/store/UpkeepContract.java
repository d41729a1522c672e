package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static io.geshao.ingest.store.Samples.batch;
import static io.geshao.ingest.store.Samples.fill;
import static io.geshao.ingest.store.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roll-ups and retention, whoever does them. */
abstract class UpkeepContract {
    private static final long DAY = 86_400_000;
    private static final Keeping KEEPING = new Keeping(5, 20, 5, 8, 1, 6);

    final FakeTicker ticker = FakeTicker.at(TEN + Duration.ofDays(2).toMillis());
    DataSource database;
    TelemetryStore store;
    private Flavour flavour;
    private long entry;

    abstract DataSource emptyDatabase();

    abstract ReadingWriter writer();

    @BeforeEach
    void open() {
        database = emptyDatabase();
        flavour = Schema.migrate(database);
        store = TelemetryStore.start(
                database,
                flavour,
                writer(),
                new BatchWriter.Limits(1_000, 1_000_000, 20_000),
                ticker,
                new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void deliver(Reading... readings) throws Exception {
        assertThat(receipt(readings).duplicates()).isZero();
    }

    private Receipt receipt(Reading... readings) throws Exception {
        entry += 1_000;
        return store.deliver(batch("gw-1", entry, readings))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    /** A round as {@link Upkeep} makes it. */
    private void upkeep() throws SQLException {
        long now = ticker.epochMillis();
        try (Connection connection = database.getConnection()) {
            RollUps.run(connection, now);
            ClosedDays.move(connection, flavour, (now / DAY - KEEPING.openDays()) * DAY);
            new Retention(KEEPING, flavour).run(connection, now);
        }
    }

    private List<String> ask(String question) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            while (row.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    line.append(i == 1 ? "" : " ").append(row.getString(i));
                }
                rows.add(line.toString());
            }
        }
        return rows;
    }

    private List<String> rolled(String table, long width) throws SQLException {
        return ask("select (bucket_ms - " + TEN / width * width + ") / " + width
                + ", count, min::int, max::int, sum::int, last_value::int, last_ms - " + TEN + " from telemetry."
                + table
                + " order by device, metric, bucket_ms");
    }

    @Test
    void hours_and_days_are_rolled_up_and_a_late_reading_changes_its_own() throws Exception {
        deliver(fill("bin-1", TEN, 1, 10), fill("bin-1", TEN + 60_000, 2, 30), fill("bin-1", TEN + 3_600_000, 3, 5));
        upkeep();
        upkeep();
        assertThat(rolled("reading_hourly", 3_600_000)).containsExactly("0 2 10 30 40 30 60000", "1 1 5 5 5 5 3600000");
        assertThat(rolled("reading_daily", DAY)).containsExactly("0 3 5 30 45 5 3600000");

        deliver(fill("bin-1", TEN + 30_000, 9, 2), fill("bin-1", TEN + 120_000, 10, 70));
        upkeep();
        upkeep();

        assertThat(rolled("reading_hourly", 3_600_000))
                .containsExactly("0 4 2 70 112 70 120000", "1 1 5 5 5 5 3600000");
        assertThat(rolled("reading_daily", DAY)).containsExactly("0 5 2 70 117 5 3600000");
    }

    @Test
    void random_lives_roll_up_to_what_the_readings_say() throws Exception {
        java.util.Random random = new java.util.Random(5);
        for (int round = 0; round < 6; round++) {
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                long back = random.nextInt(4) == 0 ? random.nextInt(60) * 3_600_000L : random.nextInt(3_600_000);
                readings.add(fill(
                        "bin-" + random.nextInt(3),
                        ticker.epochMillis() - back,
                        random.nextInt(1 << 20),
                        random.nextInt(90)));
            }
            deliver(readings.toArray(Reading[]::new));
            upkeep();
            ticker.advance(Duration.ofMinutes(50));
        }
        ticker.advance(Duration.ofDays(1));
        upkeep();

        String truth =
                "select device, metric, event_ms / %1$d * %1$d, count(*), min(value), max(value), round(sum(value))"
                        + " from telemetry.stored_reading group by 1, 2, 3 order by 1, 2, 3";
        String rolled =
                "select device, metric, bucket_ms, count, min, max, round(sum) from telemetry.%s order by 1, 2, 3";
        assertThat(ask(rolled.formatted("reading_hourly"))).isEqualTo(ask(truth.formatted(3_600_000L)));
        assertThat(ask(rolled.formatted("reading_daily"))).isEqualTo(ask(truth.formatted(DAY)));
    }

    @Test
    void retention_removes_readings_and_keeps_their_roll_ups() throws Exception {
        deliver(fill("bin-1", TEN, 1, 10), fill("bin-1", TEN + DAY, 2, 30));
        ticker.advance(Duration.ofDays(1));
        upkeep();
        assertThat(ask("select count(*) from telemetry.stored_reading")).containsExactly("2");

        ticker.advance(Duration.ofDays(3));
        deliver(fill("bin-1", TEN + 1_000, 3, 20), fill("bin-1", ticker.epochMillis(), 4, 1));
        upkeep();

        assertThat(ask("select event_ms - " + TEN + " from telemetry.stored_reading order by 1"))
                .containsExactly(String.valueOf(DAY), String.valueOf(6 * DAY));
        assertThat(ask("select from_ms from telemetry.retained"))
                .containsExactly(String.valueOf((TEN / DAY + 1) * DAY));
        assertThat(rolled("reading_daily", DAY)).anyMatch(line -> line.startsWith("0 "));
        assertThat(store.log().after(0, 100))
                .as("the log goes on behind what was removed")
                .isNotEmpty();
    }

    private static final String EVERYTHING = "select device, metric, event_ms, sequence, value, lag_ms, device_ms,"
            + " flags, batch_no from telemetry.stored_reading order by device, event_ms, sequence, metric";

    @Test
    void a_closed_day_becomes_messages_and_says_what_it_said() throws Exception {
        List<Metric> many = List.of(
                Metric.FILL_LEVEL,
                Metric.TEMPERATURE,
                Metric.BATTERY,
                Metric.HUMIDITY,
                Metric.TILT,
                Metric.RSSI,
                Metric.SNR,
                Metric.LEVEL,
                Metric.FLOW,
                Metric.PRESSURE);
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            for (int m = 0; m < (i % 7 == 0 ? many.size() : 2); m++) {
                double value = m == 1 ? 20 + i / 10.0 : m == 4 ? i % 2 : Math.round(i * 17.31) / 1_000.0;
                readings.add(
                        reading("bin-" + i % 3, many.get(m), TEN + i * 60_000L, i, value, i % 5 == 0 ? 1 << m : 0));
            }
        }
        double[] odd = {
            0.1 + 0.2, -0.0, 1e12, 1 / 3.0, Double.MIN_VALUE, -Double.MAX_VALUE, 1e-7, 999_999_999.999999, -2.5
        };
        for (int i = 0; i < odd.length; i++) {
            readings.add(reading("odd-1", Metric.TEMPERATURE, TEN + i, i, odd[i], 0));
        }
        readings.add(
                new Reading(new DeviceId("odd-2"), Metric.FLOW, 1.5, TEN, TEN - 9_000_000_000L, TEN + 7, 1L << 62, 3));
        deliver(readings.toArray(Reading[]::new));
        deliver(fill("bin-1", TEN + DAY, 99, 3.5), fill("bin-1", ticker.epochMillis(), 100, 4.5));
        List<String> before = ask(EVERYTHING);
        var log = store.log().after(0, 10);
        var series = store.query().series(new DeviceId("bin-0"), Metric.TEMPERATURE, TEN, TEN + DAY, 1_000);
        var changes = store.query().changes(new DeviceId("bin-0"), TEN, TEN + DAY, null, 100);
        var counted = store.ledger().audit(TEN);
        var sums = store.query()
                .aggregate(List.of(new DeviceId("bin-2"), new DeviceId("odd-2")), Metric.FLOW, TEN, TEN + DAY, 60_000);

        upkeep();

        assertThat(ask("select count(*) from telemetry.reading where event_ms >= " + TEN / DAY * DAY))
                .as("yesterday and today are open")
                .containsExactly("2");
        assertThat(ask("select count(*) from telemetry.message where device = (select id from telemetry.device_dim"
                        + " where name = 'bin-0') and event_ms = " + TEN))
                .as("ten metrics are two rows")
                .containsExactly("2");
        assertThat(ask("select count(*) from telemetry.message where event_ms between " + (TEN + 60_000) + " and "
                        + (TEN + 120_000)))
                .containsExactly("2");
        assertThat(ask(EVERYTHING)).isEqualTo(before);
        assertThat(store.log().after(0, 10)).isEqualTo(log);
        assertThat(series).isNotEmpty();
        assertThat(store.query().series(new DeviceId("bin-0"), Metric.TEMPERATURE, TEN, TEN + DAY, 1_000))
                .isEqualTo(series);
        assertThat(changes).isNotEmpty();
        assertThat(store.query().changes(new DeviceId("bin-0"), TEN, TEN + DAY, null, 100))
                .isEqualTo(changes);
        assertThat(counted).allMatch(audit -> audit.booked() == audit.counted() && audit.booked() > 0);
        assertThat(store.ledger().audit(TEN)).isEqualTo(counted);
        assertThat(sums.buckets()).isNotEmpty();
        assertThat(store.query()
                        .aggregate(
                                List.of(new DeviceId("bin-2"), new DeviceId("odd-2")),
                                Metric.FLOW,
                                TEN,
                                TEN + DAY,
                                60_000))
                .isEqualTo(sums);
    }

    @Test
    void a_closed_day_takes_late_readings_once() throws Exception {
        deliver(fill("bin-1", TEN, 1, 10), fill("bin-2", TEN + 1_000, 1, 20));
        upkeep();

        assertThat(receipt(fill("bin-1", TEN, 1, 10), fill("bin-1", TEN + 5_000, 2, 30)))
                .isEqualTo(new Receipt(1, 1));
        assertThat(ask("select count(*) from telemetry.stored_reading")).containsExactly("3");
        upkeep();
        assertThat(ask("select count(*) from telemetry.reading")).containsExactly("0");
        assertThat(receipt(fill("bin-1", TEN, 1, 10), fill("bin-1", TEN + 5_000, 2, 30), fill("bin-1", TEN, 7, 1)))
                .isEqualTo(new Receipt(1, 2));
        assertThat(receipt(fill("bin-1", TEN, 7, 1))).isEqualTo(new Receipt(0, 1));
        upkeep();

        assertThat(ask("select event_ms - " + TEN + ", sequence, value::int from telemetry.stored_reading"
                        + " order by device, event_ms, sequence"))
                .containsExactly("0 1 10", "0 7 1", "5000 2 30", "1000 1 20");
        assertThat(rolled("reading_daily", DAY)).containsExactly("0 3 1 30 41 30 5000", "0 1 20 20 20 20 1000");
    }
}
