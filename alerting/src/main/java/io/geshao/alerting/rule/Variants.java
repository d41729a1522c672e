package io.geshao.alerting.rule;

import io.geshao.alerting.rule.Rule.Clear;
import io.geshao.alerting.rule.Rule.Hold;
import io.geshao.alerting.rule.Rule.Level;
import io.geshao.alerting.rule.Rule.Neighbours;
import io.geshao.core.registry.Device;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The same rule with other numbers: for places and devices that an override names, and for devices whose own interval a
 * window depends on. Each distinct one is made once.
 */
final class Variants {
    private final Map<String, Parameter> defaults;
    private final List<Override> overrides;
    private final double delayScale;
    /** What has been made before; nothing depends on it but time. Guarded by itself. */
    private final Map<Numbers, Rule> made = new HashMap<>();

    /**
     * Other numbers for one device, or for all under a place; one of both is empty.
     *
     * @param at where it is written
     */
    record Override(String place, String device, Map<String, Parameter> set, RuleFault at) {
        /** How closely it names the device: longer is closer, −1 is not at all. */
        int closeness(Device other) {
            if (!device.isEmpty()) {
                return other.id().value().equals(device) ? Integer.MAX_VALUE : -1;
            }
            return other.place().equals(place) || other.place().startsWith(place + "/") ? place.length() : -1;
        }
    }

    private record Numbers(Map<String, Parameter> parameters, long intervalMillis) {}

    Variants(Map<String, Parameter> defaults, List<Override> overrides, double delayScale) {
        this.defaults = Map.copyOf(defaults);
        this.overrides = List.copyOf(overrides);
        this.delayScale = delayScale;
    }

    Variants with(List<Override> others) {
        return new Variants(defaults, others, delayScale);
    }

    Map<String, Parameter> defaults() {
        return defaults;
    }

    Rule at(Rule rule, Device device) {
        boolean byInterval = rule.facts().byInterval();
        Map<String, Parameter> parameters = parameters(device);
        if (!byInterval && parameters.equals(defaults)) {
            return rule;
        }
        long interval = byInterval ? device.profile().intervalMillis() : 0;
        synchronized (made) {
            return made.computeIfAbsent(new Numbers(parameters, interval), numbers -> make(rule, numbers));
        }
    }

    /** The rule with the numbers of one override alone, to check them. */
    Rule with(Rule rule, Override override) {
        Map<String, Parameter> parameters = new HashMap<>(defaults);
        parameters.putAll(override.set());
        return make(rule, new Numbers(parameters, 0));
    }

    private Map<String, Parameter> parameters(Device device) {
        if (overrides.isEmpty()) {
            return defaults;
        }
        Map<String, Parameter> parameters = new HashMap<>(defaults);
        Map<String, Integer> closest = new HashMap<>();
        for (Override override : overrides) {
            int closeness = override.closeness(device);
            override.set().forEach((name, value) -> {
                if (closeness > closest.getOrDefault(name, -1)) {
                    closest.put(name, closeness);
                    parameters.put(name, value);
                }
            });
        }
        return parameters;
    }

    /** The overrides that name no device the rule is about. */
    List<Override> unmatched(Rule rule, Collection<Device> devices) {
        return overrides.stream()
                .filter(override ->
                        devices.stream().noneMatch(device -> rule.binds(device) && override.closeness(device) >= 0))
                .toList();
    }

    /** Gives every operand its place, and the rule its numbers. */
    static Rule placed(Rule rule) {
        return rule.variants().make(rule, new Numbers(rule.variants().defaults, 0));
    }

    private Rule make(Rule rule, Numbers numbers) {
        Map<Operand, Operand> places = new LinkedHashMap<>();
        UnaryOperator<Operand> asked = operand -> places.computeIfAbsent(
                operand.at(-1).forInterval(numbers.intervalMillis()), one -> one.at(places.size()));
        Map<String, Parameter> values = numbers.parameters();
        List<Level> levels = rule.levels().stream()
                .map(level -> new Level(
                        level.severity(),
                        bound(level.any(), values, asked),
                        bound(level.hold(), values),
                        level.follow(),
                        level.lanes(),
                        bound(level.clear(), values, asked),
                        level.latching()))
                .toList();
        Clear clear = bound(rule.clear(), values, asked);
        Neighbours around = rule.neighbours();
        Neighbours neighbours = around == null
                ? null
                : new Neighbours(around.scope(), around.devices(), bound(around.any(), values, asked));
        String meaning = values.equals(defaults) && numbers.intervalMillis() == 0
                ? rule.meaning()
                : Meaning.hash(rule.meaning() + new TreeMap<>(values) + numbers.intervalMillis());
        return new Rule(
                rule.id(),
                meaning,
                rule.title(),
                rule.binding(),
                rule.scope(),
                levels,
                clear,
                rule.absent(),
                rule.count(),
                rule.chatter(),
                rule.group(),
                neighbours,
                rule.daily(),
                rule.schedule(),
                rule.traits(),
                this,
                Rule.Facts.NONE);
    }

    private static List<Term> bound(List<Term> terms, Map<String, Parameter> values, UnaryOperator<Operand> asked) {
        return terms.stream().map(term -> term.bound(values, asked)).toList();
    }

    private @Nullable Clear bound(@Nullable Clear clear, Map<String, Parameter> values, UnaryOperator<Operand> asked) {
        return clear == null ? null : new Clear(bound(clear.all(), values, asked), bound(clear.hold(), values));
    }

    private Hold bound(Hold hold, Map<String, Parameter> values) {
        Parameter parameter = hold.parameter() == null ? null : values.get(hold.parameter());
        if (parameter == null) {
            return hold;
        }
        double millis = Units.millis(parameter.value(), parameter.unit()).orElse(0);
        return new Hold(Math.round(millis * delayScale), 0, hold.parameter());
    }
}
