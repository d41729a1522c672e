package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import io.geshao.core.config.Settings;

/**
 * How much of the disk the spool may take, and how the lanes share it. What a lane does not use is not lent to another:
 * a flood of fill levels must not take the room that a fire will need.
 *
 * @param maxBytes of all lanes together
 * @param lifeSafetyPercent share of the most urgent lane; the three together are at most 100
 * @param fileBytes the file never grows beyond this, whatever happens
 */
public record SpoolLimits(long maxBytes, int lifeSafetyPercent, int urgentPercent, int routinePercent, long fileBytes) {
    private static final long OVERHEAD_BYTES = 256L << 20;
    private static final int PERCENT = 100;

    public SpoolLimits {
        if (maxBytes < 1
                || Math.min(lifeSafetyPercent, Math.min(urgentPercent, routinePercent)) < 1
                || lifeSafetyPercent + urgentPercent + routinePercent > PERCENT) {
            throw new IllegalArgumentException("shares of the spool: " + lifeSafetyPercent + ", " + urgentPercent + ", "
                    + routinePercent + " percent of " + maxBytes + " bytes");
        }
    }

    /** Shares of a total; the file may take more, for what is remembered of messages and for pages half full. */
    public static SpoolLimits of(long maxBytes, int lifeSafetyPercent, int urgentPercent, int routinePercent) {
        return new SpoolLimits(
                maxBytes, lifeSafetyPercent, urgentPercent, routinePercent, maxBytes + maxBytes / 4 + OVERHEAD_BYTES);
    }

    /** 2 GiB: a fifth for each urgent lane, the rest for routine. */
    public static SpoolLimits standard() {
        return of(2L << 30, 20, 20, 60);
    }

    /** Reads {@code spool.max.bytes} and the shares in percent; faults are collected in the settings. */
    public static SpoolLimits read(Settings in) {
        long bytes = (long) in.decimal("spool.max.bytes", 2L << 30, 1 << 20, 1e13);
        int lifeSafety = in.number("spool.share.lifesafety", 20, 1, PERCENT);
        int urgent = in.number("spool.share.urgent", 20, 1, PERCENT);
        int routine = in.number("spool.share.routine", 60, 1, PERCENT);
        if (lifeSafety + urgent + routine > PERCENT) {
            in.fault("spool.share.lifesafety, spool.share.urgent and spool.share.routine are more than 100 percent");
            return standard();
        }
        return of(bytes, lifeSafety, urgent, routine);
    }

    /** What a lane may take. */
    long bytes(Lane lane) {
        int percent =
                switch (lane) {
                    case LIFE_SAFETY -> lifeSafetyPercent;
                    case URGENT -> urgentPercent;
                    case ROUTINE -> routinePercent;
                };
        return maxBytes / PERCENT * percent;
    }
}
