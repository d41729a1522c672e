package io.geshao.alerting.rule;

import io.geshao.alerting.rule.FileReader.Block;
import io.geshao.alerting.rule.Rule.Absent;
import io.geshao.alerting.rule.Rule.Binding;
import io.geshao.alerting.rule.Rule.CaseSpec;
import io.geshao.alerting.rule.Rule.Clear;
import io.geshao.alerting.rule.Rule.Count;
import io.geshao.alerting.rule.Rule.Group;
import io.geshao.alerting.rule.Rule.Hold;
import io.geshao.alerting.rule.Rule.Level;
import io.geshao.alerting.rule.Rule.Neighbours;
import io.geshao.alerting.rule.Rule.Traits;
import io.geshao.alerting.state.Chatter;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceKind;
import io.geshao.core.Grade;
import io.geshao.core.Lane;
import io.geshao.core.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the keys of a rule file mean; {@code docs/rules.md} is the same for people. */
final class RuleReader {
    private static final String CLASS = "[A-Z]{1,3}\\d{2}(-\\d{1,3}){0,2}|[A-Z]{2}-\\d{2}";

    /** A hundred years: who has no 'within' does not ask when the others began. */
    private static final long FOREVER_MILLIS = 3_155_760_000_000L;

    private final FileReader file;
    private final Clockwork clockwork;

    RuleReader(FileReader file) {
        this.file = file;
        this.clockwork = new Clockwork(file);
    }

    Rule read(Block top) {
        String id = top.text("id", null);
        if (!id.isEmpty() && !id.matches("[A-Z][A-Za-z0-9]{0,15}")) {
            file.fault(top.entry("id"), "'" + id + "' is not a rule id: a capital letter, then letters and digits");
        }
        Map<String, String> title = top.bilingual("title");
        top.text("source", "");
        Map<String, Parameter> parameters = parameters(top.block("params"));
        file.names(new TermCompiler.Names(parameters, null, file.zone()));
        Operand.Nights daily = clockwork.nights(top.block("daily"));
        file.names(new TermCompiler.Names(parameters, daily, file.zone()));
        Binding binding =
                new Binding(top.many("kinds", DeviceKind.class), texts(top, "profiles"), texts(top, "not_profiles"));
        Scope scope = top.one("scope", Scope.class, Scope.DEVICE, true);
        Absent absent = absent(top.block("absent"));
        Count count = count(top.block("count"));
        Chatter.Limits chatter = chatter(top.block("chatter"));
        Group group = group(top);
        Neighbours neighbours = neighbours(top.block("neighbours"));
        boolean latching = top.flag("latching", false);
        List<Level> levels = levels(top, absent != null || count != null || chatter != null, latching);
        Clear clear = clear(top);
        Traits traits = new Traits(
                top.flag("needs_ack", true), top.flag("shadow", false), top.delay("step_down"), texts(top, "inhibits"));
        Schedule schedule = clockwork.schedule(top.block("schedule"));
        top.finish();
        Rule rule = Variants.placed(new Rule(
                id,
                Meaning.of(top.at(), file.delayScale()),
                title,
                binding,
                scope,
                levels,
                clear,
                absent,
                count,
                chatter,
                group,
                neighbours,
                daily,
                schedule,
                traits,
                new Variants(parameters, List.of(), file.delayScale()),
                Rule.Facts.NONE));
        new RuleCheck(file, top).check(rule);
        return rule;
    }

