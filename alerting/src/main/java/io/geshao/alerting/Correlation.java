package io.geshao.alerting;

import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Verdict;
import java.util.Collections;
import java.util.Set;

/**
 * Whether alerts of several devices together are an alert of their scope. Sources count by device: two metrics of one
 * head are one source. What was confirmed stays so until every source has been reset.
 */
final class Correlation {
    private Correlation() {}

    static Observation judge(Rule rule, Set<Watch> open, Watch latest, long nowMillis) {
        boolean holds = rule.count() != null
                && rule.count().any().stream()
                        .anyMatch(members -> Watches.devices(open, members.rules()) >= members.devices());
        long event = holds ? latest.state.onsetMillis() : nowMillis;
        return new Observation(
                Collections.nCopies(rule.levels().size(), Verdict.of(holds)),
                Verdict.of(open.isEmpty()),
                event,
                Cell.NEVER,
                false);
    }
}
