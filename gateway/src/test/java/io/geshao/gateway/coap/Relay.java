package io.geshao.gateway.coap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A NAT between one client and the door, which may forget its mapping and take another port. */
final class Relay implements AutoCloseable {
    private static final byte HANDSHAKE = 22; // DTLS content type, RFC 6347, 4.1

    private final DatagramSocket inside =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final InetSocketAddress door;
    private final AtomicInteger handshakes = new AtomicInteger();
    private volatile @Nullable InetSocketAddress client;
    private volatile DatagramSocket outside;

    Relay(int doorPort) throws SocketException {
        door = new InetSocketAddress(InetAddress.getLoopbackAddress(), doorPort);
        outside = mapping();
        pump(inside, this::toDoor);
    }

    private interface Step {
        void pass(DatagramPacket packet) throws IOException;
    }

    private DatagramSocket mapping() throws SocketException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        pump(socket, this::toClient);
        return socket;
    }

    private static void pump(DatagramSocket socket, Step step) {
        Thread thread = new Thread(
                () -> {
                    byte[] bytes = new byte[4_096];
                    try {
                        while (!socket.isClosed()) {
                            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                            socket.receive(packet);
                            step.pass(packet);
                        }
                    } catch (SocketException e) { // it was closed
                        return;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void toDoor(DatagramPacket packet) throws IOException {
        client = (InetSocketAddress) packet.getSocketAddress();
        if (packet.getData()[0] == HANDSHAKE) {
            handshakes.incrementAndGet();
        }
        packet.setSocketAddress(door);
        outside.send(packet);
    }

    private void toClient(DatagramPacket packet) throws IOException {
        packet.setSocketAddress(client);
        inside.send(packet);
    }

    int port() {
        return inside.getLocalPort();
    }

    /** Handshake datagrams of the client so far. */
    int handshakes() {
        return handshakes.get();
    }

    /** From now on the door sees another port. */
    void forget() throws SocketException {
        DatagramSocket former = outside;
        outside = mapping();
        former.close();
    }

    @Override
    public void close() {
        inside.close();
        outside.close();
    }
}
