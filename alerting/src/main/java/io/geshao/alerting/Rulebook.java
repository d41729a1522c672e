package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue as one community's engine uses it: which device judges by what. Making it costs time, so it is made before
 * an engine takes it up. Immutable; any thread.
 */
final class Rulebook {
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final Map<DeviceId, Plan> plans = new HashMap<>();

    private Rulebook() {}

    static Rulebook of(List<Rule> catalogue, Registry registry, CommunityId community) {
        Rulebook book = new Rulebook();
        catalogue.forEach(rule -> book.rules.put(rule.id(), rule));
        Plan.Maker maker = new Plan.Maker(catalogue);
        for (Device device : registry.devices()) {
            if (device.community().equals(community)) {
                book.plans.put(device.id(), maker.of(device));
            }
        }
        return book;
    }

    List<Rule> rules() {
        return List.copyOf(rules.values());
    }

    Map<String, Rule> byId() {
        return rules;
    }

    Plan planOf(DeviceMemory device) {
        return planOf(device.device);
    }

    Plan planOf(Device device) {
        return Objects.requireNonNull(plans.get(device.id()), device.id()::value);
    }

    /** The rule of that id as it applies to a device, or null if there is none or it is about others. */
    @Nullable
    Rule rule(String id, DeviceMemory device) {
        Rule rule = rules.get(id);
        if (rule == null || !rule.isOfReadings()) {
            return rule;
        }
        Plan plan = planOf(device);
        int place = plan.placeOf(rule);
        return place < 0 ? null : plan.rules.get(place);
    }
}
