package io.geshao.gateway;

import io.geshao.core.config.Launcher;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.OpsServer;
import io.geshao.core.config.Settings;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.centre.Centre;
import io.geshao.gateway.downlink.HttpLine;
import io.geshao.gateway.edge.Edge;
import io.geshao.gateway.uplink.HttpBatchSink;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway as a process of its own: the centre over HTTP, metrics and health on a port. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** @param provisioningToken used once, if the gateway has no credential yet */
    record Config(GatewayConfig gateway, String provisioningToken) {}

    public static void main(String[] args) {
        Launcher.run("gateway", args, System.getenv(), new Launcher.Program<Config>() {
            @Override
            public Config configure(Settings settings) {
                return new Config(GatewayConfig.read(settings), settings.text("provisioning.token", ""));
            }

            @Override
            public AutoCloseable start(Config config) {
                return run(config);
            }
        });
    }

    static AutoCloseable run(Config process) {
        GatewayConfig config = process.gateway();
        Deque<AutoCloseable> parts = new ArrayDeque<>(); // last opened first
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try {
            Vertx vertx = Vertx.vertx();
            parts.push(vertx::close);
            URI url = URI.create(config.uplinkUrl());
            Centre centre = new Centre(vertx, url, config.name(), config.uplinkTls());
            parts.push(centre);
            Standing standing = Standing.of(config, process.provisioningToken(), centre);
            parts.push(standing.part());
            HttpBatchSink sink = new HttpBatchSink(vertx, url, standing.token(), config.uplinkTls());
            parts.push(sink);
            Gateway gateway = Gateway.start(
                    config,
                    standing.registry(),
                    sink,
                    new HttpLine(centre, standing.token()),
                    standing.news(),
                    EdgeRules.maker()
                            .map(maker -> new Edge.Setting(config.name(), config.edge(), maker, standing.rules()))
                            .orElse(null),
                    Ticker.system(),
                    meters);
            parts.push(gateway);
            parts.push(OpsServer.start(config.opsPort(), meters::scrape, gateway::health));
            LOG.info("gateway {} is up: mqtt {}, coap {}", config.name(), gateway.mqttPort(), gateway.coapPort());
            return () -> close(parts);
        } catch (IOException e) {
            close(parts);
            throw new StartException("ops port " + config.opsPort() + " is taken", e);
        } catch (StartException e) {
            close(parts);
            throw e;
        }
    }

    private static void close(Deque<AutoCloseable> parts) {
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (Exception e) { // AutoCloseable allows any; the rest must be closed all the same
                LOG.warn("{} did not close cleanly: {}", part, e.toString());
            }
        }
    }
}
