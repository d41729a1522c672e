package io.geshao.gateway.edge;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import java.util.Map;

/**
 * One alarm as people near the gateway are told of it.
 *
 * @param id of the alert; the centre's has the same
 * @param title for people, by language tag
 * @param place name of the place, by language tag
 * @param state of the alert when it was last told
 * @param onsetMillis event time at which it began
 * @param toldMillis when people were told first
 * @param changedMillis when the state became what it is
 */
record EdgeNotice(
        String id,
        String rule,
        Map<String, String> title,
        Map<String, String> place,
        String device,
        AlertView.State state,
        long onsetMillis,
        long toldMillis,
        long changedMillis) {

    static EdgeNotice of(AlertTransition step, Map<String, String> place, String device, long nowMillis) {
        AlertView alert = step.alert();
        return new EdgeNotice(
                alert.id(),
                alert.rule(),
                alert.title(),
                place,
                device,
                alert.state(),
                alert.onsetMillis(),
                nowMillis,
                nowMillis);
    }

    EdgeNotice now(AlertView.State changed, long nowMillis) {
        return new EdgeNotice(id, rule, title, place, device, changed, onsetMillis, toldMillis, nowMillis);
    }
}
