package io.geshao.gateway.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.geshao.core.RejectionReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one JSON or CBOR body, with what both forms forbid alike: too many containers deep, a key that stands
 * twice in one object, a CBOR tag other than 55799 in front. One thread, one body.
 */
final class Tokens {
    private static final int SELF_DESCRIBED_CBOR = 55_799;
    private static final int SHOWN = 64; // characters of a sender's text

    private final JsonParser parser;
    private final @Nullable CBORParser cbor;
    private final Keys[] keys;
    private int depth;
    private boolean atStart = true;
    private boolean afterKey;

    /** @param maxDepth how many containers may stand in each other */
    Tokens(JsonParser parser, int maxDepth) {
        this.keys = new Keys[maxDepth];
        this.parser = parser;
        this.cbor = parser instanceof CBORParser binary ? binary : null;
    }

    /** The next token, or null behind the last value; never null inside a container. */
    @Nullable
    JsonToken next() throws IOException, RefusedException {
        JsonToken token = parser.nextToken();
        if (cbor != null) {
            checkTags(cbor.getCurrentTags());
        }
        atStart = false;
        if (token == null) {
            if (depth > 0) {
                throw new RefusedException(malformed(), "ends in the middle");
            }
            return null;
        }
        boolean valueDue = afterKey;
        afterKey = token == JsonToken.FIELD_NAME;
        if (valueDue && (afterKey || token.isStructEnd())) {
            throw new RefusedException(malformed(), "a key without a value"); // a CBOR break can come too early
        }
        switch (token) {
            case START_OBJECT, START_ARRAY -> open(token == JsonToken.START_OBJECT);
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> {
                if (!keys[depth - 1].add(parser.currentName())) {
                    throw new RefusedException(
                            RejectionReason.DUPLICATE_KEY,
                            "key '" + shortened(parser.currentName()) + "' stands twice");
                }
            }
            default -> {}
        }
        return token;
    }

    private void open(boolean object) throws RefusedException {
        if (depth == keys.length) {
            throw new RefusedException(RejectionReason.TOO_DEEP, "more than " + keys.length + " containers deep");
        }
        if (object) {
            if (keys[depth] == null) {
                keys[depth] = new Keys();
            }
            keys[depth].clear();
        }
        depth++;
    }

    private void checkTags(CBORParser.TagList tags) throws RefusedException {
        if (!tags.isEmpty() && !(atStart && tags.size() == 1 && tags.getFirstTag() == SELF_DESCRIBED_CBOR)) {
            throw new RefusedException(RejectionReason.BAD_CBOR, "tag " + tags.getFirstTag() + " is not allowed here");
        }
    }

    boolean isCbor() {
        return cbor != null;
    }

    JsonToken current() {
        return parser.currentToken();
    }

    String name() throws IOException {
        return parser.currentName();
    }

    String text() throws IOException {
        return parser.getText();
    }

    double number() throws IOException {
        return parser.getDoubleValue() + 0.0; // no negative zero: it would be another value to a hash
    }

    /**
     * Whether the current token is a whole number of 64 bits: {@link #whole} has it. A JSON literal with {@code .} or
     * {@code e} is none; in CBOR all ways to write a number mean the same.
     */
    boolean isWhole() throws IOException {
        if (current() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        }
        if (isCbor() && current() == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = parser.getDoubleValue();
            return Math.rint(value) == value && Math.abs(value) < 0x1p63;
        }
        return false;
    }

    long whole() throws IOException {
        return current() == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : (long) parser.getDoubleValue();
    }

    /** Offset of the first byte of the current token. */
    int tokenStart() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Offset behind the current token. */
    int tokenEnd() {
        return (int) parser.currentLocation().getByteOffset();
    }

    /** Passes over the value that starts at the current token; everything forbidden stays forbidden inside. */
    void skip() throws IOException, RefusedException {
        if (!current().isStructStart()) {
            return;
        }
        int outside = depth - 1;
        while (depth > outside) {
            next();
        }
    }

    /** The parse-level reason of this form. */
    RejectionReason malformed() {
        return isCbor() ? RejectionReason.BAD_CBOR : RejectionReason.BAD_JSON;
    }

    /** A sender's text, fit for a sentence; a pair of surrogates is not cut in two. */
    static String shortened(String text) {
        if (text.length() <= SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        return text.substring(0, end) + "…";
    }

    /** The keys of one object: a short list is searched, a long one is hashed. */
    private static final class Keys {
        private static final int SEARCHED = 16;

        private final List<String> few = new ArrayList<>(SEARCHED);
        private @Nullable Set<String> many;

        boolean add(String key) {
            if (many != null) {
                return many.add(key);
            }
            for (int i = 0; i < few.size(); i++) {
                if (few.get(i).equals(key)) {
                    return false;
                }
            }
            few.add(key);
            if (few.size() == SEARCHED) {
                many = new HashSet<>(few);
            }
            return true;
        }

        void clear() {
            few.clear();
            many = null;
        }
    }
}
