package io.geshao.gateway.codec;

import io.geshao.core.DeviceId;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message, or one element of a batch, of which nothing becomes a reading.
 *
 * @param seq the message counter if it could be read, else {@link #NO_SEQ}; for the nack topic
 * @param drops what was wrong with single metrics, if it got that far
 */
public record Refusal(RejectionReason reason, String detail, long seq, List<Drop> drops) {
    /** {@link #seq} of a message whose counter could not be read. */
    public static final long NO_SEQ = -1;

    public Refusal {
        drops = List.copyOf(drops);
    }

    /** As it travels to the centre: one rejection, however many metrics were wrong, so that it counts once. */
    public Rejection rejection(@Nullable DeviceId device, String source, long receivedMillis, byte[] raw) {
        StringBuilder text = new StringBuilder(detail);
        for (Drop drop : drops) {
            text.append("; ").append(drop.metric()).append(' ').append(drop.reason());
        }
        return new Rejection(reason, device, null, source, text.toString(), receivedMillis, raw);
    }
}
