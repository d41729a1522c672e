package io.geshao.console.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.casework.Actor;
import io.geshao.core.port.TelemetryQuery.Caller;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request as an endpoint sees it: taken out of the connection, safe on any thread.
 *
 * @param path values of the path template
 * @param known who is asking; null where nobody needs to be known
 * @param client who waits for the answer, for queries that are not worth finishing for nobody
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Call(
        Map<String, String> path,
        Query query,
        @Nullable String contentType,
        byte[] body,
        @Nullable Actor known,
        String ifNoneMatch,
        boolean acceptsGzip,
        Caller client) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What an endpoint does; blocking, on a port worker. */
    @FunctionalInterface
    public interface Action {
        Answer answer(Call call);
    }

    /** Who is asking, on an endpoint that asks for it. */
    public Actor actor() {
        if (known == null) {
            throw new IllegalStateException("an endpoint for nobody in particular has no actor");
        }
        return known;
    }

    /** Name of who is asking. */
    public String account() {
        return actor().account();
    }

    /** Whether a place lies in the subtree that the asking account looks after. */
    public boolean sees(String place) {
        return actor().covers(place);
    }

    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no '" + name + "' in the path template");
        }
        return value;
    }

    /** The body, which must be a JSON object with these text fields and no others. */
    public JsonNode body(Set<String> fields) {
        JsonNode root = object();
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.contains(name)) {
                throw Refusal.parameter(name.length() > 64 ? name.substring(0, 64) : name, "is not a known field");
            }
        }
        return root;
    }

    private JsonNode object() {
        String type =
                contentType == null ? "" : contentType.split(";")[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw Refusal.of(Reason.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json");
        }
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (IOException e) {
            throw Refusal.of(Reason.BAD_BODY, "the body is not JSON");
        }
        if (root == null || !root.isObject()) {
            throw Refusal.of(Reason.BAD_BODY, "the body must be a JSON object");
        }
        return root;
    }

    /** The body, which must be a JSON object of texts, each at most so many characters. */
    public Map<String, String> texts(int maxLength) {
        JsonNode root = object();
        Map<String, String> texts = new LinkedHashMap<>();
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            texts.put(name, text(root, name, maxLength));
        }
        return texts;
    }

    /** A text field of the body, at most so many characters. */
    public static String text(JsonNode body, String field, int maxLength) {
        JsonNode value = body.get(field);
        if (value == null || !value.isTextual()) {
            throw Refusal.parameter(field, "must be a text");
        }
        if (value.textValue().length() > maxLength) {
            throw Refusal.parameter(field, "is longer than " + maxLength + " characters");
        }
        return value.textValue();
    }
}
