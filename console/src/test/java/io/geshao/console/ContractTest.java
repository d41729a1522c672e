package io.geshao.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.geshao.core.AlertView;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.CaseDesk.RefusedException;
import io.geshao.core.port.TelemetryQuery.Change;
import io.geshao.core.port.TelemetryQuery.GapRow;
import io.geshao.core.port.TelemetryQuery.GatewayState;
import io.geshao.core.port.TelemetryQuery.RejectionRow;
import io.geshao.core.port.TelemetryQuery.Silence;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The document and the server say the same: routes both ways, permissions, and the shape of real answers. */
class ContractTest {
    private static final Set<String> OPEN = Set.of(
            "GET /health",
            "GET /health/live",
            "GET /health/ready",
            "GET /metrics",
            "GET /api/v1/health",
            "GET /api/v1/public/responsibility",
            "POST /api/v1/login",
            "GET /open311/v2/services.json",
            "GET /open311/v2/services.xml",
            "GET /open311/v2/services/{code}.json",
            "GET /open311/v2/services/{code}.xml",
            "GET /open311/v2/requests.json",
            "GET /open311/v2/requests.xml",
            "GET /open311/v2/requests/{id}.json",
            "GET /open311/v2/requests/{id}.xml");

    private static final String PLAN =
            "{\"reason\":\"drill\",\"classes\":[\"EM-01\"],\"name\":{\"zh\":\"火\",\"en\":\"Fire\"},"
                    + "\"steps\":[{\"number\":1,\"text\":{\"zh\":\"拨\",\"en\":\"Call\"},\"role\":\"DESK\",\"minutes\":1}]}";

    @TempDir
    static Path registryDir;

    private static JsonObject document = new JsonObject();
    private static RunningConsole console;
    /** Percent-encoded. */
    private static String alertId = "";

