package io.geshao.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.port.BatchSink;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that starts without its centre and works for 30 minutes without it: real spool, real uplink. */
class OutageTest {
    private static final long START = 1_760_000_300_000L;
    private static final int MINUTES = 30;

    @TempDir
    Path folder;

    private final FakeTicker ticker = FakeTicker.at(START);
    private final Centre centre = new Centre();
    private final Map<Lane, Integer> acknowledged = new EnumMap<>(Lane.class);
    private long seq;

    /** A centre that is there or not; it keeps what it has confirmed. */
    private static final class Centre implements BatchSink {
        final List<Batch> confirmed = new CopyOnWriteArrayList<>();
        final List<GatewayReport> reports = new CopyOnWriteArrayList<>();
        volatile boolean away = true;

        @Override
        public CompletionStage<Receipt> deliver(Batch batch) {
            if (away) {
                return CompletableFuture.failedFuture(new UndeliverableException("nobody there", null, true));
            }
            confirmed.add(batch);
            return CompletableFuture.completedFuture(
                    new Receipt(batch.readings().size(), 0));
        }

        @Override
        public CompletionStage<Void> report(GatewayReport report) {
            if (away) {
                return CompletableFuture.failedFuture(new UndeliverableException("nobody there", null, true));
            }
            reports.add(report);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void append(Spool spool, Lane lane) {
        DeviceProfile profile = new DeviceProfile("p", DeviceKind.WATER, "native", lane, 60_000, 900_000);
        DeviceId id = new DeviceId("d-" + lane.wireName());
        Device device = new Device(id, profile, "310104/013/yuhua/g03", "", "", 121.4, 31.2, "设备", "device");
        seq++;
        long now = ticker.epochMillis();
        CompletableFuture<AppendResult> answer = new CompletableFuture<>();
        spool.append(
                new SpoolEntry(
                        device,
                        new MessageIdentity(MessageIdentity.Kind.COUNTED, 0, seq, seq),
                        List.of(new Reading(id, Metric.LEVEL, 1, now, now, now, seq, 0)),
                        List.of()),
                answer::complete);
        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(AppendResult.COMMITTED);
        acknowledged.merge(lane, 1, Integer::sum);
    }

    @Test
    void nothing_acknowledged_is_lost_urgent_goes_first_backfill_is_marked_and_the_report_balances() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Spool spool = Spool.open(folder, "gw-1", ticker, meters);
                Uplink uplink = Uplink.start(spool, centre, ticker, meters)) {
            for (int minute = 0; minute < MINUTES; minute++) {
                for (Lane lane : Lane.values()) {
                    append(spool, lane);
                    append(spool, lane);
                }
                ticker.advance(Duration.ofMinutes(1));
            }
            await().until(() -> uplink.health().startsWith("centre not reached"));
            long back = ticker.epochMillis();
            for (Lane lane : Lane.values()) {
                append(spool, lane);
            }
            centre.away = false;
            ticker.advance(Duration.ofSeconds(6));

            int all = acknowledged.values().stream().mapToInt(Integer::intValue).sum();
            await().atMost(Duration.ofSeconds(20)).until(() -> items() == all);
            assertOrder(back);
            assertThat(uplink.health()).isEqualTo("up");
            ticker.advance(Duration.ofSeconds(11));
            await().atMost(Duration.ofSeconds(20)).until(this::isSettled);
            assertThat(spool.health()).isEqualTo("up");
        }
        assertNothingLostNorTwice();
        assertBalanced();
    }

    private int items() {
        return centre.confirmed.stream()
                .mapToInt(batch -> batch.readings().size())
                .sum();
    }

    private boolean isSettled() {
        return !centre.reports.isEmpty()
                && centre.reports.get(centre.reports.size() - 1).lanes().stream()
                        .allMatch(lane -> lane.through() == acknowledged.getOrDefault(lane.lane(), 0));
    }

    /** Lane by lane, and in each lane what arrived last before what waited; one batch ahead is the one that tried. */
    private void assertOrder(long back) {
        List<Lane> lanes = centre.confirmed.stream().map(Batch::lane).toList();
        List<Lane> sorted = new ArrayList<>(lanes);
        sorted.sort(null);
        assertThat(lanes)
                .as("the most urgent lane is through before the next begins")
                .isEqualTo(sorted);
        for (Lane lane : Lane.values()) {
            List<Batch> batches = centre.confirmed.stream()
                    .filter(batch -> batch.lane() == lane)
                    .toList();
            int live = 0;
            for (int i = 0; i < batches.size(); i++) {
                for (Reading reading : batches.get(i).readings()) {
                    assertThat(reading.has(Flag.BACKFILL))
                            .as("%s %d, batch %d", lane, batches.get(i).first(), i)
                            .isEqualTo(reading.receivedMillis() < back);
                    live = reading.receivedMillis() >= back ? i : live;
                }
            }
            assertThat(live).as("what arrives now goes behind one try at most").isLessThanOrEqualTo(1);
        }
    }

    private void assertNothingLostNorTwice() {
        Set<Long> seen = new HashSet<>();
        Map<Lane, TreeMap<Long, Long>> numbers = new EnumMap<>(Lane.class);
        for (Batch batch : centre.confirmed) {
            batch.readings()
                    .forEach(reading -> assertThat(seen.add(reading.sequence())).isTrue());
            numbers.computeIfAbsent(batch.lane(), absent -> new TreeMap<>()).put(batch.first(), batch.last());
        }
        assertThat(seen).hasSize((int) seq);
        numbers.forEach((lane, ranges) -> {
            long next = 1;
            for (Map.Entry<Long, Long> range : ranges.entrySet()) {
                assertThat(range.getKey()).isEqualTo(next);
                next = range.getValue() + 1;
            }
        });
    }

    /** As the centre would: for every lane and hour, what was answered is what came. */
    private void assertBalanced() {
        BatchSink.GatewayReport report = centre.reports.get(centre.reports.size() - 1);
        for (BatchSink.LaneCount lane : report.lanes()) {
            for (BatchSink.HourCount hour : lane.hours()) {
                long came = centre.confirmed.stream()
                        .filter(batch -> batch.lane() == lane.lane() && batch.last() <= lane.through())
                        .flatMap(batch -> batch.readings().stream())
                        .filter(reading ->
                                Math.floorDiv(reading.receivedMillis(), 3_600_000) * 3_600_000 == hour.hourMillis())
                        .count();
                assertThat(hour.acknowledged()).isEqualTo(hour.duplicates() + hour.inFlight() + hour.givenUp() + came);
            }
        }
    }
}
