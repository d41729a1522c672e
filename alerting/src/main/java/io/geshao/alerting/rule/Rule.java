package io.geshao.alerting.rule;

import io.geshao.alerting.state.Chatter;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceKind;
import io.geshao.core.Grade;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Severity;
import io.geshao.core.registry.Device;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule as loaded, checked and compiled. All delays are already scaled, in milliseconds. The rule of a file holds for
 * every device that no override names; {@link #at} is the rule as it applies to one device.
 *
 * @param meaning hex SHA-256 of all that can change a decision: titles, sources and comments are not in it
 * @param levels what it raises, least severe first; at least one
 * @param clear when an alert returns to normal; null is the moment the first level is false
 * @param absent set if silence is the condition
 * @param count set if alerts of other rules are the condition
 * @param chatter set if a condition of another rule that comes and goes too often is the condition
 * @param group set if several devices of the scope must meet the levels at once
 * @param neighbours what other devices of a scope must meet besides, or null
 * @param daily set if it is judged once a day, and what it then compares
 * @param schedule when its delays count; null is always
 * @param facts what follows from the rest, whatever is handed in
 */
public record Rule(
        String id,
        String meaning,
        Map<String, String> title,
        Binding binding,
        Scope scope,
        List<Level> levels,
        @Nullable Clear clear,
        @Nullable Absent absent,
        @Nullable Count count,
        Chatter.@Nullable Limits chatter,
        @Nullable Group group,
        @Nullable Neighbours neighbours,
        Operand.@Nullable Nights daily,
        @Nullable Schedule schedule,
        Traits traits,
        Variants variants,
        Facts facts) {

    /**
     * Which devices it is about.
     *
     * @param kinds empty is any
     * @param profiles a name or a beginning with {@code *}; empty is any
     * @param notProfiles likewise; these it is not about
     */
    public record Binding(Set<DeviceKind> kinds, Set<String> profiles, Set<String> notProfiles) {
        public Binding {
            kinds = Set.copyOf(kinds);
            profiles = Set.copyOf(profiles);
            notProfiles = Set.copyOf(notProfiles);
        }

        boolean binds(Device device) {
            String profile = device.profile().name();
            return (kinds.isEmpty() || kinds.contains(device.profile().kind()))
                    && (profiles.isEmpty() || profiles.stream().anyMatch(one -> matches(one, profile)))
                    && notProfiles.stream().noneMatch(one -> matches(one, profile));
        }
    }

    /**
     * One severity of a rule.
     *
     * @param any the condition: any of these terms; empty for absence and correlation
     * @param lanes the level holds only where the scope serves one of these lanes; empty is anywhere
     * @param clear when an alert of this level returns to normal, if the rule's own clear is not it
     * @param latching whether an episode that reached this level stays until somebody resets it
     */
    public record Level(
            Severity severity,
            List<Term> any,
            Hold hold,
            CaseSpec follow,
            Set<Lane> lanes,
            @Nullable Clear clear,
            boolean latching) {}

    /**
     * An on- or off-delay: a time, or a number of consecutive valid readings if {@code readings > 0}.
     *
     * @param parameter the parameter the time comes from, or null
     */
    public record Hold(long millis, int readings, @Nullable String parameter) {
        public static final Hold NONE = new Hold(0, 0, null);
    }

    /** When an active alert returns to normal: all of these terms, for that long. Empty: the first level is false. */
    public record Clear(List<Term> all, Hold hold) {}

    /**
     * Silence. For a device: none of its readings for so many expected intervals. For a gateway: a share of its devices.
     *
     * @param intervals expected intervals by lane after which a device is silent
     * @param share of the gateway's devices that must be silent, 0 for a rule about single devices
     * @param minDevices a gateway with fewer heard devices is not judged
     * @param quietReports a gateway through which so many reports in a row were due and missing is under suspicion, and
     *     single silences behind it wait; 0 switches that off
     */
    public record Absent(Map<Lane, Integer> intervals, double share, int minDevices, int quietReports) {
        public boolean ofGateway() {
            return share > 0;
        }

        /** Silent time of a device in milliseconds. */
        public long silentAfter(Device device) {
            return device.profile().intervalMillis()
                    * intervals.getOrDefault(
                            device.profile().lane(), device.profile().silentAfterIntervals());
        }
    }

    /**
     * Correlation: any of these; cleared when no member alert is open.
     *
     * @param withinMillis how far apart the onsets of the counted alerts may lie; 0 is any
     */
    public record Count(List<Members> any, long withinMillis) {
        /**
         * Active or latched alerts of these rules in the scope.
         *
         * @param devices at least so many different devices have one
         * @param zones at least so many different zones have one; 0 is any
         * @param share at least this share of the scope's devices that the counting rule binds has one; 0 is any
         */
        public record Members(Set<String> rules, int devices, int zones, double share) {}

        public boolean counts(String rule) {
            return any.stream().anyMatch(members -> members.rules().contains(rule));
        }
    }

    /**
     * Several devices of the scope that must meet the levels at once.
     *
     * @param devices how many, 0 if only the share counts
     * @param share of the scope's bound devices, 0 if only the number counts
     * @param withinMillis how far apart their onsets may lie
     */
    public record Group(int devices, double share, long withinMillis) {}

    /** At least so many other devices of the scope that the rule binds meet any of these terms now. */
    public record Neighbours(Scope scope, int devices, List<Term> any) {}

    /**
     * How its alerts behave.
     *
     * @param needsAck whether a cleared alert stays listed until somebody has acknowledged it
     * @param shadow it only counts what it would have raised
     * @param stepDownMillis an active alert falls to a lower level that holds after its own has not held for so long;
     *     0 is never
     * @param inhibits ids of rules that are not told while this one is active around them
     */
    public record Traits(boolean needsAck, boolean shadow, long stepDownMillis, Set<String> inhibits) {
        public Traits {
            inhibits = Set.copyOf(inhibits);
        }
    }

    /**
     * The case that follows; {@code classCode} is empty if none does.
     *
     * @param classByProfile other classes for some profiles: a name or a beginning with {@code *}
     */
    public record CaseSpec(
            String classCode,
            CaseView.Domain domain,
            Grade grade,
            Scope scope,
            boolean suspected,
            boolean autoFile,
            Map<String, String> classByProfile) {
        /** The class of a case about that device. */
        public String classFor(Device device) {
            for (Map.Entry<String, String> entry : classByProfile.entrySet()) {
                if (matches(entry.getKey(), device.profile().name())) {
                    return entry.getValue();
                }
            }
            return classCode;
        }
    }

    /** What every reading, or every device, would have to work out anew. */
    record Facts(boolean lifeSafety, boolean byInterval, Set<Metric> metrics, List<Operand> operands) {
        static final Facts NONE = new Facts(false, false, Set.of(), List.of());

        static Facts of(List<Level> levels, @Nullable Clear clear, @Nullable Neighbours neighbours) {
            Set<Metric> metrics = new LinkedHashSet<>();
            Set<Operand> operands = new LinkedHashSet<>();
            for (Term term : terms(levels, clear)) {
                metrics.addAll(term.metrics());
                operands.addAll(term.operands());
            }
            if (neighbours != null) {
                neighbours.any().forEach(term -> operands.addAll(term.operands()));
            }
            return new Facts(
                    levels.stream().anyMatch(level -> level.severity() == Severity.S1),
                    operands.stream().anyMatch(operand -> operand.detail().intervals() > 0),
                    Set.copyOf(metrics),
                    operands.stream()
                            .sorted(Comparator.comparingInt(Operand::place))
                            .toList());
        }
    }

    public Rule {
        title = Map.copyOf(title);
        levels = List.copyOf(levels);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("rule " + id + " raises nothing");
        }
        facts = Facts.of(levels, clear, neighbours);
    }

    private static boolean matches(String pattern, String profile) {
        return pattern.endsWith("*")
                ? profile.startsWith(pattern.substring(0, pattern.length() - 1))
                : profile.equals(pattern);
    }

    /** A number that changes with the meaning: the first 28 bits of its hash. */
    public int version() {
        return Integer.parseInt(versionText(), 16);
    }

    /** {@link #version} as people see it: seven hex digits. */
    public String versionText() {
        return meaning.substring(0, 7);
    }

    /** Whether both decide alike, whatever they are called: what is pending under one goes on under the other. */
    public boolean sameMeaning(Rule other) {
        return meaning.equals(other.meaning);
    }

    /** Whether the rule is bound to devices of that profile. */
    public boolean binds(Device device) {
        return binding.binds(device);
    }

    /**
     * The rule as it applies to that device: with the parameters of the longest place or the device itself that an
     * override names. The same object for all devices to whom the same numbers apply. Any thread.
     */
    public Rule at(Device device) {
        return variants.at(this, device);
    }

    /** The same rule with these overrides. */
    Rule with(List<Variants.Override> overrides) {
        return new Rule(
                id,
                meaning,
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
                variants.with(overrides),
                facts);
    }

    /** Whether what devices measure is its condition; else it is silence, or other alerts. */
    public boolean isOfReadings() {
        return absent == null && count == null && chatter == null;
    }

    public Set<DeviceKind> kinds() {
        return binding.kinds();
    }

    public Set<String> profiles() {
        return binding.profiles();
    }

    /** How many devices of the scope must meet the levels at once, 0 if each device speaks for itself. */
    public int together() {
        return group == null ? 0 : Math.max(1, group.devices());
    }

    /** How far apart their onsets may lie. */
    public long togetherMillis() {
        return group == null ? 0 : group.withinMillis();
    }

    public boolean needsAck() {
        return traits.needsAck();
    }

    /** Whether it only counts what it would have raised. */
    public boolean shadow() {
        return traits.shadow();
    }

    public Set<String> inhibits() {
        return traits.inhibits();
    }

    /** All its terms about the device itself: of the levels, and of what clears them. */
    public List<Term> terms() {
        return terms(levels, clear);
    }

    private static List<Term> terms(List<Level> levels, @Nullable Clear clear) {
        List<Term> terms = new ArrayList<>();
        levels.forEach(level -> {
            terms.addAll(level.any());
            if (level.clear() != null) {
                terms.addAll(level.clear().all());
            }
        });
        if (clear != null) {
            terms.addAll(clear.all());
        }
        return terms;
    }

    /** What it asks of a device and of its neighbours, in the order of {@link Operand#place}. */
    public List<Operand> operands() {
        return facts.operands();
    }

    /** Metrics whose readings can change its verdict. */
    public Set<Metric> metrics() {
        return facts.metrics();
    }

    /** Whether a reading of this metric can change its verdict. */
    public boolean reads(Metric metric) {
        return metrics().contains(metric);
    }

    /** Whether every reading of a device can, because it looks at flags. */
    public boolean readsFlags() {
        return reads(Operand.EVERY_READING);
    }

    public boolean isLifeSafety() {
        return facts.lifeSafety();
    }

    /** Whether any level holds: asked of every reading while nothing is up or pending. */
    public boolean mayRaise(Values values) {
        for (int i = 0; i < levels.size(); i++) {
            if (Term.any(levels.get(i).any(), values) == Verdict.TRUE) {
                return true;
            }
        }
        return false;
    }

    /** What clears an alert of that level, or null if it is the level's own condition being false. */
    @Nullable
    Clear clearOf(int level) {
        Clear own = levels.get(Math.max(0, level)).clear();
        return own != null ? own : clear;
    }

    /** The off-delay of an alert of that level. */
    Hold clearHold(int level) {
        Clear own = clearOf(level);
        return own == null ? Hold.NONE : own.hold();
    }
}
