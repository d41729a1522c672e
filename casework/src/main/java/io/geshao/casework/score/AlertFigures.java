package io.geshao.casework.score;

/**
 * What alerts came to in a scope and span; drills are left out.
 *
 * @param raised episodes
 * @param warnings episodes that began as a warning (S3, S4): nobody is paged (预警)
 * @param escalated warnings that became urgent or worse: what early warning did not nip in the bud
 * @param emergencies episodes that began as S1 or S2
 * @param forewarned emergencies that a warning of the same scope preceded within 24 hours
 * @param falseAlarms episodes that a person reset with a cause that was no danger
 * @param deviceDays devices of the scope times days
 */
public record AlertFigures(
        long raised,
        long warnings,
        long escalated,
        long emergencies,
        long forewarned,
        long falseAlarms,
        double deviceDays) {}
