package io.geshao.incident;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.geshao.core.config.Launcher;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.OpsServer;
import io.geshao.core.config.Settings;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.core.time.Ticker;
import io.geshao.incident.telling.Notifier;
import io.geshao.incident.telling.NotifierConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The incident module as a process: follows the alert log of whichever alerting module lies on its class path. */
public final class Main implements Launcher.Program<Main.Config> {
    private static final int CONNECTIONS = 4;

    Main() {}

    /** Everything the process is told. */
    record Config(
            IncidentConfig incident,
            NotifierConfig notices,
            String dbUrl,
            String dbUser,
            String dbPassword,
            Path registryDir,
            int opsPort) {}

    public static void main(String[] args) {
        Launcher.run("incident", args, System.getenv(), new Main());
    }

    @Override
    public Config configure(Settings in) {
        IncidentConfig incident = IncidentConfig.read(in);
        return new Config(
                incident,
                NotifierConfig.read(in, incident.zone(), System.getenv()),
                in.text("db.url", "jdbc:postgresql://localhost:5432/geshao"),
                in.text("db.user", "geshao"),
                in.text("db.password", ""),
                in.path("registry.dir", "registry"),
                in.port("ops.port", 9103));
    }

    @Override
    public AutoCloseable start(Config config) {
        Registry registry = registry(config.registryDir());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HikariDataSource database = database(config);
        Ticker ticker = Ticker.system();
        PortProvider.Surroundings surroundings = new PortProvider.Surroundings(database, registry, ticker);
        Incident incident;
        try {
            incident = Incident.start(
                    config.incident(),
                    database,
                    registry,
                    PortProvider.find(AlertLog.class, surroundings),
                    PortProvider.find(AlertDesk.class, surroundings),
                    new Incident.Elsewhere(
                            offered(ConservationLedger.class, surroundings),
                            offered(TelemetryQuery.class, surroundings)),
                    ticker,
                    meters);
        } catch (IllegalStateException e) {
            database.close();
            throw new StartException("cannot be put together: " + e.getMessage(), e);
        } catch (StartException e) {
            database.close();
            throw e;
        }
        Notifier notifier = Notifier.start(
                config.notices(),
                database,
                incident.roster(),
                PortProvider.find(AlertLog.class, surroundings),
                registry,
                ticker,
                meters);
        incident.listen(notifier::wake);
        OpsServer ops;
        try {
            ops = OpsServer.start(config.opsPort(), meters::scrape, () -> health(incident, notifier));
        } catch (IOException e) {
            notifier.close();
            incident.close();
            database.close();
            throw new StartException("ops.port " + config.opsPort() + " is taken", e);
        }
        return () -> {
            ops.close();
            notifier.close();
            incident.close();
            database.close();
        };
    }

    private static Map<String, String> health(Incident incident, Notifier notifier) {
        Map<String, String> parts = new TreeMap<>(incident.health());
        parts.putAll(notifier.health());
        return parts;
    }

    /** Null if no module on the class path offers it: reports then say that they do not see it. */
    static <T> @Nullable T offered(Class<T> port, PortProvider.Surroundings surroundings) {
        for (PortProvider provider : ServiceLoader.load(PortProvider.class)) {
            if (provider.offers(port)) {
                return provider.open(port, surroundings);
            }
        }
        return null;
    }

    private static Registry registry(Path folder) {
        try {
            return RegistryFiles.read(folder);
        } catch (IOException e) {
            throw new StartException("registry " + folder + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new StartException("registry: " + e.getMessage(), e);
        }
    }

    private static HikariDataSource database(Config config) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(config.dbUrl());
        pool.setUsername(config.dbUser());
        pool.setPassword(config.dbPassword());
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setPoolName("incident");
        try {
            return new HikariDataSource(pool);
        } catch (PoolInitializationException e) {
            throw new StartException("database " + config.dbUrl() + " cannot be reached: " + e.getMessage(), e);
        }
    }
}
