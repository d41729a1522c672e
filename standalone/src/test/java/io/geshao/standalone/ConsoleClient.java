package io.geshao.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a script of an operator sees of a running platform: the HTTP API and the metrics. */
final class ConsoleClient {
    private static final Pattern REFUSED = Pattern.compile(
            "^geshao_gateway_rejected_total\\{[^}]*reason=\"(\\w+)\"[^}]*} ([0-9.E]+)$", Pattern.MULTILINE);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String base;
    private final String authorization;

    ConsoleClient(int port, String user, String password) {
        this.base = "http://127.0.0.1:" + port;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static ConsoleClient of(PlatformProcess platform) {
        return new ConsoleClient(platform.httpPort(), PlatformProcess.USER, PlatformProcess.PASSWORD);
    }

    JsonNode get(String path) {
        return tree(text(path));
    }

    /** The answer of a request that must be taken. */
    JsonNode post(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new AssertionError(path + " answers " + answer.statusCode() + ": " + answer.body());
            }
            return tree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(path + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** The newest value of a metric, or a missing node. */
    JsonNode latest(String device, String metric) {
        return get("/api/v1/devices/" + device + "/latest").path("metrics").path(metric);
    }

    /** How often the gateway has refused something, by reason. */
    Map<String, Integer> refusals() {
        Map<String, Integer> counts = new TreeMap<>();
        Matcher series = REFUSED.matcher(text("/metrics"));
        while (series.find()) {
            counts.put(series.group(1), (int) Double.parseDouble(series.group(2)));
        }
        return counts;
    }

    String text(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", authorization)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(path + " answers " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(path + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
