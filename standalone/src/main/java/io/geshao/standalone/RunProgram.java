package io.geshao.standalone;

import io.geshao.core.config.Launcher.Program;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.core.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code geshao run}: the platform on a registry of one's own, until it is told to stop. */
final class RunProgram implements Program<StandaloneOptions> {
    static final String HELP = """
            geshao run: the platform in one process, until it is told to stop.

            Keys as --key=value, as GESHAO_KEY in the environment (GESHAO_MQTT_PORT), or in a properties file
            (--config=FILE). --check-config reads them and ends.

              data.dir               where spool and embedded database live           .geshao/data
              registry.dir           places, profiles, devices, credentials           .geshao/registry
              rules.dir              the rule catalogue                               rules
              rules.delay.scale      multiplies every delay of every rule             1.0
              db.url                 JDBC URL of a PostgreSQL or TimescaleDB of yours (embedded)
              db.user, db.password
              bind.host              address to listen on                             0.0.0.0
              console.port           HTTP API and duty wall                           8080
              mqtt.port              MQTT door                                        1883
              coap.port              CoAP door, UDP                                   5683
              broker.urls            existing brokers, tcp://host:port, …             (none)
              port.offset            added to the three ports                         0
              console.user           account for page and API                         admin
              console.password       its password; generated and printed if empty
              console.password.hash  its Argon2 hash, instead of the password

            'geshao generate-community --folder=.geshao/registry' writes a virtual community to start with.
            """;

    @Override
    public StandaloneOptions configure(Settings in) {
        int offset = in.number("port.offset", 0, 0, 60_000);
        String password = in.text("console.password", "");
        String hash = in.text("console.password.hash", "");
        if (!password.isEmpty() && !hash.isEmpty()) {
            in.fault("console.password and console.password.hash are both given");
        }
        String url = in.text("db.url", "");
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            in.fault("db.url is not a jdbc:postgresql: URL");
        }
        return new StandaloneOptions(
                in.path("data.dir", ".geshao/data"),
                in.path("registry.dir", ".geshao/registry"),
                in.path("rules.dir", defaultRules().toString()),
                url,
                in.text("db.user", ""),
                in.text("db.password", ""),
                in.text("bind.host", "0.0.0.0"),
                in.port("console.port", 8080) + offset,
                in.port("mqtt.port", 1883) + offset,
                in.port("coap.port", 5683) + offset,
                in.text("broker.urls", ""),
                in.decimal("rules.delay.scale", 1, 0.001, 10),
                in.text("console.user", "admin"),
                hash.isEmpty() && !password.isEmpty() ? Passwords.hash(password) : hash);
    }

    /** The shipped catalogue, found from wherever the launcher script was called. */
    static Path defaultRules() {
        return Path.of(System.getProperty("geshao.home", "."), "rules");
    }

    @Override
    public AutoCloseable start(StandaloneOptions given) {
        StandaloneOptions options = given;
        if (!Files.isDirectory(options.registryFolder())) {
            throw new StartException(
                    "there is no registry in " + options.registryFolder() + "; 'geshao generate-community --folder="
                            + options.registryFolder() + "' makes one",
                    new java.io.FileNotFoundException(options.registryFolder().toString()));
        }
        String generated = "";
        if (options.passwordHash().isEmpty()) {
            generated = Passwords.generate();
            options = options.withPasswordHash(Passwords.hash(generated));
        }
        Standalone standalone = Standalone.start(options, Ticker.system());
        System.out.printf(
                "Geshao is up: http://localhost:%d  MQTT %d  CoAP %d%n",
                standalone.httpPort(), standalone.mqttPort(), standalone.coapPort());
        if (!generated.isEmpty()) {
            System.out.printf("Account %s, password %s (made for this run)%n", options.user(), generated);
        }
        return standalone;
    }
}
