package io.geshao.profiles;

import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.DeviceProfile.Installation;
import io.geshao.core.registry.DeviceProfile.LaneRule;
import io.geshao.core.registry.DeviceProfile.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The profiles of one file. */
final class ProfileParser {
    private static final long DEFAULT_LATE_MILLIS = 15 * 60_000;
    private static final Range TRUE = new Range(1, 1);
    private static final Range FALSE = new Range(0, 0);

    private final Faults faults;
    private final Map<String, DeviceProfile> known;
    /** Profiles that are being read: one that is like itself would never end. */
    private final Set<String> open = new LinkedHashSet<>();

    private final Set<String> done = new LinkedHashSet<>();

    ProfileParser(Faults faults, Map<String, DeviceProfile> known) {
        this.faults = faults;
        this.known = known;
    }

    void all(Fields profiles) {
        for (String name : profiles.names()) {
            one(name, profiles);
        }
    }

    private void one(String name, Fields profiles) {
        if (!done.add(name)) {
            return;
        }
        open.add(name);
        Node at = profiles.keyAt(name);
        if (!DeviceId.isValid(name)) {
            faults.at(at, "'" + name + "' is not a name: letters, digits, '.', '_' and '-', at most 64");
        }
        Fields fields = new Fields(profiles.at(name), "profile '" + name + "'", faults);
        int before = faults.count();
        DeviceProfile profile = profile(name, fields, like(fields, profiles));
        fields.refuseOthers();
        if (faults.count() == before || !known.containsKey(name)) {
            known.put(name, profile); // a faulty one, too: those who are like it must not be told that it is missing
        }
        open.remove(name);
    }

    /** The profile that this one starts from: of this file, wherever it stands, or one that was there before. */
    private @Nullable DeviceProfile like(Fields fields, Fields profiles) {
        Node like = fields.get("like");
        if (like == null) {
            return null;
        }
        String other = String.valueOf(like.text);
        if (profiles.has(other) && !open.contains(other)) {
            one(other, profiles);
        }
        DeviceProfile found = known.get(other);
        if (found == null) {
            faults.at(
                    like,
                    open.contains(other)
                            ? "'" + other + "' would be like itself"
                            : "there is no profile '" + other + "' to be like");
        }
        return found;
    }

    private DeviceProfile profile(String name, Fields fields, @Nullable DeviceProfile like) {
        boolean orphan = like == null && fields.has("like"); // said already; its fields are not missing, too
        DeviceProfile base = orphan ? standIn() : like;
        DeviceKind kind = fields.one(
                "kind",
                base == null ? null : base.kind(),
                DeviceKind.WATER,
                "parking, waste_bin, fire or water",
                DeviceKind::of);
        String codec = fields.one(
                "codec",
                base == null ? null : base.codec(),
                "native",
                "one of " + String.join(", ", KnownCodecs.NAMES),
                KnownCodecs::require);
        long interval = fields.span("interval", base == null ? null : base.intervalMillis(), 1);
        long late = fields.span("late_after", base == null ? DEFAULT_LATE_MILLIS : base.lateMillis(), 1);
        long skew = fields.span(
                "clock_skew", base == null ? DeviceProfile.DEFAULT_CLOCK_SKEW_MILLIS : base.clockSkewMillis(), 1);
        Lane lane = lane(fields, base == null ? Lane.ROUTINE : base.lane());
        fields.items("models"); // for people: what is on the label of the device
        return new DeviceProfile(
                name,
                kind,
                codec,
                lane,
                interval,
                late,
                skew,
                plausible(fields, kind, base),
                laneRules(fields, base),
                installation(fields, base));
    }

    private static DeviceProfile standIn() {
        return new DeviceProfile("", DeviceKind.WATER, "native", Lane.ROUTINE, 1, 1);
    }

    private static Lane lane(Fields fields, @Nullable Lane before) {
        return fields.one("lane", before, Lane.ROUTINE, "life_safety, urgent or routine", Lane::of);
    }

