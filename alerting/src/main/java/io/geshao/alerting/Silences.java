package io.geshao.alerting;

import io.geshao.alerting.rule.Scope;
import io.geshao.core.AlertView.Hold;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl.Kind;
import io.geshao.core.port.AlertControl.Phase;
import io.geshao.core.port.AlertControl.Silence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The silences in force in one community, and what they cover. Owner: the partition thread. */
final class Silences {
    private final Map<String, Silence> inForce = new LinkedHashMap<>();

    /** Takes the present word on a silence: in force, or not any more. */
    void put(Silence silence) {
        if (silence.phase() == Phase.IN_FORCE) {
            inForce.put(silence.id(), silence);
        } else {
            inForce.remove(silence.id());
        }
    }

    /** Removes and returns those whose time is over. */
    List<Silence> expire(long nowMillis) {
        List<Silence> over = new ArrayList<>();
        inForce.values().removeIf(silence -> silence.untilMillis() <= nowMillis && over.add(silence));
        return over;
    }

    long nextEndMillis() {
        return inForce.values().stream().mapToLong(Silence::untilMillis).min().orElse(Long.MAX_VALUE);
    }

    /** The silence of a kind that covers an alert longest, or null. */
    @Nullable
    Hold covering(Watch watch, Kind kind, Severity severity) {
        Silence longest = null;
        for (Silence silence : inForce.values()) {
            if (silence.wish().kind() == kind
                    && covers(silence, watch, severity)
                    && (longest == null || silence.untilMillis() > longest.untilMillis())) {
                longest = silence;
            }
        }
        return longest == null ? null : hold(longest);
    }

    private static Hold hold(Silence silence) {
        String order = silence.wish().workOrder();
        String reason = order.isEmpty()
                ? silence.wish().reason()
                : order + ": " + silence.wish().reason();
        return new Hold(silence.id(), silence.owner(), reason, silence.untilMillis());
    }

    /*
     * Life safety is put aside only by a silence of that one device. A drill is told to its own people: no silence reaches
     * into it. A wide silence covers what lies inside its scope, never what is wider than itself.
     */
    private static boolean covers(Silence silence, Watch watch, Severity severity) {
        boolean other =
                !silence.wish().rule().isEmpty() && !silence.wish().rule().equals(watch.rule.id());
        if (other || watch.key.drill() || severity.compareTo(silence.wish().severest()) < 0) {
            return false;
        }
        String scope = silence.wish().scope();
        if (watch.key.scope().equals(scope)) {
            return severity != Severity.S1 || scope.startsWith("device:");
        }
        if (severity == Severity.S1 || scope.startsWith("device:")) {
            return false;
        }
        Scope own = watch.rule.scope();
        for (Scope wider : Scope.values()) {
            if (breadth(wider) > breadth(own) && wider.of(watch.device.device).equals(scope)) {
                return true;
            }
        }
        return false;
    }

    private static int breadth(Scope scope) {
        return switch (scope) {
            case DEVICE -> 0;
            case ZONE, GATEWAY -> 1;
            case BUILDING -> 2;
            case GRID -> 3;
            case COMMUNITY -> 4;
        };
    }
}
