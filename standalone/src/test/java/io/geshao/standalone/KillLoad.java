package io.geshao.standalone;

import io.geshao.core.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * Devices that keep publishing through one radio gateway while the platform dies under them: what was not acknowledged is
 * sent again, the same bytes, until it is. Knows what was acknowledged and which alerts follow from it.
 *
 * <p>Threads: one publisher thread; Paho's callback thread acknowledges. Shared state is concurrent or immutable.
 */
final class KillLoad {
    static final String STORED_SQL = "SELECT device || '/' || metric || '/' || sequence FROM telemetry.reading_text";
    static final String ALERTS_SQL = "SELECT rule || '|' || scope FROM alerting.alert";
    static final String CASES_SQL = "SELECT class_code || '|' || scope FROM incident.case_file";

    private static final String GATEWAY = "rg-1";
    private static final int BINS = 40;
    private static final int ALARM_DEVICES = 1_500;
    private static final int WINDOW = 64;
    /** By time and not by count, so that every round has its alarms however fast the machine is. */
    private static final long ALARM_EVERY_NANOS = 20_000_000;

    private record Message(
            String topic, byte[] body, List<String> identities, List<String> alerts, List<String> cases) {}

    private final Random random;
    private final Duration pace;
    private final AtomicInteger counter = new AtomicInteger();
    private final AtomicInteger nextAlarm = new AtomicInteger();
    private final Ticker ticker = Ticker.system();
    private long lastAlarmNanos = ticker.nanos(); // publisher thread
    private final AtomicLong resent = new AtomicLong();
    private final Map<Integer, Message> unacknowledged = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> impliedAlerts = ConcurrentHashMap.newKeySet();
    private final Set<String> impliedCases = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Session session; // null before the first connection
    private volatile boolean draining;

    /** One connection's life: the thread that publishes on it, and the client. */
    private record Session(MqttAsyncClient client, Thread publisher, Semaphore window, AtomicInteger alive) {}

    KillLoad(long seed) {
        this(seed, Duration.ZERO);
    }

    /** With at least {@code pace} between two messages. */
    KillLoad(long seed, Duration pace) {
        this.random = new Random(seed);
        this.pace = pace;
    }

    SmallRegistry registry() {
        SmallRegistry registry = new SmallRegistry(86_400).identity(GATEWAY);
        for (int i = 0; i < BINS; i++) {
            registry.behind(GATEWAY, "bin-" + i, "bin", "");
        }
        for (int i = 0; i < ALARM_DEVICES; i++) {
            registry.behind(GATEWAY, "mcp-" + i, "fire", "z-" + i);
            registry.behind(GATEWAY, "lane-" + i, "fire-lane-radar", "lane-" + i);
        }
        return registry;
    }

    void connect(int port) {
        try {
            MqttAsyncClient client = new MqttAsyncClient("tcp://127.0.0.1:" + port, GATEWAY, new MemoryPersistence());
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUserName(GATEWAY);
            options.setPassword(SmallRegistry.TOKEN.getBytes(StandardCharsets.UTF_8));
            options.setCleanStart(true);
            client.connect(options).waitForCompletion(20_000);
            Session next =
                    new Session(client, new Thread(this::publish, "load"), new Semaphore(WINDOW), new AtomicInteger(1));
            session = next;
            next.publisher().start();
        } catch (MqttException e) {
            throw new IllegalStateException("the load cannot connect", e);
        }
    }

    /** Call when the platform was killed. */
    void disconnected() {
        Session old = Objects.requireNonNull(session);
        old.alive().set(0);
        old.window().release(WINDOW); // the publisher may be waiting for a place
        join(old.publisher());
        try {
            old.client().disconnectForcibly(0, 0, false);
        } catch (MqttException e) {
            // it is gone already, which is the point
        }
        try {
            old.client().close(true);
        } catch (MqttException e) {
            // the same
        }
    }

    /** Stops making new messages and waits until every message is acknowledged. */
    void stopAndDrain() {
        draining = true;
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(unacknowledged::isEmpty);
        disconnected();
    }

