package io.geshao.alerting.rule;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import io.geshao.alerting.rule.Operand.Detail;
import io.geshao.alerting.rule.Operand.Kind;
import io.geshao.alerting.rule.TermCompiler.Issue;
import io.geshao.core.Flag;
import io.geshao.core.Metric;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The words of a condition that look back, such as {@code drop("pressure", "5m")}. They are macros: each expands to a
 * variable of its own, so that what a condition asks of the past is known before it ever runs, and a misspelled metric or
 * window is found at load.
 */
final class Words {
    /** What stands in a place between the brackets. */
    private enum Argument {
        NUMBER_METRIC("the name of a numeric metric in quotes"),
        METRIC("the name of a metric in quotes"),
        WINDOW("a duration in quotes, such as \"5m\""),
        SPAN("a duration in quotes, such as \"5m\""),
        AMOUNT("a number greater than 0, such as 40.0"),
        DAYS("a whole number of days from 2 to 60"),
        INTERVALS("a whole number of intervals from 1 to 1000"),
        FLAG("the name of a flag in quotes, such as \"bad_clock\"");

        private final String needs;

        Argument(String needs) {
            this.needs = needs;
        }
    }

    private record Word(Kind kind, List<Argument> arguments) {
        static Word of(Kind kind, Argument... arguments) {
            return new Word(kind, List.of(arguments));
        }
    }

    private static final List<Word> ALL = List.of(
            Word.of(Kind.PREVIOUS, Argument.METRIC),
            Word.of(Kind.DROP, Argument.NUMBER_METRIC, Argument.WINDOW),
            Word.of(Kind.RISE, Argument.NUMBER_METRIC, Argument.WINDOW),
            Word.of(Kind.BEFORE, Argument.NUMBER_METRIC),
            Word.of(Kind.AVG, Argument.NUMBER_METRIC, Argument.WINDOW),
            Word.of(Kind.MIN, Argument.NUMBER_METRIC, Argument.WINDOW),
            Word.of(Kind.MAX, Argument.NUMBER_METRIC, Argument.WINDOW),
            Word.of(Kind.COUNT, Argument.METRIC, Argument.WINDOW),
            Word.of(Kind.DELTA, Argument.NUMBER_METRIC, Argument.WINDOW),
            Word.of(Kind.RATE, Argument.NUMBER_METRIC, Argument.WINDOW, Argument.SPAN),
            Word.of(Kind.FORECAST, Argument.NUMBER_METRIC, Argument.WINDOW, Argument.SPAN),
            Word.of(Kind.CHANGED, Argument.METRIC, Argument.WINDOW),
            Word.of(Kind.CHANGED, Argument.METRIC, Argument.WINDOW, Argument.INTERVALS),
            Word.of(Kind.FELL, Argument.NUMBER_METRIC, Argument.AMOUNT, Argument.WINDOW),
            Word.of(Kind.HOUR_SIGMA, Argument.NUMBER_METRIC, Argument.DAYS),
            Word.of(Kind.FLAG, Argument.FLAG),
            Word.of(Kind.FLAGGED, Argument.FLAG, Argument.WINDOW));

    private final Map<String, Operand> operands;
    private final List<Issue> issues;
    private final ZoneId zone;

    /** Adds what it expands to {@code operands}, and what is wrong to {@code issues}. For one text and one thread. */
    Words(Map<String, Operand> operands, ZoneId zone, List<Issue> issues) {
        this.operands = operands;
        this.zone = zone;
        this.issues = issues;
    }

    /** Names that a parameter must not take. */
    static boolean isWord(String name) {
        return ALL.stream().anyMatch(word -> name(word).equals(name));
    }

    List<CelMacro> macros() {
        return ALL.stream().map(this::macro).toList();
    }

    private static String name(Word word) {
        return word.kind().name().toLowerCase(Locale.ROOT);
    }

