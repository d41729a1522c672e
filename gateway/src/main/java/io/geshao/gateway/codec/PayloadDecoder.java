package io.geshao.gateway.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns one body into messages or a refusal. Levels are judged in this order, and the first that fails names the reason:
 * size, text encoding, syntax (with duplicate keys, depth and trailing bytes), structure, single metrics. Pure and
 * stateless; any thread.
 */
public final class PayloadDecoder {
    /** Largest body after reassembly, in bytes. */
    public static final int MAX_BODY = 16_384;

    /** Largest event of a LoRaWAN network server, in bytes. */
    public static final int MAX_EVENT = 65_536;

    private static final int MAX_DEPTH = 4;
    private static final int MAX_EVENT_DEPTH = 16;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNumberLength(MAX_EVENT) // a long number is odd but well-formed; the body's size bounds it
            .build();

    private final JsonFactory json = ((JsonFactoryBuilder) JsonFactory.builder())
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // UTF-16 is not JSON here (RFC 8259, 8.1)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names come from outside
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .streamReadConstraints(CONSTRAINTS)
            .build();
    private final CBORFactory cbor = CBORFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(CBORParser.Feature.READ_SIMPLE_VALUE_AS_EMBEDDED_OBJECT) // simple(5) is not the number 5
            .streamReadConstraints(CONSTRAINTS)
            .build();

    /** As the longer form, for a publisher that speaks for this device only. */
    public Decoded decode(Device device, PayloadFormat format, byte[] body, long rxMillis) {
        return decode(device, format, body, rxMillis, id -> Optional.empty());
    }

    /**
     * Decodes one body.
     *
     * @param device on whose topic or path it came
     * @param rxMillis when the gateway got it
     * @param children other registered devices the publisher may speak for; SenML may name them
     */
    public Decoded decode(
            Device device,
            PayloadFormat format,
            byte[] body,
            long rxMillis,
            Function<DeviceId, Optional<Device>> children) {
        try {
            requireSize(body, MAX_BODY);
        } catch (RefusedException e) {
            return Decoded.refused(e.reason(), String.valueOf(e.getMessage()));
        }
        return switch (format) {
            case NATIVE_JSON -> json(body, new NativeReader(device, body, rxMillis));
            case NATIVE_CBOR -> cbor(body, new NativeReader(device, body, rxMillis));
            case SENML_JSON -> json(body, new SenmlReader(device, children, body, rxMillis));
            case SENML_CBOR -> cbor(body, new SenmlReader(device, children, body, rxMillis));
            case RAW -> FrameDecoder.raw(device, "", body, rxMillis);
            case CHIRPSTACK_UP, THE_THINGS_STACK_UP ->
                throw new IllegalArgumentException(format + " names its device itself: readEvent");
        };
    }

    /**
     * Decodes vendor bytes.
     *
     * @param codec by name, or empty for the one of the device's profile
     */
    public Decoded decodeRaw(Device device, String codec, byte[] body, long rxMillis) {
        try {
            requireSize(body, MAX_BODY);
        } catch (RefusedException e) {
            return Decoded.refused(e.reason(), String.valueOf(e.getMessage()));
        }
        return FrameDecoder.raw(device, codec, body, rxMillis);
    }

    /**
     * Reads the event of a network server so far that its device is known.
     *
     * @param inTopic what the topic calls the device: the lower-cased devEui, or the server's own name for it
     * @throws RefusedException if it is no event, or not one of that device
     */
    public LnsEvent readEvent(PayloadFormat format, String inTopic, byte[] body) throws RefusedException {
        requireSize(body, MAX_EVENT);
        requireText(body);
        try (JsonParser parser = json.createParser(body)) {
            Tokens tokens = new Tokens(parser, MAX_EVENT_DEPTH);
            if (tokens.next() == null) {
                throw new RefusedException(RejectionReason.BAD_JSON, "there is no value");
            }
            JsonNode event = LnsReader.tree(tokens);
            if (tokens.next() != null) {
                throw new RefusedException(RejectionReason.BAD_JSON, "something stands behind the end");
            }
            return format == PayloadFormat.CHIRPSTACK_UP
                    ? LnsReader.chirpStack(event, inTopic)
                    : LnsReader.theThingsStack(event, inTopic);
        } catch (IOException e) { // no input can fail: it is the syntax
            throw new RefusedException(RejectionReason.BAD_JSON, faultOf(e));
        }
    }

    /** Whether a profile may name that codec: {@code native}, or one of the codec table. */
    public static boolean knowsCodec(String name) {
        return FrameDecoder.knows(name);
    }

    /** Decodes what an event carries. */
    public Decoded decodeEvent(Device device, LnsEvent event, long rxMillis) {
        return FrameDecoder.event(device, event, rxMillis);
    }

    private static void requireSize(byte[] body, int limit) throws RefusedException {
        if (body.length == 0) {
            throw new RefusedException(RejectionReason.EMPTY_BODY, "the body is empty");
        }
        if (body.length > limit) {
            throw new RefusedException(
                    RejectionReason.TOO_LARGE, body.length + " bytes, at most " + limit + " are taken");
        }
    }

    private static void requireText(byte[] body) throws RefusedException {
        if (!Utf8.isWellFormed(body)) {
            throw new RefusedException(RejectionReason.BAD_UTF8, "the body is not UTF-8");
        }
        if (body.length >= 3 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb && body[2] == (byte) 0xbf) {
            throw new RefusedException(RejectionReason.BAD_JSON, "a byte order mark stands in front");
        }
    }

    private Decoded json(byte[] body, BodyReader reader) {
        try (JsonParser parser = json.createParser(body)) {
            requireText(body);
            return read(new Tokens(parser, MAX_DEPTH), reader);
        } catch (RefusedException e) {
            return Decoded.refused(e.reason(), String.valueOf(e.getMessage()));
        } catch (IOException e) { // no input can fail: it is the syntax
            return Decoded.refused(RejectionReason.BAD_JSON, faultOf(e));
        }
    }

    private Decoded cbor(byte[] body, BodyReader reader) {
        try (JsonParser parser = cbor.createParser(body)) {
            return read(new Tokens(parser, MAX_DEPTH), reader);
        } catch (IOException e) { // as above
            return Decoded.refused(RejectionReason.BAD_CBOR, faultOf(e));
        }
    }

    private static Decoded read(Tokens tokens, BodyReader reader) throws IOException {
        try {
            if (tokens.next() == null) {
                return Decoded.refused(tokens.malformed(), "there is no value");
            }
            Decoded decoded = reader.read(tokens);
            if (tokens.next() != null) {
                return Decoded.refused(tokens.malformed(), "something stands behind the end");
            }
            return decoded;
        } catch (RefusedException e) {
            return Decoded.refused(e.reason(), String.valueOf(e.getMessage()));
        }
    }

    /** What the parser says, and at which byte, counted from 0. */
    private static String faultOf(IOException e) {
        JsonLocation at = e instanceof JsonProcessingException parsing ? parsing.getLocation() : null;
        String message = String.valueOf(
                e instanceof JsonProcessingException parsing ? parsing.getOriginalMessage() : e.getMessage());
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return at == null || at.getByteOffset() < 0 ? line : line + " at byte " + at.getByteOffset();
    }

    /** Reads the structure of one format. */
    interface BodyReader {
        /** Starts at the first token and ends at the last one of the value. */
        Decoded read(Tokens tokens) throws IOException, RefusedException;
    }
}
