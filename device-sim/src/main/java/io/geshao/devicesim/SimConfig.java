package io.geshao.devicesim;

import io.geshao.core.config.Settings;
import java.nio.file.Path;

/**
 * How a simulation runs.
 *
 * @param registryDir a registry folder with {@code demo-credentials.tsv} beside it
 * @param scenario {@code demo}, or {@code none} for background load only
 * @param rate multiplies how often every device reports
 * @param delayScale the platform's {@code rules.delay.scale}: the scenario waits for the same delays
 * @param window messages on the way per MQTT connection, kept below the server's Receive Maximum
 * @param truthFile where to write what was expected once the scenario is over; empty for nowhere
 */
public record SimConfig(
        Path registryDir,
        String mqttHost,
        int mqttPort,
        String coapHost,
        int coapPort,
        long seed,
        String scenario,
        double rate,
        double delayScale,
        int window,
        String truthFile,
        int opsPort) {

    public static SimConfig read(Settings in) {
        SimConfig config = new SimConfig(
                in.path("registry.dir", "registry"),
                in.text("mqtt.host", "localhost"),
                in.port("mqtt.port", 1883),
                in.text("coap.host", "localhost"),
                in.port("coap.port", 5683),
                in.number("sim.seed", 7, 0, Integer.MAX_VALUE),
                in.text("sim.scenario", "none"),
                in.decimal("sim.rate", 1, 0.01, 100),
                in.decimal("rules.delay.scale", 1, 0.001, 1),
                in.number("sim.window", 32, 1, 1_000),
                in.text("sim.truth.file", ""),
                in.port("ops.port", 9104));
        if (!config.scenario().equals("demo") && !config.scenario().equals("none")) {
            in.fault("sim.scenario='" + config.scenario() + "' is neither demo nor none");
        }
        return config;
    }

    /** A demo against gateways on this machine, for who embeds the simulator; the truth is written beside the registry. */
    public static SimConfig demo(Path registryDir, int mqttPort, int coapPort, long seed, double delayScale) {
        return new SimConfig(
                registryDir,
                "127.0.0.1",
                mqttPort,
                "127.0.0.1",
                coapPort,
                seed,
                "demo",
                1,
                delayScale,
                32,
                registryDir.resolveSibling("truth.json").toString(),
                0);
    }
}
