package io.geshao.standalone;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.geshao.alerting.Alerting;
import io.geshao.alerting.AlertingConfig;
import io.geshao.alerting.EdgeFallback;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.console.Console;
import io.geshao.console.ConsoleConfig;
import io.geshao.console.ConsolePorts;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.Gateway;
import io.geshao.gateway.edge.Edge;
import io.geshao.gateway.edge.EdgeConfig;
import io.geshao.gateway.registry.RegistrySource;
import io.geshao.incident.Incident;
import io.geshao.incident.IncidentConfig;
import io.geshao.ingest.Ingest;
import io.geshao.ingest.downlink.Downlink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform in one process: every module on one database, wired by hand so that the whole of it can be read here.
 * Started from the database outwards, so that no device is let in before its readings can be stored; stopped the other
 * way round.
 */
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
    private static final int POOL_SIZE = 12;

    private final Deque<AutoCloseable> started = new ArrayDeque<>(); // newest first; only start and close touch it
    private final Registry registry;
    private @Nullable EmbeddedDatabase embedded;
    private @Nullable Wiring wiring;

    private record Wiring(
            Ingest ingest,
            Alerting alerting,
            Incident incident,
            Console console,
            Gateway gateway,
            PrometheusMeterRegistry meters) {}

    private Standalone(Registry registry) {
        this.registry = registry;
    }

    /**
     * Starts everything; when this returns, devices can publish and people can look.
     *
     * @throws StartException with one line for the operator; nothing is left running
     */
    public static Standalone start(StandaloneOptions options, Ticker ticker) {
        Standalone standalone = new Standalone(readRegistry(options));
        try {
            standalone.wire(options, ticker);
            return standalone;
        } catch (RuntimeException e) {
            standalone.close();
            throw e;
        }
    }

    /** The settings of the embedded database's server, for measurements that want the same. */
    public static Map<String, String> databaseSettings() {
        return EmbeddedDatabase.SETTINGS;
    }

    private void wire(StandaloneOptions options, Ticker ticker) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        opened(FolderLock.take(options.dataFolder()));
        HikariDataSource database = opened(openDatabase(options));

        Ingest ingest = opened(Ingest.start(options.ingest(), database, ticker, meters));
        Downlink downlink = opened(Downlink.start(database, ticker));
        Alerting alerting = opened(Alerting.start(
                AlertingConfig.read(Settings.of(Map.of(
                        "rules.dir", options.rulesFolder().toString(),
                        "rules.delay.scale", Double.toString(options.delayScale())))),
                database,
                registry,
                ingest.log(),
                ticker,
                meters));
        Incident incident = opened(Incident.start(
                IncidentConfig.read(none()), database, registry, alerting.log(), alerting.desk(), ticker, meters));
        Map<String, Health> parts = new TreeMap<>();
        Console console = opened(Console.start(
                ConsoleConfig.read(Settings.of(Map.of(
                        "bind.host", options.bindHost(),
                        "console.port", Integer.toString(options.httpPort()),
                        "console.user", options.user(),
                        "console.password.hash", options.passwordHash(),
                        "registry.dir", options.registryFolder().toString()))),
                new ConsolePorts(
                        ingest.query(),
                        ingest.ledger(),
                        alerting.desk(),
                        alerting.log(),
                        alerting.control(),
                        incident.desk(),
                        incident.log(),
                        downlink.desk(),
                        new ConsolePorts.Casework(incident.cap(), incident.people()),
                        () -> health(parts),
                        meters::scrape),
                registry,
                ticker,
                meters));

        // A reading's way after the commit: each step wakes the next, and each could also find it in its log.
        ingest.listen(alerting);
        alerting.listen(() -> {
            incident.wake();
            console.wake();
        });
        incident.listen(console::wakeForCases);

        Gateway gateway = opened(Gateway.start(
                options.gateway(),
                new RegistrySource(registry),
                ingest,
                downlink.line(options.gateway().name(), Set.of(), () -> ""),
                io.geshao.gateway.downlink.Downlink.RegistryNews.none(),
                edge(options),
                ticker,
                meters));
        parts.put("ingest", ingest::health);
        parts.put("downlink", () -> Map.of("desk", downlink.health()));
        parts.put("alerting", alerting::health);
        parts.put("incident", incident::health);
        parts.put("gateway", gateway::health);
        wiring = new Wiring(ingest, alerting, incident, console, gateway, meters);
        LOG.info("Geshao is up: http {}, mqtt {}, coap {}", console.port(), gateway.mqttPort(), gateway.coapPort());
    }

    /** What the gateway does by itself while readings cannot be stored; null unless there is a page to tell it on. */
    private static Edge.@Nullable Setting edge(StandaloneOptions options) {
        EdgeConfig page = options.gateway().edge();
        if (!page.page()) {
            return null;
        }
        Map<String, String> rules =
                new EdgeConfig(options.rulesFolder().toString(), true, page.host(), page.port()).rules();
        return new Edge.Setting(options.gateway().name(), page, new EdgeFallback(), () -> rules);
    }

    private interface Health {
        Map<String, String> parts();
    }

    private static Map<String, String> health(Map<String, Health> parts) {
        Map<String, String> all = new HashMap<>();
        parts.forEach((module, health) -> health.parts().forEach((part, state) -> all.put(module + "." + part, state)));
        return all;
    }

    private static Settings none() {
        return Settings.of(Map.of());
    }

    private static Registry readRegistry(StandaloneOptions options) {
        try {
            return RegistryFiles.read(options.registryFolder());
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException(
                    "the registry in " + options.registryFolder() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private HikariDataSource openDatabase(StandaloneOptions options) {
        HikariConfig config = new HikariConfig();
        if (options.databaseUrl().isEmpty()) {
            EmbeddedDatabase server =
                    opened(EmbeddedDatabase.start(options.dataFolder().resolve("database")));
            embedded = server;
            config.setJdbcUrl(server.url());
        } else {
            config.setJdbcUrl(options.databaseUrl());
            config.setUsername(options.databaseUser());
            config.setPassword(options.databasePassword());
        }
        config.setPoolName("geshao");
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(4);
        config.setInitializationFailTimeout(10_000);
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String safeUrl = config.getJdbcUrl().replaceAll("(?i)(password=)[^&]*", "$1…");
            throw new StartException("the database at " + safeUrl + " cannot be used: " + cause.getMessage(), e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    private Wiring wired() {
        if (wiring == null) {
            throw new IllegalStateException("not started");
        }
        return wiring;
    }

    public int httpPort() {
        return wired().console().port();
    }

    public int mqttPort() {
        return wired().gateway().mqttPort();
    }

    public int coapPort() {
        return wired().gateway().coapPort();
    }

    public Registry registry() {
        return registry;
    }

    /** Places, people, rosters and accounts. */
    public PeopleDesk people() {
        return wired().incident().people();
    }

    /** What is stored, for audits. */
    public Ingest ingest() {
        return wired().ingest();
    }

    /** Whether all that gateways have been told is kept has had its whole effect: stored, judged, and become cases. */
    boolean isSettled(long nowMillis) {
        Wiring w = wired();
        double waiting = w.meters().find("geshao.gateway.spool.depth").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
        return waiting == 0
                && w.alerting().hasJudged(w.ingest().log().head(), nowMillis)
                && w.incident().backlog() == 0;
    }

    PrometheusMeterRegistry meters() {
        return wired().meters();
    }

    /** The embedded database's server process, or empty if the database is somebody else's. */
    Optional<ProcessHandle> databaseProcess() {
        return Optional.ofNullable(embedded).flatMap(EmbeddedDatabase::process);
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) { // AutoCloseable allows any; the rest must be closed all the same
                LOG.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
