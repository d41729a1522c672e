package io.geshao.gateway.mqtt;

import io.geshao.core.registry.Registry;
import io.geshao.gateway.mqtt.MqttIntake.Doorway;
import io.netty.channel.Channel;
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
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one client's connection: its admission, its subscriptions, its end. What it publishes is the {@link Inbox}'s
 * work; this stops reading the socket while that is full. A bad payload never ends a connection; a breach of the protocol
 * does. All fields belong to the socket's event loop unless said otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the socket, and closed() follows
final class MqttConnection extends ChannelInboundHandlerAdapter implements Sessions.Owner {
    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    /** Far above the largest body: a body that is somewhat too large is refused by name, not cut off. */
    static final int MAX_PACKET = 128 * 1_024;

    private static final int MAX_CLIENT_ID = 256;
    private static final int CONNECT_LIMIT_S = 10;

    private final boolean tooFast;
    private final Channel channel;
    private final Consumer<MqttConnection> gone;
    private final Doorway doorway;
    private @Nullable Client client; // null until CONNECT was accepted
    private @Nullable Inbox inbox; // made with the first message
    private @Nullable Deque<Object> held; // packets that came although we had stopped reading; null if there are none
    private boolean reading = true;
    private boolean heard; // since the last sweep
    private int silenceLimitSeconds = CONNECT_LIMIT_S;
    private long quietSinceNanos; // as far as the last sweep knows
    private volatile boolean over; // closed or closing: nothing is written any more

    /**
     * @param tooFast whether the client is to be sent away, since too many come at once
     * @param gone called when the connection is over
     */
    private MqttConnection(Channel channel, boolean tooFast, Doorway doorway, Consumer<MqttConnection> gone) {
        this.channel = channel;
        this.tooFast = tooFast;
        this.doorway = doorway;
        this.gone = gone;
        this.quietSinceNanos = doorway.ticker().nanos();
    }

