package io.geshao.gateway.mqtt;

import io.geshao.core.registry.Registry;
import io.geshao.gateway.mqtt.MqttIntake.Doorway;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.ArrayList;
import java.util.List;

/** What a client may read, and what it is answered when it asks for it. On the connection's event loop. */
final class Subscriptions {
    private Subscriptions() {}

    static void subscribe(MqttConnection connection, Doorway doorway, Client known, MqttSubscribeMessage packet) {
        List<Integer> codes = new ArrayList<>();
        List<String> granted = new ArrayList<>();
        Registry registry = doorway.registry();
        packet.payload().topicSubscriptions().forEach(wanted -> {
            String filter = wanted.topicFilter();
            OwnTopics own = OwnTopics.readable(registry, known.identity, filter);
            if (own == null) {
                codes.add(known.isVersion5 ? MqttReplies.refusedFilter(filter) : 0x80);
                return;
            }
            // Refusals are told without a promise, what goes down with the one that the client asks for.
            int qos = own.isDown() ? Math.min(1, wanted.qualityOfService().value()) : 0;
            known.session.subscribe(connection, filter, qos, own.isDown());
            codes.add(qos);
            granted.add(filter);
        });
        connection.send(MqttReplies.subAck(packet.variableHeader().messageId(), codes));
        granted.forEach(filter -> tellListening(doorway, known, filter));
    }

    /** Tells whoever sends down that this device listens now. */
    static void tellListening(Doorway doorway, Client known, String filter) {
        OwnTopics own = OwnTopics.readable(doorway.registry(), known.identity, filter);
        if (own != null && own.isForErrands()) {
            doorway.sessions().downlink().listening(own.device().id(), own.suffix());
        }
    }

    static void unsubscribe(MqttConnection connection, Client known, MqttUnsubscribeMessage packet) {
        List<Short> codes = new ArrayList<>();
        packet.payload().topics().forEach(topic -> {
            codes.add((short) (known.session.unsubscribe(connection, topic) ? 0x00 : 0x11));
        });
        // 3.1.1 has no codes in its UNSUBACK.
        connection.send(
                MqttReplies.unsubAck(packet.variableHeader().messageId(), known.isVersion5 ? codes : List.of()));
    }
}
