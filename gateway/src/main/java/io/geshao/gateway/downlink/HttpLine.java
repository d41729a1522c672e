package io.geshao.gateway.downlink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.Line;
import io.geshao.core.port.CommandDesk.News;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.gateway.centre.Centre;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** The line to the centre over HTTP; docs/downlink.md has the shapes. Any thread. */
public final class HttpLine implements Line {
    private static final ObjectMapper JSON = new JsonMapper();

    private final Centre centre;
    private final String token;

    /** @param token this gateway's credential, the shared secret, or empty */
    public HttpLine(Centre centre, String token) {
        this.centre = centre;
        this.token = token;
    }

    @Override
    public CompletionStage<News> after(long position, String registry) {
        return centre.get("down", Map.of("after", Long.toString(position), "registry", registry), token)
                .thenApply(answer -> {
                    if (answer.status() != 200) {
                        throw new IllegalStateException("the centre answers " + answer.text());
                    }
                    return news(answer.body());
                });
    }

    private static News news(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            List<Errand> errands = new ArrayList<>();
            for (JsonNode one : root.path("errands")) {
                errand(one).ifPresent(errands::add);
            }
            List<String> withdrawn = new ArrayList<>();
            root.path("withdrawn").forEach(id -> withdrawn.add(id.asText()));
            return new News(
                    root.path("position").asLong(),
                    errands,
                    withdrawn,
                    root.path("registry").asText());
        } catch (IOException e) {
            throw new UncheckedIOException("the centre's answer is not JSON", e);
        }
    }

    /** Empty for an action of a newer centre that this gateway does not know: it expires there with a reason. */
    private static Optional<Errand> errand(JsonNode one) {
        Map<String, Double> arguments = new TreeMap<>();
        one.path("arguments")
                .properties()
                .forEach(argument ->
                        arguments.put(argument.getKey(), argument.getValue().asDouble()));
        return Action.of(one.path("action").asText())
                .map(action -> new Errand(
                        one.path("id").asText(),
                        new DeviceId(one.path("device").asText()),
                        new CommunityId(one.path("community").asText()),
                        action,
                        arguments,
                        one.path("version").asLong(),
                        one.path("expires").asLong()));
    }

    @Override
    public CompletionStage<Void> report(List<Report> reports) {
        return centre.post("receipts", token, write(reports)).thenAccept(answer -> {
            if (answer.status() != 204) {
                throw new IllegalStateException("the centre answers " + answer.text());
            }
        });
    }

    private static byte[] write(List<Report> reports) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeArrayFieldStart("reports");
            for (Report report : reports) {
                out.writeStartObject();
                out.writeStringField("id", report.id());
                out.writeStringField("device", report.device().value());
                out.writeStringField("state", report.state().name());
                out.writeStringField("reason", report.reason());
                out.writeNumberField("at", report.atMillis());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
