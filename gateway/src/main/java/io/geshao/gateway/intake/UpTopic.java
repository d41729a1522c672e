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
    private static final String ROOT = "g/";
    private static final String UP = "/up";
    private static final String RAW = PayloadFormat.RAW.topicSuffix() + "/";

    /** Reads a topic name; null if it is not of that shape or one of the two identifiers is illegal. */
    public static @Nullable UpTopic parse(String topic) {
        if (!topic.startsWith(ROOT)) {
            return null;
        }
        int communityEnd = topic.indexOf('/', ROOT.length());
        int deviceEnd = communityEnd < 0 ? -1 : topic.indexOf('/', communityEnd + 1);
        if (deviceEnd < 0 || !topic.startsWith(UP, deviceEnd)) {
            return null;
        }
        int end = deviceEnd + UP.length();
        if (end < topic.length() && topic.charAt(end) != '/') {
            return null;
        }
        String community = topic.substring(ROOT.length(), communityEnd);
        String device = topic.substring(communityEnd + 1, deviceEnd);
        if (!DeviceId.isValid(community) || !DeviceId.isValid(device)) {
            return null;
        }
        CommunityId inCommunity = new CommunityId(community);
        DeviceId of = new DeviceId(device);
        String suffix = end == topic.length() ? null : topic.substring(end + 1);
        if (suffix != null && suffix.startsWith(RAW)) {
            return new UpTopic(inCommunity, of, PayloadFormat.RAW, suffix.substring(RAW.length()));
        }
        return new UpTopic(inCommunity, of, formatOf(suffix), "");
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
