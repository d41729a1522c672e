package io.geshao.gateway.mqtt;

import io.geshao.core.registry.Registry;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for in its CONNECT.
 *
 * @param version protocol level: 3, 4 (3.1.1) or 5
 * @param identity user name, or empty
 * @param token password, or null
 * @param clientId as sent, or made up here
 * @param assignedId whether it was made up here
 * @param silenceLimitSeconds after which a silent client counts as gone, 0 for never
 * @param expirySeconds how long the session outlives the connection, as granted
 * @param askedExpirySeconds how long it was asked to
 * @param wantsReasons whether the client can use reason strings
 * @param receiveMaximum how many unanswered messages it can take
 * @param maxPacket the largest packet it can take, in bytes
 * @param enhancedAuth whether it asked for an authentication method; there is none
 */
@SuppressWarnings("ArrayRecordComponent") // the token is checked once and dropped
record ConnectRequest(
        int version,
        String identity,
        byte @Nullable [] token,
        String clientId,
        boolean assignedId,
        boolean cleanStart,
        int silenceLimitSeconds,
        long expirySeconds,
        long askedExpirySeconds,
        boolean wantsReasons,
        int receiveMaximum,
        int maxPacket,
        boolean enhancedAuth) {

    /** Below this a client's Maximum Packet Size leaves no room for a reason string. */
    private static final int ROOM_FOR_REASON = 128;

    static ConnectRequest of(MqttConnectMessage packet) {
        int version = packet.variableHeader().version();
        boolean five = version >= MqttVersion.MQTT_5.protocolLevel();
        boolean clean = packet.variableHeader().isCleanSession();
        MqttProperties properties = packet.variableHeader().properties();
        String user = packet.payload().userName();
        String sentId = packet.payload().clientIdentifier();
        boolean noId = sentId == null || sentId.isEmpty();
        // 3.1.1 knows no expiry: a session that is not clean lives as long as we keep any.
        long asked = five
                ? Integer.toUnsignedLong(number(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, 0))
                : clean ? 0 : Sessions.MAX_EXPIRY_S;
        int maxPacket = number(properties, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
        maxPacket = maxPacket < 0 ? Integer.MAX_VALUE : maxPacket; // unsigned on the wire, and as good as none
        return new ConnectRequest(
                version,
                user == null ? "" : user,
                packet.payload().passwordInBytes(),
                noId ? "auto-" + UUID.randomUUID() : sentId,
                noId,
                clean,
                (int) Math.ceil(packet.variableHeader().keepAliveTimeSeconds() * 1.5),
                Math.min(asked, Sessions.MAX_EXPIRY_S),
                asked,
                number(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) != 0 && maxPacket >= ROOM_FOR_REASON,
                number(properties, MqttProperties.RECEIVE_MAXIMUM, 0xFFFF),
                maxPacket,
                properties.getProperty(MqttProperties.AUTHENTICATION_METHOD) != null);
    }

    boolean isVersion5() {
        return version >= MqttVersion.MQTT_5.protocolLevel();
    }

    Sessions.Key sessionKey() {
        return new Sessions.Key(identity, clientId);
    }

    /** Why the client may not come in, or null if it may. */
    @Nullable
    MqttConnectReturnCode refusal(Registry registry) {
        if (enhancedAuth) {
            return MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD;
        }
        if (token == null || !registry.authenticates(identity, token)) {
            if (isVersion5()) {
                return MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD;
            }
            return token == null
                    ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED
                    : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
        }
        if (assignedId && !cleanStart && !isVersion5()) {
            return MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED;
        }
        return null;
    }

    /** What this server can do, where that differs from what MQTT 5 assumes. */
    MqttProperties connAckProperties() {
        MqttProperties properties = new MqttProperties();
        if (!isVersion5()) {
            return properties;
        }
        properties.add(new IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, AckWindow.MAX_MESSAGES));
        properties.add(new IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, MqttConnection.MAX_PACKET));
        properties.add(new IntegerProperty(MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 0));
        properties.add(new IntegerProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0));
        properties.add(new IntegerProperty(MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0));
        if (expirySeconds != askedExpirySeconds) {
            properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, (int) expirySeconds));
        }
        if (assignedId) {
            properties.add(new StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, clientId));
        }
        return properties;
    }

    /** The session expiry after a property of a DISCONNECT: it may change, but not from «none» to some. */
    static long shortened(long expirySeconds, MqttProperty<?> property) {
        if (property.propertyId() != MqttProperties.SESSION_EXPIRY_INTERVAL || expirySeconds == 0) {
            return expirySeconds;
        }
        return Math.min(Integer.toUnsignedLong((Integer) property.value()), Sessions.MAX_EXPIRY_S);
    }

    private static int number(MqttProperties properties, int id, int fallback) {
        MqttProperty<?> property = properties.getProperty(id);
        return property == null ? fallback : (Integer) property.value();
    }
}
