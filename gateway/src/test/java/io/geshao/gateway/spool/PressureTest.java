package io.geshao.gateway.spool;

import static io.geshao.gateway.spool.Entries.RX;
import static io.geshao.gateway.spool.Entries.append;
import static io.geshao.gateway.spool.Entries.device;
import static io.geshao.gateway.spool.Entries.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.gateway.codec.MessageIdentity;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A centre that answers and is behind: who waits, who does not, and until when. Real commits to a real file. */
class PressureTest {
    private static final int PER_ENTRY = 4_000;
    private static final int BEYOND = (int) (Pressure.LIVE_LIMIT / PER_ENTRY) + 1;

    @TempDir
    Path folder;

    private final FakeTicker ticker = FakeTicker.at(RX);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Spool spool;

    @BeforeEach
    void open() {
        spool = Spool.open(folder, "gw-1", ticker, meters);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private static SpoolEntry entry(Lane lane, long seq) {
        DeviceId id = new DeviceId("d-" + lane.wireName());
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < PER_ENTRY; i++) {
            readings.add(new Reading(id, Metric.LEVEL, i, RX + i, RX + i, RX, seq, 0));
        }
        return new SpoolEntry(
                device(id.value(), lane),
                new MessageIdentity(MessageIdentity.Kind.COUNTED, 0, seq, seq),
                readings,
                List.of());
    }

    private CompletableFuture<AppendResult> offered(SpoolEntry entry) {
        CompletableFuture<AppendResult> answer = new CompletableFuture<>();
        spool.append(entry, answer::complete);
        return answer;
    }

    /** More waits for a centre that has just confirmed something than may be on the way to it. */
    private void fallBehind() {
        append(spool, entry(Lane.ROUTINE, 1));
        spool.forget(next(spool, Lane.ROUTINE));
        for (int seq = 2; seq < 2 + BEYOND; seq++) {
            append(spool, entry(Lane.ROUTINE, seq));
        }
    }

    private double heldBack() {
        return meters.get("geshao.gateway.spool.held.back").counter().count();
    }

    @Test
    void centre_that_is_behind_holds_back_all_but_life_safety() {
        fallBehind();
        CompletableFuture<AppendResult> routine = offered(entry(Lane.ROUTINE, 1_000));
        CompletableFuture<AppendResult> urgent = offered(entry(Lane.URGENT, 1_001));

        assertThat(append(spool, entry(Lane.LIFE_SAFETY, 1_002))).isEqualTo(AppendResult.COMMITTED);

        assertThat(heldBack()).isEqualTo(1);
        assertThat(routine).isNotDone();
        assertThat(urgent).isNotDone();
        for (Batch batch = spool.next(Lane.ROUTINE); batch != null; batch = spool.next(Lane.ROUTINE)) {
            spool.forget(batch);
        }
        assertThat(routine.join()).isEqualTo(AppendResult.COMMITTED);
        assertThat(urgent.join()).isEqualTo(AppendResult.COMMITTED);
    }

    @Test
    void centre_that_has_fallen_silent_holds_back_nobody() {
        fallBehind();
        CompletableFuture<AppendResult> routine = offered(entry(Lane.ROUTINE, 1_000));
        await().until(() -> heldBack() == 1);

        ticker.advance(Duration.ofNanos(Pressure.SILENT_NANOS));

        assertThat(routine.join()).isEqualTo(AppendResult.COMMITTED);
    }

    @Test
    void centre_that_never_answered_holds_back_nobody() {
        for (int seq = 1; seq < 2 + BEYOND; seq++) {
            assertThat(append(spool, entry(Lane.ROUTINE, seq))).isEqualTo(AppendResult.COMMITTED);
        }
        assertThat(heldBack()).isZero();
    }

    @Test
    void devices_that_are_held_back_find_less_room_in_memory() {
        fallBehind();
        offered(entry(Lane.ROUTINE, 1_000));
        await().until(() -> heldBack() == 1);
        int seq = 2_000;
        while (!offered(entry(Lane.ROUTINE, seq)).isDone()) {
            seq++;
        }
        assertThat(seq - 2_000).as("entries of %s", PER_ENTRY).isLessThan(AppendQueue.ROW_WEIGHT / PER_ENTRY / 2);
        assertThat(spool.hasRoom()).isFalse();
    }
}
