package io.geshao.core;

/**
 * Why a message, or one metric of it, did not become a reading. The name is the log word, the metric tag, the API field
 * and what tests assert. Each carries the answer the protocols give: a CoAP code (class.detail as in RFC 7252) and an
 * MQTT 5 reason code. Source: payload reference, section 1.
 */
public enum RejectionReason {
    BAD_TOPIC(400, 0x90),
    NOT_AUTHORIZED(403, 0x87),
    UNKNOWN_DEVICE(403, 0x87),
    UNSUPPORTED_FORMAT(415, 0x99),
    TOO_LARGE(413, 0x99),
    /** The device sends more than its share: only it is throttled. MQTT 5: quota exceeded. */
    RATE_LIMITED(429, 0x97),
    /** A broker's retained copy: it says what once was, not what is. */
    RETAINED(400, 0x00),

    EMPTY_BODY(400, 0x99),
    BAD_UTF8(400, 0x99),
    BAD_JSON(400, 0x99),
    BAD_CBOR(400, 0x99),
    DUPLICATE_KEY(400, 0x99),
    TOO_DEEP(400, 0x99),
    BAD_SHAPE(400, 0x99),
    SEQ_MISSING(400, 0x99),
    SEQ_INVALID(400, 0x99),
    TS_INVALID(400, 0x99),
    NO_METRIC(400, 0x99),
    SENML_VERSION(400, 0x99),
    SENML_MUST_UNDERSTAND(400, 0x99),
    SENML_BAD_NAME(400, 0x99),
    SENML_BAD_VALUE(400, 0x99),
    LNS_BAD_EVENT(400, 0x99),
    DEVICE_MISMATCH(400, 0x99),
    BAD_BASE64(400, 0x99),
    NO_CODEC(400, 0x99),
    UNKNOWN_FPORT(400, 0x99),
    BAD_LENGTH(400, 0x99),
    FRAME_TRUNCATED(400, 0x99),
    BAD_DELIMITER(400, 0x99),
    BAD_CHECKSUM(400, 0x99),
    BAD_FIELD(400, 0x99),
    WRONG_SENSOR_TYPE(400, 0x99),
    UNKNOWN_METRIC(204, 0x00),
    WRONG_TYPE(204, 0x00),
    NULL_VALUE(204, 0x00),
    NOT_FINITE(204, 0x00),
    OUT_OF_RANGE(204, 0x00),
    UNIT_MISMATCH(204, 0x00),
    BAD_QUALITY(204, 0x00),
    NOT_BCD(204, 0x00),
    UNKNOWN_CHANNEL(204, 0x00),
    UNKNOWN_EVENT(204, 0x00);

    private final int coapCode;
    private final int mqttCode;

    RejectionReason(int coapCode, int mqttCode) {
        this.coapCode = coapCode;
        this.mqttCode = mqttCode;
    }

    /** CoAP response code as class × 100 + detail: 400 is 4.00, 204 is 2.04. */
    public int coapCode() {
        return coapCode;
    }

    /** MQTT 5 reason code of the PUBACK or PUBREC; 0 is success. */
    public int mqttCode() {
        return mqttCode;
    }

    /** Whether only one metric or channel is left out and the rest of the message is kept. */
    public boolean dropsOneMetric() {
        return coapCode == 204;
    }
}
