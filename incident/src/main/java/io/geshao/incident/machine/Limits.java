package io.geshao.incident.machine;

import io.geshao.casework.ClockKind;
import io.geshao.incident.clock.TimeLimit;
import java.time.Duration;

/**
 * How long each kind of clock runs, and how often something may be asked. Sources: domain reference, section 5; accept,
 * dispatch and check from zhcg2026/smart_cityguard {@code TimerDefaults.java}, extensions and suspension from its
 * {@code docs/case-adjustment-design.md}; the others are starting values of this project.
 */
final class Limits {
    static final int EXTENSIONS = 2;
    /** The return that goes to arbitration instead. */
    static final int ARBITRATED_RETURN = 3;

    static final long SUSPENSION_MILLIS = Duration.ofDays(366).toMillis();
    static final Duration SAME_REPORT = Duration.ofHours(24);
    static final double ARRIVAL_METRES = 200;
    /** How long every alarm must have been gone before a sensor's word counts as a check (自动核查). */
    static final Duration SENSOR_EVIDENCE = Duration.ofMinutes(10);

    static final int REMIND_PERCENT = 80;
    static final int OVERDUE_PERCENT = 100;
    static final int SUPERVISE_PERCENT = 150;
    static final int INTERVIEW_PERCENT = 200;

    private static final TimeLimit QUARTER = new TimeLimit(15, TimeLimit.Unit.URGENT_MINUTE);
    private static final TimeLimit HALF_HOUR = new TimeLimit(30, TimeLimit.Unit.URGENT_MINUTE);
    private static final TimeLimit HALF_DAY = new TimeLimit(4, TimeLimit.Unit.WORK_HOUR);
    private static final TimeLimit THREE_DAYS = new TimeLimit(72, TimeLimit.Unit.URGENT_HOUR);

    private Limits() {}

    /** The limit of a kind that has the same for every case; {@code HANDLE} is for a class that has none of its own. */
    static TimeLimit of(ClockKind kind) {
        return switch (kind) {
            case ACCEPT, DISPATCH, WHISTLE_ANSWER -> QUARTER;
            case CHECK, VERIFY -> HALF_HOUR;
            case HANDLE, VERIFY_CLOSE, SUPERVISE_REPLY, ARBITRATION, JOINT, WHISTLE_ARRIVAL -> HALF_DAY;
            case SUSPICION_ACK -> new TimeLimit(1, TimeLimit.Unit.URGENT_MINUTE);
            case FINDING -> new TimeLimit(3, TimeLimit.Unit.URGENT_MINUTE);
            case EVALUATE -> THREE_DAYS;
        };
    }

    /** Until a called department must be there. */
    static TimeLimit arrival(String urgency) {
        return switch (urgency) {
            case "emergency" -> QUARTER;
            case "urgent" -> new TimeLimit(60, TimeLimit.Unit.URGENT_MINUTE);
            default -> HALF_DAY;
        };
    }

    /** A limit as an action carries it: {@code 4 work_hour}. */
    static TimeLimit parse(String text) {
        String[] parts = text.split(" ", 2);
        return new TimeLimit(Integer.parseInt(parts[0]), TimeLimit.Unit.of(parts[1]));
    }
}
