package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static io.geshao.ingest.store.Samples.batch;
import static io.geshao.ingest.store.Samples.fill;
import static io.geshao.ingest.store.Samples.reading;
import static io.geshao.ingest.store.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.port.TelemetryQuery.Bucket;
import io.geshao.core.port.TelemetryQuery.RejectionRow;
import io.geshao.core.port.TelemetryQuery.Sample;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store of readings does, whatever database it is on. */
abstract class ReadingStoreContract {
    final FakeTicker ticker = FakeTicker.at(TEN);
    final List<StoredBatch> heard = new CopyOnWriteArrayList<>();
    DataSource database;
    TelemetryStore store;

    abstract DataSource emptyDatabase();

    abstract ReadingWriter writer();

    @BeforeEach
    void open() {
        database = emptyDatabase();
        store = start();
    }

    TelemetryStore start() {
        TelemetryStore started = TelemetryStore.start(
                database,
                Schema.migrate(database),
                writer(),
                new BatchWriter.Limits(1_000, 1_000_000, 20_000),
                ticker,
                new SimpleMeterRegistry());
        started.listen(heard::add);
        return started;
    }

    /** The law of every test: what listeners heard is what the log says, number by number. */
    @AfterEach
    void close() {
        List<StoredBatch> logged = new ArrayList<>();
        for (List<StoredBatch> page = store.log().after(0, 3); !page.isEmpty(); ) {
            logged.addAll(page);
            page = store.log().after(logged.get(logged.size() - 1).number(), 3);
        }
        store.close();
        assertThat(heard).isEqualTo(logged);
        assertThat(logged).extracting(StoredBatch::number).isSorted().doesNotHaveDuplicates();
        assertThat(logged).extracting(StoredBatch::readings).doesNotContain(List.of());
    }