    @SuppressWarnings("Immutable") // it collects; a compiler is used for one text, by one thread
    private CelMacro macro(Word word) {
        return CelMacro.newGlobalMacro(
                name(word),
                word.arguments().size(),
                (factory, target, given) -> Optional.of(expand(word, factory, given)));
    }

    private CelExpr expand(Word word, CelMacroExprFactory factory, List<CelExpr> given) {
        Metric metric = Operand.EVERY_READING;
        long window = 0;
        Detail detail = Detail.NONE;
        List<String> name = new ArrayList<>(List.of(name(word)));
        boolean good = true;
        for (int i = 0; i < given.size(); i++) {
            Argument argument = word.arguments().get(i);
            Optional<Object> value = value(argument, given.get(i));
            if (value.isEmpty()) {
                issues.add(at(factory, given.get(i), name(word) + " needs " + argument.needs));
                good = false;
                continue;
            }
            name.add(String.valueOf(value.get()));
            switch (argument) {
                case NUMBER_METRIC, METRIC -> metric = (Metric) value.get();
                case WINDOW -> window = (Long) value.get();
                case SPAN -> detail = Detail.other((Long) value.get());
                case AMOUNT -> detail = Detail.amount((Double) value.get());
                case DAYS -> detail = Detail.days((Long) value.get(), zone);
                case INTERVALS -> detail = Detail.intervals((Long) value.get());
                case FLAG -> detail = Detail.other(((Flag) value.get()).bit());
            }
        }
        Operand operand = new Operand(word.kind(), metric, window, detail, -1);
        if (!good) {
            return operand.isBoolean() ? factory.newBoolLiteral(false) : factory.newDoubleLiteral(0);
        }
        String variable = String.join("_", name).replaceAll("[^A-Za-z0-9_]", "_");
        operands.put(variable, operand);
        return factory.newIdentifier(variable);
    }

    private static Optional<Object> value(Argument argument, CelExpr expr) {
        if (expr.exprKind().getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            return Optional.empty();
        }
        CelConstant constant = expr.constant();
        return switch (argument) {
            case METRIC -> text(constant).flatMap(Words::metric).map(found -> found);
            case NUMBER_METRIC ->
                text(constant)
                        .flatMap(Words::metric)
                        .filter(found -> !found.isBoolean())
                        .map(found -> found);
            case WINDOW, SPAN -> text(constant).map(Span::parse).flatMap(Words::positive);
            case AMOUNT ->
                constant.getKind() == CelConstant.Kind.DOUBLE_VALUE && constant.doubleValue() > 0
                        ? Optional.of(constant.doubleValue())
                        : Optional.empty();
            case DAYS -> whole(constant, 2, 60);
            case INTERVALS -> whole(constant, 1, 1_000);
            case FLAG -> text(constant).flatMap(Words::flag);
        };
    }

    private static Optional<Metric> metric(String name) {
        return Metric.find(name).filter(found -> !found.equals(Operand.EVERY_READING));
    }

    private static Optional<Object> flag(String name) {
        for (Flag flag : Flag.values()) {
            if (flag.wireName().equals(name)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }

    private static Optional<Object> positive(OptionalLong millis) {
        return millis.isPresent() && millis.getAsLong() > 0 ? Optional.of(millis.getAsLong()) : Optional.empty();
    }

    private static Optional<Object> whole(CelConstant constant, long min, long max) {
        return constant.getKind() == CelConstant.Kind.INT64_VALUE
                        && constant.int64Value() >= min
                        && constant.int64Value() <= max
                ? Optional.of(constant.int64Value())
                : Optional.empty();
    }

    private static Optional<String> text(CelConstant constant) {
        return constant.getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(constant.stringValue())
                : Optional.empty();
    }

    private static Issue at(CelMacroExprFactory factory, CelExpr expr, String message) {
        return new Issue(
                factory.getSourceLocation(expr).getLine(),
                factory.getSourceLocation(expr).getColumn(),
                message);
    }
}
