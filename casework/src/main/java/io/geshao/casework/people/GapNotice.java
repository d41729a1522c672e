package io.geshao.casework.people;

/**
 * A gap in a roster as it was told (M5 排班缺口).
 *
 * @param stage the last one told
 * @param foundMillis when planning first saw it
 * @param stageMillis when it reached the stage
 * @param endedMillis when it was filled or over, 0 while it is open
 */
public record GapNotice(long id, RosterGap gap, Stage stage, long foundMillis, long stageMillis, long endedMillis) {
    /** How near a gap is; the severity of rule M5 goes with it. */
    public enum Stage {
        /** Within 14 days: S3. */
        PLANNED,
        /** Within 24 hours: S2. */
        NEAR,
        /** Now: S2. */
        LIVE
    }
}
