package io.geshao.console;

import static io.geshao.console.RunningConsole.json;
import static io.geshao.console.RunningConsole.reason;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.console.store.StoreFailures;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Severity;
import io.geshao.core.port.TelemetryQuery.Change;
import io.geshao.core.port.TelemetryQuery.GapRow;
import io.geshao.core.port.TelemetryQuery.RejectionRow;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API makes of questions about many devices and long lists. */
class QueryApiTest {
    @TempDir
    Path registryDir;

    private RunningConsole console;

    @BeforeEach
    void start() {
        console = RunningConsole.start(registryDir);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    /** Follows {@code next} to the end; the pages must not be more than there are items. */
    private List<String> pages(String path, String field) {
        List<String> found = new ArrayList<>();
        String after = "";
        for (int page = 0; page < 50; page++) {
            HttpResponse<String> response = console.get(path + after);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode answer = json(response);
            assertThat(answer.get("items").size()).isLessThanOrEqualTo(3);
            found.addAll(answer.get("items").findValuesAsText(field));
            if (answer.get("next").isNull()) {
                return found;
            }
            after = "&after=" + answer.get("next").asText();
        }
        throw new AssertionError(path + " never ends");
    }

    @Test
    void cases_opened_in_the_same_millisecond_are_all_on_some_page_once() {
        List<String> numbers =
                IntStream.range(10, 21).mapToObj(i -> "yuhua-" + i).toList();
        for (String number : numbers) {
            console.platform.cases.open(
                    FakePlatform.openCase(number, Severity.S2, console.device("S-1"), FakePlatform.NOW - 5, List.of()));
        }

        assertThat(pages("/api/v1/cases?state=all&limit=3", "number"))
                .containsExactlyInAnyOrderElementsOf(numbers)
                .doesNotHaveDuplicates();
        assertThat(pages("/api/v1/cases?limit=3", "number"))
                .containsExactlyInAnyOrderElementsOf(numbers)
                .doesNotHaveDuplicates();
    }

    @Test
    void alerts_raised_in_the_same_millisecond_are_all_on_some_page_once() {
        List<String> ids = new ArrayList<>();
        for (String rule : List.of("F1", "F2", "F3", "W2", "W3", "A1", "A7")) {
            var alert = FakePlatform.alert(rule, Severity.S2, console.device("S-1"), FakePlatform.NOW - 5);
            ids.add(alert.id());
            console.platform.alerts.raise(alert);
        }

        assertThat(pages("/api/v1/alerts?state=all&limit=3", "id"))
                .containsExactlyInAnyOrderElementsOf(ids)
                .doesNotHaveDuplicates();
    }

    @Test
    void rejections_gaps_and_ledger_lines_are_filtered_and_paged_to_the_end() {
        for (int i = 1; i <= 8; i++) {
            String gateway = i % 2 == 0 ? "gw-1" : "gw-2";
            console.platform.telemetry.rejections.add(new RejectionRow(
                    i, gateway, i < 5 ? "BAD_JSON" : "TOO_LARGE", "S-" + i, null, "t", "d", FakePlatform.NOW, "7b"));
            console.platform.telemetry.gaps.add(new GapRow(i, gateway, "s", "routine", i, i, i, i, 1, 0, "QUOTA"));
            console.platform.ledger.lines.add(
                    FakeLedger.line(gateway, Lane.ROUTINE, FakePlatform.NOW - i * 3_600_000L, i == 3 ? 1 : 0));
        }

        assertThat(pages("/api/v1/rejections?limit=3", "number"))
                .containsExactly("8", "7", "6", "5", "4", "3", "2", "1");
        assertThat(pages("/api/v1/rejections?limit=1&reason=BAD_JSON&gateway=gw-1", "number"))
                .containsExactly("4", "2");
        assertThat(pages("/api/v1/rejections?limit=3&device=S-7", "number")).containsExactly("7");
        assertThat(pages("/api/v1/gaps?limit=3&gateway=gw-2", "number")).containsExactly("7", "5", "3", "1");
        assertThat(pages("/api/v1/ledger?limit=3", "hourMillis")).hasSize(8).doesNotHaveDuplicates();
        assertThat(pages("/api/v1/ledger?state=unbalanced&limit=3", "difference"))
                .containsExactly("1");
    }

    @Test
    void latest_of_a_place_holds_its_whole_subtree_and_nothing_with_a_similar_name() {
        console.platform.telemetry.hear(console.device("B-1"), Metric.FILL_LEVEL, 40, FakePlatform.NOW);

        assertThat(pages("/api/v1/latest?place=310104/013&limit=2", "device")).containsExactly("B-1", "S-1", "S-2");
        assertThat(pages("/api/v1/latest?kind=fire&limit=1", "device")).containsExactly("S-1", "S-2");
        assertThat(pages("/api/v1/latest?devices=S-2,B-1&limit=3", "device")).containsExactly("B-1", "S-2");
        JsonNode items = json(console.get("/api/v1/latest?devices=B-1,S-1")).get("items");
        assertThat(items.at("/0/metrics/fill_level/value").asDouble()).isEqualTo(40);
        assertThat(items.at("/1/metrics").isEmpty()).isTrue();
        assertThat(reason(console.get("/api/v1/latest?place=310104/01"))).isEqualTo("BAD_PARAMETER");
        assertThat(reason(console.get("/api/v1/latest?devices=S-1,S-9"))).isEqualTo("NO_SUCH_DEVICE");
    }

    @Test
    void aggregates_ask_the_store_for_the_devices_of_the_place_and_kind() {
        console.platform.telemetry.hear(console.device("S-1"), Metric.TEMPERATURE, 20, FakePlatform.NOW - 1_000);

        JsonNode answer = json(console.get("/api/v1/aggregates?kind=fire&metric=temperature"));

        assertThat(answer.get("devices").asInt()).isEqualTo(2);
        assertThat(answer.get("bucketMillis").asLong()).isEqualTo(300_000);
        assertThat(answer.at("/points/0/mean").asDouble()).isEqualTo(20);
        assertThat(console.platform.telemetry.asked)
                .isEqualTo(new FakeTelemetry.Asked(
                        List.of(new DeviceId("S-1"), new DeviceId("S-2")),
                        FakePlatform.NOW + 1 - 86_400_000 - 1,
                        300_000));
    }

    @Test
    void series_as_csv_is_a_file_with_a_header() {
        console.platform.telemetry.hear(console.device("B-1"), Metric.FILL_LEVEL, 96.5, FakePlatform.NOW - 5);

        HttpResponse<String> raw = console.get("/api/v1/devices/B-1/series?metric=fill_level&format=csv");

        assertThat(raw.body()).isEqualTo("t,value\r\n" + (FakePlatform.NOW - 5) + ",96.5\r\n");
        assertThat(raw.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"B-1-fill_level.csv\"");
        assertThat(console.get("/api/v1/devices/B-1/series?metric=fill_level&format=csv&method=minmax")
                        .body())
                .startsWith("t,count,min,mean,max\r\n")
                .contains(",1,96.5,96.5,96.5\r\n");
    }

    @Test
    void history_pages_over_changes_of_the_same_millisecond() {
        for (String metric : List.of("fire_alarm", "heat_alarm", "smoke_alarm")) {
            console.platform.telemetry.changes.add(new Change(FakePlatform.NOW - 5, 1, metric, true));
        }
        List<String> metrics = new ArrayList<>();
        JsonNode first = json(console.get("/api/v1/devices/S-1/history?limit=2"));
        metrics.addAll(first.get("changes").findValuesAsText("metric"));
        JsonNode second = json(console.get(
                "/api/v1/devices/S-1/history?limit=2&after=" + first.get("next").asText()));
        metrics.addAll(second.get("changes").findValuesAsText("metric"));

        assertThat(metrics).containsExactly("fire_alarm", "heat_alarm", "smoke_alarm");
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void query_that_the_database_ended_is_504_and_no_outage() {
        console.platform.outage = new IllegalStateException(StoreFailures.ended());

        HttpResponse<String> response = console.get("/api/v1/rejections");

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(reason(response)).isEqualTo("QUERY_TOO_LONG");
        assertThat(console.meters
                        .get("geshao.console.ended")
                        .tag("by", "time")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void dead_part_fails_both_probes_and_a_part_in_trouble_only_readiness() {
        assertThat(console.get("/health/live").statusCode()).isEqualTo(200);
        console.platform.part = "the database is away";
        assertThat(console.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(console.get("/health/ready").statusCode()).isEqualTo(503);
        console.platform.part = "dead: java.lang.IllegalStateException";
        assertThat(console.get("/health/live").statusCode()).isEqualTo(503);
    }
}
