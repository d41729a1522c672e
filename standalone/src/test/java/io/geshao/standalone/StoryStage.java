package io.geshao.standalone;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.alerting.Alerting;
import io.geshao.alerting.AlertingConfig;
import io.geshao.core.StoredBatch;
import io.geshao.core.config.Settings;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Registry;
import io.geshao.incident.Incident;
import io.geshao.incident.IncidentConfig;
import io.geshao.ingest.Ingest;
import io.geshao.ingest.IngestConfig;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.story.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/**
 * The centre without its doors, for stories: ingest, alerting and incident on a real database with the shipped rules, on
 * virtual time. Starts on a Monday at ten in the community's zone.
 */
final class StoryStage implements Stage, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** An old number: alerting passes over it, but looks at its input at once. */
    private static final StoredBatch NUDGE = new StoredBatch(0, 0, List.of());

    private final FakeTicker ticker;
    private final HikariDataSource database;
    private final Registry registry;
    private Ingest ingest;
    private Alerting alerting;
    private Incident incident;

    StoryStage(DataSource fresh, Registry registry) {
        this(fresh, registry, FakeTicker.at("2026-03-02T02:00:00Z"));
    }

    StoryStage(DataSource fresh, Registry registry, FakeTicker ticker) {
        this.ticker = ticker;
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(fresh);
        pool.setMaximumPoolSize(8);
        this.database = new HikariDataSource(pool);
        this.registry = registry;
        open();
    }

    private void open() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Settings defaults = Settings.of(Map.of());
        Path rules = Path.of(System.getProperty("geshao.root", ".."), "rules");
        ingest = Ingest.start(IngestConfig.read(defaults), database, ticker, meters);
        alerting = Alerting.start(
                AlertingConfig.read(Settings.of(Map.of("rules.dir", rules.toString()))),
                database,
                registry,
                ingest.log(),
                ticker,
                meters);
        incident = Incident.start(
                IncidentConfig.read(defaults), database, registry, alerting.log(), alerting.desk(), ticker, meters);
        ingest.listen(alerting);
        alerting.listen(incident::wake);
    }

    /** All of it stops, and starts again on what is in the database. */
    void restart() {
        restart(Duration.ZERO);
    }

    /** As above, and is ready after so long. */
    void restart(Duration down) {
        stop();
        ticker.advance(down);
        open();
    }

    private void stop() {
        ingest.close();
        alerting.close();
        incident.close();
    }

    /**
     * A round is over when alerting has judged all that is stored, up to a moment that came after everything done before
     * the round, and incident has followed. What alerting told, and what people ordered, may have effects of its own: as
     * long as there was either, there is another round. A round takes one virtual millisecond; after a batch that was old
     * when it came, ingest waits a moment for the rest of a backlog, and that moment passes here too.
     */
    @Override
    public void settle() {
        boolean again;
        do {
            again = incident.backlog() > 0;
            long told = alerting.log().head();
            ticker.advance(Duration.ofMillis(1));
            long now = ticker.epochMillis();
            long stored = ingest.log().head();
            int[] heldFor = {0};
            until("alerting judges", () -> {
                alerting.onStored(NUDGE);
                heldFor[0] = ingest.log().completeUntilMillis(now) < now ? heldFor[0] + 1 : 0;
                if (heldFor[0] % 100 == 99) {
                    ticker.advance(Duration.ofSeconds(1));
                }
                return alerting.hasJudged(stored, now);
            });
            incident.wake();
            until("incident follows", () -> incident.backlog() == 0);
            again |= alerting.log().head() > told;
        } while (again);
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(LIMIT)
                .until(condition);
    }

    @Override
    public FakeTicker ticker() {
        return ticker;
    }

    @Override
    public BatchSink sink() {
        return ingest;
    }

    @Override
    public AlertDesk alerts() {
        return alerting.desk();
    }

    @Override
    public CaseDesk cases() {
        return incident.desk();
    }

    /** Every transition so far: what must not happen twice is counted here. */
    AlertLog transitions() {
        return alerting.log();
    }

    TelemetryQuery telemetry() {
        return ingest.query();
    }

    /** For what the platform itself would not do, such as holding a lock. */
    DataSource database() {
        return database;
    }

    @Override
    public void close() {
        stop();
        database.close();
    }
}
