package io.geshao.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.geshao.core.Metric;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the formulas say is what CEL's own interpreter says. */
class FormulaTest {
    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .addVar("level", SimpleType.DOUBLE)
            .addVar("pressure", SimpleType.DOUBLE)
            .addVar("leak", SimpleType.BOOL)
            .addVar("tilt", SimpleType.BOOL)
            .build();
    private static final CelRuntime INTERPRETER =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();
    private static final Map<String, Operand> OPERANDS = Map.of(
            "level", new Operand(Operand.Kind.LAST, Metric.LEVEL, 0),
            "pressure", new Operand(Operand.Kind.LAST, Metric.PRESSURE, 0),
            "leak", new Operand(Operand.Kind.LAST, Metric.LEAK, 0),
            "tilt", new Operand(Operand.Kind.LAST, Metric.TILT, 0));
    /** No negative zero: the interpreter sorts it below the whole number 0, the specification and the formula do not. */
    private static final double[] VALUES = {-1.5, -1, 0, 0.25, 1, 2, 57, 1e300, Double.MIN_VALUE};

    private final Random random = new Random(26_875);

    private String truth(int depth) {
        if (depth == 0) {
            return random.nextInt(4) == 0
                    ? "(" + number(0) + " >= " + random.nextInt(3) + ")"
                    : random.nextBoolean() ? "leak" : random.nextBoolean() ? "tilt" : "true";
        }
        String[] comparisons = {"<", "<=", ">", ">=", "==", "!="};
        return switch (random.nextInt(6)) {
            case 0 -> "(" + truth(depth - 1) + " && " + truth(depth - 1) + ")";
            case 1 -> "(" + truth(depth - 1) + " || " + truth(depth - 1) + ")";
            case 2 -> "!" + truth(0);
            case 3 -> "(" + truth(depth - 1) + (random.nextBoolean() ? " == " : " != ") + truth(depth - 1) + ")";
            case 4 -> "(" + truth(depth - 1) + " ? " + truth(depth - 1) + " : " + truth(depth - 1) + ")";
            default ->
                "(" + number(depth - 1) + " " + comparisons[random.nextInt(comparisons.length)] + " "
                        + number(depth - 1) + ")";
        };
    }

    private String number(int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 ? "2.5" : random.nextBoolean() ? "level" : "pressure";
        }
        String[] operators = {"+", "-", "*", "/"};
        return switch (random.nextInt(4)) {
            case 0 -> "(-" + number(0) + ")";
            case 1 -> "(" + truth(0) + " ? " + number(depth - 1) + " : " + number(depth - 1) + ")";
            default ->
                "(" + number(depth - 1) + " " + operators[random.nextInt(operators.length)] + " " + number(depth - 1)
                        + ")";
        };
    }

    @Test
    void random_conditions_agree_with_the_interpreter() throws CelValidationException, CelEvaluationException {
        for (int i = 0; i < 1_500; i++) {
            String text = truth(1 + i % 3);
            CelAbstractSyntaxTree ast = COMPILER.compile(text).getAst();
            Formula.Truth formula = Formula.of(ast, OPERANDS).orElseThrow(() -> new AssertionError(text));
            CelRuntime.Program program = INTERPRETER.createProgram(ast);
            for (int j = 0; j < 8; j++) {
                Map<String, Object> variables = new HashMap<>();
                variables.put("level", VALUES[random.nextInt(VALUES.length)]);
                variables.put("pressure", VALUES[random.nextInt(VALUES.length)]);
                variables.put("leak", random.nextBoolean());
                variables.put("tilt", random.nextBoolean());
                Values values = operand -> {
                    Object value = Objects.requireNonNull(
                            variables.get(operand.metric().name()));
                    return value instanceof Boolean flag ? (flag ? 1 : 0) : (Double) value;
                };
                assertThat(formula.of(values)).as("%s with %s", text, variables).isEqualTo(program.eval(variables));
            }
        }
    }

    @Test
    void arithmetic_with_whole_numbers_has_no_formula() throws CelValidationException {
        assertThat(Formula.of(COMPILER.compile("level > 7 / 2").getAst(), OPERANDS))
                .isEmpty();
        assertThat(Formula.of(COMPILER.compile("level > 3").getAst(), OPERANDS)).isPresent();
        assertThat(Formula.of(COMPILER.compile("'a'.size() == 1").getAst(), OPERANDS))
                .isEmpty();
    }
}