    Receipt deliver(Batch batch) throws Exception {
        return store.deliver(batch).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    List<StoredAudit.Row> stored() {
        List<StoredAudit.Row> rows = new ArrayList<>();
        store.audit().forEach(Long.MIN_VALUE, rows::add);
        return rows;
    }

    @Test
    void a_batch_delivered_twice_is_stored_once_and_answered_alike() throws Exception {
        Batch batch = batch("gw-1", 1, fill("bin-1", TEN, 1, 40), fill("bin-2", TEN, 1, 41));

        Receipt first = deliver(batch);
        Receipt second = deliver(batch);

        assertThat(first).isEqualTo(new Receipt(2, 0));
        assertThat(second).isEqualTo(first);
        assertThat(stored()).hasSize(2);
        assertThat(store.query().totals().stored()).isEqualTo(2);
        assertThat(store.query().totals().duplicates()).isEqualTo(2);
        assertThat(heard).hasSize(1);
    }

    @Test
    void the_same_reading_in_another_batch_is_a_duplicate() throws Exception {
        deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 40), fill("bin-1", TEN + 1, 2, 41)));

        Receipt mixed = deliver(batch("gw-2", 1, fill("bin-1", TEN, 1, 40), fill("bin-1", TEN + 2, 3, 42)));

        assertThat(mixed).isEqualTo(new Receipt(1, 1));
        assertThat(stored()).hasSize(3);
        assertThat(heard.get(1).readings()).containsExactly(fill("bin-1", TEN + 2, 3, 42));
    }

    @Test
    void equal_readings_in_one_batch_are_stored_once() throws Exception {
        Receipt receipt = deliver(
                batch("gw-1", 1, fill("bin-1", TEN, 1, 40), fill("bin-1", TEN, 1, 40), fill("bin-1", TEN, 2, 41)));

        assertThat(receipt).isEqualTo(new Receipt(2, 1));
        assertThat(stored()).hasSize(2);
    }

    @Test
    void a_batch_of_duplicates_only_is_answered_and_not_announced() throws Exception {
        deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 40)));

        assertThat(deliver(batch("gw-2", 7, fill("bin-1", TEN, 1, 40)))).isEqualTo(new Receipt(0, 1));
        assertThat(heard).hasSize(1);
        assertThat(store.log().head()).isEqualTo(heard.get(0).number());
    }

    @Test
    void a_gateway_that_counts_from_the_start_again_loses_nothing() throws Exception {
        deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 40)));

        Receipt receipt = deliver(batch("gw-1", 1, fill("bin-1", TEN + 60_000, 2, 50)));

        assertThat(receipt).isEqualTo(new Receipt(1, 0));
        assertThat(stored()).hasSize(2);
    }

    @Test
    void a_batch_cut_differently_after_a_restart_adds_only_what_is_new() throws Exception {
        deliver(batch(
                "gw-1", 1, List.of(fill("bin-1", TEN, 1, 40)), List.of(rejection("bin-1", "distance", "too far"))));

        Receipt receipt = deliver(batch(
                "gw-1",
                1,
                List.of(fill("bin-1", TEN, 1, 40), fill("bin-1", TEN + 1, 2, 41)),
                List.of(rejection("bin-1", "distance", "too far"))));

        assertThat(receipt).isEqualTo(new Receipt(1, 1));
        assertThat(store.query().rejections(null, 10)).hasSize(1);
        assertThat(store.query().totals().rejectedByReason()).isEqualTo(Map.of("OUT_OF_RANGE", 1L));
    }

    @Test
    void rejections_of_a_redelivered_batch_are_kept_once_with_their_bytes() throws Exception {
        Batch batch = batch("gw-1", 1, List.of(), List.of(rejection("bin-1", "di\0st", "odd \0 name")));

        assertThat(deliver(batch)).isEqualTo(new Receipt(0, 0));
        deliver(batch);

        List<RejectionRow> rows = store.query().rejections(null, 10);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).metric()).isEqualTo("di\uFFFDst");
        assertThat(rows.get(0).detail()).isEqualTo("odd \uFFFD name");
        assertThat(rows.get(0).rawHex()).isEqualTo("7b22736571223a317d");
        assertThat(store.query().rejections(rows.get(0).number(), 10)).isEmpty();
        assertThat(store.query().totals().rejectedByReason()).isEqualTo(Map.of("OUT_OF_RANGE", 1L));
    }

    @Test
    void every_field_of_a_reading_comes_back_from_the_log() throws Exception {
        List<Reading> odd = List.of(
                new Reading(new DeviceId("wl-1"), Metric.LEVEL, -0.25, TEN, Reading.NO_DEVICE_TIME, TEN - 5, -1, 0),
                new Reading(
                        new DeviceId("wl-2"),
                        Metric.of("x_acme.Odd-1"),
                        Double.MIN_VALUE,
                        TEN + 1,
                        1_760_000_000L,
                        TEN + 999_999,
                        Long.MAX_VALUE,
                        Flag.bits(Flag.DRILL, Flag.BACKFILL, Flag.BAD_CLOCK)),
                new Reading(
                        new DeviceId("wl-3"), Metric.FLOW, 1e300, TEN + 2, TEN + 2, Long.MAX_VALUE, Long.MIN_VALUE, 1));

        deliver(batch("gw-1", 1, odd, List.of()));

        assertThat(store.log().after(0, 1).get(0).readings()).containsExactlyElementsOf(odd);
    }

    @Test
    void readings_from_far_away_times_are_stored_and_replayed() throws Exception {
        List<Reading> readings = List.of(
                fill("bin-1", -1, 1, 1),
                fill("bin-1", 0, 2, 2),
                fill("bin-1", TEN - Duration.ofDays(3_000).toMillis(), 3, 3),
                fill("bin-1", TEN - Duration.ofDays(399).toMillis(), 4, 4),
                fill("bin-1", TEN, 5, 5),
                fill("bin-1", TEN + Duration.ofDays(2).toMillis(), 6, 6),
                fill("bin-1", TEN + Duration.ofDays(300).toMillis(), 7, 7));

        assertThat(deliver(batch("gw-1", 1, readings, List.of()))).isEqualTo(new Receipt(7, 0));
        assertThat(deliver(batch("gw-2", 1, readings, List.of()))).isEqualTo(new Receipt(0, 7));

        assertThat(stored()).hasSize(7);
        assertThat(heard.get(0).readings()).containsExactlyElementsOf(readings);
    }

    @Test
    void a_day_that_began_in_the_default_partition_goes_on_there() throws Exception {
        long farAhead = TEN + Duration.ofDays(30).toMillis();
        deliver(batch("gw-1", 1, fill("bin-1", farAhead, 1, 1)));

        ticker.advance(Duration.ofDays(30));

        assertThat(deliver(batch("gw-1", 2, fill("bin-1", farAhead, 1, 1), fill("bin-1", farAhead, 2, 2))))
                .isEqualTo(new Receipt(1, 1));
        assertThat(stored()).hasSize(2);
    }

    @Test
    void the_last_value_is_the_newest_by_event_time() throws Exception {
        deliver(batch("gw-1", 1, fill("bin-1", TEN, 2, 50), reading("bin-1", Metric.BATTERY, TEN, 2, 90, 0)));
        deliver(batch("gw-1", 3, fill("bin-1", TEN - 60_000, 1, 10)));

        Map<String, Sample> latest = store.query().latest(new DeviceId("bin-1"));

        assertThat(latest.keySet()).containsExactly("battery", "fill_level");
        assertThat(latest.get("fill_level")).isEqualTo(new Sample(50, TEN, TEN + 35, 2, 0));
        assertThat(store.query().latest(new DeviceId("bin-9"))).isEmpty();
    }

    @Test
    void last_heard_is_now_for_live_readings_and_the_receive_time_for_backfill() throws Exception {
        long old = TEN - Duration.ofHours(2).toMillis();
        deliver(batch(
                "gw-1",
                1,
                fill("bin-1", TEN - 5, 1, 50),
                reading("bin-2", Metric.FILL_LEVEL, old, 1, 50, Flag.BACKFILL.bit())));

        assertThat(store.query().lastHeard())
                .isEqualTo(Map.of(new DeviceId("bin-1"), TEN, new DeviceId("bin-2"), old + 35));
    }

    @Test
    void a_series_is_ascending_half_open_and_limited() throws Exception {
        deliver(batch(
                "gw-1",
                1,
                fill("bin-1", TEN + 3_000, 4, 4),
                fill("bin-1", TEN, 1, 1),
                fill("bin-1", TEN + 1_000, 2, 2),
                fill("bin-2", TEN + 1_000, 2, 9),
                fill("bin-1", TEN + 2_000, 3, 3)));

        List<Sample> series = store.query().series(new DeviceId("bin-1"), Metric.FILL_LEVEL, TEN, TEN + 3_000, 2);

        assertThat(series).extracting(Sample::value).containsExactly(1.0, 2.0);
        assertThat(store.query().series(new DeviceId("bin-1"), Metric.FILL_LEVEL, TEN + 1, TEN + 3_001, 100))
                .extracting(Sample::value)
                .containsExactly(2.0, 3.0, 4.0);
    }

    @Test
    void buckets_start_at_the_asked_time_and_leave_out_empty_ones() throws Exception {
        deliver(batch(
                "gw-1",
                1,
                fill("bin-1", TEN + 500, 1, 10),
                fill("bin-1", TEN + 999, 2, 20),
                fill("bin-1", TEN + 1_000, 3, 60),
                fill("bin-1", TEN + 5_250, 4, 70),
                fill("bin-1", TEN + 5_500, 5, 99)));

        assertThat(store.query().buckets(new DeviceId("bin-1"), Metric.FILL_LEVEL, TEN + 500, TEN + 5_500, 1_000))
                .containsExactly(new Bucket(TEN + 500, 3, 10, 30, 60), new Bucket(TEN + 4_500, 1, 70, 70, 70));
    }

    @Test
    void the_audit_reads_one_message_under_two_event_times_as_two_rows() throws Exception {
        deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 40), fill("bin-1", TEN + 1, 1, 40), fill("bin-1", TEN, 2, 40)));

        assertThat(audited(TEN)).containsExactlyInAnyOrder("1@0", "1@1", "2@0");
        assertThat(audited(TEN + 1)).containsExactly("1@1");
    }

    private List<String> audited(long fromMillis) {
        List<String> rows = new ArrayList<>();
        store.audit().forEach(fromMillis, row -> rows.add(row.sequence() + "@" + (row.eventMillis() - TEN)));
        return rows;
    }

    @Test
    void a_restart_goes_on_with_the_next_number() throws Exception {
        deliver(batch("gw-1", 1, fill("bin-1", TEN, 1, 40)));
        long before = store.log().head();
        store.close();

        store = start();
        deliver(batch("gw-1", 2, fill("bin-1", TEN, 2, 41)));

        assertThat(store.log().head()).isGreaterThan(before);
        assertThat(store.log().after(before, 10)).hasSize(1);
    }

    @Test
    void the_log_pages_by_number_without_gaps_or_repeats() throws Exception {
        for (int i = 0; i < 10; i++) {
            deliver(batch("gw-1", i + 1, fill("bin-" + i % 3, TEN + i, i, i)));
        }

        List<StoredBatch> first = store.log().after(0, 4);
        List<StoredBatch> rest = store.log().after(first.get(3).number(), 100);

        assertThat(first).hasSize(4);
        assertThat(rest).hasSize(6);
        assertThat(IntStream.concat(
                        first.stream().mapToInt(b -> (int) b.readings().get(0).value()),
                        rest.stream().mapToInt(b -> (int) b.readings().get(0).value())))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(store.log().after(store.log().head(), 5)).isEmpty();
    }
}
