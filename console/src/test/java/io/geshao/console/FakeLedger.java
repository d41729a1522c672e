package io.geshao.console;

import io.geshao.core.Lane;
import io.geshao.core.port.ConservationLedger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Books in memory. */
final class FakeLedger implements ConservationLedger {
    final List<Line> lines = new ArrayList<>();

    static Line line(String gateway, Lane lane, long hourMillis, long difference) {
        boolean balanced = difference == 0;
        return new Line(
                new Key(gateway, "s-1", lane, hourMillis),
                100,
                5,
                0,
                0,
                95 - difference,
                0,
                0,
                0,
                0,
                difference,
                hourMillis + 60_000,
                balanced ? Verdict.BALANCED : Verdict.UNBALANCED,
                balanced ? Cause.NONE : Cause.ITEMS_MISSING);
    }

    private static final Comparator<Key> ORDER = Comparator.comparingLong(Key::hourMillis)
            .reversed()
            .thenComparing(Key::gateway)
            .thenComparing(Key::spool)
            .thenComparing(Key::lane);

    @Override
    public List<Line> lines(@Nullable String gateway, @Nullable Key before, int limit) {
        return lines.stream()
                .filter(line -> gateway == null || line.key().gateway().equals(gateway))
                .filter(line -> before == null || ORDER.compare(line.key(), before) > 0)
                .sorted(Comparator.comparing(Line::key, ORDER))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Line> unbalanced() {
        return lines.stream()
                .filter(line -> line.verdict() == Verdict.UNBALANCED)
                .toList();
    }

    @Override
    public List<Audit> audit(long hourMillis) {
        return List.of();
    }
}
