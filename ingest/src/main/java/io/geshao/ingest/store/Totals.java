package io.geshao.ingest.store;

import java.util.List;
import java.util.Map;

/** Running totals by name, changed in the transaction that changes what they count. The writer's thread only. */
final class Totals {
    private Totals() {}

    static void add(Flight flight, Map<String, Long> amounts) {
        List<Map.Entry<String, Long>> entries = amounts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .toList();
        if (entries.isEmpty()) {
            return;
        }
        flight.add(
                "insert into telemetry.tally as t (name, total) select * from unnest(?::text[], ?::bigint[])"
                        + " on conflict (name) do update set total = t.total + excluded.total",
                entries.stream().map(Map.Entry::getKey).toArray(String[]::new),
                entries.stream().mapToLong(Map.Entry::getValue).toArray());
    }
}
