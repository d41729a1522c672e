package io.geshao.gateway.mqtt;

import io.geshao.core.config.Settings;
import java.util.Locale;

/**
 * Configuration of the MQTT door.
 *
 * @param host address the door listens on
 * @param port TCP without encryption; 0 for any free one
 * @param tlsPort TCP with TLS; 0 for none, negative for any free one
 * @param certificateFile the server's certificate and those that vouch for it, PEM; needed for TLS
 * @param keyFile its private key, PEM, not encrypted
 * @param clientCaFile who vouches for devices, PEM; needed for client certificates
 * @param maxConnections beyond which new connections are closed at once
 * @param connectsPerSecond how many new connections are let in; 0 for no limit
 * @param willDelaySeconds how long a lost client has to come back before its will is executed
 * @param maxKeepAliveSeconds what an MQTT 5 client is told that asks for more, or for none at all
 */
public record MqttDoorConfig(
        String host,
        int port,
        int tlsPort,
        String certificateFile,
        String keyFile,
        String clientCaFile,
        ClientCertificates clientCertificates,
        int maxConnections,
        int connectsPerSecond,
        int willDelaySeconds,
        int maxKeepAliveSeconds) {

    /** What the TLS listener wants of a client beside what every listener wants. */
    public enum ClientCertificates {
        /** Does not ask for one: clients give a user name and a token. */
        NONE,
        /** A client that shows one needs no token. */
        OPTIONAL,
        /** No client comes in without one. */
        REQUIRED
    }

    /** Reads every key of the door; faults are collected in the settings. */
    public static MqttDoorConfig read(Settings in) {
        MqttDoorConfig config = new MqttDoorConfig(
                in.text("bind.host", "0.0.0.0"),
                in.port("mqtt.port", 1883),
                in.port("mqtt.tls.port", 0),
                in.text("mqtt.tls.cert.file", ""),
                in.text("mqtt.tls.key.file", ""),
                in.text("mqtt.tls.client.ca.file", ""),
                clientCertificates(in),
                in.number("mqtt.max.connections", 50_000, 1, 1_000_000),
                in.number("mqtt.connects.per.second", 5_000, 0, 1_000_000),
                in.number("mqtt.will.delay.seconds", 30, 0, 3_600),
                in.number("mqtt.keepalive.max.seconds", 7_200, 10, 65_535));
        if (config.isSecure() && (config.certificateFile.isEmpty() || config.keyFile.isEmpty())) {
            in.fault("mqtt.tls.port needs mqtt.tls.cert.file and mqtt.tls.key.file");
        }
        if (config.clientCertificates != ClientCertificates.NONE && config.clientCaFile.isEmpty()) {
            in.fault("mqtt.tls.client.auth needs mqtt.tls.client.ca.file");
        }
        return config;
    }

    private static ClientCertificates clientCertificates(Settings in) {
        String text = in.text("mqtt.tls.client.auth", "none");
        for (ClientCertificates value : ClientCertificates.values()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        in.fault("mqtt.tls.client.auth='" + text + "' is not none, optional or required");
        return ClientCertificates.NONE;
    }

    /** Without TLS and with every default. */
    public static MqttDoorConfig plain(String host, int port) {
        return new MqttDoorConfig(host, port, 0, "", "", "", ClientCertificates.NONE, 50_000, 5_000, 30, 7_200);
    }

    boolean isSecure() {
        return tlsPort != 0;
    }
}
