package io.geshao.gateway.paho;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.Publisher;
import io.geshao.gateway.intake.UpTopic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a broker, used once. Packet numbers mean something on one connection only, and Paho would carry an
 * acknowledgement that it could not send over to the next one, where the number may stand for another message; so every
 * connection has its own client, and what belongs to a dead one dies with it.
 */
final class BrokerLink implements MqttCallback {
    private static final Logger log = LoggerFactory.getLogger(BrokerLink.class);

    private static final long NEVER = 0xFFFF_FFFFL;
    private static final int KEEP_ALIVE_S = 20;
    private static final int CONNECT_LIMIT_S = 10;
    private static final long DISCONNECT_LIMIT_MILLIS = 1_000;
    /** Retained messages are of no use, but whoever keeps them at the broker should learn that, once. */
    private static final int RETAINED_WITH_A_NEW_SUBSCRIPTION = 1;

    private final BrokerAccount account;
    private final @Nullable SSLSocketFactory tls;
    private final BrokerIntake door;
    private final Order order;
    private final MqttAsyncClient client;
    private final Semaphore room; // bounds QoS 0 too, which no window of the protocol does
    private int retained; // Paho's callback thread

    BrokerLink(BrokerAccount account, @Nullable SSLSocketFactory tls, BrokerIntake door) throws MqttException {
        this.account = account;
        this.tls = tls;
        this.door = door;
        this.order = door.order();
        this.room = new Semaphore(account.window());
        this.client = new MqttAsyncClient(account.url(), account.clientId(), new MemoryPersistence());
    }

    void open() throws MqttException {
        client.setManualAcks(true);
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(NEVER);
        options.setReceiveMaximum(account.window());
        options.setAutomaticReconnect(false);
        options.setKeepAliveInterval(KEEP_ALIVE_S);
        options.setConnectionTimeout(CONNECT_LIMIT_S);
        if (tls != null) {
            options.setSocketFactory(tls); // Paho checks the name in the broker's certificate by itself
        }
        if (!account.user().isEmpty()) {
            options.setUserName(account.user());
            options.setPassword(account.password().getBytes(StandardCharsets.UTF_8));
        }
        client.connect(options, null, new Then("cannot connect", this::subscribe));
    }

    private void subscribe() {
        try {
            subscribe(BrokerIntake.READINGS, new Then("cannot subscribe", this::subscribeToEvents));
        } catch (MqttException e) {
            door.lost(this, "cannot subscribe: " + e);
        }
    }

    /** A broker without a network server may refuse these; its readings are welcome all the same. */
    private void subscribeToEvents() {
        try {
            subscribe(BrokerIntake.EVENTS, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    if (refusal(token) != 0) {
                        log.info("broker {}: uplinks of network servers refused", account.url());
                    }
                    door.up(BrokerLink.this);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    log.info("broker {}: uplinks of network servers refused: {}", account.url(), cause.toString());
                    door.up(BrokerLink.this); // a connection that is lost says so by itself
                }
            });
        } catch (MqttException e) {
            door.lost(this, "cannot subscribe: " + e);
        }
    }

    private void subscribe(List<String> filters, MqttActionListener then) throws MqttException {
        MqttSubscription[] all = filters.stream()
                .map(filter -> {
                    MqttSubscription subscription = new MqttSubscription(account.shared(filter), 1);
                    subscription.setRetainHandling(RETAINED_WITH_A_NEW_SUBSCRIPTION);
                    return subscription;
                })
                .toArray(MqttSubscription[]::new);
        client.subscribe(all, null, then, new MqttProperties());
    }

    /** The first reason code that is an error, or 0. */
    private static int refusal(IMqttToken token) {
        int[] codes = token.getReasonCodes();
        for (int i = 0; codes != null && i < codes.length; i++) {
            if (codes[i] >= 0x80) {
                return codes[i];
            }
        }
        return 0;
    }

    /** What follows a step if it succeeds. */
    private final class Then implements MqttActionListener {
        private final String failure;
        private final Runnable next;

        Then(String failure, Runnable next) {
            this.failure = failure;
            this.next = next;
        }

        @Override
        public void onSuccess(IMqttToken token) {
            int code = refusal(token);
            if (code == 0) {
                next.run();
            } else {
                door.lost(BrokerLink.this, failure + ": reason code " + code);
            }
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            door.lost(BrokerLink.this, failure + ": " + cause);
        }
    }

    /** On Paho's callback thread: to wait here is to stop reading the socket. */
    @Override
    public void messageArrived(String topic, MqttMessage message) throws InterruptedException {
        room.acquire();
        MqttProperties properties = message.getProperties();
        String contentType = properties == null ? null : properties.getContentType();
        int id = message.getId();
        int qos = message.getQos();
        Arrival arrival = Arrival.onTopic(Publisher.trustedBroker(), topic, contentType, message.getPayload());
        if (message.isRetained()) {
            door.refuseRetained(arrival, retained++, verdict -> acknowledge(id, qos));
            return;
        }
        order.offer(arrival, verdict -> {
            if (verdict.hasComplaint()) {
                nack(arrival, verdict.nackJson().getBytes(StandardCharsets.UTF_8));
            }
            door.acknowledged();
            acknowledge(id, qos);
        });
    }

    private void acknowledge(int id, int qos) {
        room.release();
        if (qos == 0 || !client.isConnected()) {
            return; // the broker sends it again on the next connection
        }
        try {
            client.messageArrivedComplete(id, qos);
        } catch (MqttException e) {
            log.debug("broker {}: message {} not acknowledged, it comes again: {}", account.url(), id, e.toString());
        }
    }

    /** Tells a device of a refusal, without a promise. */
    private void nack(Arrival arrival, byte[] body) {
        CommunityId community = arrival.community();
        DeviceId device = arrival.device();
        if (community == null || device == null || !client.isConnected()) {
            return;
        }
        try {
            client.publish(UpTopic.nackTopic(community, device), body, 0, false);
        } catch (MqttException e) {
            log.debug("broker {}: nack not sent: {}", account.url(), e.toString());
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        door.lost(this, "connection lost: " + (response.getException() == null ? response : response.getException()));
    }

    /** Ends the connection, if there is one, and frees what it holds. */
    void discard() {
        try {
            if (client.isConnected()) {
                client.disconnectForcibly(0, DISCONNECT_LIMIT_MILLIS, true);
            }
            client.close(true);
        } catch (MqttException e) {
            log.debug("broker {}: {}", account.url(), e.toString());
        }
    }

    @Override
    public void mqttErrorOccurred(MqttException e) {
        log.debug("broker {}: {}", account.url(), e.toString());
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // Nothing we send here is waited for.
    }

    @Override
    public void connectComplete(boolean reconnect, String url) {
        // The listener given to connect has it.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // Enhanced authentication is not used.
    }
}
