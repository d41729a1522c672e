package io.geshao.devicesim.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.devicesim.score.Said.AlertSeen;
import io.geshao.devicesim.score.Said.CaseSeen;
import io.geshao.devicesim.score.Said.RejectionSeen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Asks the console what the platform has said, by the same HTTP API that everybody uses, and has it judged. Any thread;
 * blocks for a few requests.
 */
public final class Scorer {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int PAGE = 500;
    private static final int PAGES_AT_MOST = 40;

    private final URI console;
    private final String authorization;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final ObjectMapper json = new ObjectMapper();

    /** @param console such as {@code http://127.0.0.1:8080} */
    public Scorer(URI console, String user, String password) {
        this.console = console;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Judges by what can be seen now. If the console does not answer, nothing matches and a remark says why. */
    public Score score(Truth truth) {
        try {
            return Judge.judge(truth, ask(truth.watchedSinceMillis()));
        } catch (IOException e) {
            return unanswered(truth, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unanswered(truth, "interrupted");
        }
    }

    private static Score unanswered(Truth truth, String why) {
        int expected = truth.expected().size();
        return new Score(expected, 0, expected, 0, 0, 0, 0, 0, List.of("the console did not answer: " + why));
    }

    /** Everything the platform has said since a time. */
    public Said ask(long sinceMillis) throws IOException, InterruptedException {
        List<CaseSeen> cases = new ArrayList<>();
        String before = "";
        for (int page = 0; page < PAGES_AT_MOST; page++) {
            JsonNode items =
                    get("/api/v1/cases?state=all&limit=" + PAGE + before).path("items");
            for (JsonNode item : items) {
                CaseSeen seen = new CaseSeen(
                        item.path("number").asText(),
                        item.path("classCode").asText(),
                        item.path("scope").asText(),
                        item.path("openedMillis").asLong());
                if (!cases.contains(seen)) {
                    cases.add(seen);
                }
            }
            if (items.size() < PAGE || cases.get(cases.size() - 1).openedMillis() < sinceMillis) {
                break;
            }
            // One millisecond up, so that cases of the page's last millisecond are not passed over.
            before = "&before=" + (cases.get(cases.size() - 1).openedMillis() + 1);
        }
        List<AlertSeen> alerts = new ArrayList<>();
        for (JsonNode item :
                get("/api/v1/alerts?state=all&limit=1000&from=" + sinceMillis).path("items")) {
            alerts.add(new AlertSeen(
                    item.path("id").asText(),
                    item.path("rule").asText(),
                    item.path("scope").asText(),
                    item.path("raisedMillis").asLong()));
        }
        List<RejectionSeen> rejections = new ArrayList<>();
        for (JsonNode item : get("/api/v1/rejections?limit=" + PAGE).path("items")) {
            rejections.add(new RejectionSeen(
                    item.path("device").asText(""),
                    item.path("reason").asText(),
                    item.path("receivedMillis").asLong()));
        }
        return new Said(cases, alerts, rejections);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(console.resolve(path))
                .timeout(LIMIT)
                .header("Authorization", authorization)
                .header("Accept", "application/json")
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode());
        }
        return json.readTree(response.body());
    }
}
