package io.geshao.console.live;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the two logs have been seen; on the wire {@code a41-c17}. The logs are independent, so a position says for
 * each on its own what is still to come.
 */
record StreamPosition(long alert, long casePosition) {
    private static final Pattern SHAPE = Pattern.compile("a([0-9]{1,18})-c([0-9]{1,18})");

    static Optional<StreamPosition> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches()
                ? Optional.of(new StreamPosition(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether everything up to the other position has been seen. */
    boolean covers(StreamPosition other) {
        return alert >= other.alert && casePosition >= other.casePosition;
    }

    /** What either of the two has seen. */
    StreamPosition max(StreamPosition other) {
        return new StreamPosition(Math.max(alert, other.alert), Math.max(casePosition, other.casePosition));
    }

    StreamPosition with(Frame frame) {
        return switch (frame.source()) {
            case ALERT -> new StreamPosition(frame.position(), casePosition);
            case CASE -> new StreamPosition(alert, frame.position());
        };
    }

    boolean isBefore(Frame frame) {
        return switch (frame.source()) {
            case ALERT -> frame.position() > alert;
            case CASE -> frame.position() > casePosition;
        };
    }

    @Override
    public String toString() {
        return "a" + alert + "-c" + casePosition;
    }
}
