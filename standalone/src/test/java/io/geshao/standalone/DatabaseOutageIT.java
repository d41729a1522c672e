package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.core.Flag;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is stopped under load and started again. Devices are answered all the while, urgent readings arrive first
 * when it is back, what waited is marked, and the books come out.
 *
 * <p>{@code -Dgeshao.outage.seconds=300} makes it the outage of the design's guarantee; the build takes a shorter one.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class DatabaseOutageIT {
    private static final long SEED = 20261122;
    private static final int OUTAGE_S = Integer.getInteger("geshao.outage.seconds", 14);
    private static final Duration PACE = Duration.ofNanos(1_000_000); // at most 1,000 messages a second
    /** The spool calls it waiting after ten seconds; one more for the batch that was under way. */
    private static final int SURELY_WAITED_S = 11;

    private final Ticker ticker = Ticker.system();

    @TempDir
    Path folder;

    @Test
    void database_stopped_under_load_loses_nothing_and_the_books_come_out() throws IOException, SQLException {
        KillLoad load = new KillLoad(SEED, PACE);
        Path registry = load.registry().writeTo(folder.resolve("registry"));
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PlatformProcess platform = PlatformProcess.start(
                        folder.resolve("platform"),
                        Map.of(
                                "registry.dir",
                                registry.toString(),
                                "db.url",
                                database.url(),
                                "db.user",
                                "postgres",
                                "rules.delay.scale",
                                "0.01"))) {
            DataSource source = database.source();
            load.connect(platform.mqttPort());
            pause(3);
            assertThat(load.acknowledged()).as("before the outage").isNotEmpty();

            database.stop();
            int atStop = load.acknowledged().size();
            pause(OUTAGE_S);
            int atReturn = load.acknowledged().size();
            database.start();
            assertThat(atReturn - atStop)
                    .as("acknowledged while there was no database")
                    .isGreaterThan(OUTAGE_S * 100);
            pause(3);
            load.stopAndDrain();

            Awaitility.await().atMost(Duration.ofSeconds(60 + OUTAGE_S)).untilAsserted(() -> assertThat(
                            KillRestartIT.counts(source, KillLoad.ALERTS_SQL))
                    .isEqualTo(load.impliedAlerts()));
            Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            KillRestartIT.counts(source, KillLoad.CASES_SQL))
                    .isEqualTo(load.impliedCases()));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60 + OUTAGE_S))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(lost(source, load))
                            .as("acknowledged and not stored")
                            .isEmpty());
            Map<String, Integer> stored = KillRestartIT.counts(source, KillLoad.STORED_SQL);
            assertThat(stored.values()).as("rows per reading").containsOnly(1);

            Order order = order(source);
            assertThat(order.urgentDoneMillis())
                    .as("urgent readings that waited are stored before the others, or within a second: %s", order)
                    .isLessThanOrEqualTo(Math.max(1_000, order.routineHalfMillis()));
            assertThat(unmarked(source))
                    .as("waited longer than the limit, and not marked")
                    .isZero();
            booksComeOut(ConsoleClient.of(platform));
            System.out.printf(
                    "database away for %d s: %d messages acknowledged meanwhile, %d readings stored, %d marked as"
                            + " backfill, urgent ones all stored %d ms after the first, half of the routine ones"
                            + " after %d ms, %d alerts%n",
                    OUTAGE_S,
                    (atReturn - atStop) / 2,
                    stored.size(),
                    order.marked(),
                    order.urgentDoneMillis(),
                    order.routineHalfMillis(),
                    load.impliedAlerts().size());
        }
    }

    private static Set<String> lost(DataSource source, KillLoad load) throws SQLException {
        Set<String> lost = new TreeSet<>(load.acknowledged());
        lost.removeAll(KillRestartIT.counts(source, KillLoad.STORED_SQL).keySet());
        return lost;
    }

    /** Every line of the conservation ledger balances, and together they hold what was acknowledged. */
    private static void booksComeOut(ConsoleClient console) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
            JsonNode lines = console.get("/api/v1/ledger?limit=999").path("items");
            assertThat(lines).as("lines of the ledger").isNotEmpty();
            for (JsonNode line : lines) {
                assertThat(line.path("verdict").asText()).as("%s", line).isEqualTo("BALANCED");
            }
            assertThat(console.get("/api/v1/ledger?state=unbalanced").path("items"))
                    .isEmpty();
        });
    }

    /** When what waited was stored, in milliseconds after the first of it; {@code marked} counts its readings. */
    private record Order(long urgentDoneMillis, long routineHalfMillis, long marked) {}

    private static Order order(DataSource source) throws SQLException {
        String sql = "with late as (select b.lane, b.committed_ms, count(*) as n from telemetry.reading r"
                + " join telemetry.batch b on b.number = r.batch_no where r.flags & ? <> 0 group by 1, 2),"
                + " sums as (select lane, committed_ms, sum(n) over (partition by lane order by committed_ms) as sofar,"
                + " sum(n) over (partition by lane) as total from late)"
                + " select (select max(committed_ms) from late where lane <> 'routine') - min(committed_ms),"
                + " min(committed_ms) filter (where lane = 'routine' and sofar * 2 >= total) - min(committed_ms),"
                + " (select sum(n) from late) from sums";
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, Flag.BACKFILL.bit());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Order order = new Order(row.getLong(1), row.getLong(2), row.getLong(3));
                assertThat(order.marked()).as("readings that waited").isPositive();
                return order;
            }
        }
    }

    private static long unmarked(DataSource source) throws SQLException {
        String sql = "select count(*) from telemetry.reading r join telemetry.batch b on b.number = r.batch_no"
                + " where r.flags & ? = 0 and b.committed_ms - (r.event_ms + r.lag_ms) > ?";
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, Flag.BACKFILL.bit());
            statement.setLong(2, SURELY_WAITED_S * 1_000L);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void pause(int seconds) {
        long end = ticker.nanos() + Duration.ofSeconds(seconds).toNanos();
        while (ticker.nanos() < end) {
            LockSupport.parkNanos(end - ticker.nanos());
        }
    }
}
