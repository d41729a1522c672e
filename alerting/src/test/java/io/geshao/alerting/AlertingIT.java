package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.time.Ticker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole module with its threads, on a real database and the real clock. */
class AlertingIT {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private static final int ZONES = 60;

    private final Ticker ticker = Ticker.system();
    private final MemoryLog input = new MemoryLog();
    private HikariDataSource database;
    private Alerting alerting;

    /** A reading log in memory. Any thread. */
    private static final class MemoryLog implements ReadingLog {
        private final List<StoredBatch> batches = new CopyOnWriteArrayList<>();

        @Override
        public long head() {
            return batches.size();
        }

        @Override
        public List<StoredBatch> after(long number, int maxBatches) {
            return batches.stream()
                    .filter(batch -> batch.number() > number)
                    .limit(maxBatches)
                    .toList();
        }
    }

    @BeforeEach
    void open() {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(db.fresh());
        pool.setMaximumPoolSize(6);
        database = new HikariDataSource(pool);
        alerting = start();
    }

    @AfterEach
    void close() {
        alerting.close();
        database.close();
    }

    private Alerting start() {
        Story plan = new Story();
        for (int i = 0; i < ZONES; i++) {
            plan.smoke("s" + i, "z" + i);
        }
        plan.callPoint("c1", "z0");
        return Alerting.start(
                new AlertingConfig(
                        Path.of(System.getProperty("geshao.root", ".."), "rules"), 0.01, 2, Duration.ofMillis(200)),
                database,
                plan.registry(),
                input,
                ticker,
                new SimpleMeterRegistry());
    }

    private StoredBatch batch(String device, Metric metric, double value) {
        long now = ticker.epochMillis();
        StoredBatch batch = new StoredBatch(
                input.head() + 1,
                now,
                List.of(new Reading(new DeviceId(device), metric, value, now, now, now, input.head() + 1, 0)));
        input.batches.add(batch);
        return batch;
    }

    @Test
    void reading_that_is_handed_over_is_an_alert_within_milliseconds() {
        List<Long> nanos = new ArrayList<>();
        long position = 0;
        for (int i = 0; i < ZONES; i++) {
            StoredBatch batch = batch("s" + i, Metric.SMOKE_ALARM, 1);
            long start = ticker.nanos();
            alerting.onStored(batch);
            List<AlertTransition> told = List.of();
            while (told.isEmpty() && ticker.nanos() - start < 5_000_000_000L) {
                told = alerting.log().after(position, 10);
            }
            nanos.add(ticker.nanos() - start);
            assertThat(told).extracting(one -> one.alert().rule()).containsExactly("F1");
            position = told.get(0).position();
        }
        long[] warm = nanos.subList(20, ZONES).stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        System.out.printf(
                "handed over → committed and read: p50 %.2f ms, max %.2f ms of %d%n",
                warm[warm.length / 2] / 1e6, warm[warm.length - 1] / 1e6, warm.length);
        assertThat(Arrays.stream(warm).min().orElseThrow()).isLessThan(100_000_000L);
    }

    @Test
    void reading_that_is_only_in_the_log_is_found_there() {
        batch("s1", Metric.SMOKE_ALARM, 1);
        await().atMost(Duration.ofSeconds(5)).until(() -> alerting.desk().open().size() == 1);
    }

    @Test
    void gap_in_what_is_handed_over_is_filled_from_the_log() {
        alerting.onStored(batch("s1", Metric.SMOKE_ALARM, 1));
        batch("s2", Metric.SMOKE_ALARM, 1);
        alerting.onStored(batch("s3", Metric.SMOKE_ALARM, 1));
        await().atMost(Duration.ofSeconds(5)).until(() -> alerting.desk().open().size() == 3);
        assertThat(alerting.log().after(0, 10))
                .extracting(one -> String.valueOf(one.alert().device()))
                .containsExactly("s1", "s2", "s3");
    }

    @Test
    void orders_are_carried_out_once_and_survive_a_restart() {
        alerting.onStored(batch("c1", Metric.CALL_POINT, 1));
        await().atMost(Duration.ofSeconds(5)).until(() -> alerting.desk().open().size() == 2);
        alerting.onStored(batch("c1", Metric.CALL_POINT, 0));
        List<String> ids = alerting.desk().open().stream().map(AlertView::id).toList();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> alerting.log().after(0, 10).size() == 3); // F3, F2, F3 latched
        alerting.close();
        alerting.desk().acknowledge(ids, "desk");
        alerting.desk().reset(ids, "desk", "pressed by mistake");
        alerting = start();
        await().atMost(Duration.ofSeconds(5)).until(() -> alerting.desk().open().isEmpty());
        assertThat(alerting.log().after(0, 20))
                .extracting(one -> one.alert().rule() + " " + one.kind())
                .containsExactlyInAnyOrder(
                        "F3 RAISED", "F2 RAISED", "F3 LATCHED", "F3 ACKED", "F2 ACKED", "F3 RESET", "F2 CLEARED");
        assertThat(alerting.health())
                .allSatisfy((part, health) -> assertThat(health).isEqualTo("up"));
    }

    @Test
    void listener_hears_of_each_commit() {
        List<Long> heads = new CopyOnWriteArrayList<>();
        alerting.listen(() -> heads.add(alerting.log().head()));
        alerting.onStored(batch("s1", Metric.SMOKE_ALARM, 1));
        await().atMost(Duration.ofSeconds(5)).until(() -> !heads.isEmpty());
        assertThat(heads.get(0)).isEqualTo(1);
    }
}
