package io.geshao.alerting.tool;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.geshao.alerting.rule.RuleFault;
import io.geshao.alerting.rule.Yaml;
import io.geshao.alerting.tool.TestFile.Act;
import io.geshao.alerting.tool.TestFile.Case;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads a file of rule tests; {@code docs/rules.md} is the same for people. Finds every fault, not just the first. */
final class TestFileReader {
    private static final long DEFAULT_START =
            TestTime.parseStart("2026-03-02 08:00").orElseThrow();
    private static final long HOUR = 3_600_000;
    private static final long DEFAULT_WITHIN = 1_000;

    private final String file;
    private final List<RuleFault> faults;

    private TestFileReader(String file, List<RuleFault> faults) {
        this.file = file;
        this.faults = faults;
    }

    /** The file as far as it could be read; complete if nothing was added to {@code faults}. */
    static TestFile read(String file, String text, List<RuleFault> faults) {
        TestFileReader reader = new TestFileReader(file, faults);
        try {
            if (Yaml.parse(text) instanceof Yaml.Mapping mapping) {
                return reader.file(new Entry(file, faults, mapping));
            }
            faults.add(new RuleFault(file, 1, 1, "a test file is a mapping with 'tests'"));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            faults.add(new RuleFault(
                    file,
                    at == null ? 1 : at.getLineNr(),
                    at == null ? 1 : at.getColumnNr(),
                    e.getOriginalMessage().lines().findFirst().orElse("not YAML")));
        } catch (IOException e) {
            faults.add(new RuleFault(file, 1, 1, "cannot be read: " + e.getMessage()));
        }
        return new TestFile(file, Set.of(), List.of());
    }

    private TestFile file(Entry top) {
        Set<String> rules = new TreeSet<>(top.texts("rules"));
        List<Case> cases = new ArrayList<>();
        for (Entry entry : top.entries("tests")) {
            cases.add(readCase(entry));
            entry.finish();
        }
        if (cases.isEmpty()) {
            top.fault("'tests' is missing or empty");
        }
        top.finish();
        return new TestFile(file, rules, List.copyOf(cases));
    }

    private Case readCase(Entry entry) {
        String name = entry.required("name");
        TestDevices devices = new TestDevices();
        devices.read(entry);
        List<Act> acts = new ArrayList<>();
        readSeries(entry, devices, acts);
        for (Entry line : entry.entries("timeline")) {
            readLine(line, devices, acts);
            line.finish();
        }
        acts.sort(Comparator.comparingLong(Act::atMillis));
        long within = entry.time("within", DEFAULT_WITHIN);
        List<TestFile.Expected> expected = new ArrayList<>();
        for (Entry line : entry.entries("expect")) {
            expected.add(expected(line, devices, within));
            line.finish();
        }
        if (!entry.has("expect") && !entry.has("never") && !entry.has("open")) {
            entry.fault("a test expects something: 'expect' (an empty list means: nothing), 'never' or 'open'");
        }
        List<TestFile.Never> never = nevers(entry, devices);
        List<TestFile.OpenAt> open = openAts(entry, devices);
        long last = acts.isEmpty() ? 0 : end(acts.get(acts.size() - 1));
        for (TestFile.Expected one : expected) {
            last = Math.max(last, one.atMillis());
        }
        for (TestFile.OpenAt one : open) {
            last = Math.max(last, one.atMillis());
        }
        return new Case(
                name,
                entry.line(),
                start(entry),
                devices.registry(),
                List.copyOf(acts),
                expected,
                entry.many("only", AlertTransition.Kind.class, AlertTransition.Kind.RAISED),
                never,
                open,
                entry.time("until", last + HOUR),
                within);
    }

    private static long end(Act act) {
        return act instanceof Act.Restart restart ? restart.atMillis() + restart.downMillis() : act.atMillis();
    }

    private long start(Entry entry) {
        String text = entry.text("start", "");
        if (text.isEmpty()) {
            return DEFAULT_START;
        }
        OptionalLong start = TestTime.parseStart(text);
        if (start.isEmpty()) {
            entry.fault("'start' is a wall time such as 2026-03-02 08:00");
        }
        return start.orElse(DEFAULT_START);
    }

    private void readSeries(Entry entry, TestDevices devices, List<Act> acts) {
        long every = entry.time("every", 60_000);
        long from = entry.time("from", 0);
        long spread = entry.time("spread", 0);
        entry.mapping("series").forEach((key, value) -> {
            if (!(value instanceof Yaml.Scalar scalar)) {
                entry.fault(value, "a series is one text of values");
                return;
            }
            List<Series.Sample> samples = samples(entry, key, scalar);
            for (int step = 0; step < samples.size(); step++) {
                say(entry, key, value, from + step * every, spread, samples.get(step), devices, acts);
            }
        });
    }

