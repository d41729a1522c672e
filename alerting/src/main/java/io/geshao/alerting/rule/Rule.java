package io.geshao.alerting.rule;

import io.geshao.core.CaseView;
import io.geshao.core.DeviceKind;
import io.geshao.core.Grade;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Severity;
import io.geshao.core.registry.Device;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule as loaded, checked and compiled. All delays are already scaled, in milliseconds.
 *
 * @param kinds device kinds it is bound to; empty is any
 * @param profiles profiles it is bound to, a name or a beginning with {@code *}; empty is any
 * @param levels what it raises, least severe first; at least one
 * @param clear when an alert returns to normal; null is the moment the first level is false
 * @param absent set if silence is the condition
 * @param count set if alerts of other rules are the condition
 * @param together how many devices of the scope must meet the levels at once, 0 if each device speaks for itself
 * @param togetherMillis how far apart their onsets may lie
 * @param needsAck whether a cleared alert stays listed until somebody has acknowledged it
 * @param inhibits ids of rules that are not evaluated while this one is active
 */
public record Rule(
        String id,
        int version,
        Map<String, String> title,
        Set<DeviceKind> kinds,
        Set<String> profiles,
        Scope scope,
        List<Level> levels,
        @Nullable Clear clear,
        @Nullable Absent absent,
        @Nullable Count count,
        int together,
        long togetherMillis,
        boolean latching,
        boolean needsAck,
        Set<String> inhibits) {

    /**
     * One severity of a rule.
     *
     * @param any the condition: any of these terms; empty for absence and correlation
     * @param lanes the level holds only where the scope serves one of these lanes; empty is anywhere
     */
    public record Level(Severity severity, List<Term> any, Hold hold, CaseSpec follow, Set<Lane> lanes) {}

    /** An on- or off-delay: a time, or a number of consecutive valid readings if {@code readings > 0}. */
    public record Hold(long millis, int readings) {
        public static final Hold NONE = new Hold(0, 0);

        boolean isOver(long sinceMillis, int seen, long nowMillis) {
            return readings > 0 ? seen >= readings : nowMillis >= sinceMillis + millis;
        }
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

    /** Correlation: any of these; cleared when no member alert is open. */
    public record Count(List<Members> any) {
        /** At least so many different devices of the scope have an active or latched alert of these rules. */
        public record Members(Set<String> rules, int devices) {}

        public boolean counts(String rule) {
            return any.stream().anyMatch(members -> members.rules().contains(rule));
        }
    }

    /** The case that follows; {@code classCode} is empty if none does. */
    public record CaseSpec(
            String classCode, CaseView.Domain domain, Grade grade, Scope scope, boolean suspected, boolean autoFile) {}

    public Rule {
        title = Map.copyOf(title);
        levels = List.copyOf(levels);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("rule " + id + " raises nothing");
        }
    }

    /** Whether the rule is bound to devices of that profile. */
    public boolean binds(Device device) {
        return (kinds.isEmpty() || kinds.contains(device.profile().kind()))
                && (profiles.isEmpty()
                        || profiles.stream()
                                .anyMatch(one -> matches(one, device.profile().name())));
    }

    private static boolean matches(String pattern, String profile) {
        return pattern.endsWith("*")
                ? profile.startsWith(pattern.substring(0, pattern.length() - 1))
                : profile.equals(pattern);
    }

    /** Whether a reading of this metric can change its verdict. */
    public boolean reads(Metric metric) {
        return levels.stream().anyMatch(level -> uses(level.any(), metric))
                || (clear != null && uses(clear.all(), metric));
    }

    private static boolean uses(List<Term> terms, Metric metric) {
        return terms.stream().anyMatch(term -> term.metrics().contains(metric));
    }

    public boolean isLifeSafety() {
        return levels.stream().anyMatch(level -> level.severity() == Severity.S1);
    }
}
