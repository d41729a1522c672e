package io.geshao.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** CoAP byte by byte over one UDP port. One thread. */
final class Coap implements AutoCloseable {
    static final int CHANGED = 0x44;
    private static final int ACK_EMPTY = 0x60;
    private static final int RESET = 0x70;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final int port;
    private final byte[] buffer = new byte[4_096];

    /** What was answered to the request with that number; {@code code} 0 is the answer to a ping. */
    record Answer(int number, int code, String text) {}

    Coap(int port) throws IOException {
        this.port = port;
        socket.setReceiveBufferSize(1 << 20);
    }

    /** A confirmable POST; its number is both message id and token. */
    static byte[] post(int number, String device, int format, String codec, String token, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        out.writeBytes(new byte[] {0x44, 0x02, (byte) (number >> 8), (byte) number});
        out.writeBytes(new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number});
        option(out, 11, "t".getBytes(StandardCharsets.UTF_8)); // Uri-Path
        option(out, 0, device.getBytes(StandardCharsets.UTF_8));
        option(out, 1, format == 0 ? new byte[0] : new byte[] {(byte) format}); // Content-Format
        option(out, 3, ("token=" + token).getBytes(StandardCharsets.UTF_8)); // Uri-Query
        if (!codec.isEmpty()) {
            option(out, 0, ("codec=" + codec).getBytes(StandardCharsets.UTF_8));
        }
        if (body.length > 0) {
            out.write(0xFF);
            out.writeBytes(body);
        }
        return out.toByteArray();
    }

    /** @param delta to the option before */
    private static void option(ByteArrayOutputStream out, int delta, byte[] value) {
        int length = value.length;
        out.write(delta << 4 | (length < 13 ? length : length < 269 ? 13 : 14));
        if (length >= 269) {
            out.write((length - 269) >> 8);
            out.write(length - 269);
        } else if (length >= 13) {
            out.write(length - 13);
        }
        out.writeBytes(value);
    }

    static byte[] ping(int number) {
        return new byte[] {0x40, 0, (byte) (number >> 8), (byte) number};
    }

    void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
    }

    /** The next answer, or null if none came in time. */
    @Nullable
    Answer receive(int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return null;
            }
            int length = packet.getLength();
            if (length < 4) {
                continue;
            }
            int type = buffer[0] & 0x30;
            int tokenLength = buffer[0] & 0x0F;
            int id = (buffer[2] & 0xFF) << 8 | buffer[3] & 0xFF;
            if (type == 0) { // confirmable: an answer that came on its own
                send(new byte[] {ACK_EMPTY, 0, buffer[2], buffer[3]});
            }
            if ((buffer[0] & 0xFF) == RESET) {
                return new Answer(id, 0, "");
            }
            if (buffer[1] == 0 || tokenLength != 4) {
                continue; // the answer follows, or it is for something that was broken
            }
            int number =
                    (buffer[4] & 0xFF) << 24 | (buffer[5] & 0xFF) << 16 | (buffer[6] & 0xFF) << 8 | buffer[7] & 0xFF;
            return new Answer(number, buffer[1] & 0xFF, payload(Arrays.copyOf(buffer, length), 8));
        }
    }

    private static String payload(byte[] datagram, int from) {
        for (int i = from; i < datagram.length; i++) {
            if (datagram[i] == (byte) 0xFF) {
                return new String(datagram, i + 1, datagram.length - i - 1, StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void close() {
        socket.close();
    }
}
