package io.geshao.gateway.intake;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.gateway.codec.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * One message as a door received it.
 *
 * @param community as addressed, or null if the protocol does not say it
 * @param device as addressed, or null if the address is illegal: that is a BAD_TOPIC
 * @param format as declared, or null if it is none that we read
 * @param named what else the address says: the codec of RAW bytes, the device in the words of a network server; or empty
 * @param body the array is handed over, nobody changes it
 * @param source the MQTT topic or the CoAP path, for people
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked for; a copy per message buys nothing
public record Arrival(
        Publisher publisher,
        @Nullable CommunityId community,
        @Nullable DeviceId device,
        @Nullable PayloadFormat format,
        String named,
        byte[] body,
        String source) {

    /**
     * A message that came on an MQTT topic.
     *
     * @param contentType the MQTT 5 property, which overrules the topic, or null if absent
     */
    public static Arrival onTopic(Publisher publisher, String topic, @Nullable String contentType, byte[] body) {
        PayloadFormat declared = contentType == null
                ? null
                : PayloadFormat.ofContentType(contentType).orElse(null);
        EventTopic event = EventTopic.parse(topic);
        if (event != null) {
            boolean isJson = contentType == null || declared == PayloadFormat.NATIVE_JSON;
            PayloadFormat format = isJson ? event.format() : null;
            return new Arrival(publisher, null, event.device(), format, event.named(), body, topic);
        }
        UpTopic up = UpTopic.parse(topic);
        if (up == null) {
            return new Arrival(publisher, null, null, null, "", body, topic);
        }
        PayloadFormat format = contentType == null ? up.format() : declared;
        return new Arrival(publisher, up.community(), up.device(), format, up.codec(), body, topic);
    }

    /** Another message on the same topic, without a content type, from the same publisher. */
    public Arrival sameTopic(byte[] other) {
        return new Arrival(publisher, community, device, format, named, other, source);
    }

    /** The same message, now that its device is known. */
    Arrival of(DeviceId known) {
        return new Arrival(publisher, community, known, format, named, body, source);
    }
}
