package io.geshao.gateway.codec;

import io.geshao.core.DeviceId;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;

/**
 * One metric of a message that was left out while the rest was kept.
 *
 * @param metric as the sender spelled it
 * @param reason one that {@link RejectionReason#dropsOneMetric}
 * @param detail one sentence for a person, with the offending value
 */
public record Drop(String metric, RejectionReason reason, String detail) {
    /** As it travels to the centre, with the raw message beside it. */
    public Rejection rejection(DeviceId device, String source, long receivedMillis, byte[] raw) {
        return new Rejection(reason, device, metric, source, detail, receivedMillis, raw);
    }
}
