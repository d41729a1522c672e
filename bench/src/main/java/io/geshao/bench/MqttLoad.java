package io.geshao.bench;

import io.geshao.core.registry.Device;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many MQTT 3.1.1 publishers on one thread, as cheap as it goes, since they share the machine with what they measure.
 * Each keeps a window of QoS 1 messages without an answer, so many per device it speaks for: every device sends alike.
 * Three values a message. A rate makes it an open loop.
 */
final class MqttLoad implements AutoCloseable {
    private static final int CONNECT_LIMIT_S = 30;
    private static final int MESSAGE_LIMIT = 320;
    private static final int BUFFER = 64 * 1_024;

    private final Selector selector;
    private final List<Publisher> publishers = new ArrayList<>();
    private final Ticker ticker;
    private final int window; // per device
    private int devices; // before the thread starts
    private final double messagesPerSecond;
    private final AtomicLong acknowledged = new AtomicLong(); // written by the sending thread
    private volatile boolean sending;
    private volatile boolean over;
    private @Nullable Thread thread;
    private volatile @Nullable IOException failure;

    MqttLoad(Ticker ticker, int window, double messagesPerSecond) throws IOException {
        this.selector = Selector.open();
        this.ticker = ticker;
        this.window = window;
        this.messagesPerSecond = messagesPerSecond;
    }

