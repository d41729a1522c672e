package io.geshao.devicesim.wire;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One message as it leaves a device, however often it has to be sent: its bytes never change. Identity is the object.
 *
 * @param points what the platform must store if it acknowledges this message
 * @param refusal the rejection reason this message is meant to meet, or empty for an honest message
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity only
public record Message(
        CommunityId community, DeviceId device, Encoding encoding, byte[] body, List<Point> points, String refusal) {
    private static final long EARLIEST_CREDIBLE = 1_577_836_800_000L; // 2020-01-01, payload reference §1 rule 5
    private static final long AHEAD_CREDIBLE = 5 * 60_000L;

    /** What a test frame never says (payload reference §1 rule 7). */
    private static final Set<Metric> SILENT_IN_TEST =
            Set.of(Metric.SMOKE_ALARM, Metric.HEAT_ALARM, Metric.CALL_POINT, Metric.FIRE_ALARM, Metric.LEAK);

    public Message {
        points = List.copyOf(points);
    }

    /**
     * Encodes a frame.
     *
     * @param nowMillis true time, to know which device times the platform will not believe
     */
    public static Message of(CommunityId community, DeviceId device, Encoding encoding, Frame frame, long nowMillis) {
        boolean credible = frame.ts() != Frame.NO_TS
                && frame.ts() >= EARLIEST_CREDIBLE
                && frame.ts() <= nowMillis + AHEAD_CREDIBLE;
        long event = credible ? frame.ts() : Point.ASSIGNED;
        long sequence = encoding.carriesSequence() ? Reading.sequence(frame.boot(), frame.seq()) : Point.ASSIGNED;
        List<Point> points = new ArrayList<>();
        for (Sample sample : frame.samples()) {
            if (!frame.test() || !SILENT_IN_TEST.contains(sample.metric())) {
                points.add(new Point(device, sample.metric(), event, sequence, sample.value()));
            }
        }
        if (frame.test()) {
            points.add(new Point(device, Metric.SELF_TEST, event, sequence, 1));
        }
        return new Message(community, device, encoding, encoding.encode(device.value(), frame), points, "");
    }

    /** A message that must be refused for the given reason and leave no reading. */
    public static Message malformed(
            CommunityId community, DeviceId device, Encoding encoding, String body, String refusal) {
        return new Message(community, device, encoding, body.getBytes(StandardCharsets.UTF_8), List.of(), refusal);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
