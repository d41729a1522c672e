package io.geshao.gateway.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.List;

/** The packets this server sends. The encoder leaves reason codes and properties out for 3.1.1 by itself. */
final class MqttReplies {
    /** What a client says that leaves and wants its will executed all the same. */
    static final byte DISCONNECT_WITH_WILL = 0x04;

    /** DISCONNECT reason codes of MQTT 5, section 3.14.2.1. */
    static final int MALFORMED_PACKET = 0x81;

    static final int PROTOCOL_ERROR = 0x82;
    static final int NOT_AUTHORIZED = 0x87;
    static final int SERVER_SHUTTING_DOWN = 0x8B;
    static final int KEEP_ALIVE_TIMEOUT = 0x8D;
    static final int SESSION_TAKEN_OVER = 0x8E;
    static final int PACKET_ID_NOT_FOUND = 0x92;
    static final int RECEIVE_MAXIMUM_EXCEEDED = 0x93;
    static final int TOPIC_ALIAS_INVALID = 0x94;
    static final int PACKET_TOO_LARGE = 0x95;
    static final int ADMINISTRATIVE_ACTION = 0x98;

    /** SUBACK reason codes, section 3.9.3. */
    static final int SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9E;

    static final int WILDCARDS_NOT_SUPPORTED = 0xA2;

    private MqttReplies() {}

    static MqttMessage connAck(MqttConnectReturnCode code, boolean sessionPresent, MqttProperties properties) {
        return new MqttConnAckMessage(
                header(MqttMessageType.CONNACK), new MqttConnAckVariableHeader(code, sessionPresent, properties));
    }

    /** A PUBACK of four bytes, in every version: taken, nothing to add. The packet identifier stands in the low half. */
    static final int PLAIN_PUBACK = 0x4002_0000;

    static MqttMessage pubReply(MqttMessageType type, int packetId, int reasonCode, MqttProperties properties) {
        return new MqttMessage(
                header(type), new MqttPubReplyMessageVariableHeader(packetId, (byte) reasonCode, properties));
    }

    static MqttMessage subAck(int packetId, List<Integer> codes) {
        int[] reasonCodes = codes.stream().mapToInt(Integer::intValue).toArray();
        return new MqttSubAckMessage(
                header(MqttMessageType.SUBACK), idHeader(packetId), new MqttSubAckPayload(reasonCodes));
    }

    static MqttMessage unsubAck(int packetId, List<Short> codes) {
        return new MqttUnsubAckMessage(
                header(MqttMessageType.UNSUBACK), idHeader(packetId), new MqttUnsubAckPayload(codes));
    }

    static MqttMessage publish(String topic, byte[] body) {
        return new MqttPublishMessage(
                header(MqttMessageType.PUBLISH), new MqttPublishVariableHeader(topic, 0), Unpooled.wrappedBuffer(body));
    }

    static MqttMessage publish(String topic, MqttQoS qos, int packetId, byte[] body) {
        return new MqttPublishMessage(
                new MqttFixedHeader(MqttMessageType.PUBLISH, false, qos, false, 0),
                new MqttPublishVariableHeader(topic, packetId),
                Unpooled.wrappedBuffer(body));
    }

    /** Why a topic filter is not granted. */
    static int refusedFilter(String filter) {
        if (filter.startsWith("$share/")) {
            return SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        return filter.indexOf('+') >= 0 || filter.indexOf('#') >= 0 ? WILDCARDS_NOT_SUPPORTED : NOT_AUTHORIZED;
    }

    static MqttMessage disconnect(int reasonCode) {
        return new MqttMessage(
                header(MqttMessageType.DISCONNECT),
                new MqttReasonCodeAndPropertiesVariableHeader((byte) reasonCode, MqttProperties.NO_PROPERTIES));
    }

    private static MqttMessageIdAndPropertiesVariableHeader idHeader(int packetId) {
        return new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES);
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }
}
