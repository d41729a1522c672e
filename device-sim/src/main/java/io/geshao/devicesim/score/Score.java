package io.geshao.devicesim.score;

import java.util.List;

/**
 * The judgement.
 *
 * @param expected incidents that really happened
 * @param matched those with exactly one case of the right class, in the right scope, in time
 * @param missed those without, or too late
 * @param unexpected cases that nothing explains, second cases of one incident, second alerts of one condition
 * @param firstIncidentMillis wall clock at which the first matching case was opened, or 0
 * @param latencySamples alerts without delay whose deciding message is known; the percentiles are over these, from its
 *     publish to the commit of the alert, milliseconds; 0 if there are none
 * @param remarks one sentence for everything that is not as it should be
 */
public record Score(
        int expected,
        int matched,
        int missed,
        int unexpected,
        long firstIncidentMillis,
        double latencyP50Millis,
        double latencyP99Millis,
        long latencySamples,
        List<String> remarks) {
    public Score {
        remarks = List.copyOf(remarks);
    }
}
