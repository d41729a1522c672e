package io.geshao.gateway.mqtt;

import io.geshao.gateway.intake.Publisher;
import io.geshao.gateway.intake.Verdict;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an accepted client; the request itself is not, there are many clients. Owned by the connection's event
 * loop.
 */
final class Client {
    private static final int ROOM_FOR_DETAIL = 4_096;
    private static final int LONGEST_TEXT = 160;
    private static final int MOST_DROPS = 8;

    final Sessions.Session session;
    final Publisher publisher;
    final String identity;
    final boolean isVersion5;
    /** To be checked again when the registry changes. */
    final Credential credential;
    /** Left behind if the client is lost; null once it has said goodbye, or if it has none. */
    Wills.@Nullable Will will;

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
        this.credential = request.credential();
        this.will = request.will();
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

    /** What an MQTT 5 client is told beside the reason code: the reason's name, and what it stumbled over. */
    MqttProperties reasons(Verdict verdict) {
        if (!isVersion5 || !wantsReasons || !verdict.hasComplaint()) {
            return MqttProperties.NO_PROPERTIES;
        }
        MqttProperties properties = new MqttProperties();
        if (verdict.reason() != null) {
            properties.add(new StringProperty(
                    MqttProperties.REASON_STRING, verdict.reason().name()));
        }
        if (maxPacket >= ROOM_FOR_DETAIL) {
            if (!verdict.detail().isEmpty() && verdict.detail().length() <= LONGEST_TEXT) {
                properties.add(new UserProperty("detail", verdict.detail()));
            }
            verdict.dropped().entrySet().stream()
                    .filter(drop -> drop.getKey().length() <= LONGEST_TEXT)
                    .limit(MOST_DROPS)
                    .forEach(drop -> properties.add(
                            new UserProperty(drop.getKey(), drop.getValue().name())));
        }
        return properties;
    }
}
