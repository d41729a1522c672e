package io.geshao.alerting.rule;

import io.geshao.core.Metric;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One compiled condition. Immutable; any thread. */
public final class Term {
    private final String text;
    private final Formula.Truth truth;
    private final Operand[] operands;
    private final Set<Metric> metrics;

    Term(String text, Formula.Truth truth, Collection<Operand> operands, Set<Metric> metrics) {
        this.text = text;
        this.truth = truth;
        this.operands = operands.toArray(Operand[]::new);
        this.metrics = Set.copyOf(metrics);
    }

    /** Metrics whose readings can change its verdict. */
    public Set<Metric> metrics() {
        return metrics;
    }

    /** Values of one metric for which it cannot be TRUE, whatever else is known; null if there are none to be seen. */
    public @Nullable Band quiet() {
        return null;
    }

    /** What it asks of a device's past, besides last values. */
    public Collection<Operand> operands() {
        return List.of(operands);
    }

    /** UNKNOWN if any operand is. */
    Verdict judge(Values values) {
        for (Operand operand : operands) {
            if (Double.isNaN(values.get(operand))) {
                return Verdict.UNKNOWN;
            }
        }
        return Verdict.of(truth.of(values));
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

    @Override
    public String toString() {
        return text;
    }
}
