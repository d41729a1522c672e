package io.geshao.console;

import com.zaxxer.hikari.HikariDataSource;
import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.Assessment;
import io.geshao.casework.port.CapFeed;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.casework.port.PlanDesk;
import io.geshao.casework.port.RuleBook;
import io.geshao.casework.port.ServiceDesk;
import io.geshao.console.store.Database;
import io.geshao.core.config.Launcher;
import io.geshao.core.config.Settings;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.core.time.Ticker;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Map;

/** The console as a process of its own: the other modules' stores come from its class path. */
public final class Main {
    private Main() {}

    private record Config(ConsoleConfig console, Database database) {}

    public static void main(String[] args) {
        Launcher.run("geshao-console", args, System.getenv(), new Launcher.Program<Config>() {
            @Override
            public Config configure(Settings settings) {
                Config config = new Config(ConsoleConfig.read(settings), Database.read(settings));
                if (config.console.passwordHash().isEmpty()) {
                    settings.fault("console.password.hash is missing");
                }
                return config;
            }

            @Override
            public AutoCloseable start(Config config) {
                return run(config);
            }
        });
    }

    private static AutoCloseable run(Config config) {
        Registry registry;
        try {
            registry = RegistryFiles.read(config.console.registryDir());
        } catch (IOException | IllegalArgumentException e) {
            throw new Launcher.StartException("the registry cannot be read: " + e.getMessage(), e);
        }
        Ticker ticker = Ticker.system();
        HikariDataSource database = config.database.open();
        try {
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            var surroundings = new PortProvider.Surroundings(database, registry, ticker);
            ConsolePorts ports = new ConsolePorts(
                    PortProvider.find(TelemetryQuery.class, surroundings),
                    PortProvider.find(ConservationLedger.class, surroundings),
                    PortProvider.find(AlertDesk.class, surroundings),
                    PortProvider.find(AlertLog.class, surroundings),
                    PortProvider.find(AlertControl.class, surroundings),
                    PortProvider.find(CaseDesk.class, surroundings),
                    PortProvider.find(CaseLog.class, surroundings),
                    PortProvider.find(CommandDesk.class, surroundings),
                    new ConsolePorts.Casework(
                            PortProvider.find(CapFeed.class, surroundings),
                            PortProvider.find(PeopleDesk.class, surroundings),
                            PortProvider.find(CaseWorkDesk.class, surroundings),
                            PortProvider.find(RuleBook.class, surroundings),
                            PortProvider.find(AdmissionDesk.class, surroundings),
                            PortProvider.find(PlanDesk.class, surroundings),
                            PortProvider.find(ServiceDesk.class, surroundings),
                            PortProvider.find(Assessment.class, surroundings)),
                    Map::of,
                    meters::scrape);
            Console console = Console.start(config.console, ports, registry, ticker, meters);
            return () -> {
                console.close();
                database.close();
            };
        } catch (IllegalStateException e) { // a port that no module on the class path offers
            database.close();
            throw new Launcher.StartException(String.valueOf(e.getMessage()), e);
        } catch (Launcher.StartException e) {
            database.close();
            throw e;
        }
    }
}
