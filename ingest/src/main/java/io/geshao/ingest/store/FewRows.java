package io.geshao.ingest.store;

import io.geshao.core.Reading;
import org.jspecify.annotations.Nullable;

/** The rows of a small group as one INSERT of arrays, to be sent with the rest of its transaction. */
final class FewRows {
    private static final String INSERT = "insert into telemetry.reading (" + CopyReadingWriter.COLUMNS
            + ") select * from unnest(?::integer[], ?::integer[], ?::bigint[], ?::bigint[], ?::double precision[],"
            + " ?::bigint[], ?::bigint[], ?::integer[], ?::bigint[])";

    private FewRows() {}

    /** Adds them; a row that is there already fails the flight. */
    static void add(Flight flight, Rows rows) {
        int size = rows.size();
        int[] devices = new int[size];
        int[] metrics = new int[size];
        long[] events = new long[size];
        long[] sequences = new long[size];
        double[] values = new double[size];
        long[] lags = new long[size];
        @Nullable Long[] deviceTimes = new @Nullable Long[size];
        int[] flags = new int[size];
        long[] batches = new long[size];
        for (int row = 0; row < size; row++) {
            Reading reading = rows.reading(row);
            devices[row] = rows.device(row);
            metrics[row] = rows.metric(row);
            events[row] = reading.eventMillis();
            sequences[row] = reading.sequence();
            values[row] = reading.value();
            lags[row] = reading.receivedMillis() - reading.eventMillis();
            deviceTimes[row] =
                    reading.deviceMillis() == reading.eventMillis() ? null : Long.valueOf(reading.deviceMillis());
            flags[row] = reading.flags();
            batches[row] = rows.batch(row);
        }
        flight.add(INSERT, devices, metrics, events, sequences, values, lags, deviceTimes, flags, batches);
    }
}
