package io.geshao.alerting;

import io.geshao.alerting.rule.Band;
import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Term;
import io.geshao.alerting.rule.operator.Memories;
import io.geshao.core.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all devices under the same rules share: which metrics are kept, and which rules a reading can change. Immutable.
 *
 * <p>Most readings say that nothing is the matter, and must not cost more with every rule. A rule whose conditions all
 * have a {@link Band} in which they cannot hold <i>rests</i> while every metric of the device is inside all bands; bands
 * of one operand are put together into one, so that one comparison answers for all resting rules. A rule about several
 * devices never rests: it is asked with each reading of its metrics.
 */
final class Plan {
    private static final int[] NONE = {};
    private static final Slot[] NO_SLOTS = {};
    private static final Band[] NO_BANDS = {};

    /** One metric that some rule reads. */
    static final class Slot {
        final Metric metric;
        /** Its place among the cells of a device. */
        final int number;
        /** How far rules look back. */
        long windowMillis;
        /** Last values with which no resting rule can hold. */
        double low = Double.NEGATIVE_INFINITY;

        double high = Double.POSITIVE_INFINITY;
        /** The same for what rules ask of the past, one for each different question. */
        Band[] questions = NO_BANDS;
        /** What rules ask that its past alone does not answer. */
        final List<Operand> remembered = new ArrayList<>();
        /** Places of all rules that a reading can change. */
        int[] rules = NONE;
        /** Those of them that never rest. */
        int[] restless = NONE;

        Slot(Metric metric, int number) {
            this.metric = metric;
            this.number = number;
        }

        /** @param cell its cell, after it took a value */
        boolean isQuiet(Cell cell) {
            if (cell.value < low || cell.value > high) {
                return false;
            }
            for (Band band : questions) {
                if (!cell.rests(band)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isSame(Operand a, Operand b) {
            return a.kind() == b.kind()
                    && a.windowMillis() == b.windowMillis()
                    && a.detail().equals(b.detail());
        }

        private void add(Band band) {
            if (band.operand().kind() == Operand.Kind.LAST) {
                low = Math.max(low, band.low());
                high = Math.min(high, band.high());
                return;
            }
            for (int i = 0; i < questions.length; i++) {
                if (isSame(questions[i].operand(), band.operand())) {
                    questions[i] = questions[i].and(band);
                    return;
                }
            }
            questions = Arrays.copyOf(questions, questions.length + 1);
            questions[questions.length - 1] = band;
        }
    }

    final List<Rule> rules;
    /** Places of the rules that are judged once a day, and not by readings. */
    int[] nightly = NONE;
    /** Where flags of readings are kept, or null if no rule looks at them. */
    final @Nullable Slot flags;
    /** How far rules look back at flags. */
    private long flagWindowMillis;

    private final int[] placeByMetric;
    private final Slot[] slots;
    private final boolean[] rests;
    private final Map<String, Integer> placeByRule = new HashMap<>();

    Plan(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        this.rests = new boolean[rules.size()];
        Map<Metric, Slot> found = new LinkedHashMap<>();
        for (int place = 0; place < rules.size(); place++) {
            add(rules.get(place), place, found);
        }
        flags = found.get(Operand.EVERY_READING);
        if (flags != null) {
            for (Operand operand : flags.remembered) {
                flagWindowMillis = Math.max(flagWindowMillis, operand.windowMillis());
            }
        }
        slots = found.values().toArray(NO_SLOTS);
        int last = -1;
        for (Slot slot : slots) {
            last = Math.max(last, slot.metric.index());
        }
        placeByMetric = new int[last + 1];
        Arrays.fill(placeByMetric, -1);
        for (Slot slot : slots) {
            placeByMetric[slot.metric.index()] = slot.number;
        }
    }

    private void add(Rule rule, int place, Map<Metric, Slot> found) {
        placeByRule.put(rule.id(), place);
        List<Term> raising =
                rule.levels().stream().flatMap(level -> level.any().stream()).toList();
        rests[place] = rule.together() == 0 && raising.stream().allMatch(term -> term.quiet() != null);
        rule.operands().forEach(operand -> keep(operand, found));
        if (rule.daily() != null) {
            nightly = with(nightly, place);
            return;
        }
        for (Metric metric : rule.metrics()) {
            Slot slot = slot(metric, found);
            slot.rules = with(slot.rules, place);
            if (!rests[place]) {
                slot.restless = with(slot.restless, place);
            }
        }
        if (rests[place]) {
            for (Term term : raising) {
                Band band = term.quiet();
                if (band != null) {
                    slot(band.operand().metric(), found).add(band);
                }
            }
        }
    }

    private static void keep(Operand operand, Map<Metric, Slot> found) {
        Slot slot = slot(operand.metric(), found);
        if (operand.isOfWindow()) {
            slot.windowMillis = Math.max(slot.windowMillis, operand.windowMillis());
        } else if (Memories.answers(operand)) {
            slot.remembered.add(operand);
        }
    }

    long flagWindowMillis() {
        return flagWindowMillis;
    }

    private static Slot slot(Metric metric, Map<Metric, Slot> found) {
        return found.computeIfAbsent(metric, key -> new Slot(key, found.size()));
    }

    private static int[] with(int[] places, int place) {
        if (places.length > 0 && places[places.length - 1] == place) {
            return places;
        }
        int[] more = Arrays.copyOf(places, places.length + 1);
        more[places.length] = place;
        return more;
    }

    /** The slot of a metric, or null: what no rule reads is not kept. */
    @Nullable
    Slot slot(Metric metric) {
        int index = metric.index();
        if (index < 0 || index >= placeByMetric.length || placeByMetric[index] < 0) {
            return null;
        }
        return slots[placeByMetric[index]];
    }

    int slots() {
        return slots.length;
    }

    boolean rests(int place) {
        return rests[place];
    }

    /** The place of a rule, or −1. */
    int placeOf(Rule rule) {
        return placeByRule.getOrDefault(rule.id(), -1);
    }

    /** Makes plans, one for all devices to which the same rules are bound. One thread. */
    static final class Maker {
        private final List<Rule> catalogue;
        private final Map<Key, Plan> made = new HashMap<>();

        Maker(List<Rule> catalogue) {
            this.catalogue = catalogue;
        }

        Plan of(io.geshao.core.registry.Device device) {
            List<Rule> bound = new ArrayList<>();
            for (Rule rule : catalogue) {
                if (rule.isOfReadings() && rule.binds(device)) {
                    bound.add(rule.at(device));
                }
            }
            return made.computeIfAbsent(new Key(bound), key -> new Plan(bound));
        }
    }

    /** The same rules, each the same object: comparing what they say would take longer than judging by them. */
    private static final class Key {
        private final List<Rule> rules;
        private final int hash;

        Key(List<Rule> rules) {
            this.rules = rules;
            int mixed = 1;
            for (Rule rule : rules) {
                mixed = 31 * mixed + System.identityHashCode(rule);
            }
            hash = mixed;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // meant so, see above
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Key that) || that.rules.size() != rules.size()) {
                return false;
            }
            for (int i = 0; i < rules.size(); i++) {
                if (rules.get(i) != that.rules.get(i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
