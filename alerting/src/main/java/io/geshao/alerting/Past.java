package io.geshao.alerting;

/**
 * Samples of one metric in the order of their times, over a window, with the extremes of every window that ends now at
 * hand. Beside the samples stand the places of those that nothing after them outdoes (a monotonic queue, for highs and
 * for lows): the first of them inside a window is its extreme. Adding at the end costs a constant on average. A sample
 * that comes out of order is rare and costs a pass over all. Owner: the partition thread.
 */
final class Past {
    /** A device that sends faster than this many samples a window is judged on a shorter window. */
    static final int LIMIT = 512;

    private final long windowMillis;
    private long[] times = new long[8];
    private double[] values = new double[8];
    private int from;
    private int to;
    private final Peaks highs = new Peaks(1);
    private final Peaks lows = new Peaks(-1);

    Past(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    /** Adds a sample; what is older than the window before {@code newestMillis} is let go. */
    void add(double sample, long atMillis, long newestMillis) {
        if (atMillis < newestMillis - windowMillis) {
            return;
        }
        while (from < to && (times[from] < newestMillis - windowMillis || to - from >= LIMIT)) {
            from++;
        }
        makeRoom();
        int at = to;
        while (at > from && times[at - 1] > atMillis) {
            times[at] = times[at - 1];
            values[at] = values[at - 1];
            at--;
        }
        times[at] = atMillis;
        values[at] = sample;
        to++;
        if (at == to - 1) {
            highs.append(at);
            lows.append(at);
        } else {
            highs.rebuild();
            lows.rebuild();
        }
    }

    private void makeRoom() {
        if (to < times.length) {
            return;
        }
        int size = to - from;
        int capacity = size * 2 > times.length ? times.length * 2 : times.length;
        long[] movedTimes = capacity == times.length ? times : new long[capacity];
        double[] movedValues = capacity == times.length ? values : new double[capacity];
        System.arraycopy(times, from, movedTimes, 0, size);
        System.arraycopy(values, from, movedValues, 0, size);
        times = movedTimes;
        values = movedValues;
        highs.moved(from);
        lows.moved(from);
        from = 0;
        to = size;
    }

    /** Highest sample since a time; NaN if fewer than two are that young: there is nothing to compare the last one with. */
    double highestSince(long millis) {
        return highs.since(millis);
    }

    /** Lowest sample since a time; NaN likewise. */
    double lowestSince(long millis) {
        return lows.since(millis);
    }

    /** How many samples are that young. */
    int countSince(long millis) {
        return to - first(millis);
    }

    /** Mean of the samples since a time; NaN likewise. */
    double meanSince(long millis) {
        int start = first(millis);
        double sum = 0;
        for (int i = start; i < to; i++) {
            sum += values[i];
        }
        return to - start < 2 ? Double.NaN : sum / (to - start);
    }

    /** The last sample less the first one since a time; NaN likewise. */
    double changeSince(long millis) {
        int start = first(millis);
        return to - start < 2 ? Double.NaN : values[to - 1] - values[start];
    }

    /** Milliseconds between the two of {@link #changeSince}. */
    long spanSince(long millis) {
        int start = first(millis);
        return to - start < 2 ? 0 : times[to - 1] - times[start];
    }

    private int first(long millis) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int size() {
        return to - from;
    }

    /** All samples as pairs of time and value. */
    double[] pairs() {
        double[] pairs = new double[size() * 2];
        for (int i = from; i < to; i++) {
            pairs[2 * (i - from)] = times[i];
            pairs[2 * (i - from) + 1] = values[i];
        }
        return pairs;
    }

    /** Places of samples that no later one outdoes, oldest first; each is further out than the next. */
    private final class Peaks {
        private final int sign;
        private int[] places = new int[8];
        private int first;
        private int end;

        Peaks(int sign) {
            this.sign = sign;
        }

        void append(int place) {
            while (first < end && places[first] < from) {
                first++;
            }
            while (first < end && sign * values[places[end - 1]] <= sign * values[place]) {
                end--;
            }
            if (end == places.length) {
                int size = end - first;
                int[] moved = size * 2 > places.length ? new int[places.length * 2] : places;
                System.arraycopy(places, first, moved, 0, size);
                places = moved;
                first = 0;
                end = size;
            }
            places[end++] = place;
        }

        void rebuild() {
            first = 0;
            end = 0;
            for (int place = from; place < to; place++) {
                append(place);
            }
        }

        void moved(int by) {
            while (first < end && places[first] < by) {
                first++;
            }
            for (int i = first; i < end; i++) {
                places[i] -= by;
            }
        }

        double since(long millis) {
            if (to - from < 2 || times[to - 2] < millis) {
                return Double.NaN;
            }
            int low = first;
            int high = end - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (places[middle] < from || times[places[middle]] < millis) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return values[places[low]];
        }
    }
}
