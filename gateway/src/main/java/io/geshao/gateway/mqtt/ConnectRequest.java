package io.geshao.gateway.mqtt;

import io.geshao.core.registry.Registry;
import io.geshao.gateway.intake.Publisher;
import io.geshao.gateway.mqtt.Wills.Will;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
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
 * @param credential how it has shown who it is
 * @param clientId as sent, or made up here
 * @param assignedId whether it was made up here
 * @param keepAliveSeconds how often it is heard at least, as granted; 0 for never
 * @param ownKeepAlive whether that is what it asked for
 * @param expirySeconds how long the session outlives the connection, as granted
 * @param askedExpirySeconds how long it was asked to
 * @param wantsReasons whether the client can use reason strings
 * @param receiveMaximum how many unanswered messages it can take
 * @param maxPacket the largest packet it can take, in bytes
 * @param enhancedAuth whether it asked for an authentication method; there is none
 * @param will what it leaves behind if it is lost, or null
 */
record ConnectRequest(
        int version,
        Credential credential,
        String clientId,
        boolean assignedId,
        boolean cleanStart,
        int keepAliveSeconds,
        boolean ownKeepAlive,
        long expirySeconds,
        long askedExpirySeconds,
        boolean wantsReasons,
        int receiveMaximum,
        int maxPacket,
        boolean enhancedAuth,
        @Nullable Will will) {

    /** Below this a client's Maximum Packet Size leaves no room for a reason string. */
    private static final int ROOM_FOR_REASON = 128;

    /** Largest will: what the intake would not read need not be kept. */
    private static final int MAX_WILL = 16_384;

    /**
     * @param certified name in the certificate the client has shown, or null
     * @param maxKeepAliveSeconds what an MQTT 5 client is held to
     */
    static ConnectRequest of(MqttConnectMessage packet, @Nullable String certified, int maxKeepAliveSeconds) {
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
        // 3.1.1 cannot be told of another keep-alive than its own.
        int keepAlive = packet.variableHeader().keepAliveTimeSeconds();
        boolean override = five && (keepAlive == 0 || keepAlive > maxKeepAliveSeconds);
        long expiry = Math.min(asked, Sessions.MAX_EXPIRY_S);
        Credential credential =
                Credential.of(user == null ? "" : user, packet.payload().passwordInBytes(), certified);
        return new ConnectRequest(
                version,
                credential,
                noId ? "auto-" + UUID.randomUUID() : sentId,
                noId,
                clean,
                override ? maxKeepAliveSeconds : keepAlive,
                !override,
                expiry,
                asked,
                number(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) != 0 && maxPacket >= ROOM_FOR_REASON,
                number(properties, MqttProperties.RECEIVE_MAXIMUM, 0xFFFF),
                maxPacket,
                properties.getProperty(MqttProperties.AUTHENTICATION_METHOD) != null,
                packet.variableHeader().isWillFlag() ? will(packet.payload(), credential.identity(), expiry) : null);
    }

    private static Will will(MqttConnectPayload payload, String identity, long expirySeconds) {
        MqttProperties properties = payload.willProperties();
        MqttProperty<?> contentType = properties.getProperty(MqttProperties.CONTENT_TYPE);
        // A session that ends takes its delay with it.
        long delay = Math.min(
                Integer.toUnsignedLong(number(properties, MqttProperties.WILL_DELAY_INTERVAL, 0)), expirySeconds);
        byte[] body = payload.willMessageInBytes();
        return new Will(
                Publisher.authenticated(identity),
                String.valueOf(payload.willTopic()),
                body == null ? new byte[0] : body,
                contentType == null ? null : (String) contentType.value(),
                delay);
    }

    String identity() {
        return credential.identity();
    }

    /** After how many seconds a silent client counts as gone, 0 for never. */
    int silenceLimitSeconds() {
        return (int) Math.ceil(keepAliveSeconds * 1.5);
    }

    boolean isVersion5() {
        return version >= MqttVersion.MQTT_5.protocolLevel();
    }

    Sessions.Key sessionKey() {
        return new Sessions.Key(identity(), clientId);
    }

    /** For a client that comes when too many do. */
    MqttConnectReturnCode tooFast() {
        return isVersion5()
                ? MqttConnectReturnCode.CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED
                : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
    }

    /** Why the client may not come in, or null if it may. */
    @Nullable
    MqttConnectReturnCode refusal(Registry registry) {
        if (enhancedAuth) {
            return MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD;
        }
        if (!credential.isGood(registry)) {
            if (isVersion5()) {
                return MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD;
            }
            return credential.token() == null
                    ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED
                    : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
        }
        if (assignedId && !cleanStart && !isVersion5()) {
            return MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED;
        }
        if (will != null && will.body().length > MAX_WILL) {
            return isVersion5()
                    ? MqttConnectReturnCode.CONNECTION_REFUSED_PACKET_TOO_LARGE
                    : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
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
        if (!ownKeepAlive) {
            properties.add(new IntegerProperty(MqttProperties.SERVER_KEEP_ALIVE, keepAliveSeconds));
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
