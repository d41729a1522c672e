package io.geshao.gateway.intake;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.codec.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Inputs that must give exactly one reason and leave no reading: the vectors X01 to X24 of the payload reference.
 *
 * @param device whose address they are sent to; illegal in X24
 */
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
public record MalformedInput(String id, String device, PayloadFormat format, byte[] body, RejectionReason reason) {
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
                "{\"seq\":1,\"m\":{\"level\":1}}".getBytes(StandardCharsets.UTF_8),
                RejectionReason.BAD_TOPIC));
        return all;
    }

    private static MalformedInput json(String id, String text, RejectionReason reason) {
        return new MalformedInput(id, "d", PayloadFormat.NATIVE_JSON, text.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static MalformedInput senml(String id, String text, RejectionReason reason) {
        return new MalformedInput(id, "d", PayloadFormat.SENML_JSON, text.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static MalformedInput hex(String id, PayloadFormat format, String bytes, RejectionReason reason) {
        return new MalformedInput(id, "d", format, HexFormat.of().parseHex(bytes), reason);
    }
}
