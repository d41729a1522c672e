package io.geshao.gateway.mqtt;

import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.Publisher;
import io.geshao.gateway.intake.UpTopic;
import io.geshao.gateway.intake.Verdict;
import io.geshao.gateway.mqtt.MqttIntake.Doorway;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client on the wire. Takes messages as long as the {@link AckWindow} has room, stops reading the socket otherwise,
 * and answers in order once the intake has a verdict. A bad payload never ends a connection; a breach of the protocol
 * does. All fields belong to the socket's event loop unless said otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the socket, and closed() follows
final class MqttConnection implements Sessions.Owner {
    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    /** Far above the largest body: a body that is somewhat too large is refused by name, not cut off. */
    static final int MAX_PACKET = 128 * 1_024;

    private static final int MAX_CLIENT_ID = 256;
    private static final int CONNECT_LIMIT_S = 10;
    private static final long RETRY_MILLIS = 20;

    private final NetSocketInternal socket;
    private final ChannelHandlerContext channel;
    private final Doorway doorway;
    private final AckWindow window = new AckWindow();
    private final AtomicBoolean flushDue = new AtomicBoolean(); // set by the spool's thread, cleared by the event loop
    private @Nullable Client client; // null until CONNECT was accepted
    private boolean reading = true;
    private boolean retryDue;
    private volatile boolean over; // closed or closing: nothing is written any more

    /** What is known about an accepted client. Owned by the event loop. */
    private static final class Client {
        final ConnectRequest request;
        final Sessions.Session session;
        final Publisher publisher;
        long expirySeconds;

        Client(ConnectRequest request, Sessions.Session session) {
            this.request = request;
            this.session = session;
            this.publisher = Publisher.authenticated(request.identity());
            this.expirySeconds = request.expirySeconds();
        }
    }

    MqttConnection(NetSocketInternal socket, Doorway doorway) {
        this.socket = socket;
        this.channel = socket.channelHandlerContext();
        this.doorway = doorway;
    }

