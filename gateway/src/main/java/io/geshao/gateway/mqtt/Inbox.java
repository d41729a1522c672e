package io.geshao.gateway.mqtt;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.UpTopic;
import io.geshao.gateway.intake.Verdict;
import io.geshao.gateway.mqtt.MqttIntake.Doorway;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection from their arrival to their answer: offers each to the intake, and answers in the order
 * of arrival once there is a verdict. Made with a connection's first message. All fields belong to the socket's event
 * loop unless said otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the socket, and closed() follows
final class Inbox {
    private static final long RETRY_MILLIS = 20;
    private static final byte[] NO_BODY = {};
    /** A radio gateway speaks for some hundred devices. */
    private static final int MAX_TOPICS = 512;
    /** Room for so many to begin with. */
    private static final int PLAIN_ACKS = 16;

    private final MqttConnection connection;
    private final Channel channel;
    private final Doorway doorway;
    private final Client client;
    private final AckWindow window = new AckWindow();
    private final AtomicBoolean flushDue = new AtomicBoolean(); // set by the spool's thread, cleared by the event loop
    private Map<String, Arrival> topics = Map.of(); // none while there is but one
    private @Nullable Arrival lastTopic;
    private boolean retryDue;

    Inbox(MqttConnection connection, Channel channel, Doorway doorway, Client client) {
        this.connection = connection;
        this.channel = channel;
        this.doorway = doorway;
        this.client = client;
    }

    boolean isFull() {
        return window.isFull();
    }

    /** Takes a message; the reason code of a breach of the protocol, or 0. */
    int publish(MqttPublishMessage packet) {
        String topic = packet.variableHeader().topicName();
        if (topic.isEmpty()) {
            return MqttReplies.TOPIC_ALIAS_INVALID; // we announce no topic aliases
        }
        MqttQoS qos = packet.fixedHeader().qosLevel();
        int packetId = packet.variableHeader().packetId();
        if (qos == MqttQoS.EXACTLY_ONCE) {
            if (client.session.isUnreleased(packetId)) {
                connection.send(
                        MqttReplies.pubReply(MqttMessageType.PUBREC, packetId, 0, MqttProperties.NO_PROPERTIES));
                return 0;
            }
            if (window.contains(packetId)) {
                return 0; // sent again too early: the one PUBREC follows the commit
            }
            if (client.isVersion5 && client.session.unreleased() >= AckWindow.MAX_MESSAGES) {
                return MqttReplies.RECEIVE_MAXIMUM_EXCEEDED; // more than was announced, and never a PUBREL
            }
        }
        MqttProperties.MqttProperty<?> contentType =
                packet.variableHeader().properties().getProperty(MqttProperties.CONTENT_TYPE);
        byte[] body = ByteBufUtil.getBytes(packet.payload());
        Arrival arrival = contentType == null
                ? onTopic(topic, body)
                : Arrival.onTopic(client.publisher, topic, (String) contentType.value(), body);
        offer(window.add(packetId, qos, arrival));
        return 0;
    }

    /** A client publishes on few topics: what was made of one is remembered, for one client as a rule just the one. */
    private Arrival onTopic(String topic, byte[] body) {
        Arrival same = lastTopic;
        if (same == null || !same.source().equals(topic)) {
            same = topics.get(topic);
        }
        if (same == null) {
            same = Arrival.onTopic(client.publisher, topic, null, NO_BODY);
            Arrival before = lastTopic;
            if (before != null && topics.size() < MAX_TOPICS) {
                topics = topics.isEmpty() ? new HashMap<>() : topics;
                topics.put(before.source(), before);
                topics.put(topic, same);
            }
        }
        lastTopic = same;
        return same.sameTopic(body);
    }

    private void offer(AckWindow.Slot slot) {
        if (window.isHeldUp()) {
            settle(slot, Verdict.busy()); // behind others that wait for room: nothing overtakes
            return;
        }
        boolean taken = slot.offerAgain(verdict -> settle(slot, verdict))
                || (OwnTopics.looksLikeReceipt(slot.arrival.source()) && offerReceipt(slot));
        if (!taken) {
            doorway.intake().offer(slot.arrival, doorway.limits(), verdict -> settle(slot, verdict));
        }
    }

