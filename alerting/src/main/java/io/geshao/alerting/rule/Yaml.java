package io.geshao.alerting.rule;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML document as a tree that knows where each part stands: rule files are written by people, and an error without a
 * line is no help to them. Scalars stay text; what they mean is decided where they are asked for.
 */
public abstract class Yaml {
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Both count from 1. */
    public final int line;

    public final int column;

    private Yaml(JsonLocation at) {
        line = at.getLineNr();
        column = at.getColumnNr();
    }

    /** A mapping. Keys that nobody asks for are faults. */
    public static final class Mapping extends Yaml {
        public final Map<String, Yaml> entries = new LinkedHashMap<>();
        public final Map<String, JsonLocation> keys = new LinkedHashMap<>();

        Mapping(JsonLocation at) {
            super(at);
        }
    }

    /** A sequence. */
    public static final class Sequence extends Yaml {
        public final List<Yaml> items = new ArrayList<>();

        Sequence(JsonLocation at) {
            super(at);
        }
    }

    /** Text, a number, a boolean or nothing, as written. */
    public static final class Scalar extends Yaml {
        public final String text;
        /** Where the text itself begins on its line, after a quote if there is one. */
        public final int textColumn;

        Scalar(JsonLocation at, String text, boolean quoted) {
            super(at);
            this.text = text;
            this.textColumn = column + (quoted ? 1 : 0);
        }
    }

    /**
     * @throws JsonProcessingException with its location, if the text is not one YAML document
     */
    public static Yaml parse(String text) throws IOException {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new Mapping(parser.currentTokenLocation());
            }
            return read(parser, first, text);
        }
    }

    private static Yaml read(JsonParser parser, JsonToken token, String source) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        if (token == JsonToken.START_OBJECT) {
            Mapping mapping = new Mapping(at);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                mapping.keys.put(key, parser.currentTokenLocation());
                mapping.entries.put(key, read(parser, parser.nextToken(), source));
            }
            return mapping;
        }
        if (token == JsonToken.START_ARRAY) {
            Sequence sequence = new Sequence(at);
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                sequence.items.add(read(parser, next, source));
            }
            return sequence;
        }
        return new Scalar(at, parser.getText(), isQuoted(source, at));
    }

    private static boolean isQuoted(String source, JsonLocation at) {
        int offset = (int) at.getCharOffset();
        return offset >= 0 && offset < source.length() && "'\"".indexOf(source.charAt(offset)) >= 0;
    }
}
