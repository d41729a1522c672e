package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static io.geshao.ingest.store.Samples.batch;
import static io.geshao.ingest.store.Samples.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Reading;
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
    private static final Keeping KEEPING = new Keeping(5, 20, 5, 8, 6);

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
        entry += 1_000;
        store.deliver(batch("gw-1", entry, readings)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A round as {@link Upkeep} makes it, with the database's own workers replaced by asking: they know no ticker. */
    private void upkeep() throws SQLException {
        long now = ticker.epochMillis();
        try (Connection connection = database.getConnection()) {
            RollUpKind kind = Policies.withoutWorkers(connection, flavour);
            if (kind.byJob()) {
                RollUps.run(connection, now);
            } else {
                Policies.refreshNow(connection, KEEPING, now);
            }
            new Retention(KEEPING, kind).run(connection, now);
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
                        + " from telemetry.reading group by 1, 2, 3 order by 1, 2, 3";
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
        assertThat(ask("select count(*) from telemetry.reading")).containsExactly("2");

        ticker.advance(Duration.ofDays(3));
        deliver(fill("bin-1", TEN + 1_000, 3, 20), fill("bin-1", ticker.epochMillis(), 4, 1));
        upkeep();

        assertThat(ask("select event_ms - " + TEN + " from telemetry.reading order by 1"))
                .containsExactly(String.valueOf(DAY), String.valueOf(6 * DAY));
        assertThat(ask("select from_ms from telemetry.retained"))
                .containsExactly(String.valueOf((TEN / DAY + 1) * DAY));
        assertThat(rolled("reading_daily", DAY)).anyMatch(line -> line.startsWith("0 "));
        assertThat(store.log().after(0, 100))
                .as("the log goes on behind what was removed")
                .isNotEmpty();
    }
}
