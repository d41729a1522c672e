package io.geshao.bench.fuzz;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** MQTT 5 byte by byte, so that what no client library would send can be sent. One thread writes, one reads. */
final class Mqtt implements AutoCloseable {
    static final int CONNACK = 2;
    static final int PUBACK = 4;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int BUFFER = 1 << 16;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /** A packet from the other side: its type, and what follows the fixed header. */
    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
    record Packet(int type, byte[] body) {
        int id() {
            return ((body[0] & 0xFF) << 8) | (body[1] & 0xFF);
        }

        int code() {
            return body.length > 2 ? body[2] & 0xFF : 0;
        }

        /** The reason string of an acknowledgement, empty if there is none; it stands before the user properties. */
        String reason() {
            int at = 3; // behind id and code
            while (at < body.length && body[at] < 0) {
                at++; // the length of the properties, seven bits a byte
            }
            int text = at + 4; // that length's last byte, 0x1F, length of the text
            return text <= body.length && body[at + 1] == 0x1F
                    ? new String(body, text, (body[at + 2] & 0xFF) << 8 | body[at + 3] & 0xFF, StandardCharsets.UTF_8)
                    : "";
        }
    }

    Mqtt(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    }

    /** A connection that was let in. */
    static Mqtt of(int port, String clientId, String user, String token) throws IOException {
        Mqtt mqtt = new Mqtt(port);
        mqtt.write(connect(clientId, user, token));
        mqtt.flush();
        Packet answer = mqtt.read();
        if (answer.type() != CONNACK || answer.body()[1] != 0) {
            throw new IOException(clientId + " is not let in: " + answer.body()[1]);
        }
        return mqtt;
    }

    static byte[] connect(String clientId, String user, String token) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, "MQTT");
        body.writeBytes(
                new byte[] {5, (byte) 0xC2, 0, 0, 0}); // version, user and password and clean start, no keep-alive
        text(body, clientId);
        text(body, user);
        text(body, token);
        return packet(0x10, body.toByteArray());
    }

    /** @param contentType empty for none */
    static byte[] publish(int id, String topic, String contentType, byte[] payload) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(payload.length + topic.length() + 16);
        text(body, topic);
        body.write(id >> 8);
        body.write(id);
        if (contentType.isEmpty()) {
            body.write(0);
        } else {
            body.write(3 + contentType.length());
            body.write(0x03);
            text(body, contentType);
        }
        body.writeBytes(payload);
        return packet(0x32, body.toByteArray());
    }

    static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream(body.length + 5);
        packet.write(first);
        int length = body.length;
        do {
            packet.write(length > 127 ? (length % 128) | 128 : length);
            length /= 128;
        } while (length > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    static void text(ByteArrayOutputStream to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.write(bytes.length >> 8);
        to.write(bytes.length);
        to.writeBytes(bytes);
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Nothing more will be written; the other side closes when it has read everything. */
    void finish() throws IOException {
        out.flush();
        socket.shutdownOutput();
    }

    /** Reads and forgets until the other side closes. */
    void drain() throws IOException {
        byte[] forgotten = new byte[1_024];
        while (in.read(forgotten) >= 0) {
            // an answer to something that happened to be well-formed
        }
    }

    /** The next packet; an {@link IOException} if none comes in time or the connection is closed. */
    Packet read() throws IOException {
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
    }

    /** At once, so that a hundred thousand connections leave no closed ones behind that still hold their port. */
    void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
