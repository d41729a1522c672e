package io.geshao.gateway.paho;

import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Publisher;
import io.geshao.gateway.intake.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to one existing broker: subscribes to every reading topic with QoS 1 and a session that never expires, and
 * sends the PUBACK after the spool's commit. The broker keeps what it sent until then and what comes while we are away,
 * so that a restart on either side loses nothing that the broker has kept; how much that is, is the broker's setting
 * (Mosquitto: {@code max_queued_messages}, which drops at 1,000 by default). Messages that come twice are recognised by
 * the spool.
 *
 * <p>The broker vouches for its publishers: only the registration of the device is checked. A refused message is kept as
 * a rejection and then acknowledged as well, since a broker would send it again for ever.
 */
@SuppressWarnings("FutureReturnValueIgnored") // tasks of the timer report to health and log themselves
public final class BrokerIntake implements AutoCloseable {
    /** Everything that devices publish as readings; {@code #} stands for the level above it too. */
    static final List<String> READINGS = List.of("g/+/+/up/#");

    /** The uplinks that ChirpStack v4 and The Things Stack v3 tell of. */
    static final List<String> EVENTS = List.of("application/+/device/+/event/up", "v3/+/devices/+/up");

    private static final Logger log = LoggerFactory.getLogger(BrokerIntake.class);
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long RETRY_MILLIS = 20;

    private final BrokerAccount account;
    private final Intake intake;
    private final ScheduledExecutorService timer;
    private final Counter acked;
    private @Nullable BrokerLink link; // guarded by this; null between two connections
    private int failures; // guarded by this; since the last good connection
    private volatile boolean closed;
    private volatile String health = "connecting";

    private BrokerIntake(BrokerAccount account, Intake intake, MeterRegistry meters) {
        this.account = account;
        this.intake = intake;
        this.acked = meters.counter("geshao.gateway.door.acked", "door", "broker");
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "broker " + account.url());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts connecting; a broker that is not there is tried again, later and later, until it is. */
    public static BrokerIntake start(BrokerAccount account, Intake intake, MeterRegistry meters) {
        BrokerIntake door = new BrokerIntake(account, intake, meters);
        door.timer.execute(door::connect);
        return door;
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            BrokerLink fresh = new BrokerLink(account, this);
            synchronized (this) {
                link = fresh;
            }
            fresh.open();
        } catch (MqttException e) {
            lost(null, e.toString());
        }
    }

    /** A link is subscribed; called on its thread. */
    synchronized void up(BrokerLink which) {
        if (which == link) {
            failures = 0;
            health = "up";
            log.info("broker {}: subscribed to readings", account.url());
        }
    }

    /** A link has failed or ended; called on any thread, perhaps more than once for one link. */
    void lost(@Nullable BrokerLink which, String why) {
        BrokerLink old;
        long pauseMillis;
        synchronized (this) {
            if (closed || (which != null && which != link)) {
                return;
            }
            old = link;
            link = null;
            if (failures == 0) {
                log.warn("broker {}: {}; trying again until it is back", account.url(), why);
            }
            health = why;
            failures++;
            pauseMillis = pauseMillis(failures, ThreadLocalRandom.current().nextDouble());
        }
        // Off this thread: Paho waits for its own threads when it closes, and this may be one of them.
        timer.execute(() -> {
            if (old != null) {
                old.discard();
            }
        });
        timer.schedule(this::connect, pauseMillis, TimeUnit.MILLISECONDS);
    }

    /** Doubles from try to try up to a limit; a random half keeps many gateways from coming back at one moment. */
    static long pauseMillis(int failures, double random) {
        long ceiling = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, 16));
        return ceiling / 2 + (long) (ceiling / 2.0 * random);
    }

    /** Takes one message; the link is told once it may be acknowledged. */
    void arrived(BrokerLink from, String topic, @Nullable String contentType, byte[] body, Runnable acknowledge) {
        offer(from, Arrival.onTopic(Publisher.trustedBroker(), topic, contentType, body), acknowledge);
    }

    private void offer(BrokerLink from, Arrival arrival, Runnable acknowledge) {
        intake.offer(arrival, verdict -> {
            if (verdict.outcome() == Verdict.Outcome.BUSY) {
                if (!closed) {
                    timer.schedule(() -> offer(from, arrival, acknowledge), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                }
                return;
            }
            if (verdict.hasComplaint()) {
                from.nack(arrival, verdict.nackJson().getBytes(StandardCharsets.UTF_8));
            }
            acked.increment();
            acknowledge.run();
        });
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        return health;
    }

    /** Disconnects; the broker keeps the session and what it has not been told to forget. */
    @Override
    public void close() {
        BrokerLink last;
        synchronized (this) {
            closed = true;
            health = "closed";
            last = link;
            link = null;
        }
        timer.shutdownNow();
        if (last != null) {
            last.discard();
        }
    }
}
