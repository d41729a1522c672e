package io.geshao.console;

import static io.geshao.console.RunningConsole.json;
import static io.geshao.console.RunningConsole.reason;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.Role;
import io.geshao.casework.people.Account;
import io.geshao.core.AlertView;
import io.geshao.core.Severity;
import io.geshao.core.registry.Device;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What accounts of the store may see and do. */
class RolesTest {
    private static final String PASSWORD = "long enough words";
    private static final String HASH = ConsoleAccounts.hash(PASSWORD.toCharArray());
    private static final String YUHUA = "310104/013/yuhua";
    private static final String NEXT_DOOR = "310104/013/yuhua2";

    @TempDir
    Path registryDir;

    private RunningConsole console;
    private AlertView alert;

    @BeforeEach
    void start() {
        console = RunningConsole.start(registryDir);
        Device device = console.device("S-1");
        alert = FakePlatform.alert("F1", Severity.S1, device, FakePlatform.NOW);
        console.platform.alerts.raise(alert);
        add("worker", YUHUA + "/g01", Role.COL);
        add("desk", YUHUA, Role.DESK);
        add("neighbour", NEXT_DOOR, Role.DESK, Role.OPS);
        add("handler", "", Role.HND);
        add("resident", YUHUA, Role.RES);
        add("operator", YUHUA, Role.OPS);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private void add(String name, String place, Role... roles) {
        console.platform
                .people
                .accounts()
                .save(new Account(name, Set.of(roles), place, "", "", true, false), HASH, "x");
    }

    private HttpRequest.Builder as(String account, String path) {
        return console.request(path).header("Authorization", RunningConsole.basic(account, PASSWORD));
    }

    private HttpResponse<String> get(String account, String path) {
        return console.send(as(account, path));
    }

    private HttpResponse<String> post(String account, String path, String body) {
        return console.send(
                as(account, path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    @Test
    void me_says_roles_place_and_unit_and_the_first_account_has_all() {
        assertThat(get("desk", "/api/v1/me").body())
                .isEqualTo("{\"user\":\"desk\",\"roles\":[\"DESK\"],\"place\":\"" + YUHUA + "\",\"unit\":\"\"}");
        assertThat(json(console.get("/api/v1/me")).get("roles")).hasSize(Role.values().length - 1);
    }

    @Test
    void community_user_sees_its_subtree_only() {
        for (String path :
                new String[] {"/api/v1/devices", "/api/v1/alerts", "/api/v1/alerts?state=all", "/api/v1/latest"}) {
            assertThat(json(get("desk", path)).get("items")).as(path).isNotEmpty();
            assertThat(json(get("worker", path)).get("items")).as(path).isNotEmpty();
            assertThat(json(get("neighbour", path)).get("items")).as(path).isEmpty();
        }
        assertThat(json(get("desk", "/api/v1/map/devices")).get("features")).hasSize(3);
        assertThat(json(get("neighbour", "/api/v1/map/devices")).get("features"))
                .isEmpty();
        for (String path : new String[] {"", "/latest", "/history", "/series?metric=smoke_alarm", "/commands"}) {
            assertThat(get("desk", "/api/v1/devices/S-1" + path).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(reason(get("neighbour", "/api/v1/devices/S-1" + path)))
                    .as(path)
                    .isEqualTo("NO_SUCH_DEVICE");
        }
        console.platform.cases.open(
                FakePlatform.openCase("yuhua-1", Severity.S1, console.device("S-1"), FakePlatform.NOW, List.of()));
        for (String path : new String[] {"/api/v1/cases", "/api/v1/cases?state=all"}) {
            assertThat(json(get("desk", path)).get("items")).as(path).hasSize(1);
            assertThat(json(get("neighbour", path)).get("items")).as(path).isEmpty();
        }
        assertThat(get("desk", "/api/v1/cases/yuhua-1").statusCode()).isEqualTo(200);
        assertThat(reason(get("neighbour", "/api/v1/cases/yuhua-1"))).isEqualTo("NO_SUCH_CASE");
        assertThat(reason(post("neighbour", "/api/v1/cases/yuhua-1/acknowledge", "")))
                .isEqualTo("NO_SUCH_CASE");
        String one = "/api/v1/alerts/" + alert.id().replace("|", "%7C").replace(":", "%3A");
        assertThat(get("desk", one).statusCode()).isEqualTo(200);
        assertThat(reason(get("neighbour", one))).isEqualTo("NO_SUCH_ALERT");
        assertThat(reason(post("neighbour", one + "/acknowledge", ""))).isEqualTo("NO_SUCH_ALERT");
    }

    @Test
    void who_sees_is_not_who_acts() {
        String one = "/api/v1/alerts/" + alert.id().replace("|", "%7C").replace(":", "%3A");
        assertThat(get("handler", one).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = post("handler", one + "/acknowledge", "");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(reason(refused)).isEqualTo("NOT_YOUR_ROLE");
        assertThat(post("desk", one + "/acknowledge", "").statusCode()).isEqualTo(200);
        assertThat(reason(get("resident", "/api/v1/alerts"))).isEqualTo("NOT_YOUR_ROLE");
        assertThat(get("resident", "/api/v1/me").statusCode()).isEqualTo(200);
    }

    @Test
    void accounts_are_kept_by_operators_of_their_subtree() {
        String wish = "{\"name\":\"new\",\"roles\":[\"COL\"],\"place\":\"" + YUHUA
                + "/g02\",\"unit\":\"\",\"password\":\"" + PASSWORD + "\"}";
        assertThat(reason(post("desk", "/api/v1/accounts", wish))).isEqualTo("NOT_YOUR_ROLE");
        assertThat(reason(post("neighbour", "/api/v1/accounts", wish))).isEqualTo("NOT_YOUR_PLACE");
        assertThat(get("new", "/api/v1/me").statusCode()).isEqualTo(401);

        assertThat(post("operator", "/api/v1/accounts", wish).statusCode()).isEqualTo(200);

        assertThat(get("new", "/api/v1/me").statusCode()).isEqualTo(200);
        assertThat(json(get("operator", "/api/v1/accounts")).get("items").findValuesAsText("name"))
                .containsExactly("desk", "new", "operator", "resident", "worker");
        assertThat(get("operator", "/api/v1/accounts").body()).doesNotContain("argon2");
        assertThat(reason(post("operator", "/api/v1/accounts", wish.replace(PASSWORD, "short"))))
                .isEqualTo("BAD_PARAMETER");
        assertThat(reason(post("operator", "/api/v1/accounts", wish.replace("COL", "SYS"))))
                .isEqualTo("BAD_PARAMETER");
    }

    @Test
    void session_follows_its_account_and_ends_with_it() {
        HttpResponse<String> login = console.send(console.request("/api/v1/login")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"desk\",\"password\":\"" + PASSWORD + "\"}")));
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        assertThat(withCookie(cookie, "/api/v1/alerts").statusCode()).isEqualTo(200);

        add("desk", NEXT_DOOR, Role.DESK);
        console.ticker.advance(Duration.ofSeconds(30));
        assertThat(json(withCookie(cookie, "/api/v1/alerts")).get("items")).isEmpty();

        console.platform
                .people
                .accounts()
                .save(new Account("desk", Set.of(Role.DESK), "", "", "", false, false), null, "x");
        assertThat(withCookie(cookie, "/api/v1/alerts").statusCode()).isEqualTo(200);
        console.ticker.advance(Duration.ofSeconds(30));
        assertThat(withCookie(cookie, "/api/v1/alerts").statusCode()).isEqualTo(401);
        assertThat(withCookie(cookie, "/api/v1/me").statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> withCookie(String cookie, String path) {
        return console.send(console.request(path).header("Cookie", cookie));
    }

    @Test
    void first_account_comes_in_while_the_store_is_away_and_others_are_told_so() {
        console.platform.outage = new IllegalStateException("no database");
        assertThat(console.get("/api/v1/me").statusCode()).isEqualTo(200);
        assertThat(get("desk", "/api/v1/me").statusCode()).isEqualTo(500);
    }

    @Test
    void stream_tells_of_the_own_subtree_only() {
        try (EventReader events = EventReader.open(console, null, "neighbour", PASSWORD)) {
            events.next("summary");
            console.platform.alerts.raise(
                    FakePlatform.alert("F3", Severity.S1, console.device("S-2"), FakePlatform.NOW + 1));
            console.console.wake();
            try (EventReader all = EventReader.open(console, null)) {
                all.next("summary");
            }
            console.platform.alerts.raise(
                    FakePlatform.alertAt("F4", NEXT_DOOR + "/g01", console.device("S-2"), FakePlatform.NOW + 2));
            console.console.wake();
            assertThat(events.next("alert").data()).contains("\"F4\"").doesNotContain("\"F3\"");
        }
    }
}
