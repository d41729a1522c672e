package io.geshao.alerting.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import io.geshao.core.Metric;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of a condition into a {@link Term}, type-checked against the canonical metrics, the rule's parameters
 * and the {@link Words} that look back.
 */
final class TermCompiler {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(2_000)
            .build();
    private static final Pattern VENDOR = Pattern.compile("\\bx_[A-Za-z0-9_]{1,61}\\b");
    static final Set<String> NIGHT_WORDS = Set.of("daily", "baseline", "day_mean");

    /** Where in the expression, line and column from 1 and 0, and what. */
    record Issue(int line, int column, String message) {}

    /** A term, or what is wrong with it. */
    record Result(Optional<Term> term, List<Issue> issues) {
        static Result wrong(List<Issue> issues) {
            return new Result(Optional.empty(), issues);
        }
    }

    /**
     * What a condition may name beside metrics.
     *
     * @param nights what {@code daily} and its like are about, or null
     * @param zone on whose clock hours are counted
     */
    record Names(Map<String, Parameter> parameters, Operand.@Nullable Nights nights, ZoneId zone) {
        static Names none(ZoneId zone) {
            return new Names(Map.of(), null, zone);
        }
    }

    Result compile(String text, Names names) {
        Map<String, Operand> operands = operands(text, names);
        List<Issue> issues = new ArrayList<>();
        try {
            Words words = new Words(operands, names.zone(), issues);
            CelCompilerFactory.standardCelCompilerBuilder()
                    .setOptions(OPTIONS)
                    .addMacros(words.macros())
                    .build()
                    .parse(text)
                    .getAst();
            issues.clear(); // the same again, with the variables that the words have become
            CelCompilerBuilder checker = CelCompilerFactory.standardCelCompilerBuilder()
                    .setOptions(OPTIONS)
                    .addMacros(new Words(operands, names.zone(), issues).macros());
            operands.forEach(
                    (name, operand) -> checker.addVar(name, operand.isBoolean() ? SimpleType.BOOL : SimpleType.DOUBLE));
            names.parameters().keySet().forEach(name -> checker.addVar(name, SimpleType.DOUBLE));
            checker.setResultType(SimpleType.BOOL);
            CelAbstractSyntaxTree ast = checker.build().compile(text).getAst();
            if (!issues.isEmpty()) {
                return Result.wrong(issues);
            }
            Map<String, Operand> used = new LinkedHashMap<>();
            for (CelReference reference : ast.getReferenceMap().values()) {
                Operand operand = operands.get(reference.name());
                if (operand != null) {
                    used.put(reference.name(), operand);
                }
            }
            return term(text, ast, used, names);
        } catch (CelValidationException e) {
            if (issues.isEmpty()) {
                for (CelIssue issue : e.getErrors()) {
                    issues.add(new Issue(
                            issue.getSourceLocation().getLine(),
                            issue.getSourceLocation().getColumn(),
                            plain(issue.getMessage())));
                }
            }
            return Result.wrong(issues);
        }
    }

    private static Result term(String text, CelAbstractSyntaxTree ast, Map<String, Operand> used, Names names) {
        if (used.isEmpty()) {
            return Result.wrong(List.of(new Issue(1, 0, "the condition reads no metric")));
        }
        List<Issue> issues = new ArrayList<>();
        Map<String, String> units = new UnitCheck(
                        used, names.parameters(), issues, (expr, message) -> at(ast, expr, message))
                .check(ast.getExpr());
        if (!issues.isEmpty()) {
            return Result.wrong(issues);
        }
        try {
            Term.Condition condition = new Term.Condition(text, ast, units);
            return new Result(Optional.of(Term.of(condition, used, names.parameters())), List.of());
        } catch (IllegalArgumentException e) {
            return Result.wrong(List.of(
                    new Issue(1, 0, "a condition compares and calculates with numbers such as 0.5; this does more")));
        }
    }

    private static Map<String, Operand> operands(String text, Names names) {
        Map<String, Operand> operands = new LinkedHashMap<>();
        for (Metric metric : Metric.canonical()) {
            operands.put(metric.name(), new Operand(Operand.Kind.LAST, metric, 0));
        }
        Matcher vendor = VENDOR.matcher(text);
        while (vendor.find()) {
            Metric metric = Metric.of(vendor.group());
            if (!metric.equals(Operand.EVERY_READING)) {
                operands.put(metric.name(), new Operand(Operand.Kind.LAST, metric, 0));
            }
        }
        Operand.Nights nights = names.nights();
        if (nights != null) {
            Operand.Detail detail = Operand.Detail.nights(nights);
            operands.put("daily", new Operand(Operand.Kind.DAILY, nights.metric(), 0, detail, -1));
            operands.put("baseline", new Operand(Operand.Kind.BASELINE, nights.metric(), 0, detail, -1));
            operands.put("day_mean", new Operand(Operand.Kind.DAY_MEAN, nights.metric(), 0, detail, -1));
        }
        return operands;
    }

    private static Issue at(CelAbstractSyntaxTree ast, CelExpr expr, String message) {
        Integer offset = ast.getSource().getPositionsMap().get(expr.id());
        CelSourceLocation where = offset == null
                ? CelSourceLocation.of(1, 0)
                : ast.getSource().getOffsetLocation(offset).orElse(CelSourceLocation.of(1, 0));
        return new Issue(where.getLine(), where.getColumn(), message);
    }

    private static String plain(String message) {
        return message.startsWith("undeclared reference to '")
                ? "unknown metric"
                        + message.substring("undeclared reference to".length()).replace(" (in container '')", "")
                : message;
    }
}
