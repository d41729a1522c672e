package io.geshao.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.gateway.codec.MessageIdentity;
import io.geshao.gateway.spool.AppendResult;
import io.geshao.gateway.spool.Spool;
import io.geshao.gateway.spool.SpoolEntry;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest {
    private static final long RX = 1_760_000_001_000L;

    @TempDir
    Path folder;

    private final FakeTicker ticker = FakeTicker.at(RX);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FakeCentre centre = new FakeCentre();
    private Spool spool;
    private Uplink uplink;

    /** A centre whose answers the test gives by hand, in the order of the deliveries. */
    private static final class FakeCentre implements BatchSink {
        final List<Batch> batches = new CopyOnWriteArrayList<>();
        final List<CompletableFuture<Receipt>> answers = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<Void> report(GatewayReport report) {
            return CompletableFuture.completedFuture(null); // the books are OutageTest's subject
        }

        @Override
        public CompletionStage<Receipt> deliver(Batch batch) {
            CompletableFuture<Receipt> answer = new CompletableFuture<>();
            answers.add(answer);
            batches.add(batch);
            return answer;
        }

        void awaitDeliveries(int count) {
            await().atMost(Duration.ofSeconds(20)).until(() -> batches.size() >= count);
            assertThat(batches).hasSize(count);
        }

        void confirm(int delivery) {
            answers.get(delivery)
                    .complete(new Receipt(batches.get(delivery).readings().size(), 0));
        }

        void fail(int delivery, boolean retryable) {
            answers.get(delivery).completeExceptionally(new UndeliverableException("no", null, retryable));
        }
    }

    @BeforeEach
    void open() {
        spool = Spool.open(folder, "gw-1", ticker, meters);
        uplink = Uplink.start(spool, centre, ticker, meters);
    }

    @AfterEach
    void close() {
        uplink.close();
        spool.close();
    }

    private void append(Lane lane, long seq) {
        DeviceProfile profile = new DeviceProfile("p", DeviceKind.WATER, "native", lane, 60_000, 900_000);
        DeviceId id = new DeviceId("d-" + lane.wireName());
        Device device = new Device(id, profile, "310104/013/yuhua/g03", "", "", 121.4, 31.2, "设备", "device");
        CompletableFuture<AppendResult> answer = new CompletableFuture<>();
        spool.append(
                new SpoolEntry(
                        device,
                        new MessageIdentity(MessageIdentity.Kind.COUNTED, 0, seq, seq),
                        List.of(new Reading(id, Metric.LEVEL, 1, RX, RX, RX, seq, 0)),
                        List.of()),
                answer::complete);
        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(AppendResult.COMMITTED);
    }

    private long through() {
        GatewayReport report = spool.report();
        return report == null ? Long.MIN_VALUE : report.lanes().get(2).through();
    }

    private static List<Long> sequences(Batch batch) {
        return batch.readings().stream().map(Reading::sequence).toList();
    }

    @Test
    void committed_reading_is_sent_at_once_and_forgotten_after_the_receipt() {
        append(Lane.URGENT, 1);
        centre.awaitDeliveries(1);
        assertThat(sequences(centre.batches.get(0))).containsExactly(1L);

        centre.confirm(0);

        await().until(() -> meters.get("geshao.gateway.uplink.sent").counter().count() == 1);
        uplink.close();
        assertThat(spool.next(Lane.URGENT)).isNull();
    }

    @Test
    void several_batches_of_a_lane_are_under_way_and_each_is_confirmed_by_itself() {
        append(Lane.ROUTINE, 1);
        centre.awaitDeliveries(1);
        append(Lane.ROUTINE, 2);
        centre.awaitDeliveries(2);
        append(Lane.LIFE_SAFETY, 3);
        centre.awaitDeliveries(3);
        assertThat(centre.batches.get(2).lane()).isEqualTo(Lane.LIFE_SAFETY);

        centre.confirm(1);

        await().until(() -> meters.get("geshao.gateway.uplink.sent").counter().count() == 1);
        assertThat(through()).as("the first is not there").isEqualTo(-1);
        centre.confirm(0);
        await().until(() -> through() == 2);
    }

    @Test
    void batch_without_a_receipt_is_sent_again_unchanged_after_a_pause() {
        append(Lane.ROUTINE, 1);
        centre.awaitDeliveries(1);
        centre.fail(0, true);
        await().until(() -> uplink.health().contains("not reached"));
        append(Lane.ROUTINE, 2);
        assertThat(centre.batches).as("no time has passed").hasSize(1);

        ticker.advance(Duration.ofMillis(60));

        centre.awaitDeliveries(2);
        assertThat(centre.batches.get(1)).isEqualTo(centre.batches.get(0));
        centre.confirm(1);
        centre.awaitDeliveries(3);
        assertThat(sequences(centre.batches.get(2))).containsExactly(2L);
        await().until(() -> uplink.health().equals("up"));
    }

    @Test
    void batch_that_fails_beside_others_that_succeed_does_not_hold_them() {
        append(Lane.ROUTINE, 1);
        centre.awaitDeliveries(1);
        append(Lane.ROUTINE, 2);
        centre.awaitDeliveries(2);
        centre.fail(0, true);
        await().until(() -> uplink.health().contains("not reached"));
        centre.confirm(1);
        await().until(() -> uplink.health().equals("up"));
        append(Lane.ROUTINE, 3);
        centre.awaitDeliveries(3);
        assertThat(sequences(centre.batches.get(2))).containsExactly(3L);

        ticker.advance(Duration.ofMillis(60));

        centre.awaitDeliveries(4);
        assertThat(centre.batches.get(3)).isEqualTo(centre.batches.get(0));
    }

    @Test
    void urgent_lane_in_a_long_pause_tries_soon_when_another_lane_is_answered() {
        append(Lane.URGENT, 1);
        append(Lane.ROUTINE, 2);
        int answered = 0;
        int urgentFailures = 0;
        while (urgentFailures < 8 || nextDelivery(answered).lane() == Lane.URGENT) {
            boolean isUrgent = nextDelivery(answered).lane() == Lane.URGENT;
            urgentFailures += isUrgent ? 1 : 0;
            centre.fail(answered, true);
            answered++;
            if (!isUrgent) { // behind an urgent failure the other lane tries by itself
                ticker.advance(Duration.ofSeconds(6));
            }
        }

        centre.confirm(answered); // the urgent lane's pause is 2.5 seconds at least by now
        await().until(() -> uplink.health().equals("up"));
        ticker.advance(Duration.ofMillis(60));

        assertThat(nextDelivery(answered + 1).lane()).isEqualTo(Lane.URGENT);
    }

    private Batch nextDelivery(int number) {
        await().atMost(Duration.ofSeconds(20)).until(() -> centre.batches.size() > number);
        return centre.batches.get(number);
    }

    @Test
    void receipt_that_was_lost_leads_to_the_same_batch_also_from_the_next_process() {
        append(Lane.ROUTINE, 1);
        centre.awaitDeliveries(1);
        uplink.close(); // the receipt comes to nobody
        centre.confirm(0);
        spool.close();

        open();

        centre.awaitDeliveries(2);
        assertThat(centre.batches.get(1)).isEqualTo(centre.batches.get(0));
    }

    @Test
    void batch_that_can_never_be_taken_does_not_stop_the_lane() {
        append(Lane.ROUTINE, 1);
        centre.awaitDeliveries(1);
        append(Lane.ROUTINE, 2);
        centre.awaitDeliveries(2);

        centre.fail(0, false);

        centre.awaitDeliveries(3);
        assertThat(sequences(centre.batches.get(1))).containsExactly(2L);
        Batch gap = centre.batches.get(2);
        assertThat(gap.gaps()).extracting(Batch.Gap::cause).containsExactly(Batch.Gap.Cause.REFUSED);
        assertThat(gap.first()).isEqualTo(centre.batches.get(0).first());
        centre.fail(2, false); // a centre that does not know the cause
        centre.confirm(1);
        await().atMost(Duration.ofSeconds(20)).until(() -> through() == 2);
        assertThat(centre.batches).hasSize(3);
        assertThat(meters.get("geshao.gateway.dead.letters").counter().count()).isEqualTo(1);
    }

    @Test
    void sink_that_never_answers_is_given_up_and_asked_again() {
        append(Lane.ROUTINE, 1);
        centre.awaitDeliveries(1);

        ticker.advance(Duration.ofSeconds(61));
        append(Lane.URGENT, 2);
        await().until(() -> uplink.health().contains("minute"));
        ticker.advance(Duration.ofSeconds(1));

        centre.awaitDeliveries(3);
        assertThat(centre.batches)
                .filteredOn(batch -> batch.lane() == Lane.ROUTINE)
                .hasSize(2);
    }
}
