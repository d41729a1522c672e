package io.geshao.alerting.rule;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.geshao.core.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of one metric, from {@code low} to {@code high}, both included, for which a condition cannot hold, whatever else
 * is known. While every metric of a device lies in such a band, no condition has to be asked: that is most of the time.
 */
public record Band(Metric metric, double low, double high) {

    public boolean holds(double value) {
        return value >= low && value <= high;
    }

    /** The band of a checked condition, or null if it has none that is easily seen. */
    static @Nullable Band of(CelExpr expr, Map<String, Operand> operands) {
        switch (expr.exprKind().getKind()) {
            case IDENT -> {
                Operand operand = operands.get(expr.ident().name());
                return operand != null && operand.isBoolean() ? new Band(operand.metric(), 0, 0) : null;
            }
            case CALL -> {
                return ofCall(expr.call(), operands);
            }
            default -> {
                return null;
            }
        }
    }

    private static @Nullable Band ofCall(CelExpr.CelCall call, Map<String, Operand> operands) {
        List<CelExpr> args = call.args();
        if (call.target().isPresent() || args.isEmpty()) {
            return null;
        }
        switch (call.function()) {
            case "!_" -> {
                Band inner = of(args.get(0), operands);
                boolean flag = inner != null && args.get(0).exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT;
                return inner != null && flag ? new Band(inner.metric(), 1, 1) : null;
            }
            case "_&&_" -> { // false as soon as one of them is
                Band first = of(args.get(0), operands);
                return first == null ? of(args.get(1), operands) : first;
            }
            case "_||_" -> {
                return both(of(args.get(0), operands), of(args.get(1), operands));
            }
            default -> {
                return args.size() == 2 ? comparison(call.function(), args.get(0), args.get(1), operands) : null;
            }
        }
    }

    private static @Nullable Band both(@Nullable Band a, @Nullable Band b) {
        if (a == null || b == null || !a.metric().equals(b.metric())) {
            return null;
        }
        return a.and(b);
    }

    /** Where both hold; a band that holds nothing if they do not meet. */
    public Band and(Band other) {
        return new Band(metric, Math.max(low, other.low), Math.min(high, other.high));
    }

    private static @Nullable Band comparison(
            String function, CelExpr left, CelExpr right, Map<String, Operand> operands) {
        Operand value = last(left, operands);
        Double limit = constant(right);
        String asked = function;
        if (value == null || limit == null) {
            value = last(right, operands);
            limit = constant(left);
            asked = mirrored(function);
        }
        if (value == null || limit == null) {
            return null;
        }
        return switch (asked) {
            case "_<_" -> new Band(value.metric(), limit, Double.POSITIVE_INFINITY);
            case "_<=_" -> new Band(value.metric(), Math.nextUp(limit), Double.POSITIVE_INFINITY);
            case "_>_" -> new Band(value.metric(), Double.NEGATIVE_INFINITY, limit);
            case "_>=_" -> new Band(value.metric(), Double.NEGATIVE_INFINITY, Math.nextDown(limit));
            case "_!=_" -> new Band(value.metric(), limit, limit);
            default -> null;
        };
    }

    private static String mirrored(String function) {
        return switch (function) {
            case "_<_" -> "_>_";
            case "_<=_" -> "_>=_";
            case "_>_" -> "_<_";
            case "_>=_" -> "_<=_";
            default -> function;
        };
    }

    private static @Nullable Operand last(CelExpr expr, Map<String, Operand> operands) {
        if (expr.exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return null;
        }
        Operand operand = operands.get(expr.ident().name());
        return operand != null && operand.kind() == Operand.Kind.LAST ? operand : null;
    }

    private static @Nullable Double constant(CelExpr expr) {
        if (expr.exprKind().getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            return null;
        }
        CelConstant constant = expr.constant();
        return switch (constant.getKind()) {
            case DOUBLE_VALUE -> constant.doubleValue();
            case INT64_VALUE -> (double) constant.int64Value();
            default -> null;
        };
    }
}
