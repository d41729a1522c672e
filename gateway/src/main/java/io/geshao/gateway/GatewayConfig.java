package io.geshao.gateway;

import io.geshao.core.DeviceId;
import io.geshao.core.config.Settings;
import io.geshao.gateway.coap.CoapDoorConfig;
import io.geshao.gateway.edge.EdgeConfig;
import io.geshao.gateway.mqtt.MqttDoorConfig;
import io.geshao.gateway.paho.BrokerAccount;
import io.geshao.gateway.spool.SpoolLimits;
import io.geshao.gateway.uplink.UplinkTls;
import java.nio.file.Path;
import java.util.List;

/**
 * Configuration of one gateway process.
 *
 * @param name of this gateway at the centre, unique there: batches are numbered per name
 * @param registryDir folder of the registry tables; read by {@link Main} only
 * @param spoolDir folder that holds everything acknowledged and not yet delivered; one process at a time
 * @param mqtt the MQTT door
 * @param coap the CoAP door
 * @param limitPerSecond messages a device may send a second in the long run, through whatever door; 0 for no limit
 * @param limitBurst messages a device may send at once after a pause
 * @param brokers existing brokers to subscribe to; may be empty
 * @param uplinkUrl address of the centre; used by {@link Main} only
 * @param uplinkToken shared secret of the centre, or empty
 * @param opsPort port for metrics and health; used by {@link Main} only
 * @param spoolLimits how much of the disk the spool may take
 * @param uplinkTls how the centre is known, and this gateway to it; used by {@link Main} only
 * @param edge how it tells people by itself while the centre cannot be reached
 */
public record GatewayConfig(
        String name,
        Path registryDir,
        Path spoolDir,
        MqttDoorConfig mqtt,
        CoapDoorConfig coap,
        double limitPerSecond,
        int limitBurst,
        List<BrokerAccount> brokers,
        String uplinkUrl,
        String uplinkToken,
        int opsPort,
        SpoolLimits spoolLimits,
        UplinkTls uplinkTls,
        EdgeConfig edge) {
    public GatewayConfig {
        brokers = List.copyOf(brokers);
    }

    /** With the standard limits of the spool, and plain HTTP or the Java runtime's authorities for the centre. */
    public GatewayConfig(
            String name,
            Path registryDir,
            Path spoolDir,
            MqttDoorConfig mqtt,
            CoapDoorConfig coap,
            double limitPerSecond,
            int limitBurst,
            List<BrokerAccount> brokers,
            String uplinkUrl,
            String uplinkToken,
            int opsPort) {
        this(
                name,
                registryDir,
                spoolDir,
                mqtt,
                coap,
                limitPerSecond,
                limitBurst,
                brokers,
                uplinkUrl,
                uplinkToken,
                opsPort,
                SpoolLimits.standard(),
                UplinkTls.none(),
                EdgeConfig.OFF);
    }

    /** Reads every key of the gateway; faults are collected in the settings. */
    public static GatewayConfig read(Settings in) {
        String name = in.text("gateway.name", "gw-1");
        GatewayConfig config = new GatewayConfig(
                name,
                in.path("registry.dir", "registry"),
                in.path("spool.dir", "spool"),
                MqttDoorConfig.read(in),
                CoapDoorConfig.read(in),
                in.decimal("limit.messages.per.second", 200, 0, 1_000_000),
                in.number("limit.burst", 1_000, 1, 1_000_000),
                BrokerAccount.read(in, name),
                in.text("uplink.url", "http://localhost:8081"),
                in.text("uplink.token", ""),
                in.port("ops.port", 9101),
                SpoolLimits.read(in),
                UplinkTls.read(in),
                EdgeConfig.read(in));
        if (!DeviceId.isValid(config.name)) {
            in.fault("gateway.name='" + config.name + "' is not an identifier");
        }
        return config;
    }
}