    /** False if it is no receipt that this client may give. */
    private boolean offerReceipt(AckWindow.Slot slot) {
        OwnTopics of = OwnTopics.receipt(doorway.registry(), client.identity, slot.arrival.source());
        if (of == null) {
            return false;
        }
        doorway.sessions()
                .downlink()
                .receipt(of.device().id(), of.suffix(), slot.arrival.body())
                .whenComplete((good, failure) -> settle(
                        slot,
                        Boolean.TRUE.equals(good)
                                ? Verdict.kept()
                                : Verdict.refused(RejectionReason.BAD_SHAPE, "no receipt that is waited for")));
        return true;
    }

    /** Any thread. One pass of the event loop answers everything that was settled until it runs. */
    private void settle(AckWindow.Slot slot, Verdict verdict) {
        window.settle(slot, verdict);
        if (flushDue.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::answer);
        }
    }

    private void answer() {
        flushDue.set(false);
        if (connection.isOver()) {
            return;
        }
        boolean wrote = false;
        ByteBuf acks = null; // plain PUBACKs in a row: one write of four bytes each
        for (AckWindow.Due due = window.pollDue(); due != null; due = window.pollDue()) {
            if (due.slot().qos == MqttQoS.AT_LEAST_ONCE && due.verdict().isPlain()) {
                acks = acks == null ? channel.alloc().buffer(PLAIN_ACKS * Integer.BYTES) : acks;
                acks.writeInt(MqttReplies.PLAIN_PUBACK | due.slot().packetId);
                doorway.meters().acked().increment();
                wrote = true;
            } else {
                acks = write(acks);
                wrote |= answer(due.slot(), due.verdict());
            }
        }
        write(acks);
        if (wrote) {
            channel.flush();
        }
        if (window.noteHeld() && !retryDue) {
            retryLater();
        }
        connection.regulate();
    }

    private void retryLater() {
        retryDue = true;
        doorway.vertx().setTimer(RETRY_MILLIS, id -> channel.eventLoop().execute(this::retry));
    }

    /** Nothing is left to be written. */
    private @Nullable ByteBuf write(@Nullable ByteBuf acks) {
        if (acks != null) {
            channel.write(acks);
        }
        return null;
    }

    private void retry() {
        retryDue = false;
        if (connection.isOver()) {
            return;
        }
        if (!doorway.intake().hasRoom()) {
            retryLater();
        } else {
            window.takeHeld().forEach(this::offer);
            connection.regulate();
        }
    }

    /** Writes without a flush; false if there was nothing to write. */
    private boolean answer(AckWindow.Slot slot, Verdict verdict) {
        boolean refused = verdict.outcome() == Verdict.Outcome.REFUSED;
        boolean told = verdict.hasComplaint() && nack(slot, verdict);
        if (slot.qos == MqttQoS.AT_MOST_ONCE) {
            return told;
        }
        (refused ? doorway.meters().nacked() : doorway.meters().acked()).increment();
        int code = refused && verdict.reason() != null && client.isVersion5
                ? verdict.reason().mqttCode()
                : 0;
        MqttProperties properties = client.reasons(verdict);
        if (slot.qos == MqttQoS.AT_LEAST_ONCE) {
            channel.write(MqttReplies.pubReply(MqttMessageType.PUBACK, slot.packetId, code, properties));
            return true;
        }
        if (code == 0) {
            client.session.received(connection, slot.packetId); // a PUBREC with an error frees the number at once
        }
        channel.write(MqttReplies.pubReply(MqttMessageType.PUBREC, slot.packetId, code, properties));
        return true;
    }

    private boolean nack(AckWindow.Slot slot, Verdict verdict) {
        UpTopic up = UpTopic.parse(slot.arrival.source());
        if (up == null) {
            return false;
        }
        String topic = UpTopic.nackTopic(up.community(), up.device());
        if (!client.session.wants(topic)) {
            return false;
        }
        byte[] body = verdict.nackJson().getBytes(StandardCharsets.UTF_8);
        if (!client.takes(topic, body.length)) {
            return false;
        }
        channel.write(MqttReplies.publish(topic, body));
        return true;
    }

    void release(int packetId) {
        boolean found = client.session.release(connection, packetId);
        int code = found || !client.isVersion5 ? 0 : MqttReplies.PACKET_ID_NOT_FOUND;
        connection.send(MqttReplies.pubReply(MqttMessageType.PUBCOMP, packetId, code, MqttProperties.NO_PROPERTIES));
    }
}
