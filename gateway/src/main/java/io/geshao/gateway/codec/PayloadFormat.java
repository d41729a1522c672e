package io.geshao.gateway.codec;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How a body is written. The MQTT 5 content type or the CoAP content format decides if present, else the last level of
 * the topic; the bytes never do. Source: payload reference, first table.
 */
public enum PayloadFormat {
    NATIVE_JSON("application/json", 50, ""),
    NATIVE_CBOR("application/cbor", 60, "cbor"),
    SENML_JSON("application/senml+json", 110, "senml"),
    SENML_CBOR("application/senml+cbor", 112, "senml-cbor"),
    /** Vendor bytes; the codec is named by the topic or the query, never guessed. */
    RAW("application/octet-stream", 42, "raw"),
    /** An uplink event of ChirpStack v4, known by its topic alone. */
    CHIRPSTACK_UP("application/json", 50, ""),
    /** An uplink event of The Things Stack v3, known by its topic alone. */
    THE_THINGS_STACK_UP("application/json", 50, "");

    /** Those that a device may declare; the others belong to topics of their own. */
    private static final Set<PayloadFormat> DECLARED = EnumSet.range(NATIVE_JSON, RAW);

    private final String contentType;
    private final int coapNumber;
    private final String topicSuffix;

    PayloadFormat(String contentType, int coapNumber, String topicSuffix) {
        this.contentType = contentType;
        this.coapNumber = coapNumber;
        this.topicSuffix = topicSuffix;
    }

    /** Whether it is the event of a LoRaWAN network server, which names its device itself. */
    public boolean isEvent() {
        return !DECLARED.contains(this);
    }

    public String contentType() {
        return contentType;
    }

    /** CoAP Content-Format number. */
    public int coapNumber() {
        return coapNumber;
    }

    /** What stands after {@code g/{community}/{device}/up/}, empty for native JSON. */
    public String topicSuffix() {
        return topicSuffix;
    }

    /** By media type; parameters such as {@code ;charset=utf-8} are passed over. Empty is UNSUPPORTED_FORMAT. */
    public static Optional<PayloadFormat> ofContentType(String contentType) {
        int semicolon = contentType.indexOf(';');
        String bare = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .trim()
                .toLowerCase(Locale.ROOT);
        for (PayloadFormat format : DECLARED) {
            if (format.contentType.equals(bare)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** By CoAP Content-Format number; an absent option is {@link #NATIVE_JSON} and the caller's business. */
    public static Optional<PayloadFormat> ofCoapNumber(int number) {
        for (PayloadFormat format : DECLARED) {
            if (format.coapNumber == number) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** By {@link #topicSuffix}; the codec name behind {@code raw/} is not part of it. */
    public static Optional<PayloadFormat> ofTopicSuffix(String suffix) {
        for (PayloadFormat format : DECLARED) {
            if (format.topicSuffix.equals(suffix)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
