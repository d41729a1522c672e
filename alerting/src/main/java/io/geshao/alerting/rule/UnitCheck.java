package io.geshao.alerting.rule;

import dev.cel.common.ast.CelExpr;
import io.geshao.alerting.rule.TermCompiler.Issue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether a condition compares like with like, and in which unit it needs each parameter. A bare number takes whatever
 * unit it meets: it stands in the metric's own.
 */
final class UnitCheck {
    private static final Unit ANY = new Unit(null, null);

    private final Map<String, Operand> operands;
    private final Map<String, Parameter> parameters;
    private final List<Issue> issues;
    private final BiFunction<CelExpr, String, Issue> issue;
    private final Map<String, String> needed = new LinkedHashMap<>();

    /** @param parameter the parameter that an expression is, if it is nothing but one */
    private record Unit(@Nullable String symbol, @Nullable String parameter) {}

    UnitCheck(
            Map<String, Operand> operands,
            Map<String, Parameter> parameters,
            List<Issue> issues,
            BiFunction<CelExpr, String, Issue> issue) {
        this.operands = operands;
        this.parameters = parameters;
        this.issues = issues;
        this.issue = issue;
    }

    /** Unit per parameter that the condition names. */
    Map<String, String> check(CelExpr condition) {
        unit(condition);
        return needed;
    }

    private Unit unit(CelExpr expr) {
        return switch (expr.exprKind().getKind()) {
            case IDENT -> ofName(expr.ident().name());
            case CALL -> ofCall(expr);
            default -> ANY;
        };
    }

    private Unit ofName(String name) {
        Operand operand = operands.get(name);
        if (operand != null) {
            return new Unit(operand.unit(), null);
        }
        Parameter parameter = parameters.get(name);
        if (parameter == null) {
            return ANY;
        }
        needed.putIfAbsent(name, parameter.unit());
        return new Unit(parameter.unit(), name);
    }

    private Unit ofCall(CelExpr expr) {
        List<Unit> args = expr.call().args().stream().map(this::unit).toList();
        return switch (expr.call().function()) {
            case "_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_" -> {
                match(expr, args.get(0), args.get(1));
                yield new Unit("", null);
            }
            case "_+_", "_-_" -> match(expr, args.get(0), args.get(1));
            case "_?_:_" -> match(expr, args.get(1), args.get(2));
            case "-_" -> new Unit(args.get(0).symbol(), null);
            case "_*_" -> product(args.get(0), args.get(1));
            case "_/_" -> quotient(args.get(0), args.get(1));
            default -> ANY;
        };
    }

    private Unit match(CelExpr at, Unit a, Unit b) {
        String one = a.symbol();
        String other = b.symbol();
        if (one == null || other == null) {
            return one == null ? b : a;
        }
        if (!one.equals(other) && !convert(a, other) && !convert(b, one)) {
            issues.add(issue.apply(at, "compares " + name(one) + " with " + name(other)));
        }
        return a.parameter() == null ? a : b;
    }

    private boolean convert(Unit unit, String into) {
        String parameter = unit.parameter();
        String own = unit.symbol();
        if (parameter == null || own == null || Units.factor(own, into).isEmpty()) {
            return false;
        }
        String before = needed.put(parameter, into);
        return before == null || before.equals(own) || before.equals(into);
    }

    private static Unit product(Unit a, Unit b) {
        if (isNumber(a)) {
            return new Unit(b.symbol(), null);
        }
        return isNumber(b) ? new Unit(a.symbol(), null) : ANY;
    }

    private static Unit quotient(Unit a, Unit b) {
        if (isNumber(b)) {
            return new Unit(a.symbol(), null);
        }
        return a.symbol() != null && a.symbol().equals(b.symbol()) ? new Unit("1", null) : ANY;
    }

    private static boolean isNumber(Unit unit) {
        return unit.symbol() == null || unit.symbol().equals("1");
    }

    private static String name(String symbol) {
        return symbol.isEmpty() ? "a truth" : symbol.equals("1") ? "a number without unit" : symbol;
    }
}