    private Map<Metric, Range> plausible(Fields fields, DeviceKind kind, @Nullable DeviceProfile base) {
        Map<Metric, Range> ranges = new LinkedHashMap<>(base == null ? Map.of() : base.plausible());
        Fields written = fields.inside("plausible");
        if (written == null) {
            return ranges;
        }
        for (String name : written.names()) {
            Metric metric = metric(name, written.keyAt(name));
            Range range = range(written.at(name), "plausible " + name);
            if (metric == null || range == null) {
                continue;
            }
            if (metric.isBoolean()) {
                faults.at(written.keyAt(name), name + " is true or false, it has no range");
            } else if (!metric.plausible(kind, range.min()) || !metric.plausible(kind, range.max())) {
                faults.at(
                        written.at(name),
                        name + " " + range.min() + " to " + range.max() + " is wider than what any device of that"
                                + " kind can measure: values outside are dropped anyway");
            } else {
                ranges.put(metric, range);
            }
        }
        return ranges;
    }

    private @Nullable Range range(Node node, String what) {
        List<Node> ends = node.items;
        try {
            if (ends != null && ends.size() == 2) {
                String min = ends.get(0).text;
                String max = ends.get(1).text;
                if (min != null && max != null) {
                    return new Range(Fields.finite(min), Fields.finite(max));
                }
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        faults.at(node, what + " is a range [least, greatest]");
        return null;
    }

    private @Nullable Metric metric(String name, Node at) {
        Metric metric = Metric.find(name).orElse(null);
        if (metric == null) {
            faults.at(at, "there is no metric '" + name + "'; a vendor's own begins with x_");
        }
        return metric;
    }

    /** Written ones replace those of the profile that this one is like. */
    private List<LaneRule> laneRules(Fields fields, @Nullable DeviceProfile base) {
        if (!fields.has("lanes")) {
            return base == null ? List.of() : base.laneRules();
        }
        List<LaneRule> rules = new ArrayList<>();
        for (Node item : fields.items("lanes")) {
            Fields rule = new Fields(item, "a lane rule", faults);
            String name = rule.one("metric", null, "", "the name of a metric", text -> text);
            Lane lane = lane(rule, null);
            Node is = rule.get("is");
            double from = rule.number("from", Double.NEGATIVE_INFINITY);
            double to = rule.number("to", Double.POSITIVE_INFINITY);
            boolean ranged = rule.has("from") || rule.has("to");
            rule.refuseOthers();
            Metric metric = rule.has("metric") ? metric(name, rule.at("metric")) : null;
            if (metric == null) {
                continue;
            }
            if (metric.isVendor() ? ranged == (is != null) : metric.isBoolean() == ranged || ranged == (is != null)) {
                faults.at(
                        item,
                        name
                                + (metric.isBoolean()
                                        ? ": write 'is: true' or 'is: false'"
                                        : ": write 'from'," + " 'to' or both"));
            } else if (is != null) {
                rules.add(new LaneRule(metric, rule.flag("is", true) ? TRUE : FALSE, lane));
            } else if (from > to) {
                faults.at(rule.at("from"), "'from' is greater than 'to'");
            } else {
                rules.add(new LaneRule(metric, new Range(from, to), lane));
            }
        }
        return rules;
    }

    private Installation installation(Fields fields, @Nullable DeviceProfile base) {
        Installation was = base == null ? Installation.NONE : base.installation();
        double empty = was.binEmptyMm();
        double full = was.binFullMm();
        Fields bin = fields.inside("bin");
        if (bin != null) {
            empty = bin.number("empty_mm", empty);
            full = bin.number("full_mm", full);
            bin.refuseOthers();
            if (!(full >= 0 && full < empty)) {
                faults.at(fields.at("bin"), "'bin' has empty_mm and full_mm, and is full at the shorter distance");
                empty = Double.NaN;
            }
        }
        double offset = was.gaugeOffsetM();
        double height = was.gaugeHeightM();
        Fields gauge = fields.inside("gauge");
        if (gauge != null) {
            offset = gauge.number("offset_m", offset);
            height = gauge.number("height_m", height);
            gauge.refuseOthers();
        }
        boolean trusts = was.trustsTestBit();
        Fields panel = fields.inside("panel");
        if (panel != null) {
            trusts = panel.flag("trust_test_bit", trusts);
            panel.refuseOthers();
        }
        return new Installation(empty, full, offset, height, trusts);
    }
}
