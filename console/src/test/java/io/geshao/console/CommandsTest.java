package io.geshao.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final String S1 = "/api/v1/devices/S-1/commands";
    private static final String SIREN =
            "{\"action\":\"siren\",\"arguments\":{\"on\":true},\"expiresInSeconds\":30,\"key\":\"k-1\"}";

    @TempDir
    private static Path registryDir;

    @SuppressWarnings("NullAway") // set before each test
    private RunningConsole console;

    @BeforeEach
    void start() {
        console = RunningConsole.start(registryDir);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void order_isKeptForTheAccountAndListed() {
        HttpResponse<String> answer = console.post(S1, SIREN);
        console.post(S1, SIREN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode command = RunningConsole.json(answer).path("command");
        assertThat(command.path("state").asText()).isEqualTo("QUEUED");
        assertThat(command.path("actor").asText()).isEqualTo("admin");
        assertThat(command.path("arguments").path("on").isBoolean()).isTrue();
        assertThat(command.path("expiresMillis").asLong()).isEqualTo(FakePlatform.NOW + 30_000);
        JsonNode items = RunningConsole.json(console.get(S1)).path("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0)).isEqualTo(command);
    }

    @Test
    void configuration_holdsUntilTheNextOne() {
        HttpResponse<String> answer = console.post(
                S1,
                "{\"action\":\"configure\",\"arguments\":{\"interval_s\":30,\"threshold.level\":0.4},\"key\":\"c\"}");

        JsonNode command = RunningConsole.json(answer).path("command");
        assertThat(command.path("expiresMillis").isNull()).as(answer.body()).isTrue();
        assertThat(command.path("arguments").path("interval_s").asInt()).isEqualTo(30);
    }

    @Test
    void order_thatMakesNoSense_isRefusedByName() {
        console.post(S1, SIREN);

        assertRefused("/api/v1/devices/S-9/commands", SIREN, 404, "NO_SUCH_DEVICE");
        assertRefused(S1, SIREN.replace("true", "false"), 409, "KEY_REUSED");
        assertRefused(S1, SIREN.replace("siren", "dance"), 400, "BAD_PARAMETER");
        assertRefused(S1, SIREN.replace("true", "\"yes\""), 400, "BAD_PARAMETER");
        assertRefused(S1, SIREN.replace("\"on\"", "\"off\""), 400, "BAD_ARGUMENTS");
        assertRefused(S1, SIREN.replace("30", "0"), 400, "BAD_PARAMETER");
        assertRefused(S1, SIREN.replace("k-1", " "), 400, "BAD_PARAMETER");
    }

    private void assertRefused(String path, String body, int status, String reason) {
        HttpResponse<String> answer = console.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(RunningConsole.reason(answer)).isEqualTo(reason);
    }
}
