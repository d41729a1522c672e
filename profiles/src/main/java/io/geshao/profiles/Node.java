package io.geshao.profiles;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One part of a YAML document, with its place: a mapping, a sequence or a scalar. Scalars stay text; what they mean is
 * decided where they are asked for. Line and column count from 1.
 */
final class Node {
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    final int line;
    final int column;
    final @Nullable Map<String, Node> entries;
    final @Nullable List<Node> items;
    final @Nullable String text;
    /** Where the keys of a mapping stand, else empty. */
    final Map<String, Node> keys = new LinkedHashMap<>(0);

    private Node(
            JsonLocation at, @Nullable Map<String, Node> entries, @Nullable List<Node> items, @Nullable String text) {
        this.line = at.getLineNr();
        this.column = at.getColumnNr();
        this.entries = entries;
        this.items = items;
        this.text = text;
    }

    /**
     * @return an empty mapping for a text without a document
     * @throws com.fasterxml.jackson.core.JsonProcessingException with its location, if it is not one YAML document
     */
    static Node parse(String yaml) throws IOException {
        try (JsonParser parser = FACTORY.createParser(yaml)) {
            JsonToken first = parser.nextToken();
            return first == null
                    ? new Node(parser.currentTokenLocation(), new LinkedHashMap<>(), null, null)
                    : read(parser, first);
        }
    }

    private static Node read(JsonParser parser, JsonToken token) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Node> entries = new LinkedHashMap<>();
            Node mapping = new Node(at, entries, null, null);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                mapping.keys.put(key, new Node(parser.currentTokenLocation(), null, null, key));
                entries.put(key, read(parser, parser.nextToken()));
            }
            return mapping;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                items.add(read(parser, next));
            }
            return new Node(at, null, items, null);
        }
        return new Node(at, null, null, String.valueOf(parser.getText()));
    }
}
