package io.geshao.standalone;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * One malformed input of the payload reference, section 8, and the answers its section 1 asks for.
 *
 * @param suffix what follows {@code up} in the MQTT topic
 * @param contentFormat of CoAP
 * @param coapCode as libcoap's client prints it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes a vector
record MalformedVector(
        String id,
        String device,
        String suffix,
        int contentFormat,
        byte[] body,
        String reason,
        int mqttCode,
        String coapCode) {
    /** The device that the vectors are sent to; nothing of it may ever be stored. */
    static final String DEVICE = "d";

    static Stream<MalformedVector> all() {
        return Stream.of(
                json("X01", "", "EMPTY_BODY"),
                json("X02", "{\"seq\":1,\"ts\":1760000000000,\"m\":{\"level\":1.2}", "BAD_JSON"),
                json("X03", "{\"seq\":1,\"m\":{\"level\":NaN}}", "BAD_JSON"),
                json("X04", "{\"seq\":1,\"m\":{\"level\":1.2}}{\"seq\":2,\"m\":{\"level\":1.3}}", "BAD_JSON"),
                of("X05", "", 50, hex("7B22736571223A312C226D223A7B22785FFF223A317D7D"), "BAD_UTF8"),
                json("X06", "{\"seq\":1,\"m\":{\"smoke_alarm\":true,\"smoke_alarm\":false}}", "DUPLICATE_KEY"),
                json("X07", "42", "BAD_SHAPE"),
                json("X08", "{\"seq\":1,\"m\":{}}", "BAD_SHAPE"),
                json("X09", "{\"ts\":1760000000000,\"m\":{\"leak\":true}}", "SEQ_MISSING"),
                json("X10", "{\"seq\":-1,\"m\":{\"leak\":true}}", "SEQ_INVALID"),
                json("X11", "{\"seq\":1.0,\"m\":{\"leak\":true}}", "SEQ_INVALID"),
                json("X12", "{\"seq\":1,\"ts\":\"2026-03-02T08:15:30Z\",\"m\":{\"leak\":true}}", "TS_INVALID"),
                json("X13", "{\"seq\":1,\"ts\":1.76e12,\"m\":{\"leak\":true}}", "TS_INVALID"),
                json("X14", "{\"seq\":1,\"m\":{\"occupied\":1}}", "NO_METRIC"),
                json("X15", "{\"seq\":1,\"m\":{\"ph\":1e999}}", "NO_METRIC"),
                json("X16", "{\"seq\":1,\"m\":{\"level\":[[[1]]]}}", "TOO_DEEP"),
                new MalformedVector(
                        "X17",
                        DEVICE,
                        "",
                        50,
                        utf8("{\"seq\":1,\"m\":{\"x_a\":1},\"pad\":\"" + "A".repeat(16_384) + "\"}"),
                        "TOO_LARGE",
                        0x99,
                        "4.13"),
                of("X18", "/cbor", 60, hex("a263736571016173"), "BAD_CBOR"),
                of("X19", "/cbor", 60, hex("a363736571016373657102616da1646c65616bf5"), "DUPLICATE_KEY"),
                of("X20", "/cbor", 60, hex("a26373657101616da1646c65616bf500"), "BAD_CBOR"),
                senml("X21", "[{\"bver\":11,\"n\":\"d:level\",\"u\":\"m\",\"v\":1}]", "SENML_VERSION"),
                senml("X22", "[{\"n\":\"d:level\",\"u\":\"m\",\"v\":1,\"foo_\":2}]", "SENML_MUST_UNDERSTAND"),
                senml("X23", "[{\"n\":\"_level\",\"u\":\"m\",\"v\":1}]", "SENML_BAD_NAME"),
                new MalformedVector(
                        "X24",
                        ".hidden",
                        "",
                        50,
                        utf8("{\"seq\":1,\"m\":{\"level\":1.2}}"),
                        "BAD_TOPIC",
                        0x90,
                        "4.00"));
    }

    String topic() {
        return "g/" + SmallRegistry.COMMUNITY + "/" + device + "/up" + suffix;
    }

    private static MalformedVector json(String id, String body, String reason) {
        return of(id, "", 50, utf8(body), reason);
    }

    private static MalformedVector senml(String id, String body, String reason) {
        return of(id, "/senml", 110, utf8(body), reason);
    }

    private static MalformedVector of(String id, String suffix, int contentFormat, byte[] body, String reason) {
        return new MalformedVector(id, DEVICE, suffix, contentFormat, body, reason, 0x99, "4.00");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Override
    public String toString() {
        return id + " " + reason;
    }
}
