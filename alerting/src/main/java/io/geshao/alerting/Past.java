package io.geshao.alerting;

import io.geshao.alerting.rule.Band;

/**
 * Samples of one metric in the order of their times, over a window. They stand in one ring of pairs, so that a device that
 * says little is two or three lines of the processor's cache. Beside them stand a ceiling over all and a floor under all:
 * as long as these answer for a {@link Band}, nobody looks at the samples, and adding one is two writes. What has left the
 * window is let go when room is needed or somebody looks. Owner: the partition thread.
 */
final class Past {
    /** A device that sends faster than this many samples a window is judged on a shorter window. A power of two. */
    static final int LIMIT = 512;

    private final long windowMillis;
    private double[] pairs = new double[16]; // time and value; a time is whole milliseconds, exact in a double
    private double newest = Double.NEGATIVE_INFINITY; // where the window ends
    private int from;
    private int size;
    private double ceiling = Double.NEGATIVE_INFINITY; // no sample lies above it
    private double floor = Double.POSITIVE_INFINITY;

    Past(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    private int place(int index) {
        return 2 * (from + index) & pairs.length - 1;
    }

    private double time(int index) {
        return pairs[place(index)];
    }

    private double value(int index) {
        return pairs[place(index) + 1];
    }

    private void put(int index, double time, double value) {
        int place = place(index);
        pairs[place] = time;
        pairs[place + 1] = value;
    }

    /** Adds a sample; what is older than the window before {@code newestMillis} is of no use any more. */
    void add(double sample, long atMillis, long newestMillis) {
        if (atMillis < newestMillis - windowMillis) {
            return;
        }
        newest = newestMillis;
        if (2 * size == pairs.length) {
            makeRoom();
        }
        int at = size++;
        while (at > 0 && time(at - 1) > atMillis) {
            put(at, time(at - 1), value(at - 1));
            at--;
        }
        put(at, atMillis, sample);
        ceiling = Math.max(ceiling, sample);
        floor = Math.min(floor, sample);
    }

    private void makeRoom() {
        trim();
        if (2 * size < pairs.length) {
            return;
        }
        if (size == LIMIT) {
            letGoOldest();
            return;
        }
        double[] more = new double[pairs.length * 2];
        int tail = pairs.length - place(0);
        System.arraycopy(pairs, place(0), more, 0, tail);
        System.arraycopy(pairs, 0, more, tail, pairs.length - tail);
        pairs = more;
        from = 0;
    }

    private void letGoOldest() {
        from = from + 1 & pairs.length / 2 - 1;
        size--;
    }

    /**
     * Whether what a condition asks lies in its band for sure, by ceiling and floor alone. False says nothing.
     *
     * @param value the last one
     */
    boolean isWithin(Band band, double value) {
        return switch (band.operand().kind()) {
            case DROP -> band.low() == Double.NEGATIVE_INFINITY && ceiling - value <= band.high();
            case RISE -> band.low() == Double.NEGATIVE_INFINITY && value - floor <= band.high();
            case MAX, MIN -> floor >= band.low() && ceiling <= band.high();
            default -> false;
        };
    }

    /** Highest sample since a time; NaN if fewer than two are that young: there is nothing to compare the last one with. */
    double highestSince(long millis) {
        int start = first(millis);
        if (size - start < 2) {
            return Double.NaN;
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = start; i < size; i++) {
            highest = Math.max(highest, value(i));
        }
        if (start == 0) {
            ceiling = highest;
        }
        return highest;
    }

    /** Lowest sample since a time; NaN likewise. */
    double lowestSince(long millis) {
        int start = first(millis);
        if (size - start < 2) {
            return Double.NaN;
        }
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = start; i < size; i++) {
            lowest = Math.min(lowest, value(i));
        }
        if (start == 0) {
            floor = lowest;
        }
        return lowest;
    }

    /** How many samples are that young. */
    int countSince(long millis) {
        return size - first(millis);
    }

    /** Mean of the samples since a time; NaN likewise. */
    double meanSince(long millis) {
        int start = first(millis);
        double sum = 0;
        for (int i = start; i < size; i++) {
            sum += value(i);
        }
        return size - start < 2 ? Double.NaN : sum / (size - start);
    }

    /** The last sample less the first one since a time; NaN likewise. */
    double changeSince(long millis) {
        int start = first(millis);
        return size - start < 2 ? Double.NaN : value(size - 1) - value(start);
    }

    /** Milliseconds between the two of {@link #changeSince}. */
    long spanSince(long millis) {
        int start = first(millis);
        return size - start < 2 ? 0 : (long) (time(size - 1) - time(start));
    }

    /** The place of the first sample that is that young, after everything was let go that has left the window. */
    private int first(long millis) {
        trim();
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (time(middle) < millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void trim() {
        while (size > 0 && time(0) < newest - windowMillis) {
            letGoOldest();
        }
    }

    int size() {
        trim();
        return size;
    }

    /** All samples as pairs of time and value. */
    double[] pairs() {
        trim();
        double[] all = new double[size * 2];
        for (int i = 0; i < size; i++) {
            all[2 * i] = time(i);
            all[2 * i + 1] = value(i);
        }
        return all;
    }

    /** Reads what the next {@link #add} will need, so that the processor fetches it; the result means nothing. */
    long fetch() {
        return (long) time(size);
    }
}
