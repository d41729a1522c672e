package io.geshao.devicesim.wire;

import io.geshao.devicesim.pace.Agenda;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way down of one connection: listens to the orders for its devices and carries their receipts back. */
final class MqttOrders {
    private static final Logger log = LoggerFactory.getLogger(MqttOrders.class);
    private static final int QOS = 1;
    private static final int TOPICS_AT_ONCE = 100;
    private static final int DEVICE_LEVEL = 2;
    private static final int LEVELS = 4;
    private static final int TRIES = 10;
    private static final long AGAIN_MILLIS = 500;

    private final List<String> bases;
    private final Orders orders;
    private final Agenda agenda;

    /** @param bases {@code g/{community}/{device}} of each device */
    MqttOrders(List<String> bases, Orders orders, Agenda agenda) {
        this.bases = List.copyOf(bases);
        this.orders = orders;
        this.agenda = agenda;
    }

    void listen(MqttAsyncClient line) {
        List<MqttSubscription> wanted = new ArrayList<>();
        for (String base : bases) {
            wanted.add(new MqttSubscription(base + "/cmd", QOS));
            wanted.add(new MqttSubscription(base + "/cfg", QOS));
        }
        try {
            for (int from = 0; from < wanted.size(); from += TOPICS_AT_ONCE) {
                int to = Math.min(wanted.size(), from + TOPICS_AT_ONCE);
                line.subscribe(wanted.subList(from, to).toArray(new MqttSubscription[0]));
            }
        } catch (MqttException e) {
            log.debug("orders cannot be listened to: {}", e.toString());
        }
    }

    void arrived(MqttAsyncClient line, String topic, MqttMessage message) {
        String[] levels = topic.split("/", -1);
        if (levels.length == LEVELS) {
            orders.ordered(
                    levels[DEVICE_LEVEL],
                    message.getPayload(),
                    receipt -> answer(line, topic + "/receipt", receipt, TRIES));
        }
    }

    private void answer(MqttAsyncClient line, String topic, byte[] receipt, int tries) {
        try {
            line.publish(topic, receipt, QOS, false);
        } catch (MqttException e) { // the window is full, or the line is gone: the order comes again then
            if (tries > 0) {
                agenda.after(AGAIN_MILLIS, () -> answer(line, topic, receipt, tries - 1));
            }
        }
    }
}
