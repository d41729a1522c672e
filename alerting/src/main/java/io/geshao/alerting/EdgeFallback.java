package io.geshao.alerting;

import io.geshao.alerting.rule.BadRulesException;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.Reading;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The life-safety rules for a gateway: engines as the centre's, without a database. */
public final class EdgeFallback implements EdgeRules.Maker {
    private static final String ACTOR = "edge";

    @Override
    public EdgeRules make(
            Map<String, String> rules, Registry registry, long nowMillis, Consumer<AlertTransition> told) {
        try {
            List<Rule> lifeSafety = RuleCatalogue.parse(rules, 1).stream()
                    .filter(Rule::isLifeSafety)
                    .toList();
            Set<DeviceId> devices = new HashSet<>();
            for (Device device : registry.devices()) {
                if (lifeSafety.stream().anyMatch(rule -> rule.binds(device))) {
                    devices.add(device.id());
                }
            }
            return new Judged(devices, Rehearsal.startLong(registry, lifeSafety, nowMillis, told));
        } catch (BadRulesException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private record Judged(Set<DeviceId> devices, Rehearsal engines) implements EdgeRules {
        @Override
        public boolean cares(DeviceId device) {
            return devices.contains(device);
        }

        @Override
        public void stored(List<Reading> readings, long nowMillis) {
            engines.advanceTo(nowMillis);
            engines.stored(readings);
        }

        @Override
        public void advance(long nowMillis) {
            engines.advanceTo(nowMillis);
        }

        @Override
        public void handOver() {
            for (AlertView alert : engines.open()) {
                if (!alert.state().isActive()) {
                    engines.acknowledge(alert.id(), ACTOR);
                    engines.reset(alert.id(), ACTOR, "handed over");
                }
            }
            engines.forget();
        }
    }
}
