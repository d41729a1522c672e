package io.geshao.bench.fuzz;

import io.geshao.core.Batch;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.port.BatchSink;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A centre that keeps what honest devices said and counts the rest. Any thread. */
final class Centre implements BatchSink {
    private final Map<String, Map<Long, Integer>> honest = new HashMap<>(); // guarded by this
    private final Map<String, Long> rejections = new TreeMap<>(); // guarded by this
    private long readings; // guarded by this
    private long givenUpRejections; // guarded by this
    private long givenUpReadings; // guarded by this

    Centre() {
        Town.HONEST.forEach(device -> honest.put(device, new HashMap<>()));
    }

    @Override
    public CompletionStage<Void> report(GatewayReport report) {
        return CompletableFuture.completedFuture(null); // this centre counts for itself
    }

    @Override
    public synchronized CompletionStage<Receipt> deliver(Batch batch) {
        for (Reading reading : batch.readings()) {
            readings++;
            Map<Long, Integer> counters = honest.get(reading.device().value());
            if (counters != null) {
                counters.merge(reading.sequence(), 1, Integer::sum);
            }
        }
        for (Rejection rejection : batch.rejections()) {
            rejections.merge(rejection.reason().name(), 1L, Long::sum);
        }
        for (Batch.Gap gap : batch.gaps()) {
            givenUpRejections += gap.rejections();
            givenUpReadings += gap.readings();
        }
        return CompletableFuture.completedFuture(new Receipt(batch.readings().size(), 0));
    }

    synchronized long readings() {
        return readings;
    }

    /** Declared by the gateway as gaps: acknowledged, and dropped since its routine lane was full. */
    synchronized long givenUpRejections() {
        return givenUpRejections;
    }

    synchronized long givenUpReadings() {
        return givenUpReadings;
    }

    synchronized Map<String, Long> rejections() {
        return new TreeMap<>(rejections);
    }

    /** How many of the first {@code count} messages are not here. */
    synchronized long missing(String device, long count) {
        Map<Long, Integer> counters = honest.getOrDefault(device, Map.of());
        long missing = 0;
        for (long seq = 0; seq < count; seq++) {
            missing += counters.containsKey(seq) ? 0 : 1;
        }
        return missing;
    }

    synchronized long doubled(String device) {
        return honest.getOrDefault(device, Map.of()).values().stream()
                .mapToLong(times -> times - 1)
                .sum();
    }
}
