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
 */
final class Formula {
    private final Map<String, Operand> operands;

    private Formula(Map<String, Operand> operands) {
        this.operands = operands;
    }

    /** A condition; its operands are all known when it is asked. */
    @FunctionalInterface
    interface Truth {
        boolean of(Values values);
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

    /** The formula of a checked condition, if it has one. */
    static Optional<Truth> of(CelAbstractSyntaxTree ast, Map<String, Operand> operands) {
        try {
            return Optional.of(new Formula(operands).truth(ast.getExpr()));
        } catch (UnsupportedException e) {
            return Optional.empty();
        }
    }

    private Truth truth(CelExpr expr) throws UnsupportedException {
        switch (expr.exprKind().getKind()) {
            case CONSTANT -> {
                if (expr.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE) {
                    boolean constant = expr.constant().booleanValue();
                    return values -> constant;
                }
            }
            case IDENT -> {
                Operand operand = operands.get(expr.ident().name());
                if (operand != null && operand.isBoolean()) {
                    return values -> values.get(operand) != 0;
                }
            }
            case CALL -> {
                return truthOfCall(expr.call());
            }
            default -> {}
        }
        throw new UnsupportedException();
    }

    private Truth truthOfCall(CelExpr.CelCall call) throws UnsupportedException {
        List<CelExpr> args = operatorArguments(call);
        switch (call.function()) {
            case "_&&_" -> {
                Truth a = truth(args.get(0));
                Truth b = truth(args.get(1));
                return values -> a.of(values) && b.of(values);
            }
            case "_||_" -> {
                Truth a = truth(args.get(0));
                Truth b = truth(args.get(1));
                return values -> a.of(values) || b.of(values);
            }
            case "!_" -> {
                Truth a = truth(args.get(0));
                return values -> !a.of(values);
            }
            case "_?_:_" -> {
                Truth condition = truth(args.get(0));
                Truth a = truth(args.get(1));
                Truth b = truth(args.get(2));
                return values -> condition.of(values) ? a.of(values) : b.of(values);
            }
            case "_==_", "_!=_" -> {
                boolean equal = call.function().equals("_==_");
                if (isTruth(args.get(0))) {
                    Truth a = truth(args.get(0));
                    Truth b = truth(args.get(1));
                    return values -> (a.of(values) == b.of(values)) == equal;
                }
                Number a = number(args.get(0));
                Number b = number(args.get(1));
                return values -> (a.of(values) == b.of(values)) == equal;
            }
            default -> {
                return comparison(call.function(), number(args.get(0)), number(args.get(args.size() - 1)));
            }
        }
    }

    private static Truth comparison(String function, Number a, Number b) throws UnsupportedException {
        return switch (function) {
            case "_<_" -> values -> a.of(values) < b.of(values);
            case "_<=_" -> values -> a.of(values) <= b.of(values);
            case "_>_" -> values -> a.of(values) > b.of(values);
            case "_>=_" -> values -> a.of(values) >= b.of(values);
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
            return values -> condition.of(values) ? a.of(values) : b.of(values);
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
