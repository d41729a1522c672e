package io.geshao.console;

import static io.geshao.console.RunningConsole.json;
import static io.geshao.console.RunningConsole.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.Severity;
import io.geshao.core.config.Launcher;
import io.geshao.core.config.Settings;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthTest {
    @TempDir
    Path registryDir;

    private RunningConsole console;

    @BeforeEach
    void start() {
        console = RunningConsole.start(registryDir);
        console.platform.cases.open(
                FakePlatform.openCase("yuhua-1", Severity.S1, console.device("S-1"), FakePlatform.NOW, List.of()));
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private HttpResponse<String> login(String password) {
        return console.send(console.request("/api/v1/login")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"admin\",\"password\":\"" + password + "\"}")));
    }

    private String session() {
        HttpResponse<String> response = login(RunningConsole.PASSWORD);
        assertThat(response.statusCode()).isEqualTo(200);
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie.toLowerCase(Locale.ROOT).split("; "))
                .contains("httponly", "samesite=strict", "path=/", "max-age=43200");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private HttpResponse<String> withCookie(String cookie, String path) {
        return console.send(console.request(path).header("Cookie", cookie));
    }

    private HttpRequest.Builder acknowledge(String path) {
        return console.request(path).POST(BodyPublishers.noBody());
    }

    @Test
    void session_opened_by_login_works_until_logout() {
        String cookie = session();
        assertThat(cookie.substring(cookie.indexOf('=') + 1)).hasSize(43); // 256 bits
        assertThat(json(withCookie(cookie, "/api/v1/me")).get("user").asText()).isEqualTo("admin");

        HttpResponse<String> logout = console.send(
                acknowledge("/api/v1/logout").header("Cookie", cookie).header("X-Geshao", "1"));

        assertThat(logout.statusCode()).isEqualTo(204);
        assertThat(withCookie(cookie, "/api/v1/me").statusCode()).isEqualTo(401);
    }

    @Test
    void session_ends_after_twelve_hours() {
        String cookie = session();
        console.ticker.advance(Duration.ofHours(12).minusSeconds(1));
        assertThat(withCookie(cookie, "/api/v1/me").statusCode()).isEqualTo(200);
        console.ticker.advance(Duration.ofSeconds(1));
        assertThat(withCookie(cookie, "/api/v1/me").statusCode()).isEqualTo(401);
    }

    @Test
    void change_by_cookie_without_our_header_is_refused_and_changes_nothing() {
        String cookie = session();
        String path = "/api/v1/cases/yuhua-1/acknowledge";

        HttpResponse<String> forged = console.send(acknowledge(path).header("Cookie", cookie));
        HttpResponse<String> forgedBasic = console.send(acknowledge(path)
                .header("Authorization", RunningConsole.basic("admin", RunningConsole.PASSWORD))
                .header("Origin", "http://elsewhere.example"));

        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(reason(forged)).isEqualTo("CSRF_HEADER_MISSING");
        assertThat(forgedBasic.statusCode()).isEqualTo(403);
        assertThat(console.platform.cases.find("yuhua-1").orElseThrow().ackedBy())
                .isNull();

        HttpResponse<String> ours =
                console.send(acknowledge(path).header("Cookie", cookie).header("X-Geshao", "1"));
        assertThat(ours.statusCode()).isEqualTo(200);
        assertThat(json(ours).at("/case/ackedBy").asText()).isEqualTo("admin");
    }

    @Test
    void guesses_past_ten_are_refused_unchecked_while_known_credentials_go_on() {
        assertThat(console.get("/api/v1/me").statusCode()).isEqualTo(200);
        for (int i = 0; i < 10; i++) {
            assertThat(reason(login("guess" + i))).isEqualTo("BAD_CREDENTIALS");
        }

        HttpResponse<String> eleventh = login(RunningConsole.PASSWORD + "?");
        HttpResponse<String> rightOne = console.get("/api/v1/me");

        assertThat(eleventh.statusCode()).isEqualTo(429);
        assertThat(eleventh.headers().firstValue("Retry-After")).contains("301");
        assertThat(rightOne.statusCode()).isEqualTo(200); // still held good, so not checked again

        console.ticker.advance(Duration.ofSeconds(61));
        assertThat(console.get("/api/v1/me").statusCode()).isEqualTo(429); // must be checked again, and may not
        console.ticker.advance(Duration.ofMinutes(4));
        assertThat(console.get("/api/v1/me").statusCode()).isEqualTo(200);
    }

    @Test
    void wrong_credentials_of_every_kind_are_401() {
        for (String header : List.of(
                RunningConsole.basic("admin", "wrong"),
                RunningConsole.basic("Admin", RunningConsole.PASSWORD),
                RunningConsole.basic("admin", ""),
                "Basic !!!",
                "Basic " + "QQ==",
                "Bearer x")) {
            HttpResponse<String> response =
                    console.send(console.request("/api/v1/me").header("Authorization", header));
            assertThat(response.statusCode()).as(header).isEqualTo(401);
            assertThat(reason(response)).isEqualTo("BAD_CREDENTIALS");
        }
        assertThat(withCookie("geshao_session=x", "/api/v1/me").statusCode()).isEqualTo(401);
    }

    @Test
    void browser_is_not_asked_for_basic_credentials() {
        HttpResponse<String> script = console.send(console.request("/api/v1/me"));
        HttpResponse<String> browser =
                console.send(console.request("/api/v1/me").header("Sec-Fetch-Mode", "cors"));

        assertThat(script.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic");
        assertThat(browser.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Session");
    }

    @Test
    void console_without_a_password_hash_lets_nobody_in() {
        try (RunningConsole closed = RunningConsole.start(registryDir, config -> config.withPasswordHash(""))) {
            assertThat(closed.get("/api/v1/me").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void start_that_cannot_work_fails_with_one_line() {
        assertThatThrownBy(() -> RunningConsole.start(registryDir, config -> config.withPasswordHash("secret")))
                .isInstanceOf(Launcher.StartException.class)
                .hasMessage("console.password.hash is not an encoded Argon2 hash");
        ConsoleConfig c = RunningConsole.config(registryDir);
        assertThatThrownBy(() -> RunningConsole.start(
                        registryDir,
                        config -> new ConsoleConfig(
                                "127.0.0.1",
                                console.console.port(),
                                c.user(),
                                c.passwordHash(),
                                registryDir,
                                false,
                                1,
                                1,
                                16)))
                .isInstanceOf(Launcher.StartException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + console.console.port());
    }

    @Test
    void config_read_without_keys_has_the_defaults() {
        Settings settings = Settings.of(Map.of("console.user", "duty", "registry.dir", "demo"));
        ConsoleConfig config = ConsoleConfig.read(settings);
        settings.finish();

        assertThat(config)
                .isEqualTo(new ConsoleConfig("0.0.0.0", 8080, "duty", "", Path.of("demo"), false, 500, 2_000, 1_024));
        assertThat(config.withPasswordHash("$argon2id$x").toString()).doesNotContain("argon2");
    }
}
