package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What a batch brought, by hour of receipt: the ledger's unit. A batch spans one hour, at times two; hours are looked up
 * from the last one used. Not thread-safe.
 */
final class HourCounts {
    static final long HOUR = 3_600_000;
    /** Longs per hour in the table: hour, items, stored, duplicates, rejected, declared, regained. */
    static final int WIDTH = 7;

    private long[] cells = new long[WIDTH * 2];
    private int size;
    /** Offset of the hour used last. */
    private int at;

    /** The items of a batch, those of its gaps included, so that every cut of the same entries has as many. */
    static HourCounts of(Batch batch) {
        HourCounts counts = new HourCounts();
        for (Reading reading : batch.readings()) {
            counts.add(reading.receivedMillis(), 1, 1);
        }
        for (Rejection rejection : batch.rejections()) {
            counts.add(rejection.receivedMillis(), 1, 1);
        }
        for (Batch.Gap gap : batch.gaps()) {
            counts.add(gap.fromMillis(), 1, (long) gap.readings() + gap.rejections());
        }
        return counts;
    }

    /** From the form of {@link #cells}; anything else is empty. */
    static HourCounts of(Long[] stored) {
        HourCounts counts = new HourCounts();
        counts.cells = Arrays.stream(stored).mapToLong(Long::longValue).toArray();
        counts.size = counts.cells.length / WIDTH;
        return counts;
    }

    private void add(long receivedMillis, int column, long amount) {
        int hour = seek(receivedMillis); // before the array is read: it may be replaced
        cells[hour + column] += amount;
    }

    private int seek(long receivedMillis) {
        if (size > 0) {
            long past = receivedMillis - cells[at];
            if (past >= 0 && past < HOUR) {
                return at;
            }
        }
        long hour = Math.floorDiv(receivedMillis, HOUR) * HOUR;
        for (int i = 0; i < size; i++) {
            if (cells[i * WIDTH] == hour) {
                at = i * WIDTH;
                return at;
            }
        }
        at = size * WIDTH;
        if (at == cells.length) {
            cells = Arrays.copyOf(cells, cells.length * 2);
        }
        cells[at] = hour;
        size++;
        return at;
    }

    void stored(long receivedMillis) {
        add(receivedMillis, 2, 1);
    }

    void rejected(long receivedMillis) {
        add(receivedMillis, 4, 1);
    }

    void declared(long fromMillis, long items) {
        add(fromMillis, 5, items);
    }

    /** Of what is declared as given up, items that came before after all: only their receipt was lost. */
    void regained(long fromMillis, long items) {
        add(fromMillis, 6, items);
    }

    /**
     * Closes the count: what is neither stored nor rejected nor given up is a duplicate.
     *
     * @param had items of the same spool entries that came before in another cut
     */
    void settle(HourCounts had) {
        had.each(hour -> add(hour.start(), 3, -hour.items()));
        for (int i = 0; i < size * WIDTH; i += WIDTH) {
            cells[i + 3] += cells[i + 1] - cells[i + 2] - cells[i + 4] - (cells[i + 5] - cells[i + 6]);
        }
    }

    /** Closes the count of a batch whose entries all came before, in another cut. */
    void settleAgain() {
        for (int i = 0; i < size * WIDTH; i += WIDTH) {
            cells[i + 3] = -cells[i + 2] - cells[i + 4];
        }
    }

    /** This one's items and another's, which are added or taken off. */
    HourCounts plusItems(HourCounts other, int sign) {
        HourCounts sum = new HourCounts();
        each(hour -> sum.add(hour.start(), 1, hour.items()));
        other.each(hour -> sum.add(hour.start(), 1, sign * hour.items()));
        return sum;
    }

    /** One hour of the count. */
    record Hour(long start, long items, long stored, long duplicates, long rejected, long declared, long regained) {}

    void each(Consumer<Hour> consumer) {
        for (int i = 0; i < size * WIDTH; i += WIDTH) {
            consumer.accept(new Hour(
                    cells[i], cells[i + 1], cells[i + 2], cells[i + 3], cells[i + 4], cells[i + 5], cells[i + 6]));
        }
    }

    /** The cells as the database writes an array of numbers. */
    String literal() {
        StringBuilder literal = new StringBuilder("{");
        for (int i = 0; i < size * WIDTH; i++) {
            literal.append(i == 0 ? "" : ",").append(cells[i]);
        }
        return literal.append('}').toString();
    }

    Long[] cells() {
        return Arrays.stream(cells, 0, size * WIDTH).boxed().toArray(Long[]::new);
    }
}
