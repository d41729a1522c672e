package io.geshao.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A console on a free port of this machine over a {@link FakePlatform}, and a client for it. */
final class RunningConsole implements AutoCloseable {
    static final String USER = "admin";
    static final String PASSWORD = "correct horse";
    private static final String HASH = ConsoleAccounts.hash(PASSWORD.toCharArray());
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final FakeTicker ticker = FakeTicker.at(FakePlatform.NOW);
    final FakePlatform platform = new FakePlatform();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Registry registry = registry();
    final Console console;
    final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private RunningConsole(ConsoleConfig config) {
        console = Console.start(config, platform.ports(), registry, ticker, meters);
    }

    static RunningConsole start(Path registryDir) {
        return new RunningConsole(config(registryDir));
    }

    static RunningConsole start(Path registryDir, UnaryOperator<ConsoleConfig> change) {
        return new RunningConsole(change.apply(config(registryDir)));
    }

    static ConsoleConfig config(Path registryDir) {
        return new ConsoleConfig("127.0.0.1", 0, USER, HASH, registryDir, false, 50, 300, 64);
    }

    private static Registry registry() {
        DeviceProfile smoke = new DeviceProfile("smoke-1", DeviceKind.FIRE, "native", Lane.LIFE_SAFETY, 60_000, 60_000);
        DeviceProfile bin = new DeviceProfile("bin-1", DeviceKind.WASTE_BIN, "native", Lane.ROUTINE, 60_000, 60_000);
        String building = "310104/013/yuhua/g01/b01";
        return new Registry(
                List.of(new Place(building, "甲楼", "Block A", 121.4, 31.2)),
                List.of(
                        new Device(new DeviceId("S-2"), smoke, building, "z1", "", 121.4, 31.2, "烟感二", "Smoke 2"),
                        new Device(new DeviceId("S-1"), smoke, building, "z1", "", 121.4, 31.2, "烟感一", "Smoke 1"),
                        new Device(new DeviceId("B-1"), bin, building, "", "gw-9", 121.4, 31.2, "桶一", "Bin 1")),
                Map.of());
    }

    Device device(String id) {
        return FakePlatform.device(registry, id);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + console.port() + path);
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A request without credentials. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
    }

    /** A request with the account's Basic credentials. */
    HttpRequest.Builder known(String path) {
        return request(path).header("Authorization", basic(USER, PASSWORD));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(known(path));
    }

    HttpResponse<String> post(String path, String json) {
        return send(
                known(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    static String reason(HttpResponse<String> response) {
        return json(response).path("error").path("reason").asText();
    }

    @Override
    public void close() {
        console.close();
    }
}
