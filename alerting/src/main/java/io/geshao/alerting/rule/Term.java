package io.geshao.alerting.rule;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.geshao.core.Metric;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One compiled condition. Immutable; any thread. */
public final class Term {
    private final String text;
    private final CelRuntime.Program program;
    private final Map<String, Operand> operands;
    private final Set<Metric> metrics;

    Term(String text, CelRuntime.Program program, Map<String, Operand> operands, Set<Metric> metrics) {
        this.text = text;
        this.program = program;
        this.operands = Map.copyOf(operands);
        this.metrics = Set.copyOf(metrics);
    }

    /** Metrics whose readings can change its verdict. */
    public Set<Metric> metrics() {
        return metrics;
    }

    /** What it asks of a device's past, besides last values. */
    public Collection<Operand> operands() {
        return operands.values();
    }

    /** UNKNOWN if any operand is. */
    Verdict judge(Values values) {
        for (Operand operand : operands.values()) {
            if (Double.isNaN(values.get(operand))) {
                return Verdict.UNKNOWN;
            }
        }
        try {
            return Verdict.of((Boolean) program.eval(name -> resolve(name, values)));
        } catch (CelEvaluationException e) {
            // Type-checked, total over known numbers, except for a division by zero and the like: then nobody knows.
            return Verdict.UNKNOWN;
        }
    }

    private Optional<Object> resolve(String name, Values values) {
        Operand operand = operands.get(name);
        if (operand == null) {
            return Optional.empty();
        }
        double value = values.get(operand);
        return Optional.of(operand.isBoolean() ? (Object) (value != 0) : (Object) value);
    }

    /** TRUE if any term is, else FALSE if any is, else UNKNOWN. */
    public static Verdict any(List<Term> terms, Values values) {
        Verdict verdict = Verdict.UNKNOWN;
        for (Term term : terms) {
            Verdict one = term.judge(values);
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
        for (Term term : terms) {
            Verdict one = term.judge(values);
            if (one == Verdict.FALSE) {
                return Verdict.FALSE;
            }
            if (one == Verdict.TRUE) {
                verdict = Verdict.TRUE;
            }
        }
        return verdict;
    }

    @Override
    public String toString() {
        return text;
    }
}
