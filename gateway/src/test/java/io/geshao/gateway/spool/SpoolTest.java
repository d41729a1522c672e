package io.geshao.gateway.spool;

import static io.geshao.gateway.spool.Entries.RX;
import static io.geshao.gateway.spool.Entries.append;
import static io.geshao.gateway.spool.Entries.device;
import static io.geshao.gateway.spool.Entries.drain;
import static io.geshao.gateway.spool.Entries.message;
import static io.geshao.gateway.spool.Entries.next;
import static io.geshao.gateway.spool.Entries.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.Batch;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.config.Launcher;
import io.geshao.gateway.codec.MessageIdentity;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    Path folder;

    private final FakeTicker ticker = FakeTicker.at(RX);
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Spool spool;

    @BeforeEach
    void open() {
        meters = new SimpleMeterRegistry();
        spool = Spool.open(folder, "gw-1", ticker, meters);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private void reopen() {
        spool.close();
        open();
    }

    private double count(String name) {
        return meters.get(name).counter().count();
    }

    private double depth(Lane lane) {
        return meters.get("geshao.gateway.spool.depth")
                .tag("lane", lane.wireName())
                .gauge()
                .value();
    }

    @Test
    void committed_message_is_handed_out_until_forgotten() {
        assertThat(append(spool, message("d", 1, 11))).isEqualTo(AppendResult.COMMITTED);

        Batch batch = next(spool, Lane.ROUTINE);
        assertThat(batch.readings())
                .containsExactlyElementsOf(message("d", 1, 11).readings());
        assertThat(batch.first()).isEqualTo(1);
        assertThat(batch.last()).isEqualTo(1);
        assertThat(batch.gateway()).isEqualTo("gw-1");
        assertThat(batch.spool()).matches("[0-9a-f]{16}");
        assertThat(spool.next(Lane.ROUTINE)).as("it is under way").isNull();
        spool.giveBack(batch);
        assertThat(next(spool, Lane.ROUTINE)).isEqualTo(batch);
        assertThat(depth(Lane.ROUTINE)).isEqualTo(1);

        spool.forget(batch);
        assertThat(spool.next(Lane.ROUTINE)).isNull();
        assertThat(depth(Lane.ROUTINE)).isZero();
        assertThat(count("geshao.gateway.acked")).isEqualTo(1);
    }

    @Test
    void readings_go_to_the_lane_of_their_device_and_alarms_move_up() {
        SpoolEntry mixed = new SpoolEntry(
                device("d", Lane.ROUTINE),
                new MessageIdentity(MessageIdentity.Kind.COUNTED, 0, 1, 1),
                List.of(
                        reading("d", Metric.TEMPERATURE, 61, 1),
                        reading("d", Metric.SMOKE_ALARM, 1, 1),
                        reading("d", Metric.HEAT_ALARM, 0, 1),
                        reading("d", Metric.LEAK, 1, 1)),
                List.of(Entries.rejection(10)));
        SpoolEntry urgent = new SpoolEntry(
                device("u", Lane.URGENT),
                new MessageIdentity(MessageIdentity.Kind.COUNTED, 0, 1, 1),
                List.of(reading("u", Metric.LEVEL, 1, 1)),
                List.of());

        append(spool, mixed, urgent);

        assertThat(next(spool, Lane.LIFE_SAFETY).readings())
                .extracting(Reading::metric)
                .containsExactly(Metric.SMOKE_ALARM);
        assertThat(next(spool, Lane.URGENT).readings())
                .extracting(Reading::metric)
                .containsExactly(Metric.LEAK, Metric.LEVEL);
        Batch routine = next(spool, Lane.ROUTINE);
        assertThat(routine.readings())
                .extracting(Reading::metric)
                .containsExactly(Metric.TEMPERATURE, Metric.HEAT_ALARM);
        assertThat(routine.rejections()).hasSize(1);
        assertThat(routine.last() - routine.first() + 1).isEqualTo(3);
    }

    @Test
    void duplicate_is_answered_and_not_kept_again() {
        append(spool, message("d", 1, 11));

        assertThat(append(spool, message("d", 1, 11))).isEqualTo(AppendResult.DUPLICATE);
        assertThat(append(spool, message("d", 1, 11), message("d", 2, 12))).isEqualTo(AppendResult.COMMITTED);

        assertThat(drain(spool, Lane.ROUTINE)).extracting(Reading::sequence).containsExactly(1L, 2L);
        assertThat(count("geshao.gateway.spool.duplicates")).isEqualTo(2);
    }

    @Test
    void duplicate_is_known_after_a_restart() {
        append(spool, message("d", 1, 11));
        drain(spool, Lane.ROUTINE);

        reopen();

        assertThat(append(spool, message("d", 1, 11))).isEqualTo(AppendResult.DUPLICATE);
        assertThat(spool.next(Lane.ROUTINE)).isNull();
    }

    @Test
    void restarted_device_keeps_its_data_in_a_new_epoch_also_after_a_restart_of_ours() {
        append(spool, message("d", 1, 11));
        append(spool, message("d", 1, 99));
        reopen();
        append(spool, message("d", 2, 98));

        assertThat(drain(spool, Lane.ROUTINE))
                .extracting(Reading::sequence)
                .containsExactly(1L, Reading.sequence(1L << 20, 1), Reading.sequence(1L << 20, 2));
    }

    @Test
    void restart_and_hole_of_a_device_are_counted() {
        append(spool, message("d", 1, 11));
        append(spool, message("d", 5, 12));
        append(spool, message("d", 5, 13));

        assertThat(count("geshao.gateway.gap")).isEqualTo(3);
        assertThat(count("geshao.gateway.seq.reset")).isEqualTo(1);
    }

    @Test
    void numbers_go_on_after_a_restart_even_if_all_was_forgotten() {
        append(spool, message("d", 1, 11));
        Batch before = next(spool, Lane.ROUTINE);
        spool.forget(before);
        reopen();
        append(spool, message("d", 2, 12));

        Batch after = next(spool, Lane.ROUTINE);
        assertThat(after.first()).isEqualTo(before.last() + 1);
        assertThat(after.spool()).isEqualTo(before.spool());
    }

    @Test
    void new_folder_is_another_numbering() {
        try (Spool other = Spool.open(folder.resolve("other"), "gw-1", ticker, new SimpleMeterRegistry())) {
            append(spool, message("d", 1, 11));
            append(other, message("d", 1, 11));
            assertThat(next(other, Lane.ROUTINE).spool())
                    .isNotEqualTo(next(spool, Lane.ROUTINE).spool());
        }
    }

    @Test
    void batches_that_were_handed_out_are_the_same_after_a_restart() {
        for (int seq = 0; seq < 20; seq++) {
            append(spool, message("d", seq, seq));
        }
        List<Batch> handedOut = new ArrayList<>();
        for (Batch batch = spool.next(Lane.ROUTINE); batch != null; batch = spool.next(Lane.ROUTINE)) {
            handedOut.add(batch);
        }
        spool.forget(handedOut.get(0));
        spool.forget(handedOut.get(7));

        reopen();
        append(spool, message("d", 1_000, 1));

        List<Batch> again = new ArrayList<>();
        for (Batch batch = spool.next(Lane.ROUTINE); batch != null; batch = spool.next(Lane.ROUTINE)) {
            again.add(batch);
        }
        handedOut.remove(7);
        handedOut.remove(0);
        assertThat(again).hasSize(19).containsAll(handedOut);
    }

    @Test
    void what_arrives_now_goes_before_what_waited_and_only_that_carries_backfill() {
        for (int seq = 1; seq <= 3; seq++) {
            append(spool, message("d", seq, seq));
        }
        ticker.advance(Duration.ofSeconds(11));
        append(spool, message("d", 4, 4));
        append(spool, message("d", 5, 5));

        List<Batch> order = new ArrayList<>();
        for (Batch batch = spool.next(Lane.ROUTINE); batch != null; batch = spool.next(Lane.ROUTINE)) {
            order.add(batch);
            assertThat(spool.isCatchingUp(Lane.ROUTINE)).isTrue();
        }

        assertThat(order).extracting(Batch::first).containsExactly(4L, 5L, 1L, 2L, 3L);
        assertThat(order).allMatch(batch -> batch.readings().get(0).has(Flag.BACKFILL) == (batch.first() <= 3));
        order.forEach(spool::forget);
        assertThat(spool.isCatchingUp(Lane.ROUTINE)).isFalse();
        assertThat(depth(Lane.ROUTINE)).isZero();
    }

    @Test
    void outage_after_an_outage_leaves_no_number_behind() {
        append(spool, message("d", 1, 1));
        ticker.advance(Duration.ofSeconds(11));
        append(spool, message("d", 2, 2));
        Batch live = next(spool, Lane.ROUTINE);
        assertThat(live.first()).isEqualTo(2);
        spool.forget(live);
        append(spool, message("d", 3, 3));
        ticker.advance(Duration.ofSeconds(11));
        reopen();
        append(spool, message("d", 4, 4));

        List<Long> order = new ArrayList<>();
        for (Batch batch = spool.next(Lane.ROUTINE); batch != null; batch = spool.next(Lane.ROUTINE)) {
            order.add(batch.first());
            spool.forget(batch);
        }
        assertThat(order).containsExactly(4L, 1L, 3L);
    }

    @Test
    void batch_that_was_sent_in_time_and_waited_since_is_marked_when_it_goes_again() {
        append(spool, message("d", 1, 11));
        Batch inTime = next(spool, Lane.ROUTINE);
        assertThat(inTime.readings()).noneMatch(reading -> reading.has(Flag.BACKFILL));
        assertThat(spool.again(inTime)).isSameAs(inTime);

        ticker.advance(Duration.ofSeconds(11));

        Batch late = spool.again(inTime);
        assertThat(late.readings()).allMatch(reading -> reading.has(Flag.BACKFILL));
        assertThat(late.first()).isEqualTo(inTime.first());
    }

    @Test
    void buried_batch_leaves_the_lane_free() {
        append(spool, message("d", 1, 11));
        append(spool, message("d", 2, 12));

        assertThat(spool.bury(next(spool, Lane.ROUTINE), "400")).isTrue();

        assertThat(drain(spool, Lane.ROUTINE)).extracting(Reading::sequence).containsExactly(2L);
        assertThat(count("geshao.gateway.dead.letters")).isEqualTo(1);
        reopen();
        assertThat(spool.next(Lane.ROUTINE)).isNull();
    }

    @Test
    void rejection_travels_with_its_raw_bytes() {
        Rejection rejection = Entries.rejection(300);
        append(spool, SpoolEntry.of(rejection));
        reopen();

        Batch batch = next(spool, Lane.ROUTINE);
        assertThat(batch.readings()).isEmpty();
        assertThat(batch.rejections())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(rejection);
    }

    @Test
    void flood_is_refused_at_the_bound_and_counted_and_all_else_is_kept() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        spool.append(
                message("first", 1, 1),
                result -> { // holds the writer as a slow disk would
                    reached.countDown();
                    awaitQuietly(held);
                });
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        int flood = 60_000;
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger committed = new AtomicInteger();
        CountDownLatch answered = new CountDownLatch(flood);
        for (int seq = 0; seq < flood; seq++) {
            spool.append(message("d" + seq % 300, seq, seq), result -> {
                (result == AppendResult.BUSY ? busy : committed).incrementAndGet();
                answered.countDown();
            });
        }
        held.countDown();
        assertThat(busy.get()).as("refused while the writer was held").isPositive();
        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(busy.get() + committed.get()).isEqualTo(flood);
        assertThat(count("geshao.gateway.spool.refused")).isEqualTo(busy.get());
        assertThat(drain(spool, Lane.ROUTINE)).hasSize(committed.get() + 1);
        assertThat(append(spool, message("later", 1, 1)))
                .as("there is room again")
                .isEqualTo(AppendResult.COMMITTED);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void many_appends_share_one_commit() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        spool.append(message("first", 1, 1), result -> {
            reached.countDown();
            awaitQuietly(held);
        });
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        CountDownLatch answered = new CountDownLatch(2_000);
        for (int seq = 0; seq < 2_000; seq++) {
            spool.append(message("d" + seq % 20, seq, seq), result -> answered.countDown());
        }
        held.countDown();
        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();

        long commits = meters.get("geshao.gateway.spool.commit").timer().count();
        assertThat(commits)
                .as("one for the first, then groups of 8,192 by weight")
                .isBetween(2L, 4L);
    }

    @Test
    void message_of_a_failed_commit_is_not_acknowledged_and_is_kept_when_it_comes_again() throws Exception {
        append(spool, message("d", 1, 11));
        sql("ALTER TABLE segment RENAME TO hidden");

        assertThat(append(spool, message("d", 2, 12))).isEqualTo(AppendResult.FAILED);
        assertThat(append(spool, message("d", 2, 12))).isEqualTo(AppendResult.FAILED);
        assertThat(spool.health()).startsWith("cannot write");
        assertThat(count("geshao.gateway.spool.failed")).isEqualTo(2);

        sql("ALTER TABLE hidden RENAME TO segment");
        assertThat(append(spool, message("d", 2, 12))).isEqualTo(AppendResult.COMMITTED);
        assertThat(append(spool, message("d", 1, 11))).isEqualTo(AppendResult.DUPLICATE);
        assertThat(spool.health()).isEqualTo("up");
        assertThat(drain(spool, Lane.ROUTINE)).extracting(Reading::sequence).containsExactly(1L, 2L);
    }

    private void sql(String statement) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("spool.db"));
                Statement sql = other.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void second_process_on_the_same_folder_is_turned_away() {
        assertThatThrownBy(() -> Spool.open(folder, "gw-2", ticker, new SimpleMeterRegistry()))
                .isInstanceOf(Launcher.StartException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void folder_that_is_a_file_stops_the_start_with_one_line() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> Spool.open(file, "gw-2", ticker, new SimpleMeterRegistry()))
                .isInstanceOf(Launcher.StartException.class)
                .hasMessageContaining(file.toString());
    }
}
