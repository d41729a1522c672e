package io.geshao.alerting.rule;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of one operand, from {@code low} to {@code high}, both included, for which a condition cannot hold, whatever else
 * is known; that the operand is not known is such a value too. While all operands lie in their bands, no condition has to
 * be asked: that is most of the time.
 */
public record Band(Operand operand, double low, double high) {

    public boolean holds(double value) {
        return !(value < low || value > high);
    }

    /**
     * The band of a checked condition, or null if it has none that is easily seen.
     *
     * @param constants the numbers that names stand for which are no operands
     */
    static @Nullable Band of(CelExpr expr, Map<String, Operand> operands, Map<String, Double> constants) {
        return switch (expr.exprKind().getKind()) {
            case IDENT -> {
                Operand operand = operand(expr, operands);
                yield operand != null && operand.isBoolean() ? new Band(operand, 0, 0) : null;
            }
            case CALL -> ofCall(expr.call(), operands, constants);
            default -> null;
        };
    }

    private static @Nullable Band ofCall(
            CelExpr.CelCall call, Map<String, Operand> operands, Map<String, Double> constants) {
        List<CelExpr> args = call.args();
        if (call.target().isPresent() || args.isEmpty()) {
            return null;
        }
        return switch (call.function()) {
            case "!_" -> {
                Operand flag = operand(args.get(0), operands);
                yield flag != null && flag.isBoolean() ? new Band(flag, 1, 1) : null;
            }
            case "_&&_" -> { // cannot hold as soon as one of them cannot
                Band first = of(args.get(0), operands, constants);
                yield first == null ? of(args.get(1), operands, constants) : first;
            }
            case "_||_" -> both(of(args.get(0), operands, constants), of(args.get(1), operands, constants));
            default ->
                args.size() == 2 ? comparison(call.function(), args.get(0), args.get(1), operands, constants) : null;
        };
    }

    private static @Nullable Band both(@Nullable Band a, @Nullable Band b) {
        return a == null || b == null || !a.operand.equals(b.operand) ? null : a.and(b);
    }

    /** Where both hold, about the same operand; nothing holds in it if they do not meet. */
    public Band and(Band other) {
        return new Band(operand, Math.max(low, other.low), Math.min(high, other.high));
    }

    private static @Nullable Band comparison(
            String function,
            CelExpr left,
            CelExpr right,
            Map<String, Operand> operands,
            Map<String, Double> constants) {
        Operand value = operand(left, operands);
        Double limit = constant(right, constants);
        String asked = function;
        if (value == null || limit == null) {
            value = operand(right, operands);
            limit = constant(left, constants);
            asked = mirrored(function);
        }
        if (value == null || limit == null) {
            return null;
        }
        return switch (asked) {
            case "_<_" -> new Band(value, limit, Double.POSITIVE_INFINITY);
            case "_<=_" -> new Band(value, Math.nextUp(limit), Double.POSITIVE_INFINITY);
            case "_>_" -> new Band(value, Double.NEGATIVE_INFINITY, limit);
            case "_>=_" -> new Band(value, Double.NEGATIVE_INFINITY, Math.nextDown(limit));
            case "_!=_" -> new Band(value, limit, limit);
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

    /** An operand whose value changes with the readings of its own metric alone. */
    private static @Nullable Operand operand(CelExpr expr, Map<String, Operand> operands) {
        if (expr.exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return null;
        }
        Operand operand = operands.get(expr.ident().name());
        return operand != null && (operand.kind() == Operand.Kind.LAST || operand.isOfWindow()) ? operand : null;
    }

    private static @Nullable Double constant(CelExpr expr, Map<String, Double> constants) {
        if (expr.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT) {
            return constants.get(expr.ident().name());
        }
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
