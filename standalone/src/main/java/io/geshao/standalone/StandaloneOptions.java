package io.geshao.standalone;

import io.geshao.core.config.Settings;
import io.geshao.gateway.GatewayConfig;
import io.geshao.ingest.IngestConfig;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a standalone platform needs to be told.
 *
 * @param dataFolder where the spool and, if there is no URL, the database keep their files
 * @param registryFolder places, profiles, devices and credentials
 * @param rulesFolder the rule catalogue
 * @param databaseUrl JDBC URL of an external PostgreSQL, or empty for the embedded one
 * @param bindHost address the console listens on
 * @param httpPort of the console; 0 for any free one
 * @param delayScale multiplies every delay of every rule; 1 outside demos
 * @param user the console's local account
 * @param passwordHash its Argon2 hash
 * @param gateway the doors, their limits and the spool
 * @param ingest the queue before the database, and how long things are kept
 */
public record StandaloneOptions(
        Path dataFolder,
        Path registryFolder,
        Path rulesFolder,
        String databaseUrl,
        String databaseUser,
        String databasePassword,
        String bindHost,
        int httpPort,
        double delayScale,
        String user,
        String passwordHash,
        GatewayConfig gateway,
        IngestConfig ingest) {

    /** With the doors on these ports, 0 for any free one, and the defaults for all else of gateway and ingest. */
    public StandaloneOptions(
            Path dataFolder,
            Path registryFolder,
            Path rulesFolder,
            String databaseUrl,
            String databaseUser,
            String databasePassword,
            String bindHost,
            int httpPort,
            int mqttPort,
            int coapPort,
            String brokerUrls,
            double delayScale,
            String user,
            String passwordHash) {
        this(
                dataFolder,
                registryFolder,
                rulesFolder,
                databaseUrl,
                databaseUser,
                databasePassword,
                bindHost,
                httpPort,
                delayScale,
                user,
                passwordHash,
                GatewayConfig.read(Settings.of(Map.of(
                        "registry.dir", registryFolder.toString(),
                        "spool.dir", dataFolder.resolve("spool").toString(),
                        "bind.host", bindHost,
                        "mqtt.port", Integer.toString(mqttPort),
                        "coap.port", Integer.toString(coapPort),
                        "broker.urls", brokerUrls))),
                IngestConfig.read(Settings.of(Map.of())));
    }

    StandaloneOptions withPasswordHash(String hash) {
        return new StandaloneOptions(
                dataFolder,
                registryFolder,
                rulesFolder,
                databaseUrl,
                databaseUser,
                databasePassword,
                bindHost,
                httpPort,
                delayScale,
                user,
                hash,
                gateway,
                ingest);
    }
}
