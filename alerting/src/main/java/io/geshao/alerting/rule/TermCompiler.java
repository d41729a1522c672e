package io.geshao.alerting.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import io.geshao.core.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Turns the text of a condition into a {@link Term}, type-checked against the canonical metrics.
 *
 * <p>{@code drop("pressure", "5m")} and its like are macros: they expand to a variable of their own, so that what a term
 * asks of the past is known before it ever runs, and a misspelled metric or window is found at load.
 */
final class TermCompiler {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(2_000)
            .build();
    /** Where in the expression, line and column from 1 and 0, and what. */
    record Issue(int line, int column, String message) {}

    /** A term, or what is wrong with it. */
    record Result(Optional<Term> term, List<Issue> issues) {}

    Result compile(String text) {
        Map<String, Operand> operands = new LinkedHashMap<>();
        List<Issue> issues = new ArrayList<>();
        for (Metric metric : Metric.canonical()) {
            operands.put(metric.name(), new Operand(Operand.Kind.LAST, metric, 0));
        }
        try {
            builder(operands, new ArrayList<>()).build().parse(text).getAst();
            CelCompilerBuilder checker = builder(operands, issues);
            operands.forEach(
                    (name, operand) -> checker.addVar(name, operand.isBoolean() ? SimpleType.BOOL : SimpleType.DOUBLE));
            checker.setResultType(SimpleType.BOOL);
            CelAbstractSyntaxTree ast = checker.build().compile(text).getAst();
            if (!issues.isEmpty()) {
                return new Result(Optional.empty(), issues);
            }
            Map<String, Operand> used = new LinkedHashMap<>();
            Set<Metric> metrics = new LinkedHashSet<>();
            for (CelReference reference : ast.getReferenceMap().values()) {
                Operand operand = operands.get(reference.name());
                if (operand != null) {
                    used.put(reference.name(), operand);
                    metrics.add(operand.metric());
                }
            }
            if (used.isEmpty()) {
                return new Result(Optional.empty(), List.of(new Issue(1, 0, "the condition reads no metric")));
            }
            Optional<Formula.Truth> formula = Formula.of(ast, used);
            if (formula.isEmpty()) {
                return new Result(
                        Optional.empty(),
                        List.of(new Issue(
                                1, 0, "a condition compares and calculates with numbers such as 0.5; this does more")));
            }
            return new Result(Optional.of(new Term(text, formula.get(), used.values(), metrics)), List.of());
        } catch (CelValidationException e) {
            if (issues.isEmpty()) {
                for (CelIssue issue : e.getErrors()) {
                    issues.add(new Issue(
                            issue.getSourceLocation().getLine(),
                            issue.getSourceLocation().getColumn(),
                            plain(issue.getMessage())));
                }
            }
            return new Result(Optional.empty(), issues);
        }
    }

    private static String plain(String message) {
        return message.startsWith("undeclared reference to '")
                ? "unknown metric"
                        + message.substring("undeclared reference to".length()).replace(" (in container '')", "")
                : message;
    }

    private static CelCompilerBuilder builder(Map<String, Operand> operands, List<Issue> issues) {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .addMacros(
                        macro(Operand.Kind.DROP, 2, operands, issues),
                        macro(Operand.Kind.RISE, 2, operands, issues),
                        macro(Operand.Kind.BEFORE, 1, operands, issues));
    }

    /** Collects what it expands; a compiler is used for one text, by one thread. */
    @SuppressWarnings("Immutable")
    private static CelMacro macro(Operand.Kind kind, int arguments, Map<String, Operand> operands, List<Issue> issues) {
        String function = kind.name().toLowerCase(Locale.ROOT);
        return CelMacro.newGlobalMacro(function, arguments, (factory, target, given) -> {
            Optional<Metric> metric = text(given.get(0)).flatMap(Metric::find).filter(found -> !found.isBoolean());
            if (metric.isEmpty()) {
                issues.add(at(factory, given.get(0), function + " needs the name of a numeric metric in quotes"));
                return Optional.of(factory.newDoubleLiteral(0));
            }
            OptionalLong window = arguments == 1
                    ? OptionalLong.of(0)
                    : text(given.get(1)).map(Span::parse).orElse(OptionalLong.empty());
            if (window.isEmpty()) {
                issues.add(at(factory, given.get(1), function + " needs a duration in quotes, such as \"5m\""));
                return Optional.of(factory.newDoubleLiteral(0));
            }
            String name = function + "_" + metric.get().name() + "_" + window.getAsLong();
            operands.put(name, new Operand(kind, metric.get(), window.getAsLong()));
            return Optional.of(factory.newIdentifier(name));
        });
    }

    private static Optional<String> text(CelExpr expr) {
        return expr.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expr.constant().stringValue())
                : Optional.empty();
    }

    private static Issue at(CelMacroExprFactory factory, CelExpr expr, String message) {
        return new Issue(
                factory.getSourceLocation(expr).getLine(),
                factory.getSourceLocation(expr).getColumn(),
                message);
    }
}
