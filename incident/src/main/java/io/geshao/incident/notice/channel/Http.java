package io.geshao.incident.notice.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.geshao.incident.notice.Delivery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** One HTTP call to a provider. Any thread. */
final class Http {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(6);
    private static final int TOO_MANY = 429;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** An answer of 2xx. */
    record Reply(int status, String body) {
        /** The body as JSON; missing if it is none. */
        JsonNode json() {
            try {
                JsonNode read = JSON.readTree(body);
                return read == null ? MissingNode.getInstance() : read;
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }
    }

    /** Calls and judges: the judge sees answers of 2xx, and all others have one meaning everywhere. */
    Delivery post(String url, String type, Map<String, String> headers, String body, Function<Reply, Delivery> judge) {
        return post(url, type, headers, body, false, judge);
    }

    /** @param always whether the judge sees every answer, because the provider's own code counts and not the status */
    Delivery post(
            String url,
            String type,
            Map<String, String> headers,
            String body,
            boolean always,
            Function<Reply, Delivery> judge) {
        HttpResponse<String> answer;
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(ANSWER)
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
            headers.forEach(request::header);
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Delivery.down(e.getClass().getSimpleName()); // its message may hold the address, and that a secret
        } catch (IllegalArgumentException e) {
            return Delivery.refused("not an address that can be called");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Delivery.down("stopped while sending");
        }
        int status = answer.statusCode();
        if (always || (status >= 200 && status < 300)) {
            return judge.apply(new Reply(status, answer.body()));
        }
        return byStatus(status);
    }

    static Delivery byStatus(int status) {
        String detail = "HTTP " + status;
        if (status == TOO_MANY) {
            return Delivery.busy(detail);
        }
        return status >= 400 && status < 500 ? Delivery.refused(detail) : Delivery.down(detail);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts can be written", e);
        }
    }
}
