package io.geshao.gateway.paho;

import static java.util.Objects.requireNonNull;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
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
    private static final int MAX_RETAINED_KEPT = 100;
    private static final String RETAINED = "a retained copy says what once was, not what is";

    private final BrokerAccount account;
    private final Intake intake;
    private final @Nullable DeviceLimits limits;
    private final ScheduledExecutorService timer;
    private final Counter acked;
    private final @Nullable SSLSocketFactory tls;
    private @Nullable BrokerLink link; // guarded by this; null between two connections
    private int failures; // guarded by this; since the last good connection
    private volatile boolean closed;
    private volatile String health = "connecting";

    private BrokerIntake(BrokerAccount account, Intake intake, @Nullable DeviceLimits limits, MeterRegistry meters) {
        this.limits = limits;
        this.account = account;
        this.intake = intake;
        this.tls = BrokerTls.factory(account);
        this.acked = meters.counter("geshao.gateway.door.acked", "door", "broker");
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "broker " + account.url());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts connecting; a broker that is not there is tried again, later and later, until it is.
     *
     * @throws io.geshao.core.config.Launcher.StartException if a file for TLS is missing or wrong
     */
    public static BrokerIntake start(
            BrokerAccount account, Intake intake, @Nullable DeviceLimits limits, MeterRegistry meters) {
        BrokerIntake door = new BrokerIntake(account, intake, limits, meters);
        door.timer.execute(door::connect);
        return door;
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            BrokerLink fresh = new BrokerLink(account, tls, this);
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

    private void take(Arrival arrival, Consumer<Verdict> done) {
        intake.offer(arrival, limits, done);
    }

    /**
     * A copy that the broker has kept for new subscribers: it says what once was. The first ones are kept as rejections,
     * so that somebody sees them.
     *
     * @param kept how many of this connection have been kept so far
     */
    void refuseRetained(Arrival arrival, int kept, Consumer<Verdict> done) {
        if (kept < MAX_RETAINED_KEPT) {
            intake.refuse(arrival, RejectionReason.RETAINED, RETAINED, done);
        } else {
            intake.ignore(RejectionReason.RETAINED, RETAINED, done);
        }
    }

    void acknowledged() {
        acked.increment();
    }

    /** The order of one link's messages on their way into the intake. */
    Order order() {
        AtomicReference<Order> made = new AtomicReference<>();
        Order order = new Order(this::take, () -> {
            if (!closed) {
                timer.schedule(() -> requireNonNull(made.get()).retry(), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
        made.set(order);
        return order;
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
