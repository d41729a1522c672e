package io.geshao.incident.telling;

import io.geshao.casework.port.DutyRoster;
import io.geshao.core.config.OpsServer;
import io.geshao.core.port.AlertLog;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.ladder.store.LadderStore;
import io.geshao.incident.notice.channel.Channels;
import io.geshao.incident.notice.channel.MqttChannel;
import io.geshao.incident.notice.store.ChannelTable;
import io.geshao.incident.notice.store.DigestStore;
import io.geshao.incident.notice.store.Findings;
import io.geshao.incident.notice.store.Outbox;
import io.geshao.incident.store.CaseStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people. One thread turns ladders, digests and the outbox, a few send, one watches. Several processes may run one on
 * the same database: the fences see to it that each step is told and each notice sent once. With {@link NotifierConfig},
 * all that the package shows beside the desk.
 */
public final class Notifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final long POLL_MILLIS = 250;
    private static final long SLOWLY_MILLIS = 1_000;
    private static final long AUDIT_SECONDS = 60;
    private static final long STOP_SECONDS = 10;
    private static final long IDLE_SECONDS = 30;

    private final Channels channels;
    private final ExecutorService senders;
    private final LadderRunner ladders;
    private final Sender sender;
    private final Digests digests;
    private final AlertNews news;
    private final List<StateTopics> topics = new ArrayList<>();
    private final Watchdog watchdog;
    private final Heartbeat heartbeat;
    private final NoticeMeters meters;
    private final Ticker ticker;
    private final Thread worker;
    private final Thread watcher;
    private final Semaphore woken = new Semaphore(0);
    private final Semaphore audit = new Semaphore(0);
    private volatile boolean closed;
    private volatile String condition = "up"; // written by the worker alone
    private long slowNanos; // the worker's

    private Notifier(Parts parts) {
        channels = parts.channels();
        senders = parts.senders();
        ladders = parts.ladders();
        sender = parts.sender();
        digests = parts.digests();
        news = parts.news();
        topics.addAll(parts.topics());
        watchdog = parts.watchdog();
        heartbeat = parts.heartbeat();
        meters = parts.meters();
        ticker = parts.ticker();
        worker = thread("notices", this::work);
        watcher = thread("watchdog", this::watch);
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Everything a notifier is made of; the same for tests, which turn it by hand on virtual time. */
    record Parts(
            Channels channels,
            ExecutorService senders,
            LadderRunner ladders,
            Sender sender,
            Digests digests,
            AlertNews news,
            List<StateTopics> topics,
            Watchdog watchdog,
            Heartbeat heartbeat,
            NoticeMeters meters,
            Ticker ticker) {
        static Parts of(
                NotifierConfig config,
                Channels channels,
                ExecutorService senders,
                DataSource database,
                DutyRoster roster,
                AlertLog alerts,
                Registry registry,
                Ticker ticker,
                MeterRegistry meterRegistry) {
            NoticeMeters meters = new NoticeMeters(meterRegistry);
            Outbox outbox = new Outbox(database);
            ChannelTable table = new ChannelTable(database);
            LadderStore store = new LadderStore(database);
            LadderRunner ladders = new LadderRunner(store, roster, channels, config.zone(), ticker, meters);
            Sender sender = new Sender(outbox, table, channels, senders, ticker, meters, ladders::untold);
            DigestStore digestStore = new DigestStore(database);
            AlertNews news = new AlertNews(digestStore, alerts, registry, ladders::back);
            List<StateTopics> topics = new ArrayList<>();
            for (Channels.Line line : channels.all()) {
                if (line.channel() instanceof MqttChannel broker && !line.spec().drill()) {
                    topics.add(new StateTopics(broker, line.spec().name(), alerts, new CaseStore(database)));
                }
            }
            table.replace(channels.all().stream().map(Channels.Line::spec).toList());
            news.begin();
            return new Parts(
                    channels,
                    senders,
                    ladders,
                    sender,
                    new Digests(digestStore, roster, channels, config.zone(), ticker),
                    news,
                    topics,
                    new Watchdog(outbox, store, new Findings(database), roster, config.shiftBudget(), ticker, meters),
                    new Heartbeat(config.heartbeat(), meters),
                    meters,
                    ticker);
        }
    }

    /** Starts telling, on a schema that is there already. */
    public static Notifier start(
            NotifierConfig config,
            DataSource database,
            DutyRoster roster,
            AlertLog alerts,
            Registry registry,
            Ticker ticker,
            MeterRegistry meters) {
        ExecutorService senders = new ThreadPoolExecutor(
                1, config.senders(), IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "sender");
                    thread.setDaemon(true);
                    return thread;
                });
        Channels channels = new Channels(config.channels());
        Notifier notifier =
                new Notifier(Parts.of(config, channels, senders, database, roster, alerts, registry, ticker, meters));
        LOG.info("people are told by {}", config.channels());
        if (config.heartbeat().isEmpty()) {
            LOG.info("no outside monitor is told that the watchdog runs: notice.heartbeat.url is not set");
        }
        notifier.worker.start();
        notifier.watcher.start();
        return notifier;
    }

    /** There may be something new to tell. Any thread; never blocks. */
    public void wake() {
        woken.release();
    }

    private void work() {
        while (!closed) {
            try {
                turn();
                if (!condition.equals("up")) {
                    condition = "up";
                    LOG.info("people are told again");
                }
            } catch (RuntimeException e) {
                // Whatever it is, telling must not end here: all state is in the database, and the next turn takes it
                // up.
                if (condition.equals("up")) {
                    LOG.error("people cannot be told; will try again", e);
                }
                condition = "down: " + e.getMessage();
            }
            if (!pause(woken, POLL_MILLIS)) {
                return;
            }
        }
    }

    private void turn() {
        while (ladders.turn() > 0 && !closed) {
            sender.turn(); // what a step wrote goes out before the next ladder is looked at
        }
        long now = ticker.nanos();
        if (now - slowNanos >= TimeUnit.MILLISECONDS.toNanos(SLOWLY_MILLIS)) {
            slowNanos = now;
            while (news.turn() && !closed) {}
            digests.turn();
            topics.forEach(StateTopics::turn);
        }
        sender.turn();
    }

    private void watch() {
        while (!closed) {
            heartbeat.beat(watchdog.turn());
            try {
                ladders.lookAtShifts();
            } catch (RuntimeException e) {
                LOG.error("shifts could not be looked at; will try again", e);
            }
            wake();
            if (!pause(audit, TimeUnit.SECONDS.toMillis(AUDIT_SECONDS))) {
                return;
            }
        }
    }

    private static boolean pause(Semaphore until, long millis) {
        try {
            if (until.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                until.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            return false; // closing
        }
    }

    public Map<String, String> health() {
        String telling = worker.isAlive() && watcher.isAlive()
                ? condition
                : OpsServer.DEAD + "a thread that tells people has ended";
        return Map.of("notices", telling, "watchdog", watchdog.verdict(), heartbeat.name(), heartbeat.condition());
    }

    @Override
    public void close() {
        closed = true;
        wake();
        audit.release();
        senders.shutdown();
        for (Thread thread : List.of(worker, watcher)) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                thread.interrupt();
            }
        }
        try {
            if (!senders.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                senders.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            senders.shutdownNow();
        }
        channels.close();
        meters.close();
    }
}
