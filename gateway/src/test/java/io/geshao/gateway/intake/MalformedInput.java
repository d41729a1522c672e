package io.geshao.gateway.intake;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.codec.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Inputs that must give exactly one reason and leave no reading: the vectors X01 to X30 of the payload reference.
 *
 * @param device whose address they are sent to; illegal in X24
 * @param codec of raw bytes, else empty
 * @param topic of network server events, else empty
 */
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
public record MalformedInput(
        String id,
        String device,
        PayloadFormat format,
        String codec,
        String topic,
        byte[] body,
        RejectionReason reason) {
    private static final String CHIRPSTACK_TOPIC =
            "application/8d2f1c6a-3b7e-4c55-9f0a-2a61d0c7b911/device/24e124710c210042/event/up";
    private static final String THE_THINGS_STACK_TOPIC = "v3/parking@ttn/devices/bay-117/up";

    /** Where it goes over MQTT. */
    public String mqttTopic() {
        String suffix = format.topicSuffix();
        return !topic.isEmpty()
                ? topic
                : "g/yuhua/" + device + "/up" + (suffix.isEmpty() ? "" : "/" + suffix)
                        + (codec.isEmpty() ? "" : "/" + codec);
    }

    /** Who may send it. */
    public String publisher() {
        return format.isEvent() ? "rg-1" : "d";
    }

    @Override
    public String toString() {
        return id + " " + reason;
    }

    public static List<MalformedInput> all() {
        List<MalformedInput> all = new ArrayList<>();
        all.add(json("X01", "", RejectionReason.EMPTY_BODY));
        all.add(json("X02", "{\"seq\":1,\"ts\":1760000000000,\"m\":{\"level\":1.2}", RejectionReason.BAD_JSON));
        all.add(json("X03", "{\"seq\":1,\"m\":{\"level\":NaN}}", RejectionReason.BAD_JSON));
        all.add(json(
                "X04", "{\"seq\":1,\"m\":{\"level\":1.2}}{\"seq\":2,\"m\":{\"level\":1.3}}", RejectionReason.BAD_JSON));
        all.add(hex(
                "X05",
                PayloadFormat.NATIVE_JSON,
                "7B22736571223A312C226D223A7B22785FFF223A317D7D",
                RejectionReason.BAD_UTF8));
        all.add(json(
                "X06",
                "{\"seq\":1,\"m\":{\"smoke_alarm\":true,\"smoke_alarm\":false}}",
                RejectionReason.DUPLICATE_KEY));
        all.add(json("X07", "42", RejectionReason.BAD_SHAPE));
        all.add(json("X08", "{\"seq\":1,\"m\":{}}", RejectionReason.BAD_SHAPE));
        all.add(json("X09", "{\"ts\":1760000000000,\"m\":{\"leak\":true}}", RejectionReason.SEQ_MISSING));
        all.add(json("X10", "{\"seq\":-1,\"m\":{\"leak\":true}}", RejectionReason.SEQ_INVALID));
        all.add(json("X11", "{\"seq\":1.0,\"m\":{\"leak\":true}}", RejectionReason.SEQ_INVALID));
        all.add(json(
                "X12",
                "{\"seq\":1,\"ts\":\"2026-03-02T08:15:30Z\",\"m\":{\"leak\":true}}",
                RejectionReason.TS_INVALID));
        all.add(json("X13", "{\"seq\":1,\"ts\":1.76e12,\"m\":{\"leak\":true}}", RejectionReason.TS_INVALID));
        all.add(json("X14", "{\"seq\":1,\"m\":{\"occupied\":1}}", RejectionReason.NO_METRIC));
        all.add(json("X15", "{\"seq\":1,\"m\":{\"ph\":1e999}}", RejectionReason.NO_METRIC));
        all.add(json("X16", "{\"seq\":1,\"m\":{\"level\":[[[1]]]}}", RejectionReason.TOO_DEEP));
        all.add(json(
                "X17",
                "{\"seq\":1,\"m\":{\"x_a\":1},\"pad\":\"" + "A".repeat(16_384) + "\"}",
                RejectionReason.TOO_LARGE));
        all.add(hex("X18", PayloadFormat.NATIVE_CBOR, "a263736571016173", RejectionReason.BAD_CBOR));
        all.add(hex(
                "X19",
                PayloadFormat.NATIVE_CBOR,
                "a363736571016373657102616da1646c65616bf5",
                RejectionReason.DUPLICATE_KEY));
        all.add(hex("X20", PayloadFormat.NATIVE_CBOR, "a26373657101616da1646c65616bf500", RejectionReason.BAD_CBOR));
        all.add(senml("X21", "[{\"bver\":11,\"n\":\"d:level\",\"u\":\"m\",\"v\":1}]", RejectionReason.SENML_VERSION));
        all.add(senml(
                "X22", "[{\"n\":\"d:level\",\"u\":\"m\",\"v\":1,\"foo_\":2}]", RejectionReason.SENML_MUST_UNDERSTAND));
        all.add(senml("X23", "[{\"n\":\"_level\",\"u\":\"m\",\"v\":1}]", RejectionReason.SENML_BAD_NAME));
        all.add(new MalformedInput(
                "X24",
                ".hidden",
                PayloadFormat.NATIVE_JSON,
                "",
                "",
                "{\"seq\":1,\"m\":{\"level\":1}}".getBytes(StandardCharsets.UTF_8),
                RejectionReason.BAD_TOPIC));
        all.add(event(
                "X25",
                PayloadFormat.CHIRPSTACK_UP,
                CHIRPSTACK_TOPIC,
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210042\"},\"fPort\":85,\"data\":\"AXV*\"}",
                RejectionReason.BAD_BASE64));
        all.add(event(
                "X26",
                PayloadFormat.CHIRPSTACK_UP,
                CHIRPSTACK_TOPIC,
                "{\"deviceInfo\":{\"devEui\":\"24e124710c210043\"},\"fPort\":85,\"data\":\"AXVc\"}",
                RejectionReason.DEVICE_MISMATCH));
        all.add(event(
                "X27",
                PayloadFormat.THE_THINGS_STACK_UP,
                THE_THINGS_STACK_TOPIC,
                "{\"uplink_message\":{\"f_port\":2,\"frm_payload\":\"ARQ=\"}}",
                RejectionReason.LNS_BAD_EVENT));
        all.add(raw("X28", "milesight-em400", "01755C0367", RejectionReason.FRAME_TRUNCATED));
        all.add(raw("X29", "milesight-gs524n", "2211641E2A22", RejectionReason.BAD_CHECKSUM));
        all.add(raw(
                "X30",
                "gbt-26875-3",
                "4040351201012F0F1002031AA10000000000C10000000000300002020101032815000100030033BAC5C2A532B5A5D4AA"
                        + "0000000000000000000000000000000000000000002F0F1002031A232323",
                RejectionReason.BAD_CHECKSUM));
        return all;
    }

    private static MalformedInput event(
            String id, PayloadFormat format, String topic, String text, RejectionReason reason) {
        return new MalformedInput(id, "", format, "", topic, text.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static MalformedInput raw(String id, String codec, String bytes, RejectionReason reason) {
        return new MalformedInput(
                id, "d", PayloadFormat.RAW, codec, "", HexFormat.of().parseHex(bytes), reason);
    }

    private static MalformedInput json(String id, String text, RejectionReason reason) {
        return new MalformedInput(
                id, "d", PayloadFormat.NATIVE_JSON, "", "", text.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static MalformedInput senml(String id, String text, RejectionReason reason) {
        return new MalformedInput(
                id, "d", PayloadFormat.SENML_JSON, "", "", text.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static MalformedInput hex(String id, PayloadFormat format, String bytes, RejectionReason reason) {
        return new MalformedInput(id, "d", format, "", "", HexFormat.of().parseHex(bytes), reason);
    }
}
