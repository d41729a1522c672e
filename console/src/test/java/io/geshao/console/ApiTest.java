package io.geshao.console;

import static io.geshao.console.RunningConsole.json;
import static io.geshao.console.RunningConsole.reason;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.console.store.StoreFailures;
import io.geshao.core.AlertView;
import io.geshao.core.Metric;
import io.geshao.core.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {
    private static final String MAP =
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"path\":\"x\"}}]}";

    @TempDir
    Path registryDir;

    private RunningConsole console;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(registryDir.resolve("map.geojson"), MAP);
        console = RunningConsole.start(registryDir);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void devices_listed_in_pages_come_once_each_in_order() {
        JsonNode first = json(console.get("/api/v1/devices?limit=2"));
        JsonNode second = json(
                console.get("/api/v1/devices?limit=2&after=" + first.get("next").asText()));

        assertThat(first.get("items").findValuesAsText("id")).containsExactly("B-1", "S-1");
        assertThat(second.get("items").findValuesAsText("id")).containsExactly("S-2");
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void device_status_follows_the_silence_its_profile_allows() {
        console.platform.telemetry.hear(console.device("S-1"), Metric.SMOKE_ALARM, 0, FakePlatform.NOW - 119_000);
        console.platform.telemetry.hear(console.device("B-1"), Metric.FILL_LEVEL, 50, FakePlatform.NOW - 170_000);
        assertThat(status("S-1")).isEqualTo("online"); // life safety: two intervals of a minute
        assertThat(status("B-1")).isEqualTo("online"); // routine: three
        assertThat(status("S-2")).isEqualTo("never");

        console.ticker.advance(Duration.ofSeconds(15));

        assertThat(status("S-1")).isEqualTo("offline");
        assertThat(status("B-1")).isEqualTo("offline");
        assertThat(json(console.get("/api/v1/devices?status=offline")).get("items"))
                .hasSize(2);
        assertThat(json(console.get("/api/v1/devices?kind=fire&status=offline")).get("items"))
                .hasSize(1);
    }

    private String status(String device) {
        return json(console.get("/api/v1/devices/" + device)).get("status").asText();
    }

    @Test
    void latest_of_a_boolean_metric_is_a_boolean_and_the_sequence_keeps_64_bits() {
        console.platform.telemetry.hear(console.device("S-1"), Metric.SMOKE_ALARM, 1, FakePlatform.NOW);
        console.platform.telemetry.hear(console.device("S-1"), Metric.TEMPERATURE, 21.5, FakePlatform.NOW);

        JsonNode metrics = json(console.get("/api/v1/devices/S-1/latest")).get("metrics");

        assertThat(metrics.at("/smoke_alarm/value").isBoolean()).isTrue();
        assertThat(metrics.at("/smoke_alarm/value").asBoolean()).isTrue();
        assertThat(metrics.at("/smoke_alarm/flags/0").asText()).isEqualTo("late");
        assertThat(metrics.at("/temperature/value").asDouble()).isEqualTo(21.5);
        assertThat(metrics.at("/temperature/unit").asText()).isEqualTo("Cel");
        assertThat(metrics.at("/temperature/sequence").asText()).isEqualTo("9007199254740993");
    }

    @Test
    void series_with_and_without_buckets_has_the_two_point_shapes() {
        console.platform.telemetry.hear(console.device("B-1"), Metric.FILL_LEVEL, 96, FakePlatform.NOW - 5_000);

        JsonNode raw = json(console.get("/api/v1/devices/B-1/series?metric=fill_level"));
        JsonNode buckets = json(console.get("/api/v1/devices/B-1/series?metric=fill_level&bucket=60000"));

        assertThat(raw.at("/points/0/value").asDouble()).isEqualTo(96);
        assertThat(raw.get("unit").asText()).isEqualTo("%");
        assertThat(buckets.at("/points/0/count").asInt()).isEqualTo(1);
        assertThat((FakePlatform.NOW + 1 - buckets.at("/points/0/t").asLong()) % 60_000)
                .as("buckets start where the range does")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/devices?limit=0                                       | limit
            /api/v1/devices?limit=1001                                    | limit
            /api/v1/devices?limit=ten                                     | limit
            /api/v1/devices?limit=1&limit=2                               | limit
            /api/v1/devices?kind=lamp                                     | kind
            /api/v1/devices?status=gone                                   | status
            /api/v1/devices?community=%2F                                 | community
            /api/v1/devices?after=%20                                     | after
            /api/v1/devices?lmit=5                                        | lmit
            /api/v1/devices/%2E%2Fx                                       | id
            /api/v1/devices/S-1/series                                    | metric
            /api/v1/devices/S-1/series?metric=warmth                      | metric
            /api/v1/devices/S-1/series?metric=level&bucket=999            | bucket
            /api/v1/devices/S-1/series?metric=level&bucket=1000           | bucket
            /api/v1/devices/S-1/series?metric=level&from=5&to=5           | from
            /api/v1/devices/S-1/series?metric=level&to=-1                 | to
            /api/v1/devices/S-1/series?metric=level&to=253402300800000    | to
            /api/v1/alerts?state=closed                                   | state
            /api/v1/alerts?from=9&to=8                                    | from
            /api/v1/cases?before=yesterday                                | before
            /api/v1/cases/%27                                             | number
            /api/v1/rejections?limit=501                                  | limit
            /api/v1/map/devices?community=..                              | community
            /api/v1/summary?fresh=1                                       | fresh
            """)
    void bad_parameter_is_refused_by_name(String path, String parameter) {
        HttpResponse<String> response = console.get(path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(reason(response)).isEqualTo("BAD_PARAMETER");
        assertThat(json(response).at("/error/parameter").asText()).isEqualTo(parameter);
    }

    @Test
    void device_that_is_not_registered_is_404_by_name() {
        for (String path : List.of("/api/v1/devices/S-9", "/api/v1/devices/S-9/latest")) {
            HttpResponse<String> response = console.get(path);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(reason(response)).isEqualTo("NO_SUCH_DEVICE");
        }
    }

    @Test
    void case_taken_commented_and_closed_shows_the_account_as_actor() {
        AlertView alert = FakePlatform.alert("F1", Severity.S1, console.device("S-1"), FakePlatform.NOW);
        console.platform.alerts.raise(alert);
        console.platform.cases.open(FakePlatform.openCase(
                "yuhua-1", Severity.S1, console.device("S-1"), FakePlatform.NOW, List.of(alert.id())));

        HttpResponse<String> taken = console.post("/api/v1/cases/yuhua-1/acknowledge", "");
        HttpResponse<String> commented = console.post("/api/v1/cases/yuhua-1/comments", "{\"text\":\"去看\"}");
        HttpResponse<String> closed = console.post("/api/v1/cases/yuhua-1/close", "{\"cause\":\"toast\"}");
        JsonNode detail = json(console.get("/api/v1/cases/yuhua-1"));

        assertThat(json(taken).at("/case/ackedBy").asText()).isEqualTo("admin");
        assertThat(commented.statusCode()).isEqualTo(200);
        assertThat(json(closed).at("/case/closeCause").asText()).isEqualTo("toast");
        assertThat(detail.get("timeline").findValuesAsText("actor")).containsExactly("SYS", "admin", "admin", "admin");
        assertThat(detail.at("/timeline/2/text/zh").asText()).isEqualTo("去看");
        assertThat(detail.at("/alerts/0/id").asText()).isEqualTo(alert.id());
        assertThat(json(console.get("/api/v1/cases")).get("items")).isEmpty();
        assertThat(json(console.get("/api/v1/cases?state=all")).get("items")).hasSize(1);
    }

    @Test
    void action_that_the_case_does_not_allow_is_409_by_name() {
        console.platform.cases.open(
                FakePlatform.openCase("yuhua-1", Severity.S1, console.device("S-1"), FakePlatform.NOW, List.of()));
        console.post("/api/v1/cases/yuhua-1/acknowledge", "");

        assertRefused(console.post("/api/v1/cases/yuhua-1/acknowledge", ""), 409, "ALREADY_ACKNOWLEDGED");
        assertRefused(console.post("/api/v1/cases/yuhua-1/comments", "{\"text\":\" \"}"), 409, "TEXT_MISSING");
        assertRefused(console.post("/api/v1/cases/yuhua-1/close", "{\"cause\":\"\"}"), 409, "CAUSE_MISSING");
        assertRefused(console.post("/api/v1/cases/yuhua-9/acknowledge", ""), 404, "NO_SUCH_CASE");
        assertRefused(console.get("/api/v1/cases/yuhua-9"), 404, "NO_SUCH_CASE");
    }

    @Test
    void body_that_is_not_as_described_is_refused_by_name() {
        String path = "/api/v1/cases/yuhua-1/comments";
        assertRefused(console.post(path, "{\"text\":"), 400, "BAD_BODY");
        assertRefused(console.post(path, "[]"), 400, "BAD_BODY");
        assertRefused(console.post(path, "{\"text\":\"a\",\"text\":\"b\"}"), 400, "BAD_BODY");
        assertRefused(console.post(path, "{\"text\":1}"), 400, "BAD_PARAMETER");
        assertRefused(console.post(path, "{\"text\":\"a\",\"more\":1}"), 400, "BAD_PARAMETER");
        assertRefused(console.post(path, "{\"text\":\"" + "x".repeat(2_001) + "\"}"), 400, "BAD_PARAMETER");
        assertRefused(console.post(path, "{\"text\":\"" + "x".repeat(20_000) + "\"}"), 413, "TOO_LARGE");
        assertRefused(
                console.send(console.known(path)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{\"text\":\"a\"}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void what_is_not_there_is_answered_in_json() {
        assertRefused(console.get("/api/v1/nothing"), 404, "NO_SUCH_PATH");
        assertRefused(console.get("/nothing.js"), 404, "NO_SUCH_PATH");
        assertRefused(console.get("/webjars/vue/../../openapi.yaml"), 404, "NO_SUCH_PATH");
        HttpResponse<String> wrongMethod = console.send(console.known("/api/v1/cases/x/close"));
        assertRefused(wrongMethod, 405, "METHOD_NOT_ALLOWED");
        assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST");
    }

    private static void assertRefused(HttpResponse<String> response, int status, String reason) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(reason(response)).isEqualTo(reason);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void store_that_is_away_is_503_and_another_fault_500_without_its_text() {
        console.platform.outage = new IllegalStateException("read", StoreFailures.connectionLost("no secret host"));
        assertRefused(console.get("/api/v1/cases"), 503, "STORE_UNAVAILABLE");
        HttpResponse<String> health = console.send(console.request("/health"));
        assertThat(health.statusCode()).isEqualTo(503);

        console.platform.outage = new IllegalStateException("secret detail");
        HttpResponse<String> fault = console.get("/api/v1/cases");
        assertRefused(fault, 500, "INTERNAL");
        assertThat(fault.body()).doesNotContain("secret");

        console.platform.outage = null;
        assertThat(console.get("/api/v1/cases").statusCode()).isEqualTo(200);
    }

    @Test
    void more_work_than_the_queue_holds_is_refused_and_counted() {
        console.get("/api/v1/me"); // so that the password need not be checked any more
        CountDownLatch release = new CountDownLatch(1);
        console.platform.hold = release;
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 150)
                .mapToObj(i -> console.http.sendAsync(
                        console.known("/api/v1/devices/S-1/latest")
                                .timeout(Duration.ofMinutes(1))
                                .build(),
                        BodyHandlers.ofString()))
                .toList();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> console.meters
                                .counter("geshao.console.overload", "pool", "ports")
                                .count()
                        >= 14);
        release.countDown();

        List<Integer> statuses =
                answers.stream().map(answer -> answer.join().statusCode()).toList();
        assertThat(statuses.stream().filter(status -> status == 503)).hasSize(14); // 8 at work, 128 waiting
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(136);
    }

    @Test
    void summary_asked_a_hundred_times_asks_the_store_once_a_second() {
        console.platform.cases.open(
                FakePlatform.openCase("yuhua-1", Severity.S1, console.device("S-1"), FakePlatform.NOW, List.of()));
        console.platform.telemetry.hear(console.device("S-1"), Metric.SMOKE_ALARM, 0, FakePlatform.NOW);
        JsonNode summary = json(console.get("/api/v1/summary"));
        for (int i = 0; i < 100; i++) {
            console.get("/api/v1/summary");
        }
        assertThat(console.platform.telemetry.totalsAsked).hasValue(1);
        assertThat(summary.at("/devices/total").asInt()).isEqualTo(3);
        assertThat(summary.at("/devices/byKind/fire/online").asInt()).isEqualTo(1);
        assertThat(summary.at("/cases/unacked").asInt()).isEqualTo(1);
        assertThat(summary.at("/oldestUnacked/number").asText()).isEqualTo("yuhua-1");
        assertThat(summary.at("/rejected/total").asInt()).isEqualTo(3);

        console.ticker.advance(Duration.ofSeconds(2));
        console.platform.telemetry.stored.addAndGet(500);
        JsonNode later = json(console.get("/api/v1/summary"));

        assertThat(console.platform.telemetry.totalsAsked).hasValue(2);
        assertThat(later.at("/readings/perSecond").asDouble()).isEqualTo(250);
    }

    @Test
    void map_is_served_with_its_tag_and_not_twice() {
        HttpResponse<String> first = console.get("/api/v1/map");
        String etag = first.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = console.send(console.known("/api/v1/map").header("If-None-Match", etag));

        assertThat(first.body()).isEqualTo(MAP);
        assertThat(first.headers().firstValue("Content-Type")).contains("application/geo+json");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void map_devices_carry_status_and_worst_open_alert() {
        console.platform.telemetry.hear(console.device("S-1"), Metric.SMOKE_ALARM, 1, FakePlatform.NOW);
        console.platform.alerts.raise(FakePlatform.alert("D2", Severity.S3, console.device("S-1"), FakePlatform.NOW));
        console.platform.alerts.raise(FakePlatform.alert("F1", Severity.S1, console.device("S-1"), FakePlatform.NOW));

        JsonNode features =
                json(console.get("/api/v1/map/devices?community=yuhua")).get("features");

        assertThat(features).hasSize(3);
        for (JsonNode feature : features) {
            boolean alarmed = feature.get("id").asText().equals("S-1");
            assertThat(feature.at("/properties/alarm").asText()).isEqualTo(alarmed ? "S1" : "null");
            assertThat(feature.at("/properties/status").asText()).isEqualTo(alarmed ? "online" : "never");
        }
        assertThat(json(console.get("/api/v1/map/devices?community=other")).get("features"))
                .isEmpty();
    }

    @Test
    void long_answer_is_compressed_if_the_client_takes_it() throws IOException {
        HttpResponse<byte[]> response = console.send(
                console.known("/api/v1/openapi.yaml").header("Accept-Encoding", "gzip"), BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(new String(plain, StandardCharsets.UTF_8)).startsWith("openapi: 3.1.0");
        assertThat(response.body().length).isLessThan(plain.length / 2);
    }

    @Test
    void page_and_libraries_are_served_with_a_strict_policy_and_no_outside_host() {
        HttpResponse<String> page = console.send(console.request("/"));
        HttpResponse<String> library =
                console.send(console.request("/webjars/vue/3.5.26/dist/vue.runtime.esm-browser.prod.js"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("http", "unsafe-eval");
        assertThat(library.statusCode()).isEqualTo(200);
        assertThat(library.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        assertThat(library.headers().firstValue("ETag")).isPresent();
    }

    @Test
    void every_request_is_timed_by_template_and_status_class() {
        console.get("/api/v1/devices/S-1");
        console.get("/api/v1/devices/S-9");

        Awaitility.await().untilAsserted(() -> assertThat(console.meters
                        .get("geshao.console.request")
                        .tag("route", "/api/v1/devices/{id}")
                        .timers())
                .extracting(timer -> timer.getId().getTag("status"))
                .containsExactlyInAnyOrder("2xx", "4xx"));
    }
}
