package io.geshao.gateway.intake;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.gateway.codec.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a reading: {@code g/{community}/{device}/up}, with an optional format behind it.
 *
 * @param format what the last level says, or null if it names no format we read
 * @param codec what stands behind {@code up/raw/}, else empty
 */
public record UpTopic(
        CommunityId community, DeviceId device, @Nullable PayloadFormat format, String codec) {
    private static final String RAW = PayloadFormat.RAW.topicSuffix() + "/";

    /** Reads a topic name; null if it is not of that shape or one of the two identifiers is illegal. */
    public static @Nullable UpTopic parse(String topic) {
        String[] levels = topic.split("/", 5);
        if (levels.length < 4
                || !levels[0].equals("g")
                || !levels[3].equals("up")
                || !DeviceId.isValid(levels[1])
                || !DeviceId.isValid(levels[2])) {
            return null;
        }
        String suffix = levels.length == 4 ? null : levels[4];
        CommunityId community = new CommunityId(levels[1]);
        DeviceId device = new DeviceId(levels[2]);
        if (suffix != null && suffix.startsWith(RAW)) {
            return new UpTopic(community, device, PayloadFormat.RAW, suffix.substring(RAW.length()));
        }
        return new UpTopic(community, device, formatOf(suffix), "");
    }

    private static @Nullable PayloadFormat formatOf(@Nullable String suffix) {
        if (suffix == null) {
            return PayloadFormat.NATIVE_JSON;
        }
        // "up/" has an empty last level: that is another topic than "up" and names no format.
        return suffix.isEmpty() ? null : PayloadFormat.ofTopicSuffix(suffix).orElse(null);
    }

    /** Where refusals of a device's messages are told. */
    public static String nackTopic(CommunityId community, DeviceId device) {
        return "g/" + community + "/" + device + "/nack";
    }
}
