package io.geshao.alerting.rule;

import io.geshao.alerting.rule.FileReader.Block;
import io.geshao.alerting.rule.Rule.Absent;
import io.geshao.alerting.rule.Rule.CaseSpec;
import io.geshao.alerting.rule.Rule.Clear;
import io.geshao.alerting.rule.Rule.Count;
import io.geshao.alerting.rule.Rule.Level;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceKind;
import io.geshao.core.Grade;
import io.geshao.core.Lane;
import io.geshao.core.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the keys of a rule file mean; {@code rules/README.md} is the same for people. */
final class RuleReader {
    private final FileReader file;

    RuleReader(FileReader file) {
        this.file = file;
    }

    Rule read(Block top) {
        String id = top.text("id", null);
        int version = top.number("version", 1, 1);
        Map<String, String> title = top.bilingual("title");
        top.text("source", "");
        Set<DeviceKind> kinds = top.many("kinds", DeviceKind.class);
        Set<String> profiles = texts(top, "profiles");
        Scope scope = top.one("scope", Scope.class, Scope.DEVICE, true);
        Absent absent = absent(top.block("absent"));
        Count count = count(top.block("count"));
        int together = top.number("together", 0, 0);
        long within = top.span("within");
        List<Level> levels = levels(top, absent != null || count != null);
        Clear clear = clear(top.block("clear"));
        boolean latching = top.flag("latching", false);
        boolean needsAck = top.flag("needs_ack", true);
        Set<String> inhibits = texts(top, "inhibits");
        top.finish();
        if (id.isEmpty() || !id.matches("[A-Z][A-Za-z0-9]{0,15}")) {
            file.fault(top.at(), "'" + id + "' is not a rule id: a capital letter, then letters and digits");
        }
        checkScope(top, scope, absent, count, together);
        checkBefore(top, levels, clear, together);
        return new Rule(
                id, version, title, kinds, profiles, scope, levels, clear, absent, count, together, within, latching,
                needsAck, inhibits);
    }

    private void checkScope(Block top, Scope scope, @Nullable Absent absent, @Nullable Count count, int together) {
        boolean ofMany = count != null || together > 0;
        if (absent != null && (scope == Scope.GATEWAY) != absent.ofGateway()) {
            file.fault(top.at(), "absence of a share of devices has scope gateway, any other absence scope device");
        } else if (absent == null && ofMany == (scope == Scope.DEVICE || scope == Scope.GATEWAY)) {
            file.fault(
                    top.at(),
                    ofMany
                            ? "'count' and 'together' need a scope of several devices"
                            : "one device at a time has scope device; several need 'together'");
        }
    }

    private void checkBefore(Block top, List<Level> levels, @Nullable Clear clear, int together) {
        boolean raises = levels.stream().flatMap(level -> level.any().stream()).anyMatch(RuleReader::asksBefore);
        boolean clears = clear != null && clear.all().stream().anyMatch(RuleReader::asksBefore);
        if (raises || (clears && together == 0)) {
            file.fault(top.at(), "before(…) stands in 'clear' of a rule with 'together'");
        }
    }

    private static boolean asksBefore(Term term) {
        return term.operands().stream().anyMatch(operand -> operand.kind() == Operand.Kind.BEFORE);
    }

    private List<Level> levels(Block top, boolean conditionElsewhere) {
        if (!top.has("levels")) {
            return List.of(level(top, conditionElsewhere));
        }
        List<Level> levels = new ArrayList<>();
        for (Block block : top.blocks("levels")) {
            levels.add(level(block, conditionElsewhere));
            block.finish();
        }
        for (int i = 1; i < levels.size(); i++) {
            if (levels.get(i).severity().compareTo(levels.get(i - 1).severity()) > 0) {
                file.fault(top.at(), "levels go from the least to the most severe");
            }
        }
        if (levels.isEmpty()) {
            file.fault(top.at(), "'levels' is empty");
            levels.add(level(top, true));
        }
        return levels;
    }

    private Level level(Block block, boolean conditionElsewhere) {
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
            file.fault(block.at(), "a rule has exactly one of 'when', 'absent', 'count'");
        }
        return new Level(
                severity, any, block.hold("for"), caseSpec(block.block("case")), block.many("lanes", Lane.class));
    }

    private @Nullable Clear clear(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        Clear clear = new Clear(block.terms("all"), block.hold("for"));
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
                intervals.put(lane, byLane.number(lane.wireName(), 0, 1));
            }
            byLane.finish();
        }
        double share = block.parsed("share", 0.0, false, Double::parseDouble, "a number");
        if (!(share >= 0 && share <= 1)) {
            file.fault(block.at(), "'share' is 0…1");
        }
        Absent absent = new Absent(
                Map.copyOf(intervals), share, block.number("min_devices", 0, 0), block.number("quiet_reports", 0, 0));
        block.finish();
        return absent;
    }

    private @Nullable Count count(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        List<Count.Members> any = new ArrayList<>();
        for (Block members : block.blocks("any")) {
            any.add(new Count.Members(texts(members, "rules"), members.number("devices", 1, 1)));
            members.finish();
        }
        if (any.isEmpty()) {
            file.fault(block.at(), "'any' needs at least one entry");
        }
        block.finish();
        return new Count(List.copyOf(any));
    }

    private CaseSpec caseSpec(@Nullable Block block) {
        if (block == null) {
            return new CaseSpec("", CaseView.Domain.MAINTENANCE, Grade.IV, Scope.DEVICE, false, false);
        }
        CaseSpec spec = new CaseSpec(
                block.text("class", null),
                block.one("domain", CaseView.Domain.class, CaseView.Domain.MAINTENANCE, true),
                block.one("grade", Grade.class, Grade.IV, true),
                block.one("scope", Scope.class, Scope.DEVICE, true),
                block.flag("suspected", false),
                block.flag("auto_file", false));
        block.finish();
        return spec;
    }

    private static Set<String> texts(Block block, String key) {
        return block.list(key).stream().map(item -> item.text).collect(Collectors.toCollection(HashSet::new));
    }
}
