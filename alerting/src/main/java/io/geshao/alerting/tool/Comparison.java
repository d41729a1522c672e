package io.geshao.alerting.tool;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Holds what happened against what was expected, and writes the difference as one timeline. */
final class Comparison {
    /** What is said about an alert that stays as it is: compared only in tests that speak of it. */
    private static final Set<AlertTransition.Kind> NOTES =
            Set.of(AlertTransition.Kind.LAST_KNOWN_ALARM, AlertTransition.Kind.KNOWN_AGAIN, AlertTransition.Kind.STALE);

    private final TestFile.Case test;
    private final TestRun.Happened happened;
    private final List<Line> lines = new ArrayList<>();

    /** One line of the timeline; marks: blank fits, {@code -} is missing, {@code +} is too much, {@code !} differs. */
    private record Line(long atMillis, char mark, String alert, String kind, String note) {
        String text() {
            return "%c %-10s %-28s %-16s %s"
                    .formatted(mark, TestTime.text(atMillis), alert, kind, note)
                    .stripTrailing();
        }
    }

    private final long slackMillis;

    private Comparison(TestFile.Case test, TestRun.Happened happened, long slackMillis) {
        this.test = test;
        this.happened = happened;
        this.slackMillis = slackMillis;
    }

    /**
     * The timeline with its marks; empty if all is as expected.
     *
     * @param slackMillis how far a step may lie from its time, if the test allows less
     */
    static List<String> differences(TestFile.Case test, TestRun.Happened happened, long slackMillis) {
        return new Comparison(test, happened, slackMillis).differences();
    }

    private List<String> differences() {
        List<String> out = new ArrayList<>(happened.faults());
        compareTransitions();
        for (TestFile.Never never : test.never()) {
            for (AlertTransition one : happened.told()) {
                if (is(one, never.subject(), never.kind())
                        && at(one) >= never.fromMillis()
                        && at(one) <= never.toMillis()) {
                    lines.add(new Line(
                            at(one),
                            '!',
                            never.subject().text(),
                            word(one.kind()),
                            "must never be (line " + never.line() + ")"));
                }
            }
        }
        boolean timelineDiffers = lines.stream().anyMatch(line -> line.mark() != ' ');
        if (timelineDiffers) {
            lines.sort(Comparator.comparingLong(Line::atMillis));
            lines.forEach(line -> out.add(line.text()));
        }
        for (TestFile.OpenAt look : test.open()) {
            List<String> open = Objects.requireNonNullElse(happened.openAt().get(look.line()), List.of());
            if (!new TreeSet<>(open).equals(new TreeSet<>(look.alerts()))) {
                out.add("! " + TestTime.text(look.atMillis()) + " open: " + open + ", wanted " + look.alerts()
                        + " (line " + look.line() + ")");
            }
        }
        return out;
    }

    private void compareTransitions() {
        List<AlertTransition> left = new ArrayList<>(happened.told());
        left.removeIf(one -> test.only().isEmpty()
                ? NOTES.contains(one.kind()) && test.expected().stream().noneMatch(want -> want.kind() == one.kind())
                : !test.only().contains(one.kind()));
        List<TestFile.Expected> expected = new ArrayList<>(test.expected());
        expected.sort(Comparator.comparingLong(TestFile.Expected::atMillis));
        for (TestFile.Expected want : expected) {
            AlertTransition found = left.stream()
                    .filter(one -> is(one, want.subject(), want.kind())
                            && Math.abs(at(one) - want.atMillis()) <= Math.max(want.withinMillis(), slackMillis))
                    .min(Comparator.comparingLong(one -> Math.abs(at(one) - want.atMillis())))
                    .orElse(null);
            if (found == null) {
                lines.add(new Line(
                        want.atMillis(),
                        '-',
                        want.subject().text(),
                        word(want.kind()),
                        "wanted, did not happen (line " + want.line() + ")"));
                continue;
            }
            left.remove(found);
            String different = different(found, want);
            lines.add(new Line(
                    at(found), different.isEmpty() ? ' ' : '!', want.subject().text(), word(want.kind()), different));
        }
        if (!test.expected().isEmpty()
                || test.never().isEmpty() && test.open().isEmpty()
                || !test.only().isEmpty()) {
            for (AlertTransition one : left) {
                AlertView view = one.alert();
                lines.add(new Line(
                        at(one),
                        '+',
                        TestFileReader.text(view.rule(), view.scope(), view.drill()),
                        word(one.kind()),
                        view.severity() + ", happened, not expected"));
            }
        }
    }

    private static boolean is(AlertTransition one, TestFile.Subject subject, AlertTransition.Kind kind) {
        AlertView view = one.alert();
        return one.kind() == kind
                && view.rule().equals(subject.rule())
                && view.scope().equals(subject.scope())
                && view.drill() == subject.drill();
    }

    private long at(AlertTransition one) {
        return one.atMillis() - test.startMillis();
    }

    private static String word(AlertTransition.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** What of the alert is not as expected, or nothing. */
    private String different(AlertTransition found, TestFile.Expected want) {
        List<String> notes = new ArrayList<>();
        want.fields().forEach((field, wanted) -> {
            String is = field(found.alert(), field);
            boolean fits = field.equals("onset")
                    ? Math.abs(Long.parseLong(is) - Long.parseLong(wanted)) <= slackMillis
                    : is.equals(wanted);
            if (!fits) {
                notes.add(field + " " + shown(field, is) + ", wanted " + shown(field, wanted));
            }
        });
        want.evidence().forEach((key, wanted) -> {
            Double is = found.alert().evidence().get(key);
            if (!wanted.equals(is)) {
                notes.add("evidence " + key + " " + is + ", wanted " + wanted);
            }
        });
        return notes.isEmpty() ? "" : String.join("; ", notes) + " (line " + want.line() + ")";
    }

    private String field(AlertView view, String field) {
        return switch (field) {
            case "severity" -> view.severity().name();
            case "state" -> view.state().name();
            case "onset" -> Long.toString(view.onsetMillis() - test.startMillis());
            case "case" -> view.caseHint().classCode();
            case "cause" -> String.valueOf(view.cause());
            default -> throw new IllegalArgumentException(field);
        };
    }

    private static String shown(String field, String value) {
        return field.equals("onset") ? TestTime.text(Long.parseLong(value)) : value.toLowerCase(Locale.ROOT);
    }

    /** Every transition as a timeline, for people who write a test and want to see what happens. */
    static List<String> timeline(TestFile.Case test, List<AlertTransition> told) {
        Comparison comparison = new Comparison(test, new TestRun.Happened(told, Map.of(), List.of()), 0);
        return told.stream()
                .map(one -> new Line(
                                comparison.at(one),
                                ' ',
                                TestFileReader.text(
                                        one.alert().rule(),
                                        one.alert().scope(),
                                        one.alert().drill()),
                                word(one.kind()),
                                one.alert().severity().name())
                        .text())
                .toList();
    }
}
