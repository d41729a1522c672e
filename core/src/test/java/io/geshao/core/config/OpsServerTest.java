package io.geshao.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class OpsServerTest {
    @Test
    void health_turns_503_when_a_part_is_down() throws IOException, InterruptedException {
        Map<String, String> parts = new ConcurrentHashMap<>(Map.of("spool", "up"));
        try (OpsServer server = OpsServer.start(0, () -> "up 1\n", () -> parts)) {
            assertThat(get(server, "/health").statusCode()).isEqualTo(200);
            parts.put("uplink", "no answer from \"centre\"\n");
            HttpResponse<String> down = get(server, "/health");
            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(down.body())
                    .isEqualTo("{\"status\":\"down\",\"parts\":{\"spool\":\"up\","
                            + "\"uplink\":\"no answer from \\\"centre\\\" \"}}");
            assertThat(get(server, "/metrics").body()).isEqualTo("up 1\n");
        }
    }

    @Test
    void probes_tell_a_part_that_waits_from_one_that_is_dead() throws IOException, InterruptedException {
        Map<String, String> parts = new ConcurrentHashMap<>(Map.of("writer", "up"));
        try (OpsServer server = OpsServer.start(0, () -> "", () -> parts)) {
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
            parts.put("writer", "the database is away");
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(server, "/health/ready").statusCode()).isEqualTo(503);
            parts.put("writer", OpsServer.DEAD + "java.lang.IllegalStateException");
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(503);
            assertThat(get(server, "/health/ready").body()).contains("dead: java.lang");
        }
    }

    private static HttpResponse<String> get(OpsServer server, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
