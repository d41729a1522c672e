package io.geshao.gateway;

import io.geshao.core.config.Launcher;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.OpsServer;
import io.geshao.core.config.Settings;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.uplink.HttpBatchSink;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A gateway as a process of its own: registry from a folder, the centre over HTTP, metrics and health on a port. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Launcher.run("gateway", args, System.getenv(), new Launcher.Program<GatewayConfig>() {
            @Override
            public GatewayConfig configure(Settings settings) {
                return GatewayConfig.read(settings);
            }

            @Override
            public AutoCloseable start(GatewayConfig config) {
                return run(config);
            }
        });
    }

    static AutoCloseable run(GatewayConfig config) {
        Registry registry = registryIn(config.registryDir());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = Vertx.vertx();
        HttpBatchSink sink = new HttpBatchSink(vertx, URI.create(config.uplinkUrl()), config.uplinkToken());
        try {
            Gateway gateway = Gateway.start(config, registry, sink, Ticker.system(), meters);
            try {
                OpsServer ops = OpsServer.start(config.opsPort(), meters::scrape, gateway::health);
                return () -> {
                    ops.close();
                    gateway.close();
                    sink.close();
                    vertx.close();
                };
            } catch (IOException e) {
                gateway.close();
                throw new StartException("ops port " + config.opsPort() + " is taken", e);
            }
        } catch (StartException e) {
            sink.close();
            vertx.close();
            throw e;
        }
    }

    private static Registry registryIn(Path folder) {
        try {
            return RegistryFiles.read(folder);
        } catch (IOException e) {
            throw new StartException("registry folder '" + folder + "' cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new StartException("registry: " + e.getMessage(), e);
        }
    }
}
