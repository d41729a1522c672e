package io.geshao.gateway.mqtt;

import io.geshao.gateway.intake.Publisher;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an accepted client; the request itself is not, there are many clients. Owned by the connection's event
 * loop.
 */
final class Client {
    final Sessions.Session session;
    final Publisher publisher;
    final String identity;
    final boolean isVersion5;
    private final boolean wantsReasons;
    private final int maxPacket;
    private final int receiveMaximum;
    /** How long the session outlives the connection; a DISCONNECT may change it. */
    long expirySeconds;

    private @Nullable Outbox outbox; // made with the first message down

    Client(ConnectRequest request, Sessions.Session session) {
        this.session = session;
        this.identity = request.identity();
        this.publisher = Publisher.authenticated(identity);
        this.isVersion5 = request.isVersion5();
        this.wantsReasons = request.wantsReasons();
        this.maxPacket = request.maxPacket();
        this.receiveMaximum = request.receiveMaximum();
        this.expirySeconds = request.expirySeconds();
    }

    Outbox outbox() {
        if (outbox == null) {
            outbox = new Outbox(receiveMaximum);
        }
        return outbox;
    }

    void lost() {
        if (outbox != null) {
            outbox.lost();
        }
    }

    /** Whether a packet with that body fits into what the client said it can take. */
    boolean takes(String topic, int bodyLength) {
        int frame = 16; // fixed header, lengths, packet number and no properties
        return frame + topic.length() + bodyLength <= maxPacket;
    }

    /** The reason's name for the client, if it can use it. */
    MqttProperties reasonString(String text) {
        if (!isVersion5 || !wantsReasons) {
            return MqttProperties.NO_PROPERTIES;
        }
        MqttProperties properties = new MqttProperties();
        properties.add(new StringProperty(MqttProperties.REASON_STRING, text));
        return properties;
    }
}