    private Map<String, Parameter> parameters(@Nullable Block block) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        if (block == null) {
            return parameters;
        }
        for (String name : block.names()) {
            Parameter parameter = block.parameter(name);
            if (file.isTaken(name)) {
                file.fault(block.entry(name), "'" + name + "' is a metric or a word of conditions already");
            } else if (!name.matches("[a-z][a-z0-9_]{0,30}")) {
                file.fault(block.entry(name), "'" + name + "' is not a name: lower-case letters, digits and _");
            } else {
                parameters.put(name, parameter);
            }
        }
        return parameters;
    }

    private @Nullable Group group(Block top) {
        int devices = top.number("together", 0, 1);
        double share = top.share("share");
        long within = top.has("within") ? top.span("within") : FOREVER_MILLIS;
        if (!top.has("together") && !top.has("share")) {
            if (top.has("within")) {
                file.fault(top.entry("within"), "'within' belongs to 'together' or 'share'");
            }
            return null;
        }
        return new Group(devices, share, within);
    }

    private @Nullable Neighbours neighbours(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        Scope scope = block.one("scope", Scope.class, Scope.ZONE, true);
        int devices = block.number("devices", 1, 1);
        List<Term> any = block.terms("any");
        if (block.list("any").isEmpty()) {
            file.fault(block.at(), "'any' needs at least one condition");
        }
        if (scope == Scope.DEVICE) {
            file.fault(block.entry("scope"), "a device has no neighbours in itself");
        }
        block.finish();
        return new Neighbours(scope, devices, any);
    }

    private List<Level> levels(Block top, boolean conditionElsewhere, boolean latching) {
        if (!top.has("levels")) {
            return List.of(level(top, conditionElsewhere, latching, null));
        }
        List<Level> levels = new ArrayList<>();
        for (Block block : top.blocks("levels")) {
            levels.add(level(block, conditionElsewhere, block.flag("latching", latching), clear(block)));
            block.finish();
        }
        for (int i = 1; i < levels.size(); i++) {
            if (levels.get(i).severity().compareTo(levels.get(i - 1).severity()) > 0) {
                file.fault(top.entry("levels"), "levels go from the least to the most severe");
            }
        }
        if (levels.isEmpty()) {
            file.fault(top.entry("levels"), "'levels' is empty");
            levels.add(level(top, true, latching, null));
        }
        return levels;
    }

    private Level level(Block block, boolean conditionElsewhere, boolean latching, @Nullable Clear clear) {
        Severity severity = block.one("severity", Severity.class, Severity.S3, true);
        List<Term> any = List.of();
        Block when = block.block("when");
        if (when != null) {
            any = when.terms("any");
            if (when.list("any").isEmpty()) {
                file.fault(when.at(), "'any' needs at least one condition");
            }
            when.finish();
        }
        if ((when != null) == conditionElsewhere) {
            file.fault(block.at(), "a rule has exactly one of 'when', 'absent', 'count', 'chatter'");
        }
        return new Level(
                severity,
                any,
                block.hold("for"),
                caseSpec(block.block("case")),
                block.many("lanes", Lane.class),
                clear,
                latching);
    }

    /** {@code keep_firing_for} is the off-delay of a rule that needs no dead-band. */
    private @Nullable Clear clear(Block around) {
        Block block = around.block("clear");
        Hold keep = around.hold("keep_firing_for");
        if (block == null) {
            return around.has("keep_firing_for") ? new Clear(List.of(), keep) : null;
        }
        Clear clear = new Clear(block.terms("all"), block.has("for") ? block.hold("for") : keep);
        if (block.has("for") && around.has("keep_firing_for")) {
            file.fault(around.entry("keep_firing_for"), "'keep_firing_for' and 'clear.for' are the same: one of them");
        }
        block.finish();
        return clear;
    }

    private @Nullable Absent absent(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        Map<Lane, Integer> intervals = new LinkedHashMap<>();
        Block byLane = block.block("intervals");
        if (byLane == null) {
            block.required("intervals");
        } else {
            for (Lane lane : Lane.values()) {
                byLane.required(lane.wireName());
                intervals.put(lane, byLane.number(lane.wireName(), 1, 1));
            }
            byLane.finish();
        }
        Absent absent = new Absent(
                Map.copyOf(intervals),
                block.share("share"),
                block.number("min_devices", 0, 0),
                block.number("quiet_reports", 0, 0));
        block.finish();
        return absent;
    }

    private @Nullable Count count(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        List<Count.Members> any = new ArrayList<>();
        for (Block members : block.blocks("any")) {
            any.add(new Count.Members(
                    texts(members, "rules"),
                    members.number("devices", 1, 1),
                    members.number("zones", 0, 1),
                    members.share("share")));
            members.finish();
        }
        if (any.isEmpty()) {
            file.fault(block.at(), "'any' needs at least one entry");
        }
        long within = block.span("within");
        block.finish();
        return new Count(List.copyOf(any), within);
    }

    /** What other rules' conditions must not do; what is over when they have stood still. */
    private static Chatter.@Nullable Limits chatter(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        for (String key : List.of("times", "within", "quiet")) {
            block.required(key);
        }
        Chatter.Limits limits =
                new Chatter.Limits(block.number("times", 2, 2), block.span("within"), block.span("quiet"));
        block.finish();
        return limits;
    }

    private CaseSpec caseSpec(@Nullable Block block) {
        if (block == null) {
            return new CaseSpec("", CaseView.Domain.MAINTENANCE, Grade.IV, Scope.DEVICE, false, false, Map.of());
        }
        String classCode = block.text("class", null);
        checkClass(block, "class", classCode);
        Map<String, String> byProfile = new LinkedHashMap<>();
        Block others = block.block("class_by_profile");
        if (others != null) {
            for (String profile : others.names()) {
                byProfile.put(profile, others.text(profile, null));
                checkClass(others, profile, byProfile.get(profile));
            }
            others.finish();
        }
        CaseSpec spec = new CaseSpec(
                classCode,
                block.one("domain", CaseView.Domain.class, CaseView.Domain.MAINTENANCE, true),
                block.one("grade", Grade.class, Grade.IV, true),
                block.one("scope", Scope.class, Scope.DEVICE, true),
                block.flag("suspected", false),
                block.flag("auto_file", false),
                Map.copyOf(byProfile));
        block.finish();
        return spec;
    }

    private void checkClass(Block block, String key, @Nullable String code) {
        if (code != null && !code.isEmpty() && !code.matches(CLASS)) {
            file.fault(block.entry(key), "'" + code + "' is not a case class such as EM-01 or E01-92-1");
        }
    }

    private static Set<String> texts(Block block, String key) {
        return block.texts(key);
    }
}
