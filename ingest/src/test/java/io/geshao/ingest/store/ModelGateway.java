package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** One lane of a gateway as far as the ledger sees it: it numbers, counts, gives up, cuts anew after a restart. */
final class ModelGateway {
    static final long HOUR = 3_600_000;

    private record Entry(long receivedMillis, List<Reading> readings, List<Rejection> rejections) {
        int items() {
            return readings.size() + rejections.size();
        }
    }

    final String name;
    final String spool;
    private final Random random;
    private final List<Entry> entries = new ArrayList<>();
    private final TreeMap<Integer, Batch.Gap> givenUp = new TreeMap<>();
    private final Map<Long, Long> acknowledged = new TreeMap<>();
    private final Map<Long, Long> duplicates = new TreeMap<>();
    private int through = -1;

    ModelGateway(String name, String spool, Random random) {
        this.name = name;
        this.spool = spool;
        this.random = random;
    }

    /** A message with some readings of that device, at times a rejection, at times recognised as sent again. */
    void receive(String device, long receivedMillis, long sequence) {
        List<Reading> readings = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            readings.add(Samples.fill(device, receivedMillis - 35 + i, sequence, i));
        }
        List<Rejection> rejections = new ArrayList<>();
        if (random.nextInt(5) == 0) {
            rejections.add(new Rejection(
                    RejectionReason.UNKNOWN_METRIC, null, "x" + sequence, name, "", receivedMillis, new byte[] {1}));
        }
        Entry entry = new Entry(receivedMillis, readings, rejections);
        acknowledged.merge(hour(receivedMillis), (long) entry.items(), Long::sum);
        if (random.nextInt(6) == 0) {
            duplicates.merge(hour(receivedMillis), (long) entry.items(), Long::sum);
        } else {
            entries.add(entry);
        }
    }

    private static long hour(long millis) {
        return Math.floorDiv(millis, HOUR) * HOUR;
    }

    boolean hasMore() {
        return through + 1 < entries.size();
    }

    /** The oldest entry that waits is lost. */
    void giveUpOne() {
        int number = through + 1;
        Entry entry = entries.get(number);
        givenUp.putIfAbsent(
                number,
                new Batch.Gap(
                        number,
                        number,
                        entry.receivedMillis(),
                        entry.receivedMillis(),
                        entry.readings().size(),
                        entry.rejections().size(),
                        Batch.Gap.Cause.QUOTA));
    }

    /** What it sends next; each call may cut differently, and it is not yet acknowledged. */
    Batch cut() {
        int last = Math.min(entries.size() - 1, through + 1 + random.nextInt(6));
        List<Reading> readings = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (int number = through + 1; number <= last; number++) {
            if (!givenUp.containsKey(number)) {
                readings.addAll(entries.get(number).readings());
                rejections.addAll(entries.get(number).rejections());
            }
        }
        List<Batch.Gap> gaps =
                List.copyOf(givenUp.subMap(through + 1, true, last, true).values());
        return new Batch(name, spool, Lane.ROUTINE, through + 1L, last, Samples.TEN, readings, rejections, gaps);
    }

    void acknowledgedByCentre(Batch batch) {
        through = Math.toIntExact(batch.last());
    }

    GatewayReport report(long atMillis) {
        List<HourCount> hours = new ArrayList<>();
        for (Map.Entry<Long, Long> line : acknowledged.entrySet()) {
            long inFlight = 0;
            long lost = 0;
            for (int number = 0; number < entries.size(); number++) {
                if (hour(entries.get(number).receivedMillis()) == line.getKey()) {
                    if (givenUp.containsKey(number)) {
                        lost += entries.get(number).items();
                    } else if (number > through) {
                        inFlight += entries.get(number).items();
                    }
                }
            }
            hours.add(new HourCount(
                    line.getKey(), line.getValue(), duplicates.getOrDefault(line.getKey(), 0L), inFlight, lost));
        }
        return new GatewayReport(
                name, spool, atMillis, List.of(new LaneCount(Lane.ROUTINE, through, hours)), Map.of("spool_bytes", 1L));
    }
}
