package io.geshao.standalone;

import java.nio.file.Path;

/**
 * What a standalone platform needs to be told.
 *
 * @param dataFolder where the spool and, if there is no URL, the database keep their files
 * @param registryFolder places, profiles, devices and credentials
 * @param rulesFolder the rule catalogue
 * @param databaseUrl JDBC URL of an external PostgreSQL, or empty for the embedded one
 * @param bindHost address the doors and the console listen on
 * @param httpPort of the console; 0 for any free one, as the two below
 * @param brokerUrls existing MQTT brokers to subscribe at, comma-separated; may be empty
 * @param delayScale multiplies every delay of every rule; 1 outside demos
 * @param user the console's local account
 * @param passwordHash its Argon2 hash
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
        int mqttPort,
        int coapPort,
        String brokerUrls,
        double delayScale,
        String user,
        String passwordHash) {

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
                mqttPort,
                coapPort,
                brokerUrls,
                delayScale,
                user,
                hash);
    }
}
