package io.geshao.alerting.tool;

import io.geshao.core.AlertTransition;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of rule tests, read and checked.
 *
 * @param rules ids of the rules under test; empty means all
 */
record TestFile(String name, Set<String> rules, List<Case> cases) {

    /**
     * One story. All times are milliseconds after its zero.
     *
     * @param line where it stands
     * @param startMillis the zero, since the epoch
     * @param acts in order of time, equal times as written
     * @param only the kinds of transition that are compared; empty means all
     * @param withinMillis how far a transition may be from its time
     */
    record Case(
            String name,
            int line,
            long startMillis,
            Registry registry,
            List<Act> acts,
            List<Expected> expected,
            Set<AlertTransition.Kind> only,
            List<Never> never,
            List<OpenAt> open,
            long untilMillis,
            long withinMillis) {}

    /** One thing that happens. */
    sealed interface Act {
        long atMillis();

        /** A message arrives; a NaN is heard and says nothing of its metric. */
        record Says(long atMillis, DeviceId device, Metric metric, double value, int flags, long shiftMillis)
                implements Act {}

        /** A person acknowledges, or resets with a cause. */
        record Order(
                long atMillis, Subject subject, @Nullable String resetCause, int line) implements Act {}

        /** The process dies, and is ready again later. */
        record Restart(long atMillis, long downMillis) implements Act {}
    }

    /** A rule in a scope; {@code W2 b1} in a test. */
    record Subject(String rule, String scope, boolean drill, String text) {}

    /** A transition that must happen; what is null is not compared. */
    record Expected(
            long atMillis,
            Subject subject,
            AlertTransition.Kind kind,
            Map<String, String> fields,
            Map<String, Double> evidence,
            long withinMillis,
            int line) {}

    /** A transition that must not happen in a span. */
    record Never(Subject subject, AlertTransition.Kind kind, long fromMillis, long toMillis, int line) {}

    /** All that is open at a moment, as {@code RULE SCOPE state}. */
    record OpenAt(long atMillis, List<String> alerts, int line) {}
}
