package io.geshao.alerting.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import io.geshao.core.Metric;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One compiled condition. Immutable; any thread. */
public final class Term {
    private final Condition condition;
    private final Map<String, Operand> named;
    private final Map<String, Double> constants;
    private final Formula.Truth truth;
    private final Set<Metric> metrics;
    private final @Nullable Band quiet;

    /**
     * What a condition says, whatever the device.
     *
     * @param units into which unit each parameter it names is to be converted
     */
    record Condition(String text, CelAbstractSyntaxTree checked, Map<String, String> units) {}

    /**
     * @param named what its names ask of the device
     * @param constants values of the parameters it names
     * @throws IllegalArgumentException if the condition has no formula
     */
    private Term(Condition condition, Map<String, Operand> named, Map<String, Double> constants) {
        this.condition = condition;
        this.named = Collections.unmodifiableMap(new LinkedHashMap<>(named)); // in its order: places follow it
        this.constants = Map.copyOf(constants);
        this.truth = Formula.of(condition.checked(), named, constants)
                .orElseThrow(() -> new IllegalArgumentException("no formula: " + condition.text()));
        Set<Metric> found = new LinkedHashSet<>();
        named.values().forEach(operand -> found.add(operand.metric()));
        this.metrics = Set.copyOf(found);
        this.quiet = Band.of(condition.checked().getExpr(), this.named, this.constants);
    }

    /** @throws IllegalArgumentException if the condition has no formula */
    static Term of(Condition condition, Map<String, Operand> named, Map<String, Parameter> parameters) {
        return new Term(condition, named, constants(condition, parameters));
    }

    private static Map<String, Double> constants(Condition condition, Map<String, Parameter> parameters) {
        Map<String, Double> constants = new LinkedHashMap<>();
        condition.units().forEach((name, unit) -> {
            Parameter parameter = Objects.requireNonNull(parameters.get(name), name);
            double factor = Units.factor(parameter.unit(), unit).orElse(1);
            constants.put(name, parameter.value() * factor);
        });
        return constants;
    }

    /** Metrics whose readings can change its verdict. */
    public Set<Metric> metrics() {
        return metrics;
    }

    /** Values of one operand for which it cannot be TRUE, whatever else is known; null if there are none to be seen. */
    public @Nullable Band quiet() {
        return quiet;
    }

    /** What it asks of a device. */
    public Collection<Operand> operands() {
        return named.values();
    }

    /** The same condition with other values of its parameters, and with its operands as they are for one device. */
    Term bound(Map<String, Parameter> parameters, UnaryOperator<Operand> asked) {
        Map<String, Operand> operands = new LinkedHashMap<>();
        named.forEach((name, operand) -> operands.put(name, asked.apply(operand)));
        Map<String, Double> values = constants(condition, parameters);
        return operands.equals(named) && values.equals(constants) ? this : new Term(condition, operands, values);
    }

    /** Values of the parameters it names, in the units it compares them in. */
    Map<String, Double> constants() {
        return constants;
    }

    /** The condition as CEL has checked it; parameters are names in it. */
    CelAbstractSyntaxTree checked() {
        return condition.checked();
    }

    /** What a name in {@link #checked} asks of the device. */
    Map<String, Operand> named() {
        return named;
    }

    /** UNKNOWN if it depends on something that is not known. */
    Verdict judge(Values values) {
        return switch (truth.of(values)) {
            case Formula.TRUE -> Verdict.TRUE;
            case Formula.FALSE -> Verdict.FALSE;
            default -> Verdict.UNKNOWN;
        };
    }

    /** TRUE if any term is, else FALSE if any is, else UNKNOWN. */
    public static Verdict any(List<Term> terms, Values values) {
        Verdict verdict = Verdict.UNKNOWN;
        for (int i = 0; i < terms.size(); i++) { // no iterator: this is asked for every reading
            Verdict one = terms.get(i).judge(values);
            if (one == Verdict.TRUE) {
                return Verdict.TRUE;
            }
            if (one == Verdict.FALSE) {
                verdict = Verdict.FALSE;
            }
        }
        return verdict;
    }

    /** FALSE if any term is, else TRUE if any is, else UNKNOWN: what a device never measures does not keep an alert up. */
    public static Verdict all(List<Term> terms, Values values) {
        Verdict verdict = Verdict.UNKNOWN;
        for (int i = 0; i < terms.size(); i++) { // no iterator: this is asked for every reading
            Verdict one = terms.get(i).judge(values);
            if (one == Verdict.FALSE) {
                return Verdict.FALSE;
            }
            if (one == Verdict.TRUE) {
                verdict = Verdict.TRUE;
            }
        }
        return verdict;
    }

    /** The condition as it is written. */
    public String text() {
        return condition.text();
    }

    @Override
    public String toString() {
        return condition.text();
    }
}
