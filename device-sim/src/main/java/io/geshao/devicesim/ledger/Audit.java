package io.geshao.devicesim.ledger;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.devicesim.ledger.Ledger.Fate;
import io.geshao.devicesim.wire.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the ledger says against what is stored. Where the gateway assigns the event time or the sequence, the rest of
 * the identity and the value must agree, one stored point for one sent.
 *
 * @param lost acknowledged and not stored
 * @param doubled stored more often than sent
 * @param foreign stored and never sent by this simulator: somebody else published for its devices
 * @param changed stored under the right identity with another value
 * @param missing the first few of {@code lost}, for the report
 * @param complete false if the ledger's limit was reached: then nothing is proved
 */
public record Audit(
        long acknowledged,
        long stored,
        long lost,
        long doubled,
        long foreign,
        long changed,
        List<Point> missing,
        List<Point> doubles,
        boolean complete) {
    private static final int EXAMPLES = 10;

    public boolean balances() {
        return complete && lost == 0 && doubled == 0 && changed == 0;
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
        Set<Trace> traces = open.values().stream()
                .flatMap(List::stream)
                .map(sent -> Trace.left(sent.point()))
                .collect(Collectors.toSet());
        long[] counts = new long[4]; // stored, doubled, foreign, changed
        List<Point> doubles = new ArrayList<>();
        storedPoints.forEach(point -> {
            counts[0]++;
            Sent match = take(open, point);
            if (match == null && Trace.of(point).noneMatch(traces::contains)) {
                counts[2]++;
            } else if (match == null) {
                counts[1]++;
                if (doubles.size() < EXAMPLES) {
                    doubles.add(point);
                }
            } else if (match.point().value() != point.value()) {
                counts[3]++;
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
                counts[3],
                lost.stream().limit(EXAMPLES).toList(),
                List.copyOf(doubles),
                ledger.unrecorded() == 0);
    }

    private record Sent(Point point, boolean acknowledged) {}

    /**
     * What gives a sent point away however it was stored: its sequence, else its time, else its value. A second copy under
     * another event time still has the sequence, so it cannot pass for somebody else's.
     */
    private record Trace(DeviceId device, Metric metric, char kind, long mark) {
        static Trace left(Point sent) {
            if (sent.sequence() != Point.ASSIGNED) {
                return new Trace(sent.device(), sent.metric(), 's', sent.sequence());
            }
            return sent.eventMillis() != Point.ASSIGNED
                    ? new Trace(sent.device(), sent.metric(), 't', sent.eventMillis())
                    : new Trace(sent.device(), sent.metric(), 'v', Double.doubleToLongBits(sent.value()));
        }

        static Stream<Trace> of(Point stored) {
            return Stream.of(
                    new Trace(stored.device(), stored.metric(), 's', stored.sequence()),
                    new Trace(stored.device(), stored.metric(), 't', stored.eventMillis()),
                    new Trace(stored.device(), stored.metric(), 'v', Double.doubleToLongBits(stored.value())));
        }
    }

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
