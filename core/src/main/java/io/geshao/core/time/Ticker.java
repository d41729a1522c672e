package io.geshao.core.time;

/** The two clocks of the platform. Tests hand in one that they advance by hand. */
public interface Ticker {
    /** Wall time in milliseconds since the epoch, UTC; stamps events. It may jump, so it never measures a wait. */
    long epochMillis();

    /** Nanoseconds from an arbitrary origin, for durations only. Never goes back. */
    long nanos();

    /** The clocks of this machine. */
    static Ticker system() {
        return new Ticker() {
            @Override
            public long epochMillis() {
                return System.currentTimeMillis();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
