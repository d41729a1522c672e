package io.geshao.gateway.intake;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.codec.Refusal;
import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a door may answer.
 *
 * @param reason why the message was refused, or null if it was not
 * @param detail one sentence for the sender, empty if there is nothing to say
 * @param seq the message counter if it is known, else {@link Refusal#NO_SEQ}
 * @param dropped the metrics that were left out, as spelled, although the message was kept
 * @param again of a message that nothing was kept of: offers what it was decoded to once more; null if there is nothing
 */
public record Verdict(
        Outcome outcome,
        @Nullable RejectionReason reason,
        String detail,
        long seq,
        Map<String, RejectionReason> dropped,
        @Nullable Consumer<Consumer<Verdict>> again) {

    /** The three things that can become of a message. */
    public enum Outcome {
        /** Durable, now or since an earlier delivery: the door acknowledges. */
        KEPT,
        /** No reading came of it, and that is durable: the door refuses. */
        REFUSED,
        /** Nothing is durable: the door holds the message and offers it again, or tells the sender to. */
        BUSY
    }

    private static final Verdict KEPT = new Verdict(Outcome.KEPT, null, "", Refusal.NO_SEQ, Map.of());
    private static final Verdict BUSY = new Verdict(Outcome.BUSY, null, "", Refusal.NO_SEQ, Map.of());

    public Verdict(
            Outcome outcome,
            @Nullable RejectionReason reason,
            String detail,
            long seq,
            Map<String, RejectionReason> dropped) {
        this(outcome, reason, detail, seq, dropped, null);
    }

    public Verdict {
        dropped = Collections.unmodifiableMap(dropped); // keeps the order of the message
    }

    /** Everything was kept, or there was nothing to keep. */
    public static Verdict kept() {
        return KEPT;
    }

    /** Refused, and nothing is known of the message beyond that. */
    public static Verdict refused(RejectionReason reason, String detail) {
        return new Verdict(Outcome.REFUSED, reason, detail, Refusal.NO_SEQ, Map.of());
    }

    /** Nothing was kept. */
    public static Verdict busy() {
        return BUSY;
    }

    /** Nothing was kept; the door may offer it again without another reading of the body. */
    static Verdict busy(Consumer<Consumer<Verdict>> again) {
        return new Verdict(Outcome.BUSY, null, "", Refusal.NO_SEQ, Map.of(), again);
    }

    /** Whether the sender has something to learn beyond success. */
    public boolean hasComplaint() {
        return reason != null || !dropped.isEmpty();
    }

    /** Kept, and nothing to add. */
    public boolean isPlain() {
        return outcome == Outcome.KEPT && !hasComplaint();
    }

    /** The body of a nack message: {@code {"seq":123,"reason":"TS_INVALID","dropped":{"foo":"UNKNOWN_METRIC"}}}. */
    public String nackJson() {
        StringBuilder json = new StringBuilder("{");
        if (seq != Refusal.NO_SEQ) {
            json.append("\"seq\":").append(seq).append(',');
        }
        if (reason != null) {
            json.append("\"reason\":\"").append(reason).append("\",");
        }
        if (!dropped.isEmpty()) {
            json.append("\"dropped\":{");
            dropped.forEach((metric, why) -> {
                quote(json, metric);
                json.append(":\"").append(why).append("\",");
            });
            json.setCharAt(json.length() - 1, '}');
            json.append(',');
        }
        json.setCharAt(json.length() - 1, '}');
        return json.toString();
    }

    /** Metric names in {@link #dropped} are the sender's own text: anything can stand in them. */
    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