    private List<Series.Sample> samples(Entry entry, String key, Yaml.Scalar value) {
        Optional<Metric> metric = metric(key);
        if (metric.isEmpty()) {
            entry.fault(value, "'" + key + "' is not device/metric with a metric of docs/payloads.md");
            return List.of();
        }
        try {
            return Series.parse(metric.get(), value.text);
        } catch (IllegalArgumentException e) {
            entry.fault(value, String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private static Optional<Metric> metric(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? Optional.empty() : Metric.find(key.substring(slash + 1));
    }

    private static void say(
            Entry entry,
            String key,
            Yaml at,
            long atMillis,
            long spreadMillis,
            Series.Sample sample,
            TestDevices devices,
            List<Act> acts) {
        if (!sample.arrives()) {
            return;
        }
        Metric metric = metric(key).orElseThrow();
        long each = atMillis;
        for (String id : TestDevices.expand(key.substring(0, key.indexOf('/')))) {
            if (devices.find(id).isEmpty()) {
                entry.fault(at, "there is no device '" + id + "' in this test");
                return;
            }
            acts.add(
                    new Act.Says(each, new DeviceId(id), metric, sample.value(), sample.flags(), sample.shiftMillis()));
            each += spreadMillis;
        }
    }

    private void readLine(Entry line, TestDevices devices, List<Act> acts) {
        if (!line.has("at")) {
            line.fault("'at' is missing");
        }
        long at = line.time("at", 0);
        long spread = line.time("spread", 0);
        if (line.has("ack")) {
            acts.add(new Act.Order(at, subject(line, line.text("ack", ""), devices), null, line.line()));
        }
        if (line.has("reset")) {
            acts.add(new Act.Order(
                    at, subject(line, line.text("reset", ""), devices), line.text("cause", "test"), line.line()));
        }
        if (line.has("restart")) {
            acts.add(new Act.Restart(at, line.time("restart", 0)));
        }
        line.others().forEach((key, value) -> {
            if (!key.contains("/")) {
                line.fault(value, "'" + key + "' is none of at, spread, ack, reset, cause, restart, device/metric");
            } else if (value instanceof Yaml.Scalar scalar) {
                List<Series.Sample> samples = samples(line, key, scalar);
                if (samples.size() > 1) {
                    line.fault(value, "one value at a time; several belong into 'series'");
                } else if (!samples.isEmpty()) {
                    say(line, key, value, at, spread, samples.get(0), devices, acts);
                }
            } else {
                line.fault(value, "a value is one text");
            }
        });
    }

    private TestFile.Expected expected(Entry line, TestDevices devices, long within) {
        if (!line.has("at")) {
            line.fault("'at' is missing");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        if (line.has("severity")) {
            fields.put(
                    "severity",
                    line.one("severity", Severity.class, Severity.S1).name());
        }
        if (line.has("state")) {
            fields.put(
                    "state",
                    line.one("state", AlertView.State.class, AlertView.State.NORMAL)
                            .name());
        }
        if (line.has("onset")) {
            fields.put("onset", Long.toString(line.time("onset", 0)));
        }
        if (line.has("case")) {
            fields.put("case", line.text("case", ""));
        }
        if (line.has("cause")) {
            fields.put("cause", line.text("cause", ""));
        }
        Map<String, Double> evidence = new LinkedHashMap<>();
        line.mapping("evidence").forEach((key, value) -> number(line, value).ifPresent(v -> evidence.put(key, v)));
        return new TestFile.Expected(
                line.time("at", 0),
                subject(line, line.required("alert"), devices),
                line.one("is", AlertTransition.Kind.class, AlertTransition.Kind.RAISED),
                fields,
                evidence,
                line.time("within", within),
                line.line());
    }

    private static Optional<Double> number(Entry line, Yaml value) {
        try {
            if (value instanceof Yaml.Scalar scalar) {
                return Optional.of(
                        switch (scalar.text) {
                            case "true" -> 1.0;
                            case "false" -> 0.0;
                            default -> Double.valueOf(scalar.text);
                        });
            }
        } catch (NumberFormatException e) {
            // said below, like everything else that is no number
        }
        line.fault(value, "evidence is a number, true or false");
        return Optional.empty();
    }

    private List<TestFile.Never> nevers(Entry entry, TestDevices devices) {
        List<TestFile.Never> nevers = new ArrayList<>();
        for (Yaml item : entry.items("never")) {
            if (item instanceof Yaml.Scalar scalar) {
                nevers.add(new TestFile.Never(
                        subject(entry, scalar.text, devices),
                        AlertTransition.Kind.RAISED,
                        0,
                        Long.MAX_VALUE,
                        item.line));
                continue;
            }
            Entry line = entry.of(item, "an entry of 'never'");
            if (line != null) {
                nevers.add(new TestFile.Never(
                        subject(line, line.required("alert"), devices),
                        line.one("is", AlertTransition.Kind.class, AlertTransition.Kind.RAISED),
                        line.time("from", 0),
                        line.time("to", Long.MAX_VALUE),
                        line.line()));
                line.finish();
            }
        }
        return nevers;
    }

    private List<TestFile.OpenAt> openAts(Entry entry, TestDevices devices) {
        List<TestFile.OpenAt> open = new ArrayList<>();
        for (Entry line : entry.entries("open")) {
            List<String> alerts = new ArrayList<>();
            for (String text : line.texts("alerts")) {
                int space = text.lastIndexOf(' ');
                TestFile.Subject subject = subject(line, space < 0 ? text : text.substring(0, space), devices);
                alerts.add(subject.text() + " " + text.substring(space + 1));
            }
            open.add(new TestFile.OpenAt(line.time("at", 0), alerts, line.line()));
            line.finish();
        }
        return open;
    }

    private TestFile.Subject subject(Entry line, String text, TestDevices devices) {
        String[] words = text.strip().split("\\s+", -1);
        boolean drill = words.length == 3 && words[2].equals("drill");
        if (words.length != 2 && !drill) {
            line.fault("'" + text + "' is not an alert: rule and scope, such as W2 b1 or F2 zone:b07-u1");
            return new TestFile.Subject("", "", false, text);
        }
        String scope = devices.scope(words[1]);
        if (scope.startsWith("device:") && devices.find(scope.substring(7)).isEmpty()) {
            line.fault("'" + text + "': there is no device '" + scope.substring(7) + "' in this test");
        }
        return new TestFile.Subject(words[0], scope, drill, text(words[0], scope, drill));
    }

    static String text(String rule, String scope, boolean drill) {
        return rule + " " + TestDevices.shortScope(scope) + (drill ? " drill" : "");
    }
}
