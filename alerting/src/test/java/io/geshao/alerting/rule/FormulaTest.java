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
import java.util.List;
import java.util.Map;
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

    private Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        variables.put("level", VALUES[random.nextInt(VALUES.length)]);
        variables.put("pressure", VALUES[random.nextInt(VALUES.length)]);
        variables.put("leak", random.nextBoolean());
        variables.put("tilt", random.nextBoolean());
        return variables;
    }

    /** What is not in the map is not known. */
    private static Values values(Map<String, Object> variables) {
        return operand -> {
            Object value = variables.get(operand.metric().name());
            if (value == null) {
                return Double.NaN;
            }
            return value instanceof Boolean flag ? (flag ? 1 : 0) : (Double) value;
        };
    }

    private static Formula.Truth formula(String text) throws CelValidationException {
        return Formula.of(COMPILER.compile(text).getAst(), OPERANDS, Map.of())
                .orElseThrow(() -> new AssertionError(text));
    }

    @Test
    void random_conditions_agree_with_the_interpreter() throws CelValidationException, CelEvaluationException {
        int numbersThatAreNone = 0;
        for (int i = 0; i < 1_500; i++) {
            String text = truth(1 + i % 3);
            Formula.Truth formula = formula(text);
            CelRuntime.Program program =
                    INTERPRETER.createProgram(COMPILER.compile(text).getAst());
            for (int j = 0; j < 8; j++) {
                Map<String, Object> variables = variables();
                int truth = formula.of(values(variables));
                if (truth == Formula.UNKNOWN) {
                    numbersThatAreNone++; // 0/0 says nothing here, and is unlike everything in CEL
                } else {
                    assertThat(truth == Formula.TRUE)
                            .as("%s with %s", text, variables)
                            .isEqualTo(program.eval(variables));
                }
            }
        }
        assertThat(numbersThatAreNone).isLessThan(600);
    }

    /** A rule is not asked while its operands lie in their bands, so a condition must not hold there, whatever else is so. */
    @Test
    void random_conditions_do_not_hold_inside_their_band() throws CelValidationException {
        int inside = 0;
        for (int i = 0; i < 1_500; i++) {
            String text = truth(1 + i % 3);
            CelAbstractSyntaxTree checked = COMPILER.compile(text).getAst();
            Band band = Band.of(checked.getExpr(), OPERANDS, Map.of());
            if (band == null) {
                continue;
            }
            Formula.Truth formula = formula(text);
            for (int j = 0; j < 8; j++) {
                Map<String, Object> variables = variables();
                if (j == 0) {
                    variables.remove(band.operand().metric().name());
                }
                if (band.holds(values(variables).get(band.operand()))) {
                    inside++;
                    assertThat(formula.of(values(variables)))
                            .as("%s with %s, band %s", text, variables, band)
                            .isNotEqualTo(Formula.TRUE);
                }
            }
        }
        assertThat(inside).isGreaterThan(300);
    }

    /** Whatever the missing value may be, it cannot make an answer wrong that was given without it. */
    @Test
    void random_conditions_with_a_missing_value_say_nothing_that_the_value_could_refute()
            throws CelValidationException {
        int said = 0;
        for (int i = 0; i < 1_500; i++) {
            String text = truth(1 + i % 3);
            Formula.Truth formula = formula(text);
            Map<String, Object> variables = variables();
            String missing = List.of("level", "pressure", "leak", "tilt").get(random.nextInt(4));
            variables.remove(missing);
            int without = formula.of(values(variables));
            if (without == Formula.UNKNOWN) {
                continue;
            }
            said++;
            for (double value : VALUES) {
                Map<String, Object> full = new HashMap<>(variables);
                boolean isNumber = missing.equals("level") || missing.equals("pressure");
                full.put(missing, isNumber ? (Object) value : (Object) (value != 0));
                assertThat(formula.of(values(full)))
                        .as("%s with %s", text, full)
                        .isIn(without, Formula.UNKNOWN);
            }
        }
        assertThat(said).isGreaterThan(300);
    }

    @Test
    void missing_value_decides_nothing_but_what_another_decides_alone() throws CelValidationException {
        Values dry = values(Map.of("leak", false));
        assertThat(formula("leak && level > 1.0").of(dry)).isEqualTo(Formula.FALSE);
        assertThat(formula("level > 1.0 || !leak").of(dry)).isEqualTo(Formula.TRUE);
        assertThat(formula("leak || level > 1.0").of(dry)).isEqualTo(Formula.UNKNOWN);
        assertThat(formula("!(level > 1.0)").of(dry)).isEqualTo(Formula.UNKNOWN);
        assertThat(formula("tilt ? leak : leak").of(dry)).isEqualTo(Formula.UNKNOWN);
    }

    @Test
    void arithmetic_with_whole_numbers_has_no_formula() throws CelValidationException {
        assertThat(Formula.of(COMPILER.compile("level > 7 / 2").getAst(), OPERANDS, Map.of()))
                .isEmpty();
        assertThat(Formula.of(COMPILER.compile("level > 3").getAst(), OPERANDS, Map.of()))
                .isPresent();
        assertThat(Formula.of(COMPILER.compile("'a'.size() == 1").getAst(), OPERANDS, Map.of()))
                .isEmpty();
    }
}