    void open() {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE);
        pipeline.addBefore("handler", "mqttDecoder", new MqttDecoder(MAX_PACKET, MAX_CLIENT_ID));
        pipeline.addBefore("handler", "idle", new IdleStateHandler(CONNECT_LIMIT_S, 0, 0));
        pipeline.addBefore("handler", "rim", new Rim());
        socket.exceptionHandler(e -> log.debug("connection {}: {}", socket.remoteAddress(), e.toString()));
        socket.messageHandler(this::handle);
    }

    /** Socket events that are no packets. */
    private final class Rim extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (!(event instanceof IdleStateEvent)) {
                context.fireUserEventTriggered(event);
            } else if (reading) { // a client that we do not listen to cannot be called silent
                end(MqttReplies.KEEP_ALIVE_TIMEOUT);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.fireChannelWritabilityChanged();
            regulate();
        }
    }

    private void handle(Object message) {
        try {
            if (!over && message instanceof MqttMessage packet) {
                handlePacket(packet);
            }
        } catch (RuntimeException e) {
            // The owner loop: a bug met by one client's packet must end that client's connection and no other.
            log.error("connection {} ended by a bug", socket.remoteAddress(), e);
            end(MqttReplies.PROTOCOL_ERROR);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void handlePacket(MqttMessage packet) {
        if (packet.decoderResult().isFailure()) {
            refuseMalformed(packet.decoderResult().cause());
            return;
        }
        if (packet instanceof MqttConnectMessage connect) {
            connect(connect);
            return;
        }
        Client known = client;
        if (known == null) {
            breach(MqttReplies.PROTOCOL_ERROR);
            return;
        }
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH -> publish(known, (MqttPublishMessage) packet);
            case PUBREL -> release(known, ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
            case SUBSCRIBE -> subscribe(known, (MqttSubscribeMessage) packet);
            case UNSUBSCRIBE -> unsubscribe(known, (MqttUnsubscribeMessage) packet);
            case PINGREQ -> send(MqttMessage.PINGRESP);
            case DISCONNECT -> {
                ((MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader())
                        .properties()
                        .listAll()
                        .forEach(property ->
                                known.expirySeconds = ConnectRequest.shortened(known.expirySeconds, property));
                end(0);
            }
            default -> breach(MqttReplies.PROTOCOL_ERROR); // nothing we send asks for an answer
        }
    }

    private void connect(MqttConnectMessage packet) {
        if (client != null) {
            breach(MqttReplies.PROTOCOL_ERROR);
            return;
        }
        ConnectRequest request = ConnectRequest.of(packet);
        MqttConnectReturnCode refusal = request.refusal(doorway.registry());
        if (refusal != null) {
            doorway.meters().refusedConnects().increment();
            log.info("client '{}' from {} refused: {}", request.clientId(), socket.remoteAddress(), refusal);
            sendLast(MqttReplies.connAck(refusal, false, MqttProperties.NO_PROPERTIES));
            return;
        }
        channel.pipeline().replace("idle", "idle", new IdleStateHandler(request.silenceLimitSeconds(), 0, 0));
        Sessions.Claim claim = doorway.sessions().claim(request.sessionKey(), request.cleanStart(), this);
        client = new Client(request, claim.session());
        send(MqttReplies.connAck(
                MqttConnectReturnCode.CONNECTION_ACCEPTED, claim.present(), request.connAckProperties()));
    }

    private void publish(Client known, MqttPublishMessage packet) {
        String topic = packet.variableHeader().topicName();
        if (topic.isEmpty()) {
            breach(MqttReplies.TOPIC_ALIAS_INVALID); // we announce no topic aliases
            return;
        }
        MqttQoS qos = packet.fixedHeader().qosLevel();
        int packetId = packet.variableHeader().packetId();
        if (qos == MqttQoS.EXACTLY_ONCE) {
            if (known.session.isUnreleased(packetId)) {
                send(MqttReplies.pubReply(MqttMessageType.PUBREC, packetId, 0, MqttProperties.NO_PROPERTIES));
                return;
            }
            if (window.contains(packetId)) {
                return; // sent again too early: the one PUBREC follows the commit
            }
        }
        MqttProperties.MqttProperty<?> contentType =
                packet.variableHeader().properties().getProperty(MqttProperties.CONTENT_TYPE);
        Arrival arrival = Arrival.onTopic(
                known.publisher,
                topic,
                contentType == null ? null : (String) contentType.value(),
                ByteBufUtil.getBytes(packet.payload()));
        offer(window.add(packetId, qos, arrival));
        regulate();
    }

    private void offer(AckWindow.Slot slot) {
        if (window.isHeldUp()) {
            settle(slot, Verdict.busy()); // behind others that wait for room: nothing overtakes
        } else {
            doorway.intake().offer(slot.arrival, verdict -> settle(slot, verdict));
        }
    }

    /** Any thread. One pass of the event loop answers everything that was settled until it runs. */
    private void settle(AckWindow.Slot slot, Verdict verdict) {
        window.settle(slot, verdict);
        if (flushDue.compareAndSet(false, true)) {
            channel.executor().execute(this::answer);
        }
    }

    private void answer() {
        flushDue.set(false);
        Client known = client;
        if (over || known == null) {
            return;
        }
        boolean wrote = false;
        for (AckWindow.Due due = window.pollDue(); due != null; due = window.pollDue()) {
            wrote |= answer(known, due.slot(), due.verdict());
        }
        if (wrote) {
            channel.flush();
        }
        if (window.noteHeld() && !retryDue) {
            retryDue = true;
            doorway.vertx().setTimer(RETRY_MILLIS, id -> channel.executor().execute(this::retry));
        }
        regulate();
    }

    private void retry() {
        retryDue = false;
        if (!over) {
            window.takeHeld().forEach(this::offer);
            regulate();
        }
    }

    /** Writes without a flush; false if there was nothing to write. */
    private boolean answer(Client known, AckWindow.Slot slot, Verdict verdict) {
        boolean refused = verdict.outcome() == Verdict.Outcome.REFUSED;
        boolean told = verdict.hasComplaint() && nack(known, slot, verdict);
        if (slot.qos == MqttQoS.AT_MOST_ONCE) {
            return told;
        }
        (refused ? doorway.meters().nacked() : doorway.meters().acked()).increment();
        int code = 0;
        MqttProperties properties = MqttProperties.NO_PROPERTIES;
        if (refused && verdict.reason() != null && known.request.isVersion5()) {
            code = verdict.reason().mqttCode();
            properties = known.request.reasonString(verdict.reason().name());
        }
        if (slot.qos == MqttQoS.AT_LEAST_ONCE) {
            channel.write(MqttReplies.pubReply(MqttMessageType.PUBACK, slot.packetId, code, properties));
            return true;
        }
        if (code == 0) {
            known.session.received(this, slot.packetId); // a PUBREC with an error frees the number at once
        }
        channel.write(MqttReplies.pubReply(MqttMessageType.PUBREC, slot.packetId, code, properties));
        return true;
    }

    private boolean nack(Client known, AckWindow.Slot slot, Verdict verdict) {
        UpTopic up = UpTopic.parse(slot.arrival.source());
        if (up == null) {
            return false;
        }
        String topic = UpTopic.nackTopic(up.community(), up.device());
        if (!known.session.wants(topic)) {
            return false;
        }
        channel.write(MqttReplies.publish(topic, verdict.nackJson().getBytes(StandardCharsets.UTF_8)));
        return true;
    }

    private void release(Client known, int packetId) {
        boolean found = known.session.release(this, packetId);
        int code = found || !known.request.isVersion5() ? 0 : MqttReplies.PACKET_ID_NOT_FOUND;
        send(MqttReplies.pubReply(MqttMessageType.PUBCOMP, packetId, code, MqttProperties.NO_PROPERTIES));
    }

    private void subscribe(Client known, MqttSubscribeMessage packet) {
        List<Integer> codes = new ArrayList<>();
        packet.payload().topicSubscriptions().forEach(wanted -> {
            if (NackTopics.mayRead(doorway.registry(), known.request.identity(), wanted.topicFilter())) {
                known.session.subscribe(this, wanted.topicFilter());
                codes.add(0);
            } else {
                codes.add(known.request.isVersion5() ? MqttReplies.NOT_AUTHORIZED : 0x80);
            }
        });
        send(MqttReplies.subAck(packet.variableHeader().messageId(), codes));
    }

    private void unsubscribe(Client known, MqttUnsubscribeMessage packet) {
        List<Short> codes = new ArrayList<>();
        packet.payload().topics().forEach(topic -> {
            codes.add((short) (known.session.unsubscribe(this, topic) ? 0x00 : 0x11));
        });
        // 3.1.1 has no codes in its UNSUBACK.
        send(MqttReplies.unsubAck(packet.variableHeader().messageId(), known.request.isVersion5() ? codes : List.of()));
    }

    /** Stops and resumes reading: the client feels it as a slow network, and nothing is refused. */
    private void regulate() {
        boolean may = !window.isFull() && channel.channel().isWritable();
        if (over || may == reading) {
            return;
        }
        reading = may;
        if (may) {
            socket.resume();
        } else {
            doorway.meters().pauses().increment();
            socket.pause();
        }
    }

    private void refuseMalformed(Throwable cause) {
        if (cause instanceof MqttUnacceptableProtocolVersionException) {
            doorway.meters().refusedConnects().increment();
            sendLast(MqttReplies.connAck(
                    MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
                    false,
                    MqttProperties.NO_PROPERTIES));
            return;
        }
        log.debug("connection {}: {}", socket.remoteAddress(), cause.toString());
        breach(cause instanceof TooLongFrameException ? MqttReplies.PACKET_TOO_LARGE : MqttReplies.MALFORMED_PACKET);
    }

    private void breach(int reasonCode) {
        doorway.meters().protocolErrors().increment();
        end(reasonCode);
    }

    /** Ends the connection; MQTT 5 clients are told why. */
    private void end(int reasonCode) {
        if (over) {
            return;
        }
        Client known = client;
        if (known != null && known.request.isVersion5() && reasonCode != 0) {
            sendLast(MqttReplies.disconnect(reasonCode));
        } else {
            over = true;
            socket.close();
        }
    }

    private void send(MqttMessage packet) {
        channel.writeAndFlush(packet);
    }

    private void sendLast(MqttMessage packet) {
        over = true;
        channel.writeAndFlush(packet).addListener(ChannelFutureListener.CLOSE);
    }

    /** The socket is closed, by either side. */
    void closed() {
        over = true;
        Client known = client;
        if (known != null) {
            doorway.sessions().detach(known.session, this, known.expirySeconds);
        }
    }

    /** Any thread. */
    @Override
    public void takenOver() {
        channel.executor().execute(() -> end(MqttReplies.SESSION_TAKEN_OVER));
    }

    /** Any thread. */
    void shutDown() {
        channel.executor().execute(() -> end(MqttReplies.SERVER_SHUTTING_DOWN));
    }
}
