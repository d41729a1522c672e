package io.geshao.incident.score;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What weighs how much in a score, by card and version. Versioned data: a score of last year keeps last year's weights. */
public final class Weights {
    private static final String SHIPPED = "weights.tsv";
    private static final String HEADER = "card\tversion\tvalid_from\tindicator\tweight\ttarget";
    private static final String MEDIAN = "median";
    private static final double FULL = 100;

    /**
     * One weight.
     *
     * @param target full marks from here on; null is the median of last year among those ranked
     */
    public record Weight(
            String indicator, double weight, @Nullable Double target) {}

    /** The weights of a card from a day on. */
    public record Version(String card, String version, LocalDate validFrom, List<Weight> weights) {
        public Version {
            weights = List.copyOf(weights);
        }
    }

    private final List<Version> versions;

    private Weights(List<Version> versions) {
        this.versions = versions;
    }

    /** The weights that ship. */
    public static Weights shipped() {
        try (InputStream in = Weights.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalStateException(SHIPPED + " is missing from the jar");
            }
            return parse(SHIPPED, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Weights as text.
     *
     * @throws IllegalArgumentException with name, line and reason, if it is not as described
     */
    public static Weights parse(String name, String text) {
        TreeMap<String, Version> found = new TreeMap<>();
        Set<String> keys = new HashSet<>();
        boolean headerSeen = false;
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                if (!headerSeen) {
                    if (!line.equals(HEADER)) {
                        throw new IllegalArgumentException("the header is not '" + HEADER + "'");
                    }
                    headerSeen = true;
                    continue;
                }
                take(line.split("\t", -1), found, keys);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException(name + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        for (Version version : found.values()) {
            double sum = version.weights().stream().mapToDouble(Weight::weight).sum();
            if (Math.abs(sum - FULL) > 1e-9) {
                throw new IllegalArgumentException(
                        name + ": " + version.card() + " " + version.version() + " sums to " + sum + ", not 100");
            }
        }
        return new Weights(List.copyOf(found.values()));
    }

    private static void take(String[] cells, TreeMap<String, Version> found, Set<String> keys) {
        if (cells.length != 6) {
            throw new IllegalArgumentException(cells.length + " columns, not 6");
        }
        Indicators.Definition indicator = Indicators.of(cells[3]);
        if (!indicator.indicator().isShare()) {
            throw new IllegalArgumentException(cells[3] + " is not a share");
        }
        LocalDate from = LocalDate.parse(cells[2]);
        double weight = Double.parseDouble(cells[4]);
        Double target = cells[5].equals(MEDIAN) ? null : Double.valueOf(cells[5]);
        if (!(weight > 0) || (target != null && !(target > 0 && target <= 1))) {
            throw new IllegalArgumentException("a weight is positive, a target is a share or " + MEDIAN);
        }
        if (!keys.add(cells[0] + "\t" + cells[1] + "\t" + cells[3])) {
            throw new IllegalArgumentException(cells[3] + " stands twice in a version");
        }
        found.merge(
                cells[0] + "\t" + from,
                new Version(cells[0], cells[1], from, List.of(new Weight(cells[3], weight, target))),
                (one, more) -> {
                    if (!one.version().equals(more.version())) {
                        throw new IllegalArgumentException("two versions of " + cells[0] + " begin on " + from);
                    }
                    List<Weight> both = new ArrayList<>(one.weights());
                    both.addAll(more.weights());
                    return new Version(one.card(), one.version(), from, both);
                });
    }

    public List<Version> versions() {
        return versions;
    }

    /**
     * The version of a card that holds on a day.
     *
     * @throws IllegalArgumentException if none does
     */
    public Version on(String card, LocalDate day) {
        Version best = null;
        for (Version version : versions) {
            if (version.card().equals(card)
                    && !version.validFrom().isAfter(day)
                    && (best == null || version.validFrom().isAfter(best.validFrom()))) {
                best = version;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no weights of " + card + " on " + day);
        }
        return best;
    }
}
