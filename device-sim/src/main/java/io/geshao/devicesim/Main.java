package io.geshao.devicesim;

import io.geshao.core.config.Launcher;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.OpsServer;
import io.geshao.core.config.Settings;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.core.time.Ticker;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;

/** The simulator as a process of its own, for docker-compose. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Launcher.run("device-sim", args, System.getenv(), new Launcher.Program<SimConfig>() {
            @Override
            public SimConfig configure(Settings settings) {
                return SimConfig.read(settings);
            }

            @Override
            public AutoCloseable start(SimConfig config) {
                return begin(config);
            }
        });
    }

    private static AutoCloseable begin(SimConfig config) {
        Registry registry;
        try {
            registry = RegistryFiles.read(config.registryDir());
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("no registry in " + config.registryDir() + ": " + e.getMessage(), e);
        }
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        DeviceSim sim = DeviceSim.start(config, registry, Ticker.system(), meters);
        try {
            OpsServer ops = OpsServer.start(config.opsPort(), meters::scrape, sim::health);
            return () -> {
                ops.close();
                sim.close();
            };
        } catch (IOException e) {
            sim.close();
            throw new StartException("ops.port " + config.opsPort() + " is taken", e);
        }
    }
}
