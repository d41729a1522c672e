package io.geshao.gateway.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * MQTT by hand, byte for byte, so that a test can do what no well-behaved client would: send without waiting, repeat,
 * or break the protocol.
 */
final class RawClient implements AutoCloseable {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBCOMP = 7;
    static final int SUBACK = 9;
    static final int UNSUBACK = 11;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;

    private static final int PATIENCE_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private final int version;

    /** A packet from the server: its type, and what follows the fixed header. */
    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
    record Packet(int type, byte[] body) {
        int id() {
            return ((body[0] & 0xFF) << 8) | (body[1] & 0xFF);
        }

        /** Reason code of an acknowledgement; 0 if it is left out. */
        int code() {
            return body.length > 2 ? body[2] & 0xFF : 0;
        }

        boolean has(String text) {
            return new String(body, StandardCharsets.UTF_8).contains(text);
        }
    }

    /** @param version 4 for 3.1.1, or 5 */
    RawClient(int port, int version) throws IOException {
        this.version = version;
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Connects as an identity with its right token and a clean session; fails unless it is let in. */
    static RawClient of(int port, int version, String identity, String token) throws IOException {
        RawClient client = new RawClient(port, version);
        Packet answer = client.connect("c-" + identity, identity, token, true, 0);
        if (answer.type() != CONNACK || answer.body()[1] != 0) {
            throw new IOException("not let in: " + answer.body()[1]);
        }
        return client;
    }

    Packet connect(String clientId, @Nullable String user, @Nullable String token, boolean clean, int keepAliveSeconds)
            throws IOException {
        return connect(clientId, user, token, clean, keepAliveSeconds, null, null);
    }

    /** With a will on that topic, if it is not null. */
    Packet connect(
            String clientId,
            @Nullable String user,
            @Nullable String token,
            boolean clean,
            int keepAliveSeconds,
            @Nullable String willTopic,
            @Nullable String will)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, "MQTT");
        body.write(version);
        body.write((user == null ? 0 : 0x80)
                | (token == null ? 0 : 0x40)
                | (clean ? 0x02 : 0)
                | (willTopic == null ? 0 : 0x0C));
        body.write(keepAliveSeconds >> 8);
        body.write(keepAliveSeconds);
        if (version == 5) {
            byte[] expiry = clean ? new byte[] {0} : new byte[] {5, 0x11, 0, 0, 0x0E, 0x10}; // an hour
            body.write(expiry);
        }
        text(body, clientId);
        if (willTopic != null) {
            if (version == 5) {
                body.write(0);
            }
            text(body, willTopic);
            text(body, String.valueOf(will));
        }
        if (user != null) {
            text(body, user);
        }
        if (token != null) {
            text(body, token);
        }
        send(0x10, body.toByteArray());
        return read();
    }

    void publish(int qos, int id, String topic, String payload) throws IOException {
        publish(qos << 1, id, topic, payload.getBytes(StandardCharsets.UTF_8), null);
    }

    /**
     * @param flags low bits of the first byte: 1 retain, 2 and 4 QoS, 8 duplicate
     * @param contentType MQTT 5 only
     */
    void publish(int flags, int id, String topic, byte[] payload, @Nullable String contentType) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, topic);
        if ((flags & 6) != 0) {
            body.write(id >> 8);
            body.write(id);
        }
        if (version == 5) {
            ByteArrayOutputStream properties = new ByteArrayOutputStream();
            if (contentType != null) {
                properties.write(0x03);
                text(properties, contentType);
            }
            body.write(properties.size());
            properties.writeTo(body);
        }
        body.write(payload);
        send(0x30 | flags, body.toByteArray());
    }

    void release(int id) throws IOException {
        send(0x62, new byte[] {(byte) (id >> 8), (byte) id});
    }

    void subscribe(int id, String filter) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(id >> 8);
        body.write(id);
        if (version == 5) {
            body.write(0);
        }
        text(body, filter);
        body.write(1);
        send(0x82, body.toByteArray());
    }

    void acknowledge(int id) throws IOException {
        send(0x40, new byte[] {(byte) (id >> 8), (byte) id});
    }

    void disconnect() throws IOException {
        send(0xE0, new byte[0]);
    }

    void ping() throws IOException {
        send(0xC0, new byte[0]);
    }

    void send(int firstByte, byte[] body) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(firstByte);
        int length = body.length;
        do {
            packet.write(length > 127 ? (length % 128) | 128 : length);
            length /= 128;
        } while (length > 0);
        packet.write(body);
        out.write(packet.toByteArray());
        out.flush();
    }

    /** The next packet; an {@link EOFException} if the server has closed the connection. */
    Packet read() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int length = 0;
            int shift = 0;
            int digit;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 127) << shift;
                shift += 7;
            } while (digit > 127);
            byte[] body = new byte[length];
            in.readFully(body);
            return new Packet(first >> 4, body);
        } catch (SocketException e) {
            EOFException reset = new EOFException("connection reset");
            reset.initCause(e);
            throw reset;
        }
    }

    /** Whether nothing comes for a while. */
    boolean isQuietFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.mark(1);
            int next = in.read();
            throw new IOException("not quiet: " + next);
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    private static void text(ByteArrayOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.write(bytes.length >> 8);
        to.write(bytes.length);
        to.write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
