package io.geshao.gateway.intake;

import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.gateway.spool.AppendResult;
import io.geshao.gateway.spool.SpoolEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A spool under the thumb of a test: it commits at once, holds every commit until told, or has no room. Any thread.
 */
public final class FakeKeep implements Keep {
    private final List<SpoolEntry> kept = new ArrayList<>(); // guarded by this
    private final List<Pending> held = new ArrayList<>(); // guarded by this
    private int offers; // guarded by this
    private Mode mode = Mode.COMMIT; // guarded by this

    /** What it does with the next offer. */
    public enum Mode {
        COMMIT,
        HOLD,
        BUSY,
        FAIL
    }

    private record Pending(List<SpoolEntry> entries, Consumer<AppendResult> done) {}

    @Override
    public void appendAll(List<SpoolEntry> entries, Consumer<AppendResult> done) {
        AppendResult result;
        synchronized (this) {
            offers++;
            if (mode == Mode.HOLD) {
                held.add(new Pending(entries, done));
                return;
            }
            if (mode == Mode.COMMIT) {
                kept.addAll(entries);
            }
            result = switch (mode) {
                case COMMIT -> AppendResult.COMMITTED;
                case BUSY -> AppendResult.BUSY;
                case FAIL, HOLD -> AppendResult.FAILED;
            };
        }
        done.accept(result);
    }

    public synchronized void become(Mode newMode) {
        mode = newMode;
    }

    /** Commits the n-th of the held offers, counted from 0; it leaves the list. */
    public void commit(int index) {
        Pending pending;
        synchronized (this) {
            pending = held.remove(index);
            kept.addAll(pending.entries());
        }
        pending.done().accept(AppendResult.COMMITTED);
    }

    public synchronized int held() {
        return held.size();
    }

    /** How often something was offered, whatever became of it. */
    public synchronized int offers() {
        return offers;
    }

    public synchronized List<Reading> readings() {
        return kept.stream().flatMap(entry -> entry.readings().stream()).toList();
    }

    public synchronized List<Rejection> rejections() {
        return kept.stream().flatMap(entry -> entry.rejections().stream()).toList();
    }

    /** The message counters of the readings, in the order of their commits. */
    public List<Long> counters() {
        return readings().stream()
                .map(reading -> reading.sequence() & 0xFFFF_FFFFL)
                .toList();
    }
}
