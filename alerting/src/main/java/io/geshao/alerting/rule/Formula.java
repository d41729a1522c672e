package io.geshao.alerting.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A type-checked CEL condition over numbers and truth values as a tree of primitive operations. It means what CEL says
 * (cel-spec, numbers as IEEE 754 doubles) and costs nanoseconds where the interpreter, which boxes every value, costs
 * microseconds; every reading that a rule cares for pays it. What is outside of this part of CEL has no formula.
 *
 * <p>A truth is 0, 1 or, where something is not known, {@link #UNKNOWN}: {@code false && unknown} is false and
 * {@code true || unknown} true, as in CEL. A number that is not known is NaN, and so is one that is none, such as 0/0.
 */
final class Formula {
    static final int FALSE = 0;
    static final int TRUE = 1;
    static final int UNKNOWN = 2;

    private final Map<String, Operand> operands;
    private final Map<String, Double> constants;

    private Formula(Map<String, Operand> operands, Map<String, Double> constants) {
        this.operands = operands;
        this.constants = constants;
    }

    /** A condition. */
    @FunctionalInterface
    interface Truth {
        int of(Values values);
    }

    @FunctionalInterface
    private interface Number {
        double of(Values values);
    }

    /** Thrown and caught in here: a construct without a formula. */
    private static final class UnsupportedException extends Exception {
        private static final long serialVersionUID = 1;

        UnsupportedException() {
            super("no formula", null, false, false);
        }
    }

    /**
     * The formula of a checked condition, if it has one.
     *
     * @param operands what its names ask of the device
     * @param constants the numbers that its other names stand for
     */
    static Optional<Truth> of(CelAbstractSyntaxTree ast, Map<String, Operand> operands, Map<String, Double> constants) {
        try {
            return Optional.of(new Formula(operands, constants).truth(ast.getExpr()));
        } catch (UnsupportedException e) {
            return Optional.empty();
        }
    }

    private Truth truth(CelExpr expr) throws UnsupportedException {
        switch (expr.exprKind().getKind()) {
            case CONSTANT -> {
                if (expr.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE) {
                    int constant = expr.constant().booleanValue() ? TRUE : FALSE;
                    return values -> constant;
                }
            }
            case IDENT -> {
                Operand operand = operands.get(expr.ident().name());
                if (operand != null && operand.isBoolean()) {
                    return values -> known(values.get(operand));
                }
            }
            case CALL -> {
                return truthOfCall(expr.call());
            }
            default -> {}
        }
        throw new UnsupportedException();
    }

    private static int known(double truth) {
        return Double.isNaN(truth) ? UNKNOWN : truth != 0 ? TRUE : FALSE;
    }

    private static int truth(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    private Truth truthOfCall(CelExpr.CelCall call) throws UnsupportedException {
        List<CelExpr> args = operatorArguments(call);
        switch (call.function()) {
            case "_&&_" -> {
                return both(truth(args.get(0)), truth(args.get(1)));
            }
            case "_||_" -> {
                return either(truth(args.get(0)), truth(args.get(1)));
            }
            case "!_" -> {
                Truth a = truth(args.get(0));
                return values -> {
                    int one = a.of(values);
                    return one == UNKNOWN ? UNKNOWN : TRUE - one;
                };
            }
            case "_?_:_" -> {
                Truth condition = truth(args.get(0));
                Truth a = truth(args.get(1));
                Truth b = truth(args.get(2));
                return values -> switch (condition.of(values)) {
                    case TRUE -> a.of(values);
                    case FALSE -> b.of(values);
                    default -> UNKNOWN;
                };
            }
            case "_==_", "_!=_" -> {
                return equality(args.get(0), args.get(1), call.function().equals("_==_"));
            }
            default -> {
                return comparison(call.function(), number(args.get(0)), number(args.get(args.size() - 1)));
            }
        }
    }

    private static Truth both(Truth a, Truth b) {
        return values -> {
            int one = a.of(values);
            if (one == FALSE) {
                return FALSE;
            }
            int other = b.of(values);
            return other == FALSE ? FALSE : Math.max(one, other);
        };
    }

    private static Truth either(Truth a, Truth b) {
        return values -> {
            int one = a.of(values);
            if (one == TRUE) {
                return TRUE;
            }
            int other = b.of(values);
            return other == TRUE ? TRUE : Math.max(one, other);
        };
    }

    private Truth equality(CelExpr left, CelExpr right, boolean equal) throws UnsupportedException {
        if (isTruth(left)) {
            Truth a = truth(left);
            Truth b = truth(right);
            return values -> {
                int one = a.of(values);
                int other = b.of(values);
                return one == UNKNOWN || other == UNKNOWN ? UNKNOWN : truth((one == other) == equal);
            };
        }
        return compared(number(left), number(right), (a, b) -> (a == b) == equal);
    }

    @FunctionalInterface
    private interface Order {
        boolean holds(double a, double b);
    }

    private static Truth compared(Number a, Number b, Order order) {
        return values -> {
            double one = a.of(values);
            double other = b.of(values);
            return Double.isNaN(one) || Double.isNaN(other) ? UNKNOWN : truth(order.holds(one, other));
        };
    }

    /** One lambda per comparison, so that the virtual machine sees one target at each. */
    private static Truth comparison(String function, Number a, Number b) throws UnsupportedException {
        return switch (function) {
            case "_<_" ->
                values -> {
                    double one = a.of(values);
                    double other = b.of(values);
                    return one < other ? TRUE : one >= other ? FALSE : UNKNOWN;
                };
            case "_<=_" ->
                values -> {
                    double one = a.of(values);
                    double other = b.of(values);
                    return one <= other ? TRUE : one > other ? FALSE : UNKNOWN;
                };
            case "_>_" ->
                values -> {
                    double one = a.of(values);
                    double other = b.of(values);
                    return one > other ? TRUE : one <= other ? FALSE : UNKNOWN;
                };
            case "_>=_" ->
                values -> {
                    double one = a.of(values);
                    double other = b.of(values);
                    return one >= other ? TRUE : one < other ? FALSE : UNKNOWN;
                };
            default -> throw new UnsupportedException();
        };
    }

    private boolean isTruth(CelExpr expr) {
        try {
            truth(expr);
            return true;
        } catch (UnsupportedException e) {
            return false;
        }
    }

    private Number number(CelExpr expr) throws UnsupportedException {
        switch (expr.exprKind().getKind()) {
            case CONSTANT -> {
                Double constant = constant(expr.constant());
                if (constant != null) {
                    double value = constant;
                    return values -> value;
                }
            }
            case IDENT -> {
                Operand operand = operands.get(expr.ident().name());
                if (operand != null && !operand.isBoolean()) {
                    return values -> values.get(operand);
                }
                Double constant = constants.get(expr.ident().name());
                if (constant != null) {
                    double value = constant;
                    return values -> value;
                }
            }
            case CALL -> {
                return numberOfCall(expr.call());
            }
            default -> {}
        }
        throw new UnsupportedException();
    }

    /** A whole number is compared with a double as one; the type check leaves no other use of it to us. */
    private static @Nullable Double constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case DOUBLE_VALUE -> constant.doubleValue();
            case INT64_VALUE -> (double) constant.int64Value();
            default -> null;
        };
    }

    private Number numberOfCall(CelExpr.CelCall call) throws UnsupportedException {
        List<CelExpr> args = operatorArguments(call);
        for (CelExpr arg : args) {
            if (isWhole(arg)) {
                throw new UnsupportedException(); // CEL divides whole numbers without a remainder
            }
        }
        if (call.function().equals("_?_:_")) {
            Truth condition = truth(args.get(0));
            Number a = number(args.get(1));
            Number b = number(args.get(2));
            return values -> switch (condition.of(values)) {
                case TRUE -> a.of(values);
                case FALSE -> b.of(values);
                default -> Double.NaN;
            };
        }
        Number a = number(args.get(0));
        if (call.function().equals("-_")) {
            return values -> -a.of(values);
        }
        Number b = number(args.get(args.size() - 1));
        return switch (call.function()) {
            case "_+_" -> values -> a.of(values) + b.of(values);
            case "_-_" -> values -> a.of(values) - b.of(values);
            case "_*_" -> values -> a.of(values) * b.of(values);
            case "_/_" -> values -> a.of(values) / b.of(values);
            default -> throw new UnsupportedException();
        };
    }

    /** An operator has arguments and no target; {@code x.size()} is none. */
    private static List<CelExpr> operatorArguments(CelExpr.CelCall call) throws UnsupportedException {
        if (call.target().isPresent() || call.args().isEmpty()) {
            throw new UnsupportedException();
        }
        return call.args();
    }

    private static boolean isWhole(CelExpr expr) {
        return expr.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expr.constant().getKind() == CelConstant.Kind.INT64_VALUE;
    }
}
