package io.geshao.alerting.rule;

import java.util.List;

/**
 * What a reading, a silence or a change of other alerts says about one rule in one scope.
 *
 * @param levels verdict per level of the rule
 * @param clear whether the condition is gone, beyond the dead-band
 * @param eventMillis when it was so
 * @param previousMillis event time of the observation before it: the condition cannot have begun earlier
 * @param reading whether it counts towards delays in readings
 */
public record Observation(List<Verdict> levels, Verdict clear, long eventMillis, long previousMillis, boolean reading) {

    /** Nothing is known any more. */
    public static Observation unknown(Rule rule, long nowMillis) {
        return new Observation(
                java.util.Collections.nCopies(rule.levels().size(), Verdict.UNKNOWN),
                Verdict.UNKNOWN,
                nowMillis,
                nowMillis,
                false);
    }

    /** The same verdict for all levels; what is not true is gone. */
    public static Observation of(Rule rule, boolean holds, long eventMillis) {
        return new Observation(
                java.util.Collections.nCopies(rule.levels().size(), Verdict.of(holds)),
                Verdict.of(!holds),
                eventMillis,
                eventMillis,
                false);
    }
}
