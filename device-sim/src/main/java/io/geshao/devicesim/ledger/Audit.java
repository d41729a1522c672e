package io.geshao.devicesim.ledger;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.devicesim.ledger.Ledger.Fate;
import io.geshao.devicesim.wire.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the ledger says against what is stored. Where the gateway assigns the event time or the sequence, the rest of
 * the identity and the value must agree, one stored point for one sent.
 *
 * @param lost acknowledged and not stored
 * @param invented stored and never sent, or stored more often than sent
 * @param changed stored under the right identity with another value
 * @param missing the first few of {@code lost}, for the report
 * @param complete false if the ledger's limit was reached: then nothing is proved
 */
public record Audit(
        long acknowledged,
        long stored,
        long lost,
        long invented,
        long changed,
        List<Point> missing,
        List<Point> strangers,
        boolean complete) {
    private static final int EXAMPLES = 10;

    public boolean balances() {
        return complete && lost == 0 && invented == 0 && changed == 0;
    }

    private record Loose(DeviceId device, Metric metric, long eventMillis, long sequence) {
        static Loose of(Point point, boolean timeAssigned, boolean sequenceAssigned) {
            return new Loose(
                    point.device(),
                    point.metric(),
                    timeAssigned ? Point.ASSIGNED : point.eventMillis(),
                    sequenceAssigned ? Point.ASSIGNED : point.sequence());
        }
    }

    static Audit of(Ledger ledger, Stream<Point> storedPoints) {
        Map<Loose, List<Sent>> open = new HashMap<>();
        ledger.points(Fate.ACKNOWLEDGED).forEach(point -> enter(open, point, true));
        ledger.points(Fate.UNCERTAIN).forEach(point -> enter(open, point, false));
        long[] counts = new long[3]; // stored, invented, changed
        List<Point> strangers = new ArrayList<>();
        storedPoints.forEach(point -> {
            counts[0]++;
            Sent match = take(open, point);
            if (match == null) {
                counts[1]++;
                if (strangers.size() < EXAMPLES) {
                    strangers.add(point);
                }
            } else if (match.point().value() != point.value()) {
                counts[2]++;
            }
        });
        List<Point> lost = open.values().stream()
                .flatMap(List::stream)
                .filter(Sent::acknowledged)
                .map(Sent::point)
                .toList();
        return new Audit(
                ledger.acknowledged(),
                counts[0],
                lost.size(),
                counts[1],
                counts[2],
                lost.stream().limit(EXAMPLES).toList(),
                List.copyOf(strangers),
                ledger.unrecorded() == 0);
    }

    private record Sent(Point point, boolean acknowledged) {}

    private static void enter(Map<Loose, List<Sent>> open, Point point, boolean acknowledged) {
        open.computeIfAbsent(Loose.of(point, false, false), key -> new ArrayList<>(1))
                .add(new Sent(point, acknowledged));
    }

    /** The exact identity first, then with the parts that a gateway may have assigned; equal values are preferred. */
    private static @org.jspecify.annotations.Nullable Sent take(Map<Loose, List<Sent>> open, Point stored) {
        for (int assigned = 0; assigned < 4; assigned++) {
            List<Sent> candidates = open.get(Loose.of(stored, (assigned & 1) != 0, (assigned & 2) != 0));
            if (candidates == null || candidates.isEmpty()) {
                continue;
            }
            for (Sent candidate : candidates) {
                if (candidate.point().value() == stored.value()) {
                    candidates.remove(candidate);
                    return candidate;
                }
            }
            if (assigned == 0) {
                return candidates.remove(0);
            }
        }
        return null;
    }
}
