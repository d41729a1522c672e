package io.geshao.standalone;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** A device of the community on a real MQTT client. */
final class OneDevice implements AutoCloseable {
    private final MqttClient client;
    private final String base;

    OneDevice(String id, int port) throws Exception {
        base = "g/" + SmallRegistry.COMMUNITY + "/" + id;
        client = new MqttClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
        client.setTimeToWait(10_000);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(id);
        options.setPassword(SmallRegistry.TOKEN.getBytes(StandardCharsets.UTF_8));
        client.connect(options);
    }

    void listen(List<String> heard) throws Exception {
        IMqttMessageListener listener =
                (topic, message) -> heard.add(new String(message.getPayload(), StandardCharsets.UTF_8));
        client.subscribe(
                new MqttSubscription[] {new MqttSubscription(base + "/alarm", 1)},
                new IMqttMessageListener[] {listener});
    }

    void publish(String body) throws Exception {
        MqttMessage message = new MqttMessage(body.getBytes(StandardCharsets.UTF_8));
        message.setQos(1);
        client.publish(base + "/up", message);
    }

    @Override
    public void close() throws Exception {
        if (client.isConnected()) { // on a virtual clock its keep-alive may have passed
            client.disconnect();
        }
        client.close();
    }
}
