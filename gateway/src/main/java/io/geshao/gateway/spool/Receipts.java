package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the centre has and the file does not know yet. Any thread. */
final class Receipts {
    private final Map<Lane, Numbers> lanes = new EnumMap<>(Lane.class); // guarded by this

    /**
     * @param through everything up to here
     * @param ahead and these, as first and last
     */
    record Numbers(long through, List<long[]> ahead) {
        Numbers and(long otherThrough, List<long[]> more) {
            List<long[]> both = new ArrayList<>(ahead);
            for (long[] range : more) {
                long[] newest = both.isEmpty() ? null : both.get(both.size() - 1);
                if (newest != null && newest[1] + 1 == range[0]) {
                    both.set(both.size() - 1, new long[] {newest[0], range[1]});
                } else {
                    both.add(range);
                }
            }
            long highest = Math.max(through, otherThrough);
            both.removeIf(range -> range[1] <= highest);
            return new Numbers(highest, both);
        }
    }

    /**
     * @param through everything up to here is delivered, by this receipt and those before it
     */
    synchronized void add(Lane lane, long first, long last, long through) {
        Numbers known = lanes.getOrDefault(lane, new Numbers(through, List.of()));
        List<long[]> range = last <= through ? List.of() : List.of(new long[] {first, last});
        lanes.put(lane, known.and(through, range));
    }

    synchronized boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** Takes all of them, to be written. */
    synchronized Map<Lane, Numbers> take() {
        Map<Lane, Numbers> taken = new EnumMap<>(Lane.class);
        taken.putAll(lanes);
        lanes.clear();
        return taken;
    }

    /** They could not be written. */
    synchronized void putBack(Map<Lane, Numbers> taken) {
        taken.forEach((lane, numbers) -> {
            Numbers since = lanes.getOrDefault(lane, new Numbers(numbers.through(), List.of()));
            lanes.put(lane, numbers.and(since.through(), since.ahead()));
        });
    }
}
