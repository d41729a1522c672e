package io.geshao.devicesim.wire;

import io.geshao.devicesim.pace.Agenda;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CoAP for all NB-IoT-like devices through one UDP socket: confirmable POST to {@code /t/{device}?token=…}, one message
 * of a device on the way at a time, the same body again until 2.04 or a refusal.
 */
public final class CoapLinks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CoapLinks.class);
    private static final int OUTBOX = 256;
    private static final long AGAIN_MILLIS = 2_000;
    private static final int SERVER_ERROR = 5;

    private final InetSocketAddress server;
    private final Agenda agenda;
    private final Deliveries deliveries;
    private final CoapEndpoint endpoint;
    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

    public CoapLinks(String host, int port, Agenda agenda, Deliveries deliveries) {
        CoapConfig.register();
        UdpConfig.register();
        this.server = new InetSocketAddress(host, port);
        this.agenda = agenda;
        this.deliveries = deliveries;
        // Not the file-backed standard configuration: a simulator writes no files of its own accord.
        Configuration configuration = new Configuration()
                .set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1)
                .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
                .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
        endpoint = CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setPort(0)
                .build();
        try {
            endpoint.start();
        } catch (IOException e) {
            throw new UncheckedIOException("no UDP socket for CoAP", e);
        }
    }

    /** The link of one device. */
    public Link line(String device, String token) {
        return lines.computeIfAbsent(device, id -> new Line(id, token));
    }

    @Override
    public void close() {
        lines.values().forEach(Line::close);
        endpoint.destroy();
    }

    private final class Line implements Link {
        private final String device;
        private final String token;
        private final Outbox outbox = new Outbox(OUTBOX, 1);
        private volatile boolean over;
        private volatile boolean toldDown;

        Line(String device, String token) {
            this.device = device;
            this.token = token;
        }

        @Override
        public void open() {
            // CoAP has no connection.
        }

        @Override
        public boolean send(Message message) {
            if (over || outbox.offer(message) == Outbox.Offer.FULL) {
                return false;
            }
            pump();
            return true;
        }

        private void pump() {
            if (over) {
                return;
            }
            Message message = outbox.next();
            if (message == null) {
                return;
            }
            deliveries.attempted(message);
            Request request = Request.newPost();
            request.setConfirmable(true);
            request.setURI("coap://" + server.getHostString() + ":" + server.getPort());
            request.getOptions().setUriPath("t/" + device);
            request.getOptions().addUriQuery("token=" + token);
            request.getOptions().setContentFormat(message.encoding().coapContentFormat());
            request.setPayload(message.body());
            request.addMessageObserver(new Outcome(message));
            endpoint.sendRequest(request);
        }

        private final class Outcome extends MessageObserverAdapter {
            private final Message message;

            Outcome(Message message) {
                this.message = message;
            }

            @Override
            public void onResponse(Response response) {
                CoAP.ResponseCode code = response.getCode();
                if (code.codeClass == SERVER_ERROR) {
                    later("coap " + code);
                    return;
                }
                if (toldDown) {
                    toldDown = false;
                    log.info("{} is answered again", device);
                    deliveries.lineUp(device);
                }
                outbox.settle(message);
                if (code.isSuccess()) {
                    deliveries.acknowledged(message);
                } else {
                    deliveries.refused(message, "coap " + code);
                }
                pump();
            }

            @Override
            protected void failed() {
                later("no answer");
            }

            private void later(String why) {
                if (over) {
                    return;
                }
                if (!toldDown) {
                    toldDown = true;
                    log.warn("{} gets no acknowledgement by CoAP: {}", device, why);
                    deliveries.lineBroke(device);
                }
                outbox.giveBack(message);
                agenda.after(AGAIN_MILLIS, Line.this::pump);
            }
        }

        @Override
        public void die() {
            over = true;
        }

        @Override
        public int owed() {
            return over ? 0 : outbox.owed();
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
