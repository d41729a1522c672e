package io.geshao.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** The process as compose runs it: over HTTP, on a real database. */
final class MainIT {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private static Main.Config config(int port, String url) {
        return config(port, url, "");
    }

    private static Main.Config config(int port, String url, String token) {
        Settings settings = Settings.of(Map.of(
                "bind.host",
                "127.0.0.1",
                "ingest.port",
                Integer.toString(port),
                "ingest.token",
                token,
                "db.url",
                url,
                "db.user",
                "postgres"));
        Main.Config config = new Main().configure(settings);
        settings.finish();
        return config;
    }

    private static String freshUrl() {
        return ((PGSimpleDataSource) db.fresh()).getUrl();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void the_golden_batch_sent_twice_is_stored_once_and_answered_alike() throws Exception {
        int port = freePort();
        HttpClient client = HttpClient.newHttpClient();
        try (AutoCloseable running = new Main().start(config(port, freshUrl()))) {
            assertThat(running).isNotNull();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> get(client, port, "/health").contains("\"status\":\"up\""));
            for (int round = 0; round < 2; round++) {
                HttpResponse<byte[]> response = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/uplink/v1/batches"))
                                .header("Content-Type", "application/cbor")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(golden()))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(HexFormat.of().formatHex(response.body())).isEqualTo("a2617303616400");
            }
            assertThat(get(client, port, "/metrics"))
                    .contains("geshao_ingest_stored_total 3.0", "geshao_ingest_redelivered_total 1.0");
        }
    }

    private static String get(HttpClient client, int port, String path) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static byte[] golden() throws Exception {
        try (InputStream in = MainIT.class.getResourceAsStream("/golden/batch-1.cbor.hex")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return HexFormat.of().parseHex(text.replaceAll("#[^\n]*", "").replaceAll("\\s", ""));
        }
    }

    @Test
    void word_on_errands_is_taken_from_a_gateway_with_the_token_only() throws Exception {
        int port = freePort();
        HttpClient client = HttpClient.newHttpClient();
        try (AutoCloseable running = new Main().start(config(port, freshUrl(), "secret"))) {
            assertThat(running).isNotNull();
            String path = "/uplink/v1/receipts?gateway=gw-1";
            HttpResponse<String> stranger = post(client, port, path, "guess", "{\"reports\":[]}");
            assertThat(stranger.statusCode()).isEqualTo(401);
            assertThat(stranger.body()).isEqualTo("WRONG_TOKEN");
            assertThat(post(client, port, path, "secret", "{\"reports\":[").statusCode())
                    .isEqualTo(400);
            assertThat(post(client, port, path, "secret", "{\"reports\":[]}").statusCode())
                    .isEqualTo(204);
        }
    }

    private static HttpResponse<String> post(HttpClient client, int port, String path, String token, String body)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_taken_port_and_a_missing_database_are_one_clear_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> new Main().start(config(port, freshUrl())))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("port " + port);
        }
        int nobody = freePort();
        assertThatThrownBy(() -> new Main().start(config(0, "jdbc:postgresql://127.0.0.1:" + nobody + "/geshao")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("database cannot be reached");
    }
}
