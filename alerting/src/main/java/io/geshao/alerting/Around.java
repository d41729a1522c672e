package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Scope;
import io.geshao.alerting.rule.Term;
import io.geshao.alerting.rule.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which devices lie in one scope, and what they say. Owner: the partition thread. */
final class Around {
    private final Iterable<DeviceMemory> devices;
    private final Map<Scope, Map<String, List<DeviceMemory>>> byScope = new EnumMap<>(Scope.class);
    private final Known known = new Known();

    Around(Iterable<DeviceMemory> devices) {
        this.devices = devices;
    }

    /** Whether enough other devices of the scope meet what the rule asks of neighbours. */
    Verdict judge(Rule rule, Rule.Neighbours asked, DeviceMemory of, boolean drill) {
        int holding = 0;
        int possible = 0;
        for (DeviceMemory other : in(asked.scope(), of)) {
            int place = other.plan.placeOf(rule);
            if (other.equals(of) || place < 0) {
                continue;
            }
            Rule its = other.plan.rules.get(place); // its own windows and limits
            Rule.Neighbours terms = its.neighbours();
            Verdict verdict =
                    terms == null ? Verdict.UNKNOWN : Term.any(terms.any(), known.of(other.world(drill), its));
            holding += verdict == Verdict.TRUE ? 1 : 0;
            possible += verdict == Verdict.FALSE ? 0 : 1;
            if (holding >= asked.devices()) {
                return Verdict.TRUE;
            }
        }
        return possible >= asked.devices() ? Verdict.UNKNOWN : Verdict.FALSE;
    }

    /** How many devices of the rule's scope it binds. */
    int bound(Rule rule, DeviceMemory of) {
        int bound = 0;
        for (DeviceMemory device : in(rule.scope(), of)) {
            bound += rule.binds(device.device) ? 1 : 0;
        }
        return bound;
    }

    private List<DeviceMemory> in(Scope scope, DeviceMemory of) {
        return byScope.computeIfAbsent(scope, this::sorted).getOrDefault(scope.of(of.device), List.of());
    }

    private Map<String, List<DeviceMemory>> sorted(Scope scope) {
        Map<String, List<DeviceMemory>> sorted = new HashMap<>();
        for (DeviceMemory device : devices) {
            sorted.computeIfAbsent(scope.of(device.device), key -> new ArrayList<>())
                    .add(device);
        }
        return sorted;
    }
}
