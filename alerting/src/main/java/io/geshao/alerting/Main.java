package io.geshao.alerting;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.geshao.core.config.Launcher;
import io.geshao.core.config.OpsServer;
import io.geshao.core.config.Settings;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.core.time.Ticker;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;

/** Alerting in a process of its own: it polls the reading log that ingest writes. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Launcher.run("alerting", args, System.getenv(), new AlertingProgram());
    }

    private record Config(
            AlertingConfig alerting, String url, String user, String password, Path registry, int opsPort) {}

    private static final class AlertingProgram implements Launcher.Program<Config> {
        @Override
        public Config configure(Settings in) {
            return new Config(
                    AlertingConfig.read(in),
                    in.required("db.url"),
                    in.text("db.user", "geshao"),
                    in.text("db.password", ""),
                    in.path("registry.dir", "registry"),
                    in.port("ops.port", 9102));
        }

        @Override
        public AutoCloseable start(Config config) {
            Registry registry = registry(config.registry());
            HikariDataSource database = database(config);
            Ticker ticker = Ticker.system();
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            try {
                ReadingLog log =
                        PortProvider.find(ReadingLog.class, new PortProvider.Surroundings(database, registry, ticker));
                Alerting alerting = Alerting.start(config.alerting(), database, registry, log, ticker, meters);
                OpsServer ops = ops(config, meters, alerting);
                return () -> {
                    ops.close();
                    alerting.close();
                    database.close();
                };
            } catch (Launcher.StartException e) {
                database.close();
                throw e;
            }
        }

        private static OpsServer ops(Config config, PrometheusMeterRegistry meters, Alerting alerting) {
            try {
                return OpsServer.start(config.opsPort(), meters::scrape, alerting::health);
            } catch (IOException e) {
                alerting.close();
                throw new Launcher.StartException("ops.port " + config.opsPort() + " cannot be opened: " + e, e);
            }
        }

        private static Registry registry(Path folder) {
            try {
                return RegistryFiles.read(folder);
            } catch (IOException | IllegalArgumentException e) {
                throw new Launcher.StartException("registry cannot be read from " + folder + ": " + e, e);
            }
        }

        private static HikariDataSource database(Config config) {
            HikariConfig pool = new HikariConfig();
            pool.setJdbcUrl(config.url());
            pool.setUsername(config.user());
            pool.setPassword(config.password());
            pool.setMaximumPoolSize(6);
            pool.setPoolName("alerting");
            try {
                return new HikariDataSource(pool);
            } catch (HikariPool.PoolInitializationException e) {
                throw new Launcher.StartException(
                        "database " + config.url() + " does not answer: " + e.getMessage(), e);
            }
        }
    }
}
