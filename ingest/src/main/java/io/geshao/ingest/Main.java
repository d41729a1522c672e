package io.geshao.ingest;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.geshao.core.config.Launcher;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.downlink.DownEndpoint;
import io.geshao.ingest.downlink.Downlink;
import io.geshao.ingest.downlink.Roster;
import io.geshao.ingest.http.BatchEndpoint;
import io.geshao.ingest.http.GatewayGate;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** Ingest as a process of its own: the gateways' HTTP door before one database. */
public final class Main implements Launcher.Program<Main.Config> {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int CONNECTIONS = 8;

    Main() {}

    /** All that this process can be told. */
    record Config(IngestConfig ingest, String registryDir, String url, String user, String password) {}

    public static void main(String[] args) {
        Launcher.run("ingest", args, System.getenv(), new Main());
    }

    @Override
    public Config configure(Settings settings) {
        IngestConfig ingest = IngestConfig.read(settings);
        String registryDir = settings.text("registry.dir", "");
        if (!registryDir.isEmpty() && !ingest.token().isEmpty()) {
            settings.fault(
                    "registry.dir and ingest.token are both given: gateways prove who they are, or share a secret");
        }
        return new Config(
                ingest,
                registryDir,
                settings.text("db.url", "jdbc:postgresql://localhost:5432/geshao"),
                settings.text("db.user", "geshao"),
                settings.text("db.password", ""));
    }

    @Override
    public AutoCloseable start(Config config) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HikariDataSource database = connect(config);
        Ingest ingest;
        try {
            ingest = Ingest.start(config.ingest(), database, Ticker.system(), meters);
        } catch (StartException e) {
            database.close();
            throw e;
        }
        Roster roster = null;
        if (!config.registryDir().isEmpty()) {
            try {
                roster = Roster.open(Path.of(config.registryDir()), database, Ticker.system());
            } catch (StartException e) {
                ingest.close();
                database.close();
                throw e;
            }
        }
        Vertx vertx = Vertx.vertx();
        Downlink downlink = Downlink.start(database, Ticker.system());
        GatewayGate gate = roster == null ? GatewayGate.shared(config.ingest().token()) : roster;
        BatchEndpoint endpoint = new BatchEndpoint(
                ingest,
                config.ingest().endpoint(),
                ingest::health,
                meters::scrape,
                meters,
                gate,
                new DownEndpoint(vertx, downlink, gate, roster));
        AutoCloseable list = roster == null ? () -> {} : roster;
        AutoCloseable running = () -> {
            downlink.close();
            list.close();
            vertx.close().await();
            ingest.close();
            database.close();
        };
        try {
            vertx.deployVerticle(endpoint)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            downlink.close();
            vertx.close();
            ingest.close();
            database.close();
            Throwable cause = e.getCause();
            throw new StartException(
                    cause instanceof BindException
                            ? "port " + config.ingest().port() + " is taken"
                            : "the HTTP door does not open: " + cause,
                    e);
        }
        return running;
    }

    private static HikariDataSource connect(Config config) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("ingest");
        pool.setJdbcUrl(config.url());
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
        try {
            return new HikariDataSource(pool);
        } catch (HikariPool.PoolInitializationException e) {
            throw new StartException("the database cannot be reached: " + String.valueOf(e.getCause()), e);
        }
    }
}
