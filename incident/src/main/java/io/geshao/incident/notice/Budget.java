package io.geshao.incident.notice;

import io.geshao.core.Severity;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How many sends a robot or number may begin: so many in any window of so long. The last one is kept for S1. Pure. */
public record Budget(List<Window> windows) {
    /*
     * Windows slide: a bucket that refills would let forty messages out in the minute that begins with a full bucket, and
     * the robots punish the twenty-first with ten minutes of silence. A provider counts from arrival, so that what was
     * begun just outside a window may arrive inside it: the margin covers a slow line.
     */
    private static final long MARGIN_MILLIS = 1_000;

    public Budget {
        windows = List.copyOf(windows);
    }

    /** @param perAddress whether each address has the limit for itself */
    public record Window(int limit, Duration length, boolean perAddress) {
        /** What is counted together. */
        public static Window of(int limit, Duration length) {
            return new Window(limit, length, false);
        }

        long millis() {
            return length.toMillis() + MARGIN_MILLIS;
        }
    }

    /** Sends begun in the past, newest first. */
    @FunctionalInterface
    public interface Past {
        /** Begin of the n-th newest send of a window's kind, counted from 1, or 0 if there are fewer. */
        long nthNewestMillis(int n, boolean perAddress);
    }

    /** When a send of that severity may begin: now or earlier if it may at once. */
    public long freeAtMillis(Severity severity, Past past) {
        long free = 0;
        for (Window window : windows) {
            boolean keepsOne = severity != Severity.S1 && window.limit() > 1 && !window.perAddress();
            int usable = keepsOne ? window.limit() - 1 : window.limit();
            long nth = past.nthNewestMillis(usable, window.perAddress());
            if (nth > 0) {
                free = Math.max(free, nth + window.millis());
            }
        }
        return free;
    }

    @Override
    public String toString() {
        return windows.stream()
                .map(window -> window.limit() + "/" + window.length() + (window.perAddress() ? " each" : ""))
                .collect(Collectors.joining(", "));
    }
}
