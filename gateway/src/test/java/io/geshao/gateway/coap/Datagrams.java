package io.geshao.gateway.coap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** CoAP byte by byte, from one UDP port. One thread. */
final class Datagrams implements AutoCloseable {
    static final int POST = 2;
    static final int PUT = 3;
    private static final int PATIENCE_MILLIS = 5_000;

    private final DatagramSocket socket;
    private final int port;

    Datagrams(int port) throws IOException {
        this.port = port;
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    static byte[] post(int id, String device, @Nullable String token, int format, byte[] body) {
        return request(POST, id, device, format, token == null ? new String[0] : new String[] {"token=" + token}, body);
    }

    /** A confirmable request with a token of four bytes; format -1 for none. */
    static byte[] request(int code, int id, String device, int format, String[] query, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x44, (byte) code, (byte) (id >> 8), (byte) id, 'T', 'O', 'K', (byte) id});
        option(out, 11, "t".getBytes(StandardCharsets.UTF_8));
        option(out, 0, device.getBytes(StandardCharsets.UTF_8));
        int last = 11;
        if (format >= 0) {
            byte[] two = {(byte) (format >> 8), (byte) format};
            option(out, 1, format == 0 ? new byte[0] : format < 256 ? new byte[] {two[1]} : two);
            last = 12;
        }
        for (String parameter : query) {
            option(out, 15 - last, parameter.getBytes(StandardCharsets.UTF_8));
            last = 15;
        }
        if (body.length > 0) {
            out.write(0xff);
            out.writeBytes(body);
        }
        return out.toByteArray();
    }

    private static void option(ByteArrayOutputStream out, int delta, byte[] value) {
        out.write(delta << 4 | Math.min(value.length, 13));
        if (value.length >= 13) {
            out.write(value.length - 13);
        }
        out.writeBytes(value);
    }

    void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
    }

    byte[] receive() throws IOException {
        byte[] answer = receive(PATIENCE_MILLIS);
        if (answer == null) {
            throw new IOException("no answer");
        }
        return answer;
    }

    /** The next datagram, or null if none comes in time. */
    byte @Nullable [] receive(int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return null;
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    byte[] exchange(byte[] datagram) throws IOException {
        send(datagram);
        return receive();
    }

    @Override
    public void close() {
        socket.close();
    }
}
