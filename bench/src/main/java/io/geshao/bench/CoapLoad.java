package io.geshao.bench;

import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Confirmable POSTs as fast as they are answered: a few dozen UDP sockets, each with a number of exchanges in flight, all
 * driven by the one thread that calls. Speaks just enough CoAP (RFC 7252): a request is answered on its acknowledgement
 * or on its own, and is sent again if it is not.
 */
final class CoapLoad implements AutoCloseable {
    private static final int SOCKETS = 32;
    private static final long AGAIN_NANOS = 2_000_000_000L;
    private static final int KEPT = 0x44; // 2.04
    private static final int CON = 0;
    private static final int ACK = 2;

    private final Ticker ticker;
    private final Selector selector;
    private final List<Source> sources = new ArrayList<>();
    private final byte[][] heads; // per device: options and payload marker
    private final long[] sequences; // per device
    private int nextDevice;
    private long sequenceBase;
    private long kept;
    private long repeated;
    private long refused;
    private int firstRefusal;
    private boolean stopping;

    /** What came of a round. */
    record Outcome(double postsPerSecond, long kept, long repeated, long refused, String firstRefusal) {}

    /**
     * @param devices names, each with a path {@code /t/{name}} at the server
     * @param tokens of the devices, in the same order
     * @param firstSequence where the message counters begin; higher than in any round before
     */
    CoapLoad(int port, List<String> devices, List<String> tokens, int inFlight, long firstSequence, Ticker ticker)
            throws IOException {
        this.ticker = ticker;
        this.selector = Selector.open();
        this.heads = new byte[devices.size()][];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = options(devices.get(i), tokens.get(i));
        }
        this.sequences = new long[heads.length];
        this.sequenceBase = firstSequence;
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < SOCKETS; i++) {
            sources.add(new Source(server, Math.max(1, inFlight / SOCKETS)));
        }
    }

    private static byte[] options(String device, String token) {
        ByteBuffer out = ByteBuffer.allocate(256);
        option(out, 11, "t".getBytes(StandardCharsets.US_ASCII)); // Uri-Path
        option(out, 0, device.getBytes(StandardCharsets.US_ASCII)); // Uri-Path
        option(out, 1, new byte[] {50}); // Content-Format: application/json
        option(out, 3, ("token=" + token).getBytes(StandardCharsets.US_ASCII)); // Uri-Query
        out.put((byte) 0xff);
        byte[] head = new byte[out.position()];
        out.flip().get(head);
        return head;
    }

    private static void option(ByteBuffer out, int delta, byte[] value) {
        if (value.length < 13) {
            out.put((byte) (delta << 4 | value.length));
        } else {
            out.put((byte) (delta << 4 | 13)).put((byte) (value.length - 13));
        }
        out.put(value);
    }

    /** Loads the server for a time, then waits until the last exchange has ended. */
    Outcome run(double seconds) throws IOException {
        long start = ticker.nanos();
        long end = start + (long) (seconds * 1e9);
        for (Source source : sources) {
            source.begin(start);
        }
        long answeredBy = start;
        long lastSweep = start;
        int open = sources.stream().mapToInt(source -> source.open).sum();
        while (open > 0) {
            selector.select(100);
            long now = ticker.nanos();
            stopping = now >= end;
            for (SelectionKey key : selector.selectedKeys()) {
                ((Source) key.attachment()).read(now);
            }
            selector.selectedKeys().clear();
            if (now - lastSweep > AGAIN_NANOS / 4) {
                lastSweep = now;
                for (Source source : sources) {
                    source.again(now);
                }
            }
            if (!stopping) {
                answeredBy = now;
            } else {
                open = sources.stream().mapToInt(source -> source.open).sum();
                if (now - end > 10 * AGAIN_NANOS) {
                    throw new IOException(open + " exchanges were never answered");
                }
            }
        }
        return new Outcome(keptInTime / ((answeredBy - start) / 1e9), kept, repeated, refused, firstRefusalText());
    }

    private long keptInTime;

    private String firstRefusalText() {
        return refused == 0 ? "" : (firstRefusal >> 5) + ".0" + (firstRefusal & 31);
    }

    /** The highest message counter used so far. */
    long lastSequence() {
        long last = sequenceBase;
        for (long sequence : sequences) {
            last = Math.max(last, sequenceBase + sequence);
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        for (Source source : sources) {
            source.channel.close();
        }
        selector.close();
    }

    private final class Source {
        private final DatagramChannel channel;
        private final ByteBuffer in = ByteBuffer.allocateDirect(2_048);
        private final ByteBuffer[] requests; // by slot, as sent
        private final long[] sentNanos; // by slot, 0 if nothing is on its way
        private int messageId;
        private int open;

        Source(InetSocketAddress server, int slots) throws IOException {
            channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.connect(server);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            requests = new ByteBuffer[slots];
            sentNanos = new long[slots];
            for (int slot = 0; slot < slots; slot++) {
                requests[slot] = ByteBuffer.allocateDirect(512);
            }
        }

        void begin(long now) throws IOException {
            for (int slot = 0; slot < requests.length; slot++) {
                send(slot, now);
                open++;
            }
        }

        private void send(int slot, long now) throws IOException {
            int device = nextDevice++ % heads.length;
            long sequence = sequenceBase + ++sequences[device];
            ByteBuffer out = requests[slot].clear();
            int mid = messageId++ & 0xffff;
            out.put((byte) 0x44).put((byte) 0x02).putShort((short) mid); // CON with a token of 4 bytes, POST
            out.putShort((short) slot).putShort((short) mid);
            out.put(heads[device]);
            text(out, "{\"seq\":");
            number(out, sequence);
            text(out, ",\"m\":{\"level\":0.");
            number(out, 10 + sequence % 90);
            text(out, ",\"temperature\":21.");
            number(out, 10 + (sequence + device) % 90);
            text(out, ",\"battery\":87.5}}");
            out.flip();
            sentNanos[slot] = now;
            channel.write(out);
        }

        private static void text(ByteBuffer out, String ascii) {
            for (int i = 0; i < ascii.length(); i++) {
                out.put((byte) ascii.charAt(i));
            }
        }

        private static void number(ByteBuffer out, long value) {
            long power = 1;
            while (value / power >= 10) {
                power *= 10;
            }
            for (; power > 0; power /= 10) {
                out.put((byte) ('0' + value / power % 10));
            }
        }

        void read(long now) throws IOException {
            in.clear();
            while (channel.read(in) > 0) {
                in.flip();
                take(now);
                in.clear();
            }
        }

        private void take(long now) throws IOException {
            int head = in.get();
            int type = head >> 4 & 3;
            int code = in.get() & 0xff;
            short mid = in.getShort();
            if (code == 0) {
                return; // a sign of life; the answer follows
            }
            if (type == CON) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) (0x40 | ACK << 4), 0, (byte) (mid >> 8), (byte) mid}));
            }
            int slot = in.getShort() & 0xffff;
            short token = in.getShort();
            if (sentNanos[slot] == 0 || requests[slot].getShort(6) != token) {
                return; // answered already
            }
            sentNanos[slot] = 0;
            if (code == KEPT) {
                kept++;
                if (!stopping) {
                    keptInTime++;
                }
            } else {
                firstRefusal = refused == 0 ? code : firstRefusal;
                refused++;
            }
            if (stopping) {
                open--;
            } else {
                send(slot, now);
            }
        }

        void again(long now) throws IOException {
            for (int slot = 0; slot < requests.length; slot++) {
                if (sentNanos[slot] != 0 && now - sentNanos[slot] > AGAIN_NANOS) {
                    sentNanos[slot] = now;
                    repeated++;
                    channel.write(requests[slot].rewind());
                }
            }
        }
    }
}
