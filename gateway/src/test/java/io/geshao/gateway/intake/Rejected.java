package io.geshao.gateway.intake;

import io.geshao.core.RejectionReason;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What the intake has counted. */
public final class Rejected {
    private Rejected() {}

    /** The reasons counted so far with their numbers; reasons without a count are left out. */
    public static Map<RejectionReason, Integer> counts(MeterRegistry meters) {
        Map<RejectionReason, Integer> counts = new EnumMap<>(RejectionReason.class);
        for (RejectionReason reason : RejectionReason.values()) {
            double count = meters.get("geshao.gateway.rejected")
                    .tag("reason", reason.name())
                    .counter()
                    .count();
            if (count > 0) {
                counts.put(reason, (int) count);
            }
        }
        return counts;
    }
}
