package io.geshao.alerting.rule;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.geshao.alerting.rule.FileReader.Block;
import io.geshao.alerting.rule.Rule.Clear;
import io.geshao.core.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a rule may not be, though each of its keys is right. */
final class RuleCheck {
    private final FileReader file;
    private final Block top;

    RuleCheck(FileReader file, Block top) {
        this.file = file;
        this.top = top;
    }

    void check(Rule rule) {
        checkScope(rule);
        checkBefore(rule);
        checkDaily(rule);
        String conflict = conflict(rule);
        if (conflict != null) {
            file.fault(top.has("clear") ? top.entry("clear") : top.at(), conflict);
        }
    }

    private void checkScope(Rule rule) {
        boolean ofMany = rule.count() != null || rule.group() != null;
        Scope scope = rule.scope();
        if (rule.absent() != null) {
            if ((scope == Scope.GATEWAY) != rule.absent().ofGateway()) {
                file.fault(top.at(), "absence of a share of devices has scope gateway, any other absence scope device");
            }
        } else if (ofMany == (scope == Scope.DEVICE || scope == Scope.GATEWAY)) {
            file.fault(
                    top.at(),
                    ofMany
                            ? "'count' and 'together' need a scope of several devices"
                            : "one device at a time has scope device; several need 'together'");
        }
        if (rule.neighbours() != null && (ofMany || !rule.isOfReadings())) {
            file.fault(top.entry("neighbours"), "'neighbours' belongs to a rule about single devices");
        }
    }

    private void checkBefore(Rule rule) {
        boolean raises = rule.levels().stream()
                .flatMap(level -> level.any().stream())
                .anyMatch(term -> asks(term, Operand.Kind.BEFORE));
        boolean clears = rule.terms().stream().anyMatch(term -> asks(term, Operand.Kind.BEFORE));
        if (raises || (clears && rule.group() == null)) {
            file.fault(top.at(), "before(…) stands in 'clear' of a rule with 'together'");
        }
    }

    private void checkDaily(Rule rule) {
        boolean other = rule.terms().stream()
                .flatMap(term -> term.operands().stream())
                .anyMatch(operand -> operand.detail().nights() == null);
        if (rule.daily() != null && other) {
            file.fault(top.entry("daily"), "a rule with 'daily' speaks of daily, baseline and day_mean only");
        }
    }

    private static boolean asks(Term term, Operand.Kind kind) {
        return term.operands().stream().anyMatch(operand -> operand.kind() == kind);
    }

    /**
     * Says which value would raise and clear at once, or null. A clear limit that is looser than the raise limit makes an
     * alert that comes and goes with every reading. Values of one metric at and beside each limit are tried, with nothing
     * else known.
     */
    static @Nullable String conflict(Rule rule) {
        for (int i = 0; i < rule.levels().size(); i++) {
            Clear clear = rule.clearOf(i);
            if (clear == null || clear.all().isEmpty()) {
                continue;
            }
            for (Operand operand : rule.operands()) {
                if (operand.kind() == Operand.Kind.BEFORE) {
                    continue;
                }
                for (double value : candidates(rule, operand)) {
                    Values values = asked -> asked.equals(operand) ? value : Double.NaN;
                    if (Term.any(rule.levels().get(i).any(), values) == Verdict.TRUE
                            && Term.all(clear.all(), values) == Verdict.TRUE) {
                        return "the clear limit is looser than the raise limit: " + name(operand) + " of "
                                + text(operand, value) + " would both raise and clear";
                    }
                }
            }
        }
        return null;
    }

    private static String name(Operand operand) {
        return operand.kind() == Operand.Kind.LAST
                ? operand.metric().name()
                : operand.kind().name().toLowerCase(java.util.Locale.ROOT) + " of " + operand.metric();
    }

    private static String text(Operand operand, double value) {
        return operand.isBoolean() ? String.valueOf(value != 0) : String.valueOf(Math.round(value * 1e6) / 1e6);
    }

    private static Set<Double> candidates(Rule rule, Operand operand) {
        if (operand.isBoolean()) {
            return Set.of(0.0, 1.0);
        }
        Set<Double> limits = new TreeSet<>();
        for (Term term : rule.terms()) {
            if (term.operands().contains(operand)) {
                collect(term.checked().getExpr(), limits);
                limits.addAll(term.constants().values());
            }
        }
        List<Double> around = new ArrayList<>();
        List<Double> sorted = new ArrayList<>(limits);
        for (int i = 0; i < sorted.size(); i++) {
            double limit = sorted.get(i);
            double step = Math.max(1e-9, Math.abs(limit) * 1e-9);
            around.addAll(List.of(limit, limit - step, limit + step));
            if (i > 0) {
                around.add((limit + sorted.get(i - 1)) / 2);
            }
        }
        return new TreeSet<>(around);
    }

    private static void collect(CelExpr expr, Set<Double> limits) {
        switch (expr.exprKind().getKind()) {
            case CONSTANT -> {
                if (expr.constant().getKind() == CelConstant.Kind.DOUBLE_VALUE) {
                    limits.add(expr.constant().doubleValue());
                } else if (expr.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
                    limits.add((double) expr.constant().int64Value());
                }
            }
            case CALL -> expr.call().args().forEach(arg -> collect(arg, limits));
            default -> {}
        }
    }

    /** Names that conditions know already. */
    static boolean isTaken(String name) {
        return Metric.canonical().stream().anyMatch(metric -> metric.name().equals(name))
                || name.startsWith("x_")
                || Words.isWord(name)
                || TermCompiler.NIGHT_WORDS.contains(name);
    }
}
