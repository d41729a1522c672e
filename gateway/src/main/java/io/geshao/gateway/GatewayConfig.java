package io.geshao.gateway;

import io.geshao.core.DeviceId;
import io.geshao.core.config.Settings;
import io.geshao.gateway.coap.CoapDoorConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Configuration of one gateway process.
 *
 * @param name of this gateway at the centre, unique there: batches are numbered per name
 * @param registryDir folder of the registry tables; read by {@link Main} only
 * @param spoolDir folder that holds everything acknowledged and not yet delivered; one process at a time
 * @param bindHost address the doors listen on
 * @param mqttPort TCP, 0 for any free one
 * @param coap the CoAP door
 * @param limitPerSecond messages a device may send a second in the long run, through whatever door; 0 for no limit
 * @param limitBurst messages a device may send at once after a pause
 * @param brokerUrls existing brokers to subscribe to, {@code tcp://host:port}; may be empty
 * @param brokerUser account at the brokers, or empty
 * @param uplinkUrl address of the centre; used by {@link Main} only
 * @param uplinkToken shared secret of the centre, or empty
 * @param opsPort port for metrics and health; used by {@link Main} only
 */
public record GatewayConfig(
        String name,
        Path registryDir,
        Path spoolDir,
        String bindHost,
        int mqttPort,
        CoapDoorConfig coap,
        double limitPerSecond,
        int limitBurst,
        List<String> brokerUrls,
        String brokerUser,
        String brokerPassword,
        String uplinkUrl,
        String uplinkToken,
        int opsPort) {
    public GatewayConfig {
        brokerUrls = List.copyOf(brokerUrls);
    }

    /** Reads every key of the gateway; faults are collected in the settings. */
    public static GatewayConfig read(Settings in) {
        GatewayConfig config = new GatewayConfig(
                in.text("gateway.name", "gw-1"),
                in.path("registry.dir", "registry"),
                in.path("spool.dir", "spool"),
                in.text("bind.host", "0.0.0.0"),
                in.port("mqtt.port", 1883),
                CoapDoorConfig.read(in),
                in.decimal("limit.messages.per.second", 200, 0, 1_000_000),
                in.number("limit.burst", 1_000, 1, 1_000_000),
                Arrays.stream(in.text("broker.urls", "").split(",", -1))
                        .map(String::trim)
                        .filter(url -> !url.isEmpty())
                        .toList(),
                in.text("broker.user", ""),
                in.text("broker.password", ""),
                in.text("uplink.url", "http://localhost:8081"),
                in.text("uplink.token", ""),
                in.port("ops.port", 9101));
        if (!DeviceId.isValid(config.name)) {
            in.fault("gateway.name='" + config.name + "' is not an identifier");
        }
        config.brokerUrls.stream().filter(url -> !isBrokerUrl(url)).forEach(url -> {
            in.fault("broker.urls: '" + url + "' is not tcp://host:port");
        });
        return config;
    }

    private static boolean isBrokerUrl(String text) {
        try {
            URI url = new URI(text);
            return "tcp".equals(url.getScheme()) && url.getHost() != null && url.getPort() > 0;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
