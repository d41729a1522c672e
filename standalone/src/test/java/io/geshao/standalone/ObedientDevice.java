package io.geshao.standalone;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** A device on a real MQTT client that does what it is told and says so. */
final class ObedientDevice implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    final List<String> orders = new CopyOnWriteArrayList<>();
    private final MqttClient client;
    private final String base;

    ObedientDevice(String id, int port) throws MqttException {
        base = "g/" + SmallRegistry.COMMUNITY + "/" + id;
        client = new MqttClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
        client.setTimeToWait(10_000);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(id);
        options.setPassword(SmallRegistry.TOKEN.getBytes(StandardCharsets.UTF_8));
        options.setCleanStart(true);
        client.connect(options);
        for (String suffix : List.of("/cmd", "/cfg")) {
            IMqttMessageListener obey = (topic, message) -> obey(topic, message);
            client.subscribe(
                    new MqttSubscription[] {new MqttSubscription(base + suffix, 1)}, new IMqttMessageListener[] {obey});
        }
    }

    private void obey(String topic, MqttMessage message) throws MqttException {
        String order = new String(message.getPayload(), StandardCharsets.UTF_8);
        orders.add(order);
        Matcher id = ID.matcher(order);
        if (id.find()) {
            String receipt = "{\"id\":\"" + id.group(1) + "\",\"result\":\"done\"}";
            MqttMessage answer = new MqttMessage(receipt.getBytes(StandardCharsets.UTF_8));
            answer.setQos(1);
            // Not on the client's own thread: it waits for the acknowledgement there.
            new Thread(() -> publish(topic + "/receipt", answer)).start();
        }
    }

    private void publish(String topic, MqttMessage message) {
        try {
            client.publish(topic, message);
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect();
        }
        client.close();
    }
}