    /** Connects all accounts and waits until each is let in. */
    void connect(int port, List<LoadPlan.Account> accounts) throws IOException {
        for (LoadPlan.Account account : accounts) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.socket().setTcpNoDelay(true);
            channel.socket().setSoTimeout(CONNECT_LIMIT_S * 1_000);
            channel.write(connectPacket(account));
            byte[] answer = channel.socket().getInputStream().readNBytes(4);
            if (answer.length < 4 || answer[0] != 0x20 || answer[3] != 0) {
                throw new IOException(account.identity() + " was not let in");
            }
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Publisher publisher = new Publisher(channel, key, account);
            key.attach(publisher);
            publishers.add(publisher);
            devices += account.devices().size();
        }
    }

    static ByteBuffer connectPacket(LoadPlan.Account account) {
        return connectPacket(account, "bench-" + account.identity());
    }

    static ByteBuffer connectPacket(LoadPlan.Account account, String client) {
        ByteBuffer body = ByteBuffer.allocate(512);
        text(body, "MQTT");
        body.put((byte) 4).put((byte) 0xc2).putShort((short) 0);
        text(body, client);
        text(body, account.identity());
        text(body, account.token());
        body.flip();
        ByteBuffer packet = ByteBuffer.allocate(body.limit() + 5).put((byte) 0x10);
        length(packet, body.limit());
        return packet.put(body).flip();
    }

    private static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static void length(ByteBuffer out, int length) {
        int rest = length;
        while (rest > 127) {
            out.put((byte) (rest & 127 | 128));
            rest >>= 7;
        }
        out.put((byte) rest);
    }

    void start() {
        sending = true;
        Thread sender = new Thread(this::run, "load");
        sender.setDaemon(true);
        sender.start();
        thread = sender;
    }

    /** Sends nothing new from here on; what is under way is still answered. */
    void stopSending() {
        sending = false;
        selector.wakeup();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Messages sent, read when nothing is sent any more. */
    long sent() {
        return publishers.stream().mapToLong(publisher -> publisher.sent).sum();
    }

    /** Messages sent per device, in the order of the accounts' devices; read when nothing is sent any more. */
    List<int[]> sentByDevice() {
        return publishers.stream().map(publisher -> publisher.perDevice).toList();
    }

    void check() throws IOException {
        IOException seen = failure;
        if (seen != null) {
            throw seen;
        }
    }

    private void run() {
        try {
            long start = ticker.nanos();
            long allowed = 0;
            while (!over) {
                if (messagesPerSecond > 0) {
                    allowed = (long) ((ticker.nanos() - start) / 1e9 * messagesPerSecond);
                    spread(allowed);
                } else if (sending) {
                    long round = slowestRound();
                    for (Publisher publisher : publishers) {
                        publisher.send((round + window) * publisher.heads.length);
                    }
                }
                if (messagesPerSecond > 0 ? selector.select(1) > 0 : selector.select(20) > 0) {
                    for (SelectionKey key : selector.selectedKeys()) {
                        ((Publisher) key.attachment()).ready(key);
                    }
                    selector.selectedKeys().clear();
                }
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** How many messages of each of its devices the slowest publisher has answers for: nobody runs away from it. */
    private long slowestRound() {
        long slowest = Long.MAX_VALUE;
        for (Publisher publisher : publishers) {
            slowest = Math.min(slowest, publisher.answered / publisher.heads.length);
        }
        return slowest;
    }

    /** Every device gets an equal share of what may have been sent by now. */
    private void spread(long allowed) throws IOException {
        if (!sending) {
            return;
        }
        for (Publisher publisher : publishers) {
            publisher.send(allowed * publisher.heads.length / devices);
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        selector.wakeup();
        Thread running = thread;
        while (running != null && running.isAlive()) {
            LockSupport.parkNanos(1_000_000);
        }
        for (Publisher publisher : publishers) {
            publisher.channel.close();
        }
        selector.close();
    }

    /** One connection. The sending thread only. */
    private final class Publisher {
        final SocketChannel channel;
        final byte[][] heads;
        final String[][] metrics;
        final int[] perDevice;
        final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
        final ByteBuffer in = ByteBuffer.allocateDirect(4_096);
        final byte[] body = new byte[MESSAGE_LIMIT];
        final SelectionKey key;
        long sent;
        long answered;
        int packetId;
        int next;

        Publisher(SocketChannel channel, SelectionKey key, LoadPlan.Account account) {
            this.channel = channel;
            this.key = key;
            int n = account.devices().size();
            heads = new byte[n][];
            metrics = new String[n][];
            perDevice = new int[n];
            for (int i = 0; i < n; i++) {
                Device device = account.devices().get(i);
                heads[i] = ("g/" + device.community().value() + "/"
                                + device.id().value() + "/up")
                        .getBytes(StandardCharsets.UTF_8);
                metrics[i] = LoadPlan.metricsOf(device);
            }
        }

        void send(long target) throws IOException {
            long now = ticker.epochMillis();
            boolean wrote = false;
            while (sending
                    && sent < target
                    && sent - answered < (long) window * heads.length
                    && out.remaining() >= MESSAGE_LIMIT) {
                encode(now);
                wrote = true;
            }
            if (wrote || out.position() > 0) {
                flush();
            }
        }

        private void encode(long now) {
            int device = next;
            next = next + 1 == heads.length ? 0 : next + 1;
            int n = perDevice[device]++;
            byte[] topic = heads[device];
            int at = ascii(0, "{\"seq\":");
            at = number(at, n);
            at = ascii(at, ",\"ts\":");
            at = number(at, now);
            at = ascii(at, ",\"m\":{");
            for (int i = 0; i < metrics[device].length; i++) {
                String metric = metrics[device][i];
                at = ascii(at, i == 0 ? "\"" : ",\"");
                at = ascii(at, metric);
                at = ascii(at, "\":");
                at = decimal(at, LoadPlan.hundredths(metric, n + device));
            }
            at = ascii(at, "}}");
            out.put((byte) 0x32);
            length(out, 2 + topic.length + 2 + at);
            out.putShort((short) topic.length).put(topic);
            packetId = packetId == 65_535 ? 1 : packetId + 1;
            out.putShort((short) packetId).put(body, 0, at);
            sent++;
        }

        @SuppressWarnings("deprecation") // the cheap copy of ASCII text
        private int ascii(int at, String text) {
            text.getBytes(0, text.length(), body, at);
            return at + text.length();
        }

        private int number(int from, long value) {
            int at = from;
            long rest = value;
            if (rest < 0) {
                body[at++] = '-';
                rest = -rest;
            }
            int digits = 1;
            for (long power = 10; power <= rest && digits < 18; power *= 10) {
                digits++;
            }
            for (int i = digits - 1; i >= 0; i--) {
                body[at + i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            return at + digits;
        }

        private int decimal(int from, int hundredths) {
            int at = from;
            int rest = hundredths;
            if (rest < 0) {
                body[at++] = '-';
                rest = -rest;
            }
            at = number(at, rest / 100);
            body[at++] = '.';
            body[at++] = (byte) ('0' + rest / 10 % 10);
            body[at++] = (byte) ('0' + rest % 10);
            return at;
        }

        private void flush() throws IOException {
            out.flip();
            channel.write(out);
            boolean more = out.hasRemaining();
            out.compact();
            int wanted = more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }

        void ready(SelectionKey ready) throws IOException {
            if (ready.isReadable()) {
                int read = channel.read(in);
                if (read < 0) {
                    throw new IOException("a connection was closed by the platform");
                }
                int acks = in.position() / 4; // a 3.1.1 PUBACK is four bytes, and nothing else comes
                if (acks > 0) {
                    for (int i = 0; i < acks; i++) {
                        if (in.get(i * 4) != 0x40) {
                            throw new IOException("not a PUBACK: " + in.get(i * 4));
                        }
                    }
                    in.flip().position(acks * 4);
                    in.compact();
                    answered += acks;
                    acknowledged.lazySet(acknowledged.get() + acks);
                }
            }
            if (ready.isWritable()) {
                flush();
            }
        }
    }
}
