package io.geshao.casework.plan;

import io.geshao.casework.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One version of a plan.
 *
 * @param code what it is called among plans, such as {@code fire}; 1 to 40 lower-case letters, digits and hyphens
 * @param version from 1, ascending
 * @param classes codes of the classes of cases it is for; a class has one plan
 * @param name by language tag
 * @param steps in the order in which they are to be done, 1 to 40
 */
public record ResponsePlan(
        String code, int version, Set<String> classes, Map<String, String> name, List<PlanStep> steps) {
    private static final int MAX_STEPS = 40;

    public ResponsePlan {
        if (!code.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException(
                    "code: 1 to 40 lower-case letters, digits and hyphens, not '" + code + "'");
        }
        if (version < 1) {
            throw new IllegalArgumentException("version: from 1, not " + version);
        }
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("classes: a plan is for at least one class");
        }
        if (name.getOrDefault("zh", "").isBlank()) {
            throw new IllegalArgumentException("name: a plan has a Chinese name");
        }
        if (steps.isEmpty() || steps.size() > MAX_STEPS) {
            throw new IllegalArgumentException("steps: 1 to " + MAX_STEPS + ", not " + steps.size());
        }
        if (new HashSet<>(steps.stream().map(PlanStep::number).toList()).size() < steps.size()) {
            throw new IllegalArgumentException("steps: two have the same number");
        }
        classes = Set.copyOf(classes);
        name = Map.copyOf(name);
        steps = List.copyOf(steps);
    }

    /**
     * One thing to do.
     *
     * @param number in its plan, from 1
     * @param text by language tag
     * @param role who does it
     * @param minutes after the beginning of the case at which it is to be done at the latest, wall clock
     */
    public record PlanStep(int number, Map<String, String> text, Role role, int minutes) {
        public PlanStep {
            if (number < 1 || minutes < 0) {
                throw new IllegalArgumentException("step " + number + ": number from 1, minutes from 0");
            }
            if (text.getOrDefault("zh", "").isBlank()) {
                throw new IllegalArgumentException("step " + number + ": has no Chinese text");
            }
            text = Map.copyOf(text);
        }
    }
}
