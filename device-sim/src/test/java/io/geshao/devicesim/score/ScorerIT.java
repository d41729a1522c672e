package io.geshao.devicesim.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against answers in the shape the console's contract describes. */
final class ScorerIT {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/", exchange -> {
            String uri = exchange.getRequestURI().toString();
            asked.add(uri);
            String body = uri.startsWith("/api/v1/cases")
                    ? "{\"items\":[{\"number\":\"c1\",\"classCode\":\"EM-01\",\"scope\":\"zone:yuhua/b1-u1\","
                            + "\"openedMillis\":2000,\"closedMillis\":null}]}"
                    : uri.startsWith("/api/v1/alerts")
                            ? "{\"items\":[{\"id\":\"a\",\"rule\":\"F1\",\"scope\":\"device:s1\",\"raisedMillis\":1990}]}"
                            : "{\"items\":[{\"number\":1,\"device\":null,\"reason\":\"NOT_AUTHORIZED\","
                                    + "\"receivedMillis\":1500}],\"next\":null}";
            boolean known =
                    "Basic YWRtaW46c2VjcmV0".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private Scorer scorer(String password) {
        return new Scorer(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "admin", password);
    }

    private static Truth fire() {
        Truth truth = new Truth();
        truth.watchedSince(1_000);
        Truth.Decisive decisive = new Truth.Decisive("F1", "device:s1");
        decisive.publishedAt(1_950);
        truth.expect(new Truth.Expected(
                "fire",
                "Fire",
                Set.of("EM-01"),
                Set.of("F1"),
                "zone:yuhua/b1-u1",
                "p",
                1_900,
                5_000,
                List.of(decisive)));
        truth.refused("s9", "NOT_AUTHORIZED", 1_400);
        return truth;
    }

    @Test
    void console_that_answers_is_judged() {
        Score score = scorer("secret").score(fire());
        assertThat(score.matched()).isEqualTo(1);
        assertThat(score.unexpected()).isZero();
        assertThat(score.latencyP50Millis()).isEqualTo(40);
        assertThat(score.remarks()).isEmpty();
        assertThat(asked).anyMatch(uri -> uri.startsWith("/api/v1/cases?state=all"));
    }

    @Test
    void console_that_refuses_the_password_matches_nothing_and_says_so() {
        Score score = scorer("wrong").score(fire());
        assertThat(score.matched()).isZero();
        assertThat(score.missed()).isEqualTo(1);
        assertThat(score.remarks()).singleElement().asString().contains("401");
    }

    @Test
    void truth_file_names_everything() throws IOException {
        JsonNode file = new ObjectMapper().readTree(TruthJson.write(fire()));
        assertThat(file.path("expected").get(0).path("scope").asText()).isEqualTo("zone:yuhua/b1-u1");
        assertThat(file.path("expected")
                        .get(0)
                        .path("decisive")
                        .get(0)
                        .path("publishMillis")
                        .asLong())
                .isEqualTo(1_950);
        assertThat(file.path("refusals").get(0).path("reason").asText()).isEqualTo("NOT_AUTHORIZED");
    }
}
