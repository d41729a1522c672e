package io.geshao.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.gateway.codec.Decoded;
import io.geshao.gateway.codec.Drop;
import io.geshao.gateway.codec.LnsEvent;
import io.geshao.gateway.codec.Message;
import io.geshao.gateway.codec.PayloadDecoder;
import io.geshao.gateway.codec.PayloadFormat;
import io.geshao.gateway.codec.Refusal;
import io.geshao.gateway.codec.RefusedException;
import io.geshao.testkit.GoldenVector;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every vector of the payload reference, sections 1 to 4, 6.3 and 8, against what it must turn into. */
class GoldenVectorsTest {
    private static final MathContext DIGITS = new MathContext(12); // of the 15 that a double has

    private final PayloadDecoder decoder = new PayloadDecoder();

    static List<GoldenVector> vectors() {
        return GoldenVector.all();
    }

    @Test
    void table_holds_every_vector_of_the_reference() {
        List<String> ids = Stream.of("N10", "S09", "L02", "M13", "G07", "B07", "E05", "D05", "F04", "X30")
                .flatMap(last -> IntStream.rangeClosed(1, Integer.parseInt(last.substring(1)))
                        .mapToObj(number -> String.format("%s%02d", last.charAt(0), number)))
                .toList();
        assertThat(vectors()).extracting(GoldenVector::id).containsExactlyElementsOf(ids);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void vector_becomes_what_the_reference_says(GoldenVector vector) {
        assertThat(told(vector)).isEqualTo(vector.expected());
    }

    private String told(GoldenVector vector) {
        if (vector.where().startsWith("g/")) {
            Arrival arrival = Arrival.onTopic(Publisher.trustedBroker(), vector.where(), null, vector.input());
            return "reject " + (arrival.device() == null ? RejectionReason.BAD_TOPIC : arrival.format());
        }
        try {
            return told(decoded(vector), vector.rxMillis());
        } catch (RefusedException e) {
            return "reject " + e.reason();
        }
    }

    private Decoded decoded(GoldenVector vector) throws RefusedException {
        String[] format = vector.format().split(":", -1);
        String codec = format.length > 1 ? format[1] : "native";
        byte[] input = vector.input();
        long rx = vector.rxMillis();
        switch (format[0]) {
            case "chirpstack", "tts" -> {
                Arrival arrival = Arrival.onTopic(Publisher.trustedBroker(), vector.where(), null, input);
                LnsEvent event =
                        decoder.readEvent(Optional.ofNullable(arrival.format()).orElseThrow(), arrival.named(), input);
                return decoder.decodeEvent(device(event.device().value(), codec), event, rx);
            }
            case "raw" -> {
                Device device = device("d", codec);
                if (format.length == 2) {
                    return decoder.decodeRaw(device, codec, input, rx);
                }
                int port = Integer.parseInt(format[2]);
                LnsEvent heardNow = new LnsEvent(device.id(), 0, 1, port, input, rx, Double.NaN, 0, false, 0);
                return decoder.decodeEvent(device, heardNow, rx);
            }
            default -> {
                PayloadFormat body = PayloadFormat.ofTopicSuffix(format[0].equals("json") ? "" : format[0])
                        .orElseThrow();
                return decoder.decode(
                        device(vector.where(), codec), body, input, rx, id -> Optional.of(device(id.value(), codec)));
            }
        }
    }

    private static Device device(String id, String codec) {
        DeviceProfile profile = new DeviceProfile("p", DeviceKind.FIRE, codec, Lane.ROUTINE, 60_000, 900_000);
        return new Device(new DeviceId(id), profile, "310104/013/yuhua/g03", "", "", 121.4, 31.2, "设备", "device");
    }

    /** In the notation of the table. */
    private static String told(Decoded decoded, long rxMillis) {
        List<String> parts = new ArrayList<>();
        List<Drop> drops = new ArrayList<>();
        for (Message message : decoded.messages()) {
            message.readings().forEach(reading -> parts.add(told(reading, rxMillis)));
            drops.addAll(message.drops());
        }
        for (Refusal refusal : decoded.refusals()) {
            parts.add("reject " + refusal.reason());
            drops.addAll(refusal.drops());
        }
        if (!drops.isEmpty()) {
            parts.add("drop "
                    + String.join(
                            ", ",
                            drops.stream()
                                    .map(drop -> drop.metric() + " " + drop.reason())
                                    .toList()));
        }
        return String.join("; ", parts);
    }

    private static String told(Reading reading, long rxMillis) {
        String value = reading.metric().isBoolean()
                ? String.valueOf(reading.isTrue())
                : new BigDecimal(reading.value(), DIGITS).stripTrailingZeros().toPlainString();
        if (reading.metric().name().equals("x_silenced")) {
            value = String.valueOf(reading.isTrue());
        }
        String time = reading.eventMillis() == rxMillis ? "" : " @" + reading.eventMillis();
        String flags = reading.flags() == 0 ? "" : " [" + String.join(", ", Flag.names(reading.flags())) + "]";
        return reading.metric() + " " + value + time + flags;
    }
}
