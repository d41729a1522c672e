package io.geshao.incident.notice.channel;

import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;
import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * A broker: notices as messages, and one retained topic for each open alert and case. QoS 1; what the broker has not
 * acknowledged has not been sent. Any thread, one publish at a time.
 */
public final class MqttChannel implements NoticeChannel {
    private static final int MAX_BYTES = 200_000;
    private static final int QOS = 1;
    private static final int TIMEOUT_SECONDS = 5;
    private static final long TIMEOUT_MILLIS = 6_000;

    private final ChannelSpec spec;
    private @Nullable MqttClient client; // guarded by this

    MqttChannel(ChannelSpec spec) {
        this.spec = spec;
    }

    @Override
    public Delivery send(Message message) {
        byte[] body = WebhookChannel.body(message, MAX_BYTES).getBytes(StandardCharsets.UTF_8);
        return publish(topicOf(message.address()), body, false);
    }

    private String topicOf(String address) {
        return address.isEmpty() ? root() + "/notice" : address;
    }

    /** Beginning of all topics of this platform. */
    public String root() {
        return spec.value("topic", "geshao");
    }

    /** Publishes what a topic's state is now; an empty body takes it away. */
    public Delivery retain(String topic, byte[] body) {
        return publish(topic, body, true);
    }

    private synchronized Delivery publish(String topic, byte[] body, boolean retained) {
        try {
            MqttMessage message = new MqttMessage(body);
            message.setQos(QOS);
            message.setRetained(retained);
            connected().publish(topic, message);
            return Delivery.accepted("");
        } catch (MqttException e) {
            drop();
            return Delivery.down("MQTT " + e.getReasonCode());
        } catch (IllegalArgumentException e) {
            return Delivery.refused("not a topic to publish to");
        }
    }

    private MqttClient connected() throws MqttException {
        MqttClient now = client;
        if (now != null && now.isConnected()) {
            return now;
        }
        drop();
        MqttClient fresh = new MqttClient(spec.required("url"), clientId(), new MemoryPersistence());
        client = fresh;
        fresh.setTimeToWait(TIMEOUT_MILLIS);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setConnectionTimeout(TIMEOUT_SECONDS);
        String user = spec.value("user", "");
        if (!user.isEmpty()) {
            options.setUserName(user);
            options.setPassword(spec.value("password", "").getBytes(StandardCharsets.UTF_8));
        }
        fresh.connect(options);
        return fresh;
    }

    /** Two processes with one id would throw each other off for ever. */
    private String clientId() {
        return "geshao-" + spec.name() + "-" + ProcessHandle.current().pid() + "-"
                + Integer.toHexString(System.identityHashCode(this));
    }

    private void drop() {
        MqttClient old = client;
        client = null;
        if (old == null) {
            return;
        }
        try {
            old.disconnectForcibly(0, 0, false);
        } catch (MqttException e) {
            // It was not connected: nothing to take down.
        }
        try {
            old.close(true);
        } catch (MqttException e) {
            // Its threads end with the connection.
        }
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public synchronized void close() {
        drop();
    }
}
