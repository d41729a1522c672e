package io.geshao.alerting;

import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Rule.Count;
import io.geshao.alerting.rule.Verdict;
import io.geshao.core.DeviceId;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether alerts of several devices together are an alert of their scope. Sources count by device: two metrics of one
 * head are one source. What was confirmed stays so until every source has been reset.
 */
final class Correlation {
    private Correlation() {}

    static Observation judge(Rule rule, Set<Watch> open, Watch latest, long nowMillis, Around around) {
        Count count = rule.count();
        boolean holds = count != null
                && count.any().stream().anyMatch(members -> holds(rule, members, count.withinMillis(), open, around));
        long event = holds ? latest.state.onsetMillis() : nowMillis;
        return new Observation(
                Collections.nCopies(rule.levels().size(), Verdict.of(holds)),
                Verdict.of(open.isEmpty()),
                event,
                Cell.NEVER,
                false);
    }

    private static boolean holds(Rule rule, Count.Members members, long within, Set<Watch> open, Around around) {
        List<Watch> counted = open.stream()
                .filter(watch -> members.rules().contains(watch.rule.id()) && rule.binds(watch.device.device))
                .toList();
        long newest = counted.stream()
                .mapToLong(watch -> watch.state.onsetMillis())
                .max()
                .orElse(0);
        Set<DeviceId> devices = new HashSet<>();
        Set<String> zones = new HashSet<>();
        for (Watch watch : counted) {
            if (within == 0 || watch.state.onsetMillis() >= newest - within) {
                devices.add(watch.device.device.id());
                zones.add(io.geshao.alerting.rule.Scope.ZONE.of(watch.device.device));
            }
        }
        return devices.size() >= members.devices()
                && zones.size() >= members.zones()
                && (members.share() == 0
                        || devices.size() >= members.share() * around.bound(rule, counted.get(0).device) - 1e-9);
    }
}
