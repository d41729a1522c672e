package io.geshao.casework.score;

/** A stretch of time [fromMillis, toMillis), milliseconds since the epoch. */
public record Span(long fromMillis, long toMillis) {
    public Span {
        if (fromMillis > toMillis) {
            throw new IllegalArgumentException("a span does not end before it begins");
        }
    }

    public boolean holds(long millis) {
        return millis >= fromMillis && millis < toMillis;
    }

    /** The part before that moment, empty if there is none: what is still to come is nobody's doing. */
    public Span until(long millis) {
        return new Span(fromMillis, Math.max(fromMillis, Math.min(toMillis, millis)));
    }

    public double hours() {
        return (toMillis - fromMillis) / 3_600_000.0;
    }

    public double days() {
        return (toMillis - fromMillis) / 86_400_000.0;
    }
}
