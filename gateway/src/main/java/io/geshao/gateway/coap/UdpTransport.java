package io.geshao.gateway.coap;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;
import org.eclipse.californium.elements.UdpEndpointContext;
import org.eclipse.californium.elements.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UDP for plain CoAP with one thread that receives; whoever sends does so on his own thread. What arrives is shown to the
 * short way first, and given to Californium if that leaves it. Californium's connector
 * queues what goes out for another thread and formats addresses for its log with every datagram; both showed in the
 * profile.
 */
final class UdpTransport implements Connector, ShortWay.Socket {
    private static final Logger log = LoggerFactory.getLogger(UdpTransport.class);

    /** A block of 1,024 bytes with whatever options; what is larger is no datagram of ours. */
    private static final int MAX_DATAGRAM = 2_048;

    private final InetSocketAddress bind;
    private final @Nullable ShortWay shortWay;
    private volatile @Nullable DatagramSocket socket;
    private volatile @Nullable InetSocketAddress address;
    private volatile @Nullable RawDataChannel receiver;
    private volatile @Nullable EndpointContextMatcher matcher;

    /** @param shortWay if null, Californium gets everything */
    UdpTransport(InetSocketAddress bind, @Nullable ShortWay shortWay) {
        this.bind = bind;
        this.shortWay = shortWay;
        if (shortWay != null) {
            shortWay.use(this);
        }
    }

    @Override
    public synchronized void start() throws IOException {
        if (socket != null) {
            return;
        }
        // Not a channel: that would be closed by the first interrupted thread that sends.
        DatagramSocket opened = new DatagramSocket(bind);
        opened.setReceiveBufferSize(CoapSettings.SOCKET_BUFFER);
        opened.setSendBufferSize(CoapSettings.SOCKET_BUFFER);
        socket = opened;
        address = new InetSocketAddress(opened.getLocalAddress(), opened.getLocalPort());
        Thread thread = new Thread(() -> receive(opened), "coap-udp");
        thread.setDaemon(true);
        thread.start();
    }

    private void receive(DatagramSocket from) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM + 1], MAX_DATAGRAM + 1);
        while (!from.isClosed()) {
            try {
                packet.setLength(MAX_DATAGRAM + 1);
                from.receive(packet);
                processDatagram(packet);
            } catch (IOException e) {
                if (!from.isClosed()) {
                    log.warn("coap: a datagram could not be received", e);
                }
            } catch (RuntimeException e) { // a bug met by one datagram must not deafen the door
                log.error("coap: a datagram could not be handled", e);
            }
        }
    }

    @Override
    public void processDatagram(DatagramPacket packet) {
        if (packet.getPort() == 0 || packet.getLength() > MAX_DATAGRAM) {
            return;
        }
        byte[] bytes = new byte[packet.getLength()];
        System.arraycopy(packet.getData(), packet.getOffset(), bytes, 0, bytes.length);
        InetSocketAddress peer = new InetSocketAddress(packet.getAddress(), packet.getPort());
        if (shortWay == null || shortWay.take(bytes, peer) == ShortWay.Way.CALIFORNIUM) {
            receive(bytes, peer);
        }
    }

    @Override
    public void receive(byte[] datagram, InetSocketAddress peer) {
        RawDataChannel taker = receiver;
        if (taker == null) {
            return;
        }
        // Californium's clock: it compares this with the time of its answer to tell a repetition.
        long now = ClockUtil.nanoRealtime();
        taker.receiveData(RawData.inbound(datagram, new UdpEndpointContext(peer), false, now, address));
    }

    @Override
    public void send(byte[] datagram, InetSocketAddress peer) {
        DatagramSocket to = socket;
        if (to == null) {
            return;
        }
        try {
            to.send(new DatagramPacket(datagram, datagram.length, peer));
        } catch (IOException e) { // the peer repeats its request, and is answered again
            log.debug("coap: an answer could not be sent", e);
        }
    }

    @Override
    public void send(RawData data) {
        DatagramSocket to = socket;
        if (to == null) {
            data.onError(new InterruptedIOException("the door is closed"));
            return;
        }
        EndpointContext destination = data.getEndpointContext();
        InetSocketAddress peer = destination.getPeerAddress();
        EndpointContext context = new UdpEndpointContext(peer);
        EndpointContextMatcher rule = matcher;
        if (rule != null && !rule.isToBeSent(destination, context)) {
            data.onError(new IOException("not the peer it was meant for"));
            return;
        }
        try {
            data.onContextEstablished(context);
            to.send(new DatagramPacket(data.getBytes(), data.getSize(), peer));
            data.onSent();
        } catch (IOException e) {
            data.onError(e);
        }
    }

    @Override
    public synchronized void stop() {
        DatagramSocket open = socket;
        if (open != null) {
            socket = null;
            open.close();
        }
    }

    @Override
    public void destroy() {
        stop();
    }

    @Override
    public void setRawDataReceiver(RawDataChannel newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public void setEndpointContextMatcher(EndpointContextMatcher newMatcher) {
        matcher = newMatcher;
    }

    @Override
    public InetSocketAddress getAddress() {
        InetSocketAddress known = address;
        return known == null ? bind : known;
    }

    @Override
    public String getProtocol() {
        return "UDP";
    }

    @Override
    public boolean isRunning() {
        return socket != null;
    }
}
