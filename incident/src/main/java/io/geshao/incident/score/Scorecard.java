package io.geshao.incident.score;

import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Ranking.Part;
import io.geshao.casework.score.Ranking.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From figures to scores and ranks. */
public final class Scorecard {
    /*
     * Score: the sum of weight × min(1, value ÷ target), less 0.2 for each rework and 0.5 for each from a case's third on.
     * A part with nothing to measure, be it no urgent case or no last year, does not count, and the rest is scaled to 100:
     * a unit is not punished for a whistle that nobody blew. What is ranked is the score as it is published, with two
     * decimals, so that two equal scores on the page share a rank.
     */
    static final int LEAST_CASES = 10;
    private static final String CASES = "filed";
    private static final BigDecimal PER_REWORK = new BigDecimal("0.2");
    private static final BigDecimal PER_LATER_REWORK = new BigDecimal("0.5");
    private static final double FULL = 100;

    private final Weights.Version weights;
    private final Map<String, Double> medians;

    /** @param lastYear figures of the same period a year before, by key: targets that are a median come from them */
    public Scorecard(Weights.Version weights, Map<String, List<Figure>> lastYear) {
        this.weights = weights;
        medians = new TreeMap<>();
        for (Weights.Weight weight : weights.weights()) {
            if (weight.target() == null) {
                Double median = median(lastYear, weight.indicator());
                if (median != null) {
                    medians.put(weight.indicator(), median);
                }
            }
        }
    }

    private static @Nullable Double median(Map<String, List<Figure>> figures, String indicator) {
        List<Double> values = new ArrayList<>();
        for (List<Figure> one : figures.values()) {
            Double value = find(one, CASES).numerator() < LEAST_CASES
                    ? null
                    : find(one, indicator).value();
            if (value != null) {
                values.add(value);
            }
        }
        if (values.isEmpty()) {
            return null;
        }
        values.sort(null);
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    /** Ranks them, best first; those with too few cases follow without a rank. */
    public Ranking rank(Ranking.By by, Map<String, List<Figure>> figures, Map<String, Map<String, String>> names) {
        List<Row> rows = new ArrayList<>();
        figures.forEach((key, own) -> rows.add(row(key, names.getOrDefault(key, Map.of("zh", key, "en", key)), own)));
        rows.sort(Comparator.comparing(Row::score, Comparator.nullsLast(Comparator.reverseOrder()))
                .thenComparing(Row::key));
        List<Row> ranked = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Integer rank = null;
            if (row.score() != null) {
                Row above = i == 0 ? null : ranked.get(i - 1);
                rank = above != null && row.score().equals(above.score()) ? above.rank() : Integer.valueOf(i + 1);
            }
            ranked.add(new Row(row.key(), row.name(), row.cases(), row.score(), rank, row.deduction(), row.parts()));
        }
        return new Ranking(weights.card(), weights.version(), by, ranked);
    }

    private Row row(String key, Map<String, String> name, List<Figure> figures) {
        List<Part> parts = new ArrayList<>();
        double points = 0;
        double weight = 0;
        for (Weights.Weight part : weights.weights()) {
            Figure figure = find(figures, part.indicator());
            Double target = part.target() == null ? medians.get(part.indicator()) : part.target();
            Double value = figure.value();
            Double earned = value == null || target == null
                    ? null
                    : target == 0 ? part.weight() : part.weight() * Math.min(1, value / target);
            if (earned != null) {
                points += earned;
                weight += part.weight();
            }
            parts.add(new Part(figure, part.weight(), target, earned));
        }
        long cases = find(figures, CASES).numerator();
        BigDecimal deduction = deduction(figures);
        Double score = cases < LEAST_CASES || weight == 0
                ? null
                : Double.valueOf(BigDecimal.valueOf(points * FULL / weight)
                        .subtract(deduction)
                        .max(BigDecimal.ZERO)
                        .setScale(2, RoundingMode.HALF_UP)
                        .doubleValue());
        return new Row(key, name, cases, score, null, deduction.doubleValue(), parts);
    }

    private static BigDecimal deduction(List<Figure> figures) {
        long later = find(figures, "later_reworks").numerator();
        long early = find(figures, "reworks").numerator() - later;
        return PER_REWORK.multiply(BigDecimal.valueOf(early)).add(PER_LATER_REWORK.multiply(BigDecimal.valueOf(later)));
    }

    private static Figure find(List<Figure> figures, String indicator) {
        return figures.stream()
                .filter(figure -> figure.indicator().equals(indicator))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no figure of " + indicator));
    }
}
