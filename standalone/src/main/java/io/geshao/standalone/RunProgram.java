package io.geshao.standalone;

import io.geshao.core.config.Launcher.Program;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.GatewayConfig;
import io.geshao.ingest.IngestConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
              port.offset            added to every port that is not 0                0
              console.user           account for page and API                         admin
              console.password       its password; generated and printed if empty
              console.password.hash  its Argon2 hash, instead of the password

            And in groups, each explained where it is used:
              mqtt.*, broker.*       TLS, connections, wills; brokers of yours        docs/devices-mqtt.md
              coap.*, coaps.*        plain CoAP, DTLS and its keys                    docs/devices-coap.md
              limit.*                messages a device may send                       docs/devices-mqtt.md
              spool.*                what is kept until it is stored, and its share   docs/uplink.md
              edge.*                 a page of its own while nothing can be stored    docs/edge.md
              ingest.*, retention.*, ledger.*
                                     queue before the database, how long data is kept docs/storage.md

            'geshao generate-community --folder=.geshao/registry' writes a virtual community to start with.
            """;

    /** The doors' ports and their defaults. */
    private static final Map<String, Integer> PORTS =
            Map.of("mqtt.port", 1883, "mqtt.tls.port", 0, "coap.port", 5683, "coaps.port", 5684, "edge.port", 9110);

    /** What only a gateway and an ingest in processes of their own can follow. */
    private static final List<String> APART = List.of(
            "uplink.url",
            "uplink.token",
            "uplink.tls.trust",
            "uplink.tls.cert",
            "uplink.tls.key",
            "ops.port",
            "ingest.port",
            "ingest.token",
            "ingest.tls.cert",
            "ingest.tls.key",
            "ingest.tls.clients");

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
        Path data = in.path("data.dir", ".geshao/data");
        Path registry = in.path("registry.dir", ".geshao/registry");
        Map<String, String> decided = new HashMap<>();
        decided.put("registry.dir", registry.toString());
        decided.put(
                "spool.dir",
                in.path("spool.dir", data.resolve("spool").toString()).toString());
        PORTS.forEach((key, usual) -> decided.put(key, Integer.toString(shifted(in.port(key, usual), offset))));
        Settings parts = in.with(decided);
        GatewayConfig gateway = GatewayConfig.read(parts);
        IngestConfig ingest = IngestConfig.read(parts);
        APART.stream()
                .filter(key -> !in.text(key, "").isEmpty())
                .forEach(key -> in.fault(key + " has no use in one process: nothing goes over a wire there"));
        return new StandaloneOptions(
                data,
                registry,
                in.path("rules.dir", defaultRules().toString()),
                url,
                in.text("db.user", ""),
                in.text("db.password", ""),
                in.text("bind.host", "0.0.0.0"),
                shifted(in.port("console.port", 8080), offset),
                in.decimal("rules.delay.scale", 1, 0.001, 10),
                in.text("console.user", "admin"),
                hash.isEmpty() && !password.isEmpty() ? Passwords.hash(password) : hash,
                gateway,
                ingest);
    }

    /** Port 0 stays what it is: any free one, or none. */
    private static int shifted(int port, int offset) {
        return port == 0 ? 0 : port + offset;
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