    /**
     * Takes the channel over from Vert.x, whose socket is not needed any more: its queues alone would be most of what an
     * idle client costs.
     */
    static MqttConnection open(
            NetSocketInternal socket, boolean tooFast, Doorway doorway, Consumer<MqttConnection> gone) {
        ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
        MqttConnection connection = new MqttConnection(pipeline.channel(), tooFast, doorway, gone);
        pipeline.remove("handler");
        pipeline.addLast("mqttEncoder", MqttEncoder.INSTANCE);
        pipeline.addLast("mqttDecoder", new MqttDecoder(MAX_PACKET, MAX_CLIENT_ID));
        pipeline.addLast("connection", connection);
        return connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (reading && held == null) {
            handle(message);
        } else { // decoded from what had been read before the pause
            if (held == null) {
                held = new ArrayDeque<>();
            }
            held.add(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed();
        gone.accept(this);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        regulate();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Error) { // no fault of the peer's; once, since the connection ends here
            log.error("connection {} ended", channel.remoteAddress(), cause);
        } else {
            log.debug("connection {}: {}", channel.remoteAddress(), cause.toString());
        }
        channel.close();
    }

    /** Ends a connection that was silent for too long. Called every now and then, so that none needs a timer. */
    void sweep(long nowNanos) {
        if (heard || !reading) { // a client that we do not listen to cannot be called silent
            heard = false;
            quietSinceNanos = nowNanos;
        } else if (silenceLimitSeconds > 0
                && nowNanos - quietSinceNanos
                        > Duration.ofSeconds(silenceLimitSeconds).toNanos()) {
            end(MqttReplies.KEEP_ALIVE_TIMEOUT);
        }
    }

    private void handle(Object message) {
        heard = true;
        try {
            if (!over && message instanceof MqttMessage packet) {
                handlePacket(packet);
            }
        } catch (RuntimeException e) {
            // The owner loop: a bug met by one client's packet must end that client's connection and no other.
            log.error("connection {} ended by a bug", channel.remoteAddress(), e);
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
            case PUBREL -> inboxOf(known).release(((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
            case PUBACK -> answered(known, (MqttMessageIdVariableHeader) packet.variableHeader());
            case SUBSCRIBE -> Subscriptions.subscribe(this, doorway, known, (MqttSubscribeMessage) packet);
            case UNSUBSCRIBE -> Subscriptions.unsubscribe(this, known, (MqttUnsubscribeMessage) packet);
            case PINGREQ -> send(MqttMessage.PINGRESP);
            case DISCONNECT -> {
                MqttReasonCodeAndPropertiesVariableHeader header =
                        (MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader();
                header.properties()
                        .listAll()
                        .forEach(property ->
                                known.expirySeconds = ConnectRequest.shortened(known.expirySeconds, property));
                if (header.reasonCode() != MqttReplies.DISCONNECT_WITH_WILL) {
                    known.will = null;
                }
                end(0);
            }
            default -> breach(MqttReplies.PROTOCOL_ERROR); // nothing we send asks for another answer
        }
    }

    private void connect(MqttConnectMessage packet) {
        if (client != null) {
            breach(MqttReplies.PROTOCOL_ERROR);
            return;
        }
        ConnectRequest request = ConnectRequest.of(
                packet,
                Credential.certifiedBy(channel.pipeline().get(SslHandler.class)),
                doorway.config().maxKeepAliveSeconds());
        MqttConnectReturnCode refusal = tooFast ? request.tooFast() : request.refusal(doorway.registry());
        if (refusal != null) {
            doorway.meters().refusedConnects().increment();
            if (!tooFast) { // a storm of them is told by the counter
                log.info("client '{}' from {} refused: {}", request.clientId(), channel.remoteAddress(), refusal);
            }
            sendLast(MqttReplies.connAck(refusal, false, MqttProperties.NO_PROPERTIES));
            return;
        }
        silenceLimitSeconds = request.silenceLimitSeconds();
        Sessions.Claim claim = doorway.sessions().claim(request.sessionKey(), request.cleanStart(), this);
        Client accepted = new Client(request, claim.session());
        client = accepted;
        send(MqttReplies.connAck(
                MqttConnectReturnCode.CONNECTION_ACCEPTED, claim.present(), request.connAckProperties()));
        if (claim.present()) {
            claim.session().filters().forEach(filter -> Subscriptions.tellListening(doorway, accepted, filter));
        }
    }

    private void publish(Client known, MqttPublishMessage packet) {
        int breach = inboxOf(known).publish(packet);
        if (breach != 0) {
            breach(breach);
        }
        regulate();
    }

    private Inbox inboxOf(Client known) {
        if (inbox == null) {
            inbox = new Inbox(this, channel, doorway, known);
        }
        return inbox;
    }

    /** Any thread. */
    @Override
    public void deliver(String topic, int qos, byte[] body, CompletableFuture<Boolean> told) {
        try {
            channel.eventLoop().execute(() -> deliverHere(topic, qos, body, told));
        } catch (RejectedExecutionException e) { // the event loop has ended
            told.complete(false);
        }
    }

    private void deliverHere(String topic, int qos, byte[] body, CompletableFuture<Boolean> told) {
        Client known = client;
        if (over || known == null || !known.takes(topic, body.length)) {
            told.complete(false);
        } else if (qos == 0) {
            channel.writeAndFlush(MqttReplies.publish(topic, body))
                    .addListener(written -> told.complete(written.isSuccess()));
        } else if (known.outbox().isFull()) {
            told.complete(false);
        } else {
            int packetId = known.outbox().add(told);
            send(MqttReplies.publish(topic, MqttQoS.AT_LEAST_ONCE, packetId, body));
        }
    }

    private static void answered(Client known, MqttMessageIdVariableHeader header) {
        int code = header instanceof MqttPubReplyMessageVariableHeader reply ? reply.reasonCode() & 0xFF : 0;
        known.outbox().answered(header.messageId(), code < 0x80);
    }

    /** Stops and resumes reading: the client feels it as a slow network, and nothing is refused. */
    void regulate() {
        boolean may = (inbox == null || !inbox.isFull()) && channel.isWritable();
        if (over || may == reading) {
            return;
        }
        reading = may;
        if (may) {
            resume();
        } else {
            doorway.meters().pauses().increment();
            channel.config().setAutoRead(false);
        }
    }

    /** First what is held, in its order; that may fill the window again. */
    private void resume() {
        Deque<Object> waiting = held;
        while (reading && waiting != null && !waiting.isEmpty()) {
            handle(waiting.remove());
        }
        if (waiting != null && waiting.isEmpty()) {
            held = null;
        }
        if (reading) {
            channel.config().setAutoRead(true);
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
        log.debug("connection {}: {}", channel.remoteAddress(), cause.toString());
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
        if (known != null && known.isVersion5 && reasonCode != 0) {
            sendLast(MqttReplies.disconnect(reasonCode));
        } else {
            over = true;
            channel.close();
        }
    }

    void send(MqttMessage packet) {
        channel.writeAndFlush(packet);
    }

    private void sendLast(MqttMessage packet) {
        over = true;
        channel.writeAndFlush(packet).addListener(ChannelFutureListener.CLOSE);
    }

    /** Any thread. */
    boolean isOver() {
        return over;
    }

    /** The socket is closed, by either side. */
    private void closed() {
        over = true;
        if (held != null) {
            held.forEach(ReferenceCountUtil::release);
            held = null;
        }
        Client known = client;
        if (known != null) {
            doorway.sessions().detach(known.session, this, known.expirySeconds, known.will);
            known.lost();
        }
    }

    /** Any thread. */
    @Override
    public void takenOver() {
        channel.eventLoop().execute(() -> end(MqttReplies.SESSION_TAKEN_OVER));
    }

    /** The registry has changed: ends the connection if its credential is good no more. */
    void check(Registry registry) {
        Client known = client;
        if (known != null && !over && !known.credential.isGood(registry)) {
            log.info("client of {}: its credential is not good any more", known.identity);
            known.will = null; // it speaks for nobody now
            end(MqttReplies.ADMINISTRATIVE_ACTION);
        }
    }

    /** The door closes: that is not the clients' death. */
    void shutDown() {
        if (client != null) {
            client.will = null;
        }
        end(MqttReplies.SERVER_SHUTTING_DOWN);
    }
}
