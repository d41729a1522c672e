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
 * @param body the array is handed over, nobody changes it
 * @param source the MQTT topic or the CoAP path, for people
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked for; a copy per message buys nothing
public record Arrival(
        Publisher publisher,
        @Nullable CommunityId community,
        @Nullable DeviceId device,
        @Nullable PayloadFormat format,
        byte[] body,
        String source) {

    /**
     * A message that came on an MQTT topic.
     *
     * @param contentType the MQTT 5 property, which overrules the topic, or null if absent
     */
    public static Arrival onTopic(Publisher publisher, String topic, @Nullable String contentType, byte[] body) {
        UpTopic up = UpTopic.parse(topic);
        if (up == null) {
            return new Arrival(publisher, null, null, null, body, topic);
        }
        PayloadFormat format = contentType == null
                ? up.format()
                : PayloadFormat.ofContentType(contentType).orElse(null);
        return new Arrival(publisher, up.community(), up.device(), format, body, topic);
    }
}
