package io.geshao.devicesim.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of an MQTT 5 server as a publisher needs, with whims: written by hand so that it can misbehave exactly. */
final class CapriciousBroker implements AutoCloseable {
    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int PINGREQ = 12;
    private static final int DISCONNECT = 14;
    private static final int ANSWER_AFTER = 4;

    private final ServerSocket server;
    private final int receiveMaximum;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> topics = new CopyOnWriteArrayList<>();
    private final AtomicInteger mostUnanswered = new AtomicInteger();
    private final AtomicInteger goodbyes = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile int breakAfter; // 0 for never; used up by the first connection
    private volatile int reasonCode;

    CapriciousBroker(int receiveMaximum) throws IOException {
        this.receiveMaximum = receiveMaximum;
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "capricious-broker");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Breaks the first line on the n-th PUBLISH, without having acknowledged any. */
    void breakAfterPublishes(int n) {
        breakAfter = n;
    }

    void answerWith(int code) {
        reasonCode = code;
    }

    List<String> bodies() {
        return bodies;
    }

    List<String> topics() {
        return topics;
    }

    int mostUnanswered() {
        return mostUnanswered.get();
    }

    int goodbyes() {
        return goodbyes.get();
    }

    int closedConnections() {
        return closed.get();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> serve(socket), "capricious-line");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            List<Integer> unanswered = new ArrayList<>();
            boolean talking = true;
            while (talking) {
                int first = in.readUnsignedByte();
                byte[] body = in.readNBytes(remainingLength(in));
                switch (first >> 4) {
                    case CONNECT ->
                        out.write(new byte[] {
                            0x20,
                            6,
                            0,
                            0, // CONNACK, no session, success
                            3,
                            0x21,
                            (byte) (receiveMaximum >> 8),
                            (byte) receiveMaximum // Receive Maximum
                        });
                    case PUBLISH -> {
                        unanswered.add(note(body));
                        mostUnanswered.accumulateAndGet(unanswered.size(), Math::max);
                        if (breakAfter > 0) {
                            if (unanswered.size() == breakAfter) {
                                breakAfter = 0;
                                return;
                            }
                        } else if (unanswered.size() >= ANSWER_AFTER || in.available() == 0) {
                            acknowledge(out, unanswered);
                        }
                    }
                    case PINGREQ -> out.write(new byte[] {(byte) 0xD0, 0});
                    case DISCONNECT -> {
                        goodbyes.incrementAndGet();
                        talking = false;
                    }
                    default -> throw new IOException("packet type " + (first >> 4));
                }
                out.flush();
            }
        } catch (IOException e) {
            // The other side has gone.
        } finally {
            closed.incrementAndGet();
        }
    }

    private void acknowledge(OutputStream out, List<Integer> unanswered) throws IOException {
        for (int packetId : unanswered) {
            out.write(new byte[] {0x40, 3, (byte) (packetId >> 8), (byte) packetId, (byte) reasonCode});
        }
        unanswered.clear();
    }

    /** Notes a PUBLISH and answers its packet identifier. */
    private int note(byte[] body) {
        int topicLength = ((body[0] & 0xFF) << 8) | (body[1] & 0xFF);
        int at = 2 + topicLength;
        topics.add(new String(body, 2, topicLength, StandardCharsets.UTF_8));
        int packetId = ((body[at] & 0xFF) << 8) | (body[at + 1] & 0xFF);
        int properties = body[at + 2] & 0x7F; // short ones only
        int payload = at + 3 + properties;
        bodies.add(new String(body, payload, body.length - payload, StandardCharsets.UTF_8));
        return packetId;
    }

    private static int remainingLength(DataInputStream in) throws IOException {
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            length |= (next & 0x7F) << shift;
            shift += 7;
        } while (next >= 0x80);
        return length;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
