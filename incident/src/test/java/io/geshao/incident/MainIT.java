package io.geshao.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView.State;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.incident.flow.Town;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The module as a process of its own. */
class MainIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);
    private final Main main = new Main();

    @TempDir
    Path folder;

    private void writeRegistry() throws IOException {
        Files.writeString(
                folder.resolve("places.tsv"),
                "path\tname_zh\tname_en\tlongitude\tlatitude\n" + Town.GRID + "\t三号网格\tGrid 3\t121.4\t31.1\n");
        Files.writeString(
                folder.resolve("devices.tsv"),
                "device\tprofile\tplace\tzone\tgateway\tlongitude\tlatitude\tname_zh\tname_en\n");
        Files.writeString(folder.resolve("credentials.tsv"), "identity\ttoken_sha256\n");
    }

    private Main.Config config(String url, int opsPort) {
        Settings in = Settings.of(Map.of(
                "db.url",
                url,
                "db.user",
                "postgres",
                "registry.dir",
                folder.toString(),
                "ops.port",
                String.valueOf(opsPort)));
        Main.Config config = main.configure(in);
        in.finish();
        return config;
    }

    @Test
    void process_follows_the_alert_log_and_shows_its_health_and_counters() throws Exception {
        writeRegistry();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = TABLES.url();
        FakeAlertPorts.ALERTS.append(Kind.RAISED, Town.bin("bin-1", State.ACTIVE_UNACK, 1), 1);
        try (AutoCloseable process = main.start(config(url, port))) {
            assertThat(process).isNotNull();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> body(port, "/metrics").contains("geshao_incident_cases_open{severity=\"S3\"} 1.0"));
            assertThat(body(port, "/metrics"))
                    .contains("geshao_incident_cases_opened_total{class=\"E01-92-1\"} 1.0")
                    .contains("geshao_incident_alert_lag 0.0");
            assertThat(body(port, "/health")).contains("\"status\":\"up\"", "\"incident\":\"up\"");
            assertThatThrownBy(() -> main.start(config(url, port)))
                    .isInstanceOf(StartException.class)
                    .hasMessage("ops.port " + port + " is taken");
        }
    }

    @Test
    void process_without_registry_or_database_says_so() throws IOException {
        assertThatThrownBy(() -> main.start(config("jdbc:postgresql://127.0.0.1:1/nothing", 0)))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("registry " + folder);
        writeRegistry();
        assertThatThrownBy(() -> main.start(config("jdbc:postgresql://127.0.0.1:1/nothing", 0)))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("database jdbc:postgresql://127.0.0.1:1/nothing cannot be reached");
    }

    private static String body(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
