package io.geshao.bench.fuzz;

import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A device that does everything right, ten times a second, and measures how long its answers take. Its sending has a
 * thread of its own; the counters may be read by any.
 */
abstract class Honest implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;
    private static final long CLOSE_S = 30;

    final String device;
    private final Ticker ticker = Ticker.system();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong slowestMillis = new AtomicLong();

    Honest(String device) {
        this.device = device;
    }

    void start() {
        var unused = timer.scheduleWithFixedDelay(this::once, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void once() {
        long seq = sent.get();
        long from = ticker.nanos();
        byte[] body = ("{\"seq\":" + seq + ",\"ts\":" + ticker.epochMillis() + ",\"m\":{\"level\":1.5}}")
                .getBytes(StandardCharsets.UTF_8);
        try {
            deliver((int) seq, body);
            sent.incrementAndGet();
        } catch (IOException e) {
            failed.incrementAndGet(); // the same message goes out again
        }
        long millis = (ticker.nanos() - from) / 1_000_000;
        slowestMillis.accumulateAndGet(millis, Math::max);
    }

    /** Ends with its acknowledgement, or with an {@link IOException}. */
    abstract void deliver(int seq, byte[] body) throws IOException;

    /** Messages that were acknowledged. */
    long acknowledged() {
        return sent.get();
    }

    long failures() {
        return failed.get();
    }

    long slowestMillis() {
        return slowestMillis.get();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        timer.shutdown();
        if (!timer.awaitTermination(CLOSE_S, TimeUnit.SECONDS)) {
            throw new IOException(device + " waits for an answer that does not come");
        }
    }

    /** Through an MQTT server: our own door, or a broker. */
    static Honest overMqtt(String device, Mqtt mqtt) {
        return new Honest(device) {
            @Override
            void deliver(int seq, byte[] body) throws IOException {
                mqtt.write(Mqtt.publish(seq % 0xFFFF + 1, "g/yuhua/" + device + "/up", "", body));
                mqtt.flush();
                Mqtt.Packet answer = mqtt.read();
                if (answer.type() != Mqtt.PUBACK || answer.code() >= 0x80) {
                    throw new IOException("answered " + answer.type() + " " + answer.code());
                }
            }
        };
    }

    static Honest overCoap(String device, Coap coap) {
        return new Honest(device) {
            private static final int ATTEMPTS = 5;
            private static final int PATIENCE_MILLIS = 2_000;

            @Override
            void deliver(int seq, byte[] body) throws IOException {
                byte[] post = Coap.post(seq + 1, device, 50, "", Town.TOKEN, body);
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    coap.send(post);
                    Coap.Answer answer = coap.receive(PATIENCE_MILLIS);
                    while (answer != null && answer.number() != seq + 1) {
                        answer = coap.receive(PATIENCE_MILLIS); // of an attempt before
                    }
                    if (answer != null && answer.code() == Coap.CHANGED) {
                        return;
                    }
                    if (answer != null) {
                        throw new IOException("answered " + answer.code() + " " + answer.text());
                    }
                }
                throw new IOException("no answer");
            }
        };
    }
}
