package io.geshao.incident.clock;

import java.time.Duration;

/**
 * The clocks that do not depend on the class of a case; all run on the wall clock. Sources: accept and dispatch 15 min,
 * zhcg2026/smart_cityguard {@code TimerDefaults.java}; finding 180 s after the acknowledgement, NFPA 72 positive alarm
 * sequence; acknowledgement of a suspicion 60 s, check of a late report 30 min, starting values of this project.
 */
public final class CaseClocks {
    public static final long ACCEPT_MILLIS = Duration.ofMinutes(15).toMillis();
    public static final long DISPATCH_MILLIS = Duration.ofMinutes(15).toMillis();
    public static final long SUSPICION_ACK_MILLIS = Duration.ofMinutes(1).toMillis();
    public static final long SUSPICION_FINDING_MILLIS = Duration.ofMinutes(3).toMillis();
    public static final long LATE_CHECK_MILLIS = Duration.ofMinutes(30).toMillis();

    private CaseClocks() {}
}
