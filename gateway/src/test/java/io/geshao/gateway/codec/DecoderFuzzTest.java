package io.geshao.gateway.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Rejection;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whatever the bytes are: a decoder ends, with readings or with a reason, and what it says about a refusal can be stored.
 * An ordinary build runs over the committed inputs. To search for new ones:
 *
 * <pre>JAZZER_FUZZ=1 ./mvnw -pl gateway test -Dtest='DecoderFuzzTest#native_json'</pre>
 */
class DecoderFuzzTest {
    private static final long RX = 1_760_000_001_000L;
    private static final String LIMIT = "2m";
    private static final List<String> CODECS = List.of(
            "milesight-em400",
            "milesight-em400-nb",
            "milesight-em310-udl",
            "milesight-em500-swl",
            "milesight-em300",
            "milesight-gs524n",
            "bosch-tpl110",
            "sensoneo",
            "dragino-ldds75",
            "gbt-26875-3");
    private static final PayloadDecoder DECODER = new PayloadDecoder();

    @FuzzTest(maxDuration = LIMIT)
    void native_json(byte[] body) {
        decode(PayloadFormat.NATIVE_JSON, body);
    }

    @FuzzTest(maxDuration = LIMIT)
    void native_cbor(byte[] body) {
        decode(PayloadFormat.NATIVE_CBOR, body);
    }

    @FuzzTest(maxDuration = LIMIT)
    void senml_json(byte[] body) {
        decode(PayloadFormat.SENML_JSON, body);
    }

    @FuzzTest(maxDuration = LIMIT)
    void senml_cbor(byte[] body) {
        decode(PayloadFormat.SENML_CBOR, body);
    }

    @FuzzTest(maxDuration = LIMIT)
    void chirpstack_event(byte[] body) {
        event(PayloadFormat.CHIRPSTACK_UP, "24e124710c210042", "milesight-em400", body);
    }

    @FuzzTest(maxDuration = LIMIT)
    void the_things_stack_event(byte[] body) {
        event(PayloadFormat.THE_THINGS_STACK_UP, "bay-117", "bosch-tpl110", body);
    }

    /** The first byte chooses the codec, the second the LoRaWAN port, 0 for none. */
    @FuzzTest(maxDuration = LIMIT)
    void vendor_frame(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Device device = device("d", CODECS.get((input[0] & 0xFF) % CODECS.size()));
        byte[] frame = Arrays.copyOfRange(input, 2, input.length);
        int port = input[1] & 0xFF;
        if (port == 0) {
            check(DECODER.decodeRaw(device, "", frame, RX), frame);
        } else {
            LnsEvent event = new LnsEvent(device.id(), 0, 1, port, frame, RX, -80, 5, false, 0);
            check(DECODER.decodeEvent(device, event, RX), frame);
        }
    }

    /** Application data inside a right envelope: length and checksum would keep a search out for long. */
    @FuzzTest(maxDuration = LIMIT)
    void fire_panel_records(byte[] records) {
        byte[] frame = new byte[30 + Math.min(records.length, 1_024)];
        int length = frame.length - 30;
        frame[0] = 0x40;
        frame[1] = 0x40;
        frame[24] = (byte) length;
        frame[25] = (byte) (length >> 8);
        frame[26] = 2;
        System.arraycopy(records, 0, frame, 27, length);
        int sum = 0;
        for (int i = 2; i < frame.length - 3; i++) {
            sum += frame[i];
        }
        frame[frame.length - 3] = (byte) sum;
        frame[frame.length - 2] = 0x23;
        frame[frame.length - 1] = 0x23;
        check(DECODER.decodeRaw(device("d", "gbt-26875-3"), "", frame, RX), frame);
    }

    private static void decode(PayloadFormat format, byte[] body) {
        Device device = device("d", "native");
        check(DECODER.decode(device, format, body, RX, id -> Optional.of(device(id.value(), "native"))), body);
    }

    private static void event(PayloadFormat format, String inTopic, String codec, byte[] body) {
        try {
            LnsEvent event = DECODER.readEvent(format, inTopic, body);
            check(DECODER.decodeEvent(device(event.device().value(), codec), event, RX), body);
        } catch (RefusedException e) {
            requireStorable(new Refusal(e.reason(), String.valueOf(e.getMessage()), Refusal.NO_SEQ, List.of())
                    .rejection(null, "fuzz", RX, body));
        }
    }

    private static void check(Decoded decoded, byte[] raw) {
        if (decoded.messages().isEmpty() && !decoded.isNothing() && decoded.refused() == null) {
            throw new AssertionError("neither readings nor a reason");
        }
        DeviceId device = new DeviceId("d");
        decoded.refusals().forEach(refusal -> requireStorable(refusal.rejection(device, "fuzz", RX, raw)));
        for (Message message : decoded.messages()) {
            if (message.readings().isEmpty()) {
                throw new AssertionError("a message without readings");
            }
            message.drops().forEach(drop -> requireStorable(drop.rejection(device, "fuzz", RX, raw)));
        }
    }

    private static void requireStorable(Rejection rejection) {
        CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
        String text = rejection.detail() + rejection.metric();
        if (!utf8.canEncode(text) || text.indexOf(0) >= 0) {
            throw new AssertionError("a refusal that nobody can store");
        }
    }

    /** With a geometry and ranges, so that what a profile adds is searched, too. */
    private static Device device(String id, String codec) {
        DeviceProfile profile = new DeviceProfile(
                "p",
                DeviceKind.FIRE,
                codec,
                Lane.ROUTINE,
                60_000,
                900_000,
                60_000,
                Map.of(),
                List.of(),
                new DeviceProfile.Installation(2_200, 200, 0.5, 4.2, true));
        return new Device(new DeviceId(id), profile, "310104/013/yuhua/g03", "", "", 121.4, 31.2, id, id);
    }
}