    @BeforeAll
    static void start() throws IOException {
        try (InputStream in = ContractTest.class.getResourceAsStream("/openapi.yaml")) {
            document = new JsonObject(new YAMLMapper().readValue(in, new TypeReference<Map<String, Object>>() {}));
        }
        console = RunningConsole.start(registryDir);
        console.platform.telemetry.hear(console.device("S-1"), Metric.SMOKE_ALARM, 1, FakePlatform.NOW - 10);
        console.platform.telemetry.hear(console.device("B-1"), Metric.FILL_LEVEL, 96.5, FakePlatform.NOW - 10);
        AlertView alert = FakePlatform.alert("F1", Severity.S1, console.device("S-1"), FakePlatform.NOW - 5);
        alertId = URLEncoder.encode(alert.id(), StandardCharsets.UTF_8);
        console.platform.alertControl.transitions.add(console.platform.alerts.raise(alert));
        for (String number : List.of("yuhua-1", "yuhua-2", "yuhua-3")) {
            console.platform.cases.open(FakePlatform.openCase(
                    number, Severity.S1, console.device("S-1"), FakePlatform.NOW - 5, List.of(alert.id())));
        }
        console.platform.telemetry.rejections.add(new RejectionRow(
                4, "gw-1", "BAD_JSON", null, null, "geshao/yuhua/S-1", "not JSON", FakePlatform.NOW, "7b"));
        console.platform.telemetry.gaps.add(
                new GapRow(1, "gw-1", "s-1", "routine", 5, 9, FakePlatform.NOW - 9, FakePlatform.NOW, 4, 1, "QUOTA"));
        console.platform.telemetry.gateways.add(new GatewayState(
                "gw-1", FakePlatform.NOW - 5_000, Map.of("routine", 7L), Map.of("spool_bytes", 4_096L)));
        console.platform.telemetry.changes.add(new Change(FakePlatform.NOW - 8, 1, "smoke_alarm", true));
        console.platform.telemetry.silences.add(new Silence(FakePlatform.NOW - 900_000, FakePlatform.NOW - 100_000));
        console.platform.ledger.lines.add(FakeLedger.line("gw-1", Lane.ROUTINE, FakePlatform.NOW, 0));
        console.platform.ledger.lines.add(FakeLedger.line("gw-1", Lane.LIFE_SAFETY, FakePlatform.NOW, 3));
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static Set<String> documented() {
        Set<String> operations = new TreeSet<>();
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path);
            }
        }
        return operations;
    }

    @Test
    void every_route_is_documented_and_every_documented_route_exists() {
        Set<String> routes = new TreeSet<>(console.console.routes());

        assertThat(routes.remove("every request")).isTrue();
        assertThat(routes.remove("page and libraries")).isTrue();
        assertThat(routes).isEqualTo(documented());
    }

    @TestFactory
    List<DynamicTest> every_route_without_credentials_is_401_unless_it_is_open() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String operation : documented()) {
            tests.add(DynamicTest.dynamicTest(operation, () -> {
                String method = operation.substring(0, operation.indexOf(' '));
                String path = operation.substring(operation.indexOf(' ') + 1).replaceAll("\\{[a-z]+}", "x-1");
                HttpResponse<String> response = console.send(console.request(path)
                        .header("X-Geshao", "1")
                        .method(
                                method,
                                method.equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody()));
                if (OPEN.contains(operation)) {
                    assertThat(response.statusCode()).isIn(200, 404, 415);
                } else {
                    assertThat(response.statusCode()).isEqualTo(401);
                    assertThat(RunningConsole.reason(response)).isEqualTo("NOT_AUTHENTICATED");
                    assertThat(response.headers().firstValue("WWW-Authenticate"))
                            .isPresent();
                    assertShape(operation, response);
                }
                boolean documentedOpen = operation(operation).containsKey("security");
                assertThat(documentedOpen).isEqualTo(OPEN.contains(operation));
            }));
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    @TestFactory
    List<DynamicTest> real_answer_has_the_documented_shape() {
        return List.of(
                get("GET /api/v1/health", "/api/v1/health", 200),
                get("GET /health", "/health", 200),
                get("GET /api/v1/me", "/api/v1/me", 200),
                get("GET /api/v1/accounts", "/api/v1/accounts", 200),
                post(
                        "POST /api/v1/accounts",
                        "/api/v1/accounts",
                        "{\"name\":\"desk\",\"roles\":[\"DESK\"],\"place\":\"310104\",\"unit\":\"\"}",
                        200),
                post("POST /api/v1/accounts", "/api/v1/accounts", "{\"name\":\"desk\"}", 400),
                get("GET /api/v1/units", "/api/v1/units", 200),
                get("GET /api/v1/people", "/api/v1/people", 200),
                post("POST /api/v1/people/{id}/voice-verified", "/api/v1/people/li/voice-verified", "", 200),
                post("POST /api/v1/people/{id}/voice-verified", "/api/v1/people/x/voice-verified", "", 404),
                get("GET /api/v1/posts", "/api/v1/posts", 200),
                post("POST /api/v1/tables/{table}", "/api/v1/tables/units", "x", 200),
                post("POST /api/v1/tables/{table}", "/api/v1/tables/units", "bad", 422),
                get("GET /api/v1/duty", "/api/v1/duty?place=310104&at=5", 200),
                get("GET /api/v1/rosters", "/api/v1/rosters", 200),
                get("GET /api/v1/rosters/{name}/{version}", "/api/v1/rosters/yuhua/1", 200),
                get("GET /api/v1/rosters/{name}/{version}", "/api/v1/rosters/yuhua/9", 404),
                get("GET /api/v1/roster-gaps", "/api/v1/roster-gaps", 200),
                get("GET /api/v1/roster-gaps/told", "/api/v1/roster-gaps/told", 200),
                post(
                        "POST /api/v1/absences",
                        "/api/v1/absences",
                        "{\"person\":\"li\",\"substitute\":null,\"place\":\"\",\"fromMillis\":5,\"toMillis\":9,\"reason\":\"ill\"}",
                        200),
                get("GET /api/v1/absences", "/api/v1/absences", 200),
                post("POST /api/v1/absences/{id}/withdraw", "/api/v1/absences/99/withdraw", "", 404),
                get("GET /api/v1/places", "/api/v1/places", 200),
                get("GET /api/v1/places", "/api/v1/places?place=no%20path", 400),
                get("GET /api/v1/places/oversized", "/api/v1/places/oversized", 200),
                get("GET /api/v1/places/changes", "/api/v1/places/changes", 200),
                get("GET /api/v1/places/history", "/api/v1/places/history?place=310104", 200),
                get("GET /api/v1/residents", "/api/v1/residents?needingHelp=yes", 200),
                get("GET /api/v1/things", "/api/v1/things", 200),
                get("GET /api/v1/call-lists", "/api/v1/call-lists", 200),
                post(
                        "POST /api/v1/call-lists",
                        "/api/v1/call-lists",
                        "{\"place\":\"310104\",\"purpose\":\"flood\"}",
                        200),
                get("GET /api/v1/call-lists/{id}", "/api/v1/call-lists/1", 200),
                get("GET /api/v1/call-lists/{id}", "/api/v1/call-lists/2", 404),
                post(
                        "POST /api/v1/call-lists/{id}/calls",
                        "/api/v1/call-lists/1/calls",
                        "{\"resident\":\"r1\",\"result\":\"REACHED\"}",
                        200),
                get("GET /api/v1/time/shares", "/api/v1/time/shares?month=2026-03", 200),
                get("GET /api/v1/devices", "/api/v1/devices", 200),
                get("GET /api/v1/devices", "/api/v1/devices?limit=1", 200),
                get("GET /api/v1/devices", "/api/v1/devices?limit=x", 400),
                get("GET /api/v1/devices/{id}", "/api/v1/devices/S-2", 200),
                get("GET /api/v1/devices/{id}", "/api/v1/devices/S-9", 404),
                get("GET /api/v1/devices/{id}/latest", "/api/v1/devices/S-1/latest", 200),
                get("GET /api/v1/devices/{id}/latest", "/api/v1/devices/S-2/latest", 200),
                get("GET /api/v1/devices/{id}/series", "/api/v1/devices/S-1/series?metric=smoke_alarm", 200),
                get("GET /api/v1/devices/{id}/series", "/api/v1/devices/B-1/series?metric=fill_level", 200),
                get(
                        "GET /api/v1/devices/{id}/series",
                        "/api/v1/devices/B-1/series?metric=fill_level&bucket=60000",
                        200),
                get(
                        "GET /api/v1/devices/{id}/series",
                        "/api/v1/devices/B-1/series?metric=fill_level&points=9&method=lttb",
                        200),
                get("GET /api/v1/devices/{id}/series", "/api/v1/devices/B-1/series?metric=fill_level&method=avg", 200),
                get(
                        "GET /api/v1/devices/{id}/series",
                        "/api/v1/devices/B-1/series?metric=fill_level&method=minmax",
                        200),
                get("GET /api/v1/devices/{id}/history", "/api/v1/devices/S-1/history", 200),
                get("GET /api/v1/devices/{id}/history", "/api/v1/devices/S-9/history", 404),
                get("GET /api/v1/latest", "/api/v1/latest?devices=S-1,B-1", 200),
                get("GET /api/v1/latest", "/api/v1/latest?kind=fire&limit=1", 200),
                get("GET /api/v1/aggregates", "/api/v1/aggregates?place=310104&metric=fill_level", 200),
                get("GET /api/v1/gaps", "/api/v1/gaps", 200),
                get("GET /api/v1/gateways", "/api/v1/gateways", 200),
                get("GET /api/v1/ledger", "/api/v1/ledger?limit=1", 200),
                get("GET /api/v1/ledger", "/api/v1/ledger?state=unbalanced", 200),
                get("GET /health/live", "/health/live", 200),
                get("GET /health/ready", "/health/ready", 200),
                post(
                        "POST /api/v1/devices/{id}/commands",
                        "/api/v1/devices/S-1/commands",
                        "{\"action\":\"siren\",\"arguments\":{\"on\":true},\"key\":\"k\"}",
                        202),
                get("GET /api/v1/devices/{id}/commands", "/api/v1/devices/S-1/commands?limit=1", 200),
                get("GET /api/v1/devices/{id}/commands", "/api/v1/devices/S-9/commands", 404),
                get("GET /api/v1/casework/cases", "/api/v1/casework/cases?limit=2", 200),
                get("GET /api/v1/casework/cases", "/api/v1/casework/cases?open=maybe", 400),
                get("GET /api/v1/cases/{number}/sheet", "/api/v1/cases/yuhua-2/sheet", 200),
                get("GET /api/v1/cases/{number}/sheet", "/api/v1/cases/none/sheet", 404),
                post(
                        "POST /api/v1/cases",
                        "/api/v1/cases",
                        "{\"source\":\"PATROL\",\"place\":\"310104\",\"words\":\"x\"}",
                        200),
                post(
                        "POST /api/v1/cases/{number}/actions/{action}",
                        "/api/v1/cases/yuhua-2/actions/upgrade",
                        "{\"reason\":\"x\"}",
                        200),
                post(
                        "POST /api/v1/cases/{number}/actions/{action}",
                        "/api/v1/cases/yuhua-2/actions/void",
                        "{\"reason\":\"x\"}",
                        409),
                get("GET /api/v1/alerts", "/api/v1/alerts", 200),
                get("GET /api/v1/alerts", "/api/v1/alerts?state=all", 200),
                get("GET /api/v1/alerts/{id}", "/api/v1/alerts/" + alertId, 200),
                get("GET /api/v1/alerts/{id}", "/api/v1/alerts/F1%7Cdevice%3Ano%2Fne%7C1", 404),
                post("POST /api/v1/alerts/{id}/acknowledge", "/api/v1/alerts/" + alertId + "/acknowledge", "", 200),
                post(
                        "POST /api/v1/alerts/{id}/reset",
                        "/api/v1/alerts/" + alertId + "/reset",
                        "{\"cause\":\"COOKING\"}",
                        200),
                post(
                        "POST /api/v1/alerts/{id}/reset",
                        "/api/v1/alerts/" + alertId + "/reset",
                        "{\"cause\":\"a ghost\"}",
                        400),
                post(
                        "POST /api/v1/alerts/{id}/shelve",
                        "/api/v1/alerts/" + alertId + "/shelve",
                        "{\"minutes\":10,\"reason\":\"roof work\"}",
                        200),
                post("POST /api/v1/alerts/{id}/unshelve", "/api/v1/alerts/" + alertId + "/unshelve", "", 404),
                post(
                        "POST /api/v1/alerts/{id}/out-of-service",
                        "/api/v1/alerts/" + alertId + "/out-of-service",
                        "{\"minutes\":600,\"reason\":\"new head\",\"workOrder\":\"WO-7\"}",
                        200),
                post(
                        "POST /api/v1/silences",
                        "/api/v1/silences",
                        "{\"kind\":\"SHELVE\",\"scope\":\"device:B-1\",\"severest\":\"S3\",\"reason\":\"x\",\"minutes\":5}",
                        200),
                post(
                        "POST /api/v1/silences",
                        "/api/v1/silences",
                        "{\"kind\":\"SHELVE\",\"scope\":\"device:B-1\",\"severest\":\"S3\",\"reason\":\" \",\"minutes\":5}",
                        409),
                get("GET /api/v1/silences", "/api/v1/silences?state=all", 200),
                get("GET /api/v1/silences/{id}", "/api/v1/silences/q-0", 200),
                get("GET /api/v1/silences/{id}", "/api/v1/silences/none", 404),
                post("POST /api/v1/silences/{id}/confirm", "/api/v1/silences/q-0/confirm", "", 409),
                post("POST /api/v1/silences/{id}/end", "/api/v1/silences/q-0/end", "", 200),
                get("GET /api/v1/rules", "/api/v1/rules", 200),
                get("GET /api/v1/floods", "/api/v1/floods", 200),
                get("GET /api/v1/cases", "/api/v1/cases", 200),
                get("GET /api/v1/cases", "/api/v1/cases?state=all&limit=1", 200),
                get("GET /api/v1/cases/{number}", "/api/v1/cases/yuhua-1", 200),
                get("GET /api/v1/cases/{number}", "/api/v1/cases/none", 404),
                post("POST /api/v1/cases/{number}/acknowledge", "/api/v1/cases/yuhua-2/acknowledge", "", 200),
                post("POST /api/v1/cases/{number}/comments", "/api/v1/cases/yuhua-2/comments", "{\"text\":\"a\"}", 200),
                post("POST /api/v1/cases/{number}/close", "/api/v1/cases/yuhua-3/close", "{\"cause\":\"b\"}", 200),
                post("POST /api/v1/cases/{number}/close", "/api/v1/cases/yuhua-3/close", "{\"cause\":\"b\"}", 409),
                post(
                        "POST /api/v1/rulebook/{kind}",
                        "/api/v1/rulebook/calendars",
                        "{\"files\":{\"c.csv\":\"date,kind,slots,note\"},\"reason\":\"国务院通知\"}",
                        201),
                post(
                        "POST /api/v1/rulebook/{kind}",
                        "/api/v1/rulebook/classes",
                        "{\"files\":{\"c.tsv\":\"faulty\"},\"reason\":\"x\",\"validFrom\":\"2026-10-01\"}",
                        409),
                post(
                        "POST /api/v1/rulebook/{kind}",
                        "/api/v1/rulebook/classes",
                        "{\"files\":{},\"reason\":\"x\"}",
                        400),
                post("POST /api/v1/rulebook/{kind}", "/api/v1/rulebook/horoscopes", "{}", 404),
                get("GET /api/v1/rulebook/{kind}", "/api/v1/rulebook/calendars", 200),
                get("GET /api/v1/rulebook/{kind}/{version}", "/api/v1/rulebook/classes/none", 404),
                post(
                        "POST /api/v1/rulebook/{kind}/{version}/withdraw",
                        "/api/v1/rulebook/classes/none/withdraw",
                        "{\"reason\":\"x\"}",
                        404),
                get("GET /api/v1/classes", "/api/v1/classes?q=waste&day=2026-10-01", 200),
                get("GET /api/v1/classes", "/api/v1/classes?day=soon", 400),
                get("GET /api/v1/responsibility", "/api/v1/responsibility", 200),
                get("GET /api/v1/responsibility", "/api/v1/responsibility?day=2025-12-31", 404),
                get("GET /api/v1/responsibility/gaps", "/api/v1/responsibility/gaps?from=1", 200),
                get("GET /api/v1/public/responsibility", "/api/v1/public/responsibility?day=2026-10-01", 200),
                get("GET /api/v1/deadlines/preview", "/api/v1/deadlines/preview?class=E01-92-1&place=a&start=1", 200),
                get("GET /api/v1/deadlines/preview", "/api/v1/deadlines/preview?class=E01-92-1", 400),
                get("GET /api/v1/deadlines/preview", "/api/v1/deadlines/preview?start=1", 409),
                post(
                        "POST /api/v1/admissions",
                        "/api/v1/admissions",
                        "{\"classCode\":\"E01-28-1\",\"place\":\"310104\",\"reason\":\"near\",\"untilMillis\":9}",
                        201),
                get("GET /api/v1/admissions", "/api/v1/admissions", 200),
                get("GET /api/v1/admissions/{id}", "/api/v1/admissions/ZR-2026-0001", 200),
                get("GET /api/v1/admissions/{id}", "/api/v1/admissions/none", 404),
                post("POST /api/v1/admissions/{id}/{action}", "/api/v1/admissions/ZR-2026-0001/review", "{}", 200),
                post("POST /api/v1/admissions/{id}/{action}", "/api/v1/admissions/ZR-2026-0001/approve", "{}", 409),
                post("POST /api/v1/admissions/{id}/{action}", "/api/v1/admissions/ZR-2026-0001/dance", "{}", 404),
                post("POST /api/v1/login", "/api/v1/login", "{\"user\":\"admin\",\"password\":\"correct horse\"}", 200),
                get("GET /api/v1/plans", "/api/v1/plans", 200),
                get("GET /api/v1/plans/{code}", "/api/v1/plans/fire", 200),
                get("GET /api/v1/plans/{code}", "/api/v1/plans/none", 404),
                post("POST /api/v1/plans/{code}", "/api/v1/plans/fire", PLAN, 200),
                post("POST /api/v1/plans/{code}", "/api/v1/plans/fire", PLAN.replace("\"drill\"", "\" \""), 409),
                post("POST /api/v1/plans/{code}", "/api/v1/plans/fire", PLAN.replace("DESK", "GHOST"), 400),
                post("POST /api/v1/plans/{code}", "/api/v1/plans/fire", PLAN.replace("[\"EM-01\"]", "[]"), 400),
                get("GET /api/v1/cases/{number}/plan", "/api/v1/cases/yuhua-1/plan", 200),
                get("GET /api/v1/cases/{number}/plan", "/api/v1/cases/none/plan", 404),
                post(
                        "POST /api/v1/cases/{number}/plan",
                        "/api/v1/cases/yuhua-1/plan",
                        "{\"step\":1,\"note\":\"x\"}",
                        200),
                post("POST /api/v1/cases/{number}/plan", "/api/v1/cases/yuhua-1/plan", "{\"step\":1}", 409),
                post("POST /api/v1/cases/{number}/plan", "/api/v1/cases/yuhua-1/plan", "{\"step\":9}", 404),
                post("POST /api/v1/cases/{number}/plan", "/api/v1/cases/yuhua-1/plan", "{\"step\":\"x\"}", 400),
                get("GET /api/v1/map", "/api/v1/map", 200),
                get("GET /api/v1/map/devices", "/api/v1/map/devices", 200),
                get("GET /api/v1/assessment/indicators", "/api/v1/assessment/indicators", 200),
                get("GET /api/v1/assessment/figures", "/api/v1/assessment/figures?period=2026-03", 200),
                get("GET /api/v1/assessment/figures", "/api/v1/assessment/figures?period=x", 400),
                get("GET /api/v1/assessment/figures-by", "/api/v1/assessment/figures-by?period=2026&by=unit", 200),
                get("GET /api/v1/assessment/funnel", "/api/v1/assessment/funnel?period=2026-W10", 200),
                get("GET /api/v1/assessment/cases", "/api/v1/assessment/cases?indicator=closing&period=2026-03", 200),
                get("GET /api/v1/assessment/ranking", "/api/v1/assessment/ranking?period=2026-03", 200),
                get("GET /api/v1/assessment/index", "/api/v1/assessment/index?period=2026-03", 200),
                get("GET /api/v1/assessment/weights", "/api/v1/assessment/weights", 200),
                get("GET /api/v1/assessment/load", "/api/v1/assessment/load?period=2026-03", 200),
                get("GET /api/v1/assessment/alerts", "/api/v1/assessment/alerts?period=2026-03", 200),
                get("GET /api/v1/assessment/false-alarms", "/api/v1/assessment/false-alarms?period=2026-03", 200),
                get("GET /api/v1/assessment/parking", "/api/v1/assessment/parking?from=0&to=86400000", 200),
                get("GET /api/v1/assessment/changes", "/api/v1/assessment/changes?period=2026-03", 200),
                get("GET /api/v1/reports", "/api/v1/reports?kind=daily", 200),
                get("GET /api/v1/reports/{kind}/{period}", "/api/v1/reports/daily/2026-03-01", 200),
                get("GET /api/v1/reports/{kind}/{period}", "/api/v1/reports/daily/2026-03-09", 404),
                get("GET /api/v1/interviews", "/api/v1/interviews", 200),
                post(
                        "POST /api/v1/interviews/{id}/decide",
                        "/api/v1/interviews/7/decide",
                        "{\"decision\":\"issue\",\"words\":\"w\"}",
                        200),
                get("GET /api/v1/rejections", "/api/v1/rejections", 200),
                get("GET /api/v1/summary", "/api/v1/summary", 200));
    }

    private static DynamicTest get(String operation, String path, int status) {
        return DynamicTest.dynamicTest("GET " + path + " " + status, () -> {
            HttpResponse<String> response = console.get(path);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            assertShape(operation, response);
        });
    }

    private static DynamicTest post(String operation, String path, String body, int status) {
        return DynamicTest.dynamicTest("POST " + path + " " + status, () -> {
            HttpResponse<String> response = console.post(path, body);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            assertShape(operation, response);
        });
    }

    @Test
    void checker_given_a_wrong_answer_objects() {
        JsonObject schema = new JsonObject().put("$ref", "#/components/schemas/CaseEvent");
        JsonObject wrong = new JsonObject().put("position", "one").put("number", "x");

        assertThat(check(schema, wrong).getValid()).isFalse();
    }

    @Test
    void every_refusal_of_the_case_desk_has_a_status() {
        for (RefusedException.Reason reason : RefusedException.Reason.values()) {
            assertThat(io.geshao.console.http.Reason.of(reason).status()).isIn(404, 409);
        }
    }

    @Test
    void every_refusal_about_rules_has_a_status() {
        for (var reason : io.geshao.casework.port.RuleBook.RefusedException.Reason.values()) {
            assertThat(io.geshao.console.http.Reason.of(reason).status()).isIn(404, 409);
        }
        for (var reason : io.geshao.casework.port.AdmissionDesk.RefusedException.Reason.values()) {
            assertThat(io.geshao.console.http.Reason.of(reason).status()).isIn(404, 409);
        }
    }

    @Test
    void every_refusal_about_silences_has_a_status() {
        for (AlertControl.RefusedException.Reason reason : AlertControl.RefusedException.Reason.values()) {
            assertThat(io.geshao.console.http.Reason.of(reason).status()).isIn(404, 409);
        }
    }

    private static JsonObject operation(String operation) {
        String[] parts = operation.split(" ");
        return document.getJsonObject("paths")
                .getJsonObject(parts[1])
                .getJsonObject(parts[0].toLowerCase(java.util.Locale.ROOT));
    }

    private static void assertShape(String operation, HttpResponse<String> response) {
        JsonObject described =
                operation(operation).getJsonObject("responses").getJsonObject(Integer.toString(response.statusCode()));
        assertThat(described)
                .as("%s does not say that it answers %d", operation, response.statusCode())
                .isNotNull();
        if (described.containsKey("$ref")) {
            String name = described.getString("$ref").substring("#/components/responses/".length());
            described = document.getJsonObject("components")
                    .getJsonObject("responses")
                    .getJsonObject(name);
        }
        String type = response.headers().firstValue("Content-Type").orElseThrow();
        JsonObject schema =
                described.getJsonObject("content").getJsonObject(type).getJsonObject("schema");
        OutputUnit result = check(schema, new JsonObject(response.body()));
        assertThat(result.getValid())
                .as("%s: %s in %s", operation, result.getErrors(), response.body())
                .isTrue();
    }

    private static OutputUnit check(JsonObject schema, JsonObject value) {
        JsonObject standing = schema.copy().put("components", document.getJsonObject("components"));
        return Validator.create(
                        JsonSchema.of(standing),
                        new JsonSchemaOptions()
                                .setBaseUri("app://geshao")
                                .setDraft(Draft.DRAFT202012)
                                .setOutputFormat(OutputFormat.Basic))
                .validate(value);
    }

    @Test
    void live_data_has_the_documented_shape() {
        try (EventReader events = EventReader.open(console, null)) {
            assertShapeOfEvent("Summary", events.next("summary"));
            console.platform.alerts.raise(
                    FakePlatform.alert("F3", Severity.S1, console.device("S-2"), FakePlatform.NOW));
            console.platform.cases.open(
                    FakePlatform.openCase("yuhua-9", Severity.S1, console.device("S-2"), FakePlatform.NOW, List.of()));
            console.console.wake();
            assertShapeOfEvent("AlertTransition", events.next("alert"));
            assertShapeOfEvent("CaseEntry", events.next("case"));
        }
    }

    private static void assertShapeOfEvent(String schema, EventReader.Event event) {
        OutputUnit result =
                check(new JsonObject().put("$ref", "#/components/schemas/" + schema), new JsonObject(event.data()));
        assertThat(result.getValid())
                .as("%s in %s", result.getErrors(), event.data())
                .isTrue();
    }
}