    private void publish() {
        Session mine = Objects.requireNonNull(session);
        try {
            for (Map.Entry<Integer, Message> entry : snapshot()) {
                resent.incrementAndGet();
                send(mine, entry.getKey(), entry.getValue());
            }
            while (mine.alive().get() == 1 && !draining) {
                int key = counter.incrementAndGet();
                Message message = next(key);
                sent.addAll(message.identities());
                unacknowledged.put(key, message);
                send(mine, key, message);
                if (!pace.isZero()) {
                    LockSupport.parkNanos(pace.toNanos());
                }
            }
        } catch (MqttException e) {
            // the platform died under us; what is unacknowledged goes out on the next connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Map.Entry<Integer, Message>> snapshot() {
        synchronized (unacknowledged) {
            List<Map.Entry<Integer, Message>> entries = new ArrayList<>();
            unacknowledged.forEach((key, message) -> entries.add(Map.entry(key, message)));
            return entries;
        }
    }

    private void send(Session mine, int key, Message message) throws MqttException, InterruptedException {
        mine.window().acquire();
        if (mine.alive().get() == 0) {
            return;
        }
        mine.client().publish(message.topic(), message.body(), 1, false, null, new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                unacknowledged.remove(key);
                acknowledged.addAll(message.identities());
                impliedAlerts.addAll(message.alerts());
                impliedCases.addAll(message.cases());
                mine.window().release();
            }

            @Override
            public void onFailure(IMqttToken token, Throwable error) {
                mine.window().release();
            }
        });
    }

    private Message next(int key) {
        long now = ticker.epochMillis();
        if (ticker.nanos() - lastAlarmNanos >= ALARM_EVERY_NANOS && nextAlarm.get() < ALARM_DEVICES) {
            lastAlarmNanos = ticker.nanos();
            int alarm = nextAlarm.getAndIncrement();
            return alarm % 2 == 0 ? callPoint(key, now, alarm) : fireLane(key, now, alarm);
        }
        String fill = Integer.toString(20 + random.nextInt(40));
        return message(key, now, "bin-" + random.nextInt(BINS), "fill_level", fill, List.of(), List.of());
    }

    /** A pressed call point is a fire by itself: its own alert and the zone's confirmed fire, in one case. */
    private static Message callPoint(int key, long now, int alarm) {
        String device = "mcp-" + alarm;
        String zone = "zone:yuhua/z-" + alarm;
        return message(
                key,
                now,
                device,
                "call_point",
                "true",
                List.of("F3|device:" + device, "F2|" + zone),
                List.of("EM-01|" + zone));
    }

    private static Message fireLane(int key, long now, int alarm) {
        String device = "lane-" + alarm;
        return message(
                key,
                now,
                device,
                "occupied",
                "true",
                List.of("F11|device:" + device),
                List.of("E04-96-1|zone:yuhua/lane-" + alarm));
    }

    private static Message message(
            int key, long now, String device, String metric, String value, List<String> alerts, List<String> cases) {
        String body =
                "{\"seq\":" + key + ",\"ts\":" + now + ",\"m\":{\"" + metric + "\":" + value + ",\"battery\":88}}";
        return new Message(
                "g/" + SmallRegistry.COMMUNITY + "/" + device + "/up",
                body.getBytes(StandardCharsets.UTF_8),
                List.of(device + "/" + metric + "/" + key, device + "/battery/" + key),
                alerts,
                cases);
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the publisher hangs");
        }
    }

    /** Alarms published so far. */
    int alarms() {
        return nextAlarm.get();
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    Set<String> sent() {
        return sent;
    }

    long resent() {
        return resent.get();
    }

    /** {@code rule|scope} to 1: each must exist exactly once. */
    Map<String, Integer> impliedAlerts() {
        return once(impliedAlerts);
    }

    /** {@code class|scope} to 1. */
    Map<String, Integer> impliedCases() {
        return once(impliedCases);
    }

    private static Map<String, Integer> once(Set<String> keys) {
        Map<String, Integer> once = new TreeMap<>();
        keys.forEach(key -> once.put(key, 1));
        return once;
    }
}
