package io.geshao.devicesim.wire;

import io.geshao.devicesim.pace.Agenda;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT 5 connection of a radio gateway or a device, QoS 1. The client library keeps nothing over a break (clean
 * start): what was not acknowledged is sent again from the {@link Outbox}, so that what is owed stands in one place.
 * The window stays below the server's Receive Maximum, since the library throws once it is exceeded.
 */
public final class MqttLink implements Link {
    private static final Logger log = LoggerFactory.getLogger(MqttLink.class);
    private static final int QOS = 1;
    private static final int REFUSED_FROM = 0x80; // MQTT 5 reason codes
    private static final int OUTBOX = 4_096;
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final long AGAIN_MILLIS = 300;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 8_000;

    private final String identity;
    private final byte[] token;
    private final String uri;
    private final int wantedWindow;
    private final Agenda agenda;
    private final Deliveries deliveries;
    private final Outbox outbox;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile @Nullable MqttAsyncClient client; // replaced by the agenda's thread at each connect
    private volatile boolean up; // set by the library's thread of the present client
    private volatile boolean over;
    private @Nullable MqttOrders orders; // set before the link is opened
    private long pauseMillis = FIRST_PAUSE_MILLIS; // agenda's thread
    private boolean toldDown; // agenda's thread

    /** @param token the password, as bytes of the text in the credentials */
    public MqttLink(String identity, byte[] token, String uri, int window, Agenda agenda, Deliveries deliveries) {
        this.identity = identity;
        this.token = token.clone();
        this.uri = uri;
        this.wantedWindow = window;
        this.agenda = agenda;
        this.deliveries = deliveries;
        this.outbox = new Outbox(OUTBOX, window);
    }

    /** From its next connection on, listens to the orders for these devices. Call before {@link #open}. */
    public void obey(List<String> bases, Orders taker) {
        orders = new MqttOrders(bases, taker, agenda);
    }

    @Override
    public void open() {
        agenda.after(0, this::connect);
    }

    @Override
    public boolean send(Message message) {
        if (over || outbox.offer(message) == Outbox.Offer.FULL) {
            return false;
        }
        pump();
        return true;
    }

    @Override
    public int owed() {
        return over ? 0 : outbox.owed();
    }

    private void connect() {
        if (over) {
            return;
        }
        try {
            MqttAsyncClient fresh = new MqttAsyncClient(uri, identity, new MemoryPersistence());
            fresh.setCallback(new Events(fresh));
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setCleanStart(true);
            options.setSessionExpiryInterval(0L);
            options.setAutomaticReconnect(false);
            options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
            options.setConnectionTimeout(10);
            options.setUserName(identity);
            options.setPassword(token);
            client = fresh;
            fresh.connect(options, null, new ConnectOutcome(fresh));
        } catch (MqttException e) {
            again(e);
        }
    }

    private final class ConnectOutcome implements MqttActionListener {
        private final MqttAsyncClient of;

        ConnectOutcome(MqttAsyncClient of) {
            this.of = of;
        }

        @Override
        public void onSuccess(IMqttToken connected) {
            if (of != client) {
                return;
            }
            MqttProperties properties = connected.getResponseProperties();
            Integer receiveMaximum = properties == null ? null : properties.getReceiveMaximum();
            outbox.resize(receiveMaximum == null ? wantedWindow : Math.min(wantedWindow, receiveMaximum - 1));
            up = true;
            deliveries.lineUp(identity);
            if (orders != null) {
                orders.listen(of);
            }
            agenda.after(0, () -> {
                pauseMillis = FIRST_PAUSE_MILLIS;
                if (toldDown) {
                    toldDown = false;
                    log.info("{} is connected again", identity);
                }
            });
            pump();
        }

        @Override
        public void onFailure(IMqttToken attempt, Throwable cause) {
            if (of == client) {
                agenda.after(0, () -> again(cause));
            }
        }
    }

    /** Agenda's thread. */
    private void again(Throwable cause) {
        if (over) {
            return;
        }
        if (!toldDown) {
            toldDown = true;
            log.warn("{} is not connected to {}: {}", identity, uri, cause.toString());
        }
        release(client);
        agenda.after(pauseMillis, this::connect);
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }

    /** One thread at a time puts messages on the line; a call that comes in between makes that thread look once more. */
    private void pump() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            putOnLine();
            seen = calls.addAndGet(-seen);
        } while (seen != 0);
    }

    private void putOnLine() {
        MqttAsyncClient line = client;
        while (up && line != null) {
            Message message = outbox.next();
            if (message == null) {
                return;
            }
            deliveries.attempted(message);
            try {
                line.publish(
                        message.encoding()
                                .topic(
                                        message.community().value(),
                                        message.device().value()),
                        message.body(),
                        QOS,
                        false,
                        null,
                        new PublishOutcome(message));
            } catch (MqttException e) {
                outbox.giveBack(message);
                agenda.after(AGAIN_MILLIS, this::pump);
                return;
            }
        }
    }

    private final class PublishOutcome implements MqttActionListener {
        private final Message message;

        PublishOutcome(Message message) {
            this.message = message;
        }

        @Override
        public void onSuccess(IMqttToken answered) {
            int[] codes = answered.getReasonCodes();
            int code = codes == null || codes.length == 0 ? 0 : codes[0];
            outbox.settle(message);
            if (code >= REFUSED_FROM) {
                deliveries.refused(message, "mqtt 0x%02x".formatted(code));
            } else {
                deliveries.acknowledged(message);
            }
            pump();
        }

        @Override
        public void onFailure(IMqttToken answered, Throwable cause) {
            outbox.giveBack(message);
            agenda.after(AGAIN_MILLIS, MqttLink.this::pump);
        }
    }

    private final class Events implements MqttCallback {
        private final MqttAsyncClient of;

        Events(MqttAsyncClient of) {
            this.of = of;
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            if (of != client || !up) {
                return;
            }
            up = false;
            outbox.lineBroke();
            deliveries.lineBroke(identity);
            Throwable cause = response.getException();
            agenda.after(0, () -> again(cause == null ? new MqttException(response.getReturnCode()) : cause));
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            log.debug("{}: {}", identity, exception.toString());
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            if (orders != null) {
                orders.arrived(of, topic, message);
            }
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // The publish listener has said so already.
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // The connect listener has said so already.
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // No enhanced authentication was asked for.
        }
    }

    @Override
    public void die() {
        over = true;
        up = false;
        MqttAsyncClient line = client;
        client = null;
        if (line != null) {
            try {
                line.disconnectForcibly(0, 1, false);
            } catch (MqttException e) {
                log.debug("{} while dying: {}", identity, e.toString());
            }
            release(line);
        }
    }

    @Override
    public void close() {
        over = true;
        up = false;
        MqttAsyncClient line = client;
        client = null;
        if (line == null) {
            return;
        }
        try {
            line.disconnect(0).waitForCompletion(1_000);
        } catch (MqttException e) {
            log.debug("{} while leaving: {}", identity, e.toString());
        }
        release(line);
    }

    private void release(@Nullable MqttAsyncClient line) {
        if (line == null) {
            return;
        }
        try {
            line.close(true);
        } catch (MqttException e) {
            log.debug("{} while closing: {}", identity, e.toString());
        }
    }
}
