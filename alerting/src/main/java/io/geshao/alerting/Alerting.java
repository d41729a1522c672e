package io.geshao.alerting;

import io.geshao.alerting.rule.BadRulesException;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.rule.RuleTexts;
import io.geshao.alerting.store.AlertArchive;
import io.geshao.alerting.store.AlertStore;
import io.geshao.alerting.store.PostgresAlertControl;
import io.geshao.alerting.store.PostgresAlertDesk;
import io.geshao.alerting.store.PostgresAlertStore;
import io.geshao.alerting.store.RuleTable;
import io.geshao.alerting.store.StoreException;
import io.geshao.core.CommunityId;
import io.geshao.core.StoredBatch;
import io.geshao.core.config.Launcher;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.ReadingListener;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns stored readings, and their absence, into alerts. It reads the {@link ReadingLog} from where it stopped; where
 * readings are committed in the same process, it hears of them at once. When {@link #start} returns, everything that was
 * stored before has been judged.
 */
public final class Alerting implements ReadingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alerting.class);
    private static final int PAGE = 256;

    private final List<Partition> partitions;
    private final Intake intake;
    private final PostgresAlertDesk desk;
    private final PostgresAlertControl control;
    private final List<Runnable> listeners;
    private final Reloader reloader;

    private Alerting(
            List<Partition> partitions,
            Intake intake,
            PostgresAlertDesk desk,
            PostgresAlertControl control,
            List<Runnable> listeners,
            Reloader reloader) {
        this.reloader = reloader;
        this.partitions = partitions;
        this.intake = intake;
        this.desk = desk;
        this.control = control;
        this.listeners = listeners;
    }

    /**
     * Brings its schema up to date, loads the rules, replays what was stored since the last snapshot, and runs.
     *
     * @throws Launcher.StartException if the rules are wrong or the database does not answer
     */
    public static Alerting start(
            AlertingConfig config,
            DataSource database,
            Registry registry,
            ReadingLog log,
            Ticker ticker,
            MeterRegistry meters) {
        List<Rule> rules = rules(config);
        try {
            PostgresAlertStore.migrate(database);
            keepTexts(config, rules, new AlertArchive(database), ticker);
            return start(config, new PostgresAlertStore(database), database, registry, rules, log, ticker, meters);
        } catch (StoreException e) {
            throw new Launcher.StartException("alerting cannot use its database: " + e.getMessage(), e);
        }
    }

    private static List<Rule> rules(AlertingConfig config) {
        try {
            List<Rule> rules = RuleCatalogue.read(config.rulesDir(), config.delayScale());
            if (rules.isEmpty()) {
                throw new Launcher.StartException(
                        "no rules in " + config.rulesDir(), new IOException("the folder holds no *.yaml"));
            }
            return rules;
        } catch (BadRulesException e) {
            throw new Launcher.StartException("the rules are wrong:\n" + e.getMessage(), e);
        } catch (IOException e) {
            throw new Launcher.StartException("rules cannot be read from " + config.rulesDir() + ": " + e, e);
        }
    }

    /** So that an alert can be explained by the rule that raised it, whatever the file says then. */
    private static void keepTexts(AlertingConfig config, List<Rule> rules, AlertArchive archive, Ticker ticker) {
        try {
            RuleTexts texts = RuleTexts.read(config.rulesDir());
            for (Rule rule : rules) {
                texts.of(rule.id())
                        .ifPresent(text -> archive.keep(rule.id(), rule.version(), text, ticker.epochMillis()));
            }
        } catch (IOException e) {
            throw new Launcher.StartException("rules cannot be read from " + config.rulesDir() + ": " + e, e);
        }
    }

    private static Alerting start(
            AlertingConfig config,
            AlertStore store,
            DataSource database,
            Registry registry,
            List<Rule> rules,
            ReadingLog log,
            Ticker ticker,
            MeterRegistry meters) {
        List<CommunityId> communities = registry.communities();
        int threads = Math.max(1, Math.min(config.threads(), communities.size()));
        List<List<AlertEngine>> shares = new ArrayList<>();
        List<EngineMeters> shareMeters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            shares.add(new ArrayList<>());
            shareMeters.add(new EngineMeters(meters, String.valueOf(i)));
        }
        List<AlertEngine> engines = new ArrayList<>();
        for (CommunityId community : communities) {
            int share = engines.size() % threads;
            AlertEngine engine = new AlertEngine(
                    community,
                    registry,
                    rules,
                    store,
                    shareMeters.get(share),
                    Math.round(AlertEngine.SETTLE_MILLIS * config.delayScale()));
            engines.add(engine);
            shares.get(share).add(engine);
        }
        long number = replay(engines, store, log, ticker);
        List<Runnable> listeners = new CopyOnWriteArrayList<>();
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            partitions.add(new Partition(
                    i, shares.get(i), store, config, ticker, meters, shareMeters.get(i), () -> tell(listeners)));
        }
        Intake intake = new Intake(log, partitions, store::hasCommands, number, ticker, meters);
        PostgresAlertDesk desk = new PostgresAlertDesk(database, ticker, intake::ordered);
        PostgresAlertControl control = new PostgresAlertControl(database, registry, ticker, intake::ordered);
        RuleTable.write(database, rules, ticker.epochMillis());
        partitions.forEach(partition -> partition.start(number));
        intake.start();
        LOG.info("alerting runs with {} rules for {} communities, input {}", rules.size(), engines.size(), number);
        Reloader reloader = new Reloader(
                config,
                registry,
                rules,
                partitions,
                read -> keepTexts(config, read, new AlertArchive(database), ticker));
        reloader.start();
        return new Alerting(partitions, intake, desk, control, listeners, reloader);
    }

    /** Restores all engines and brings them to the head of the log; returns the number they have reached. */
    private static long replay(List<AlertEngine> engines, AlertStore store, ReadingLog log, Ticker ticker) {
        long number = Long.MAX_VALUE;
        for (AlertEngine engine : engines) {
            engine.restore(ticker.epochMillis());
            number = Math.min(number, engine.inputNumber());
        }
        number = engines.isEmpty() ? head(log) : number;
        List<StoredBatch> page = page(log, number);
        while (!page.isEmpty()) {
            for (StoredBatch batch : page) {
                engines.forEach(engine -> engine.replay(batch, ticker.epochMillis()));
                number = batch.number();
            }
            engines.forEach(AlertEngine::commit);
            page = page(log, number);
        }
        for (AlertEngine engine : engines) {
            engine.ready(ticker.epochMillis());
            engine.commit();
            AlertStore.Snapshot snapshot = engine.snapshot(ticker.epochMillis());
            if (snapshot != null) {
                store.save(engine.community, snapshot);
            }
        }
        return number;
    }

    private static List<StoredBatch> page(ReadingLog log, long number) {
        try {
            return log.after(number, PAGE);
        } catch (RuntimeException e) { // the log is another module's: its schema may not be there yet
            throw new Launcher.StartException("the log of readings cannot be read: " + e.getMessage(), e);
        }
    }

    private static long head(ReadingLog log) {
        try {
            return log.head();
        } catch (RuntimeException e) { // as above
            throw new Launcher.StartException("the log of readings cannot be read: " + e.getMessage(), e);
        }
    }

    private static void tell(List<Runnable> listeners) {
        listeners.forEach(Runnable::run);
    }

    /** Never blocks. */
    @Override
    public void onStored(StoredBatch batch) {
        intake.offer(batch);
    }

    /** All transitions, readable from any position. */
    public AlertLog log() {
        return desk;
    }

    public AlertDesk desk() {
        return desk;
    }

    /** Silences, rules, floods, and orders that wait for an answer. */
    public AlertControl control() {
        return control;
    }

    /**
     * Reads the rules again. Returns when all judge by them, or when they were refused and the old ones go on; any thread.
     */
    public RuleReload reload() throws InterruptedException {
        return reloader.reload();
    }

    /** Called right after each commit that wrote transitions, on a partition thread: it must not block. */
    public void listen(Runnable onTransition) {
        listeners.add(onTransition);
    }

    /**
     * Whether everything stored up to that number of the reading log, and every delay and silence due by that time, has
     * been judged and its alerts committed. Time stands while the store lags: it is judged as far as readings are stored.
     */
    public boolean hasJudged(long batchNumber, long millis) {
        return partitions.stream().allMatch(partition -> partition.hasJudged(batchNumber, millis));
    }

    /** Each part to {@code up}, or what is wrong with it. */
    public Map<String, String> health() {
        Map<String, String> parts = new TreeMap<>();
        parts.put("alerting.intake", intake.health());
        for (int i = 0; i < partitions.size(); i++) {
            parts.put("alerting.partition." + i, partitions.get(i).health());
        }
        return parts;
    }

    /** Stops after what is at hand, and writes a last snapshot. */
    @Override
    public void close() {
        reloader.close();
        intake.close();
        partitions.forEach(Partition::close);
    }
}
