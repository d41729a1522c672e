package io.geshao.gateway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a body must turn into, in the notation of the payload reference: {@code metric value @ts [flags]; … ; drop metric
 * REASON, …}; without {@code @ts} the event time is the receive time.
 */
final class Expected {
    static final long RX = 1_760_000_001_000L;
    static final CommunityId COMMUNITY = new CommunityId("yuhua");

    private static final Pattern READING = Pattern.compile("(\\w+) (\\S+)(?: @(\\d+))?(?: \\[(.*)])?");

    private Expected() {}

    static Device device(String id) {
        return device(id, "native");
    }

    static Device device(String id, String codec) {
        DeviceProfile profile = new DeviceProfile("p", DeviceKind.FIRE, codec, Lane.ROUTINE, 60_000, 900_000);
        return new Device(
                new DeviceId(id), profile, "310104/013/" + COMMUNITY + "/g03", "", "", 121.4, 31.2, "设备", "device");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes from hex, one field a line; blanks mean nothing. */
    static byte[] hex(String... fields) {
        return HexFormat.of().parseHex(String.join("", fields).replace(" ", ""));
    }

    static void assertDecoded(Decoded decoded, String expected) {
        assertDecoded(decoded, expected, RX);
    }

    static void assertDecoded(Decoded decoded, String expected, long rxMillis) {
        List<Reading> readings = new ArrayList<>();
        List<String> drops = new ArrayList<>();
        for (Message message : decoded.messages()) {
            readings.addAll(message.readings());
            message.drops().forEach(drop -> drops.add(drop.metric() + " " + drop.reason()));
        }
        List<String> expectedDrops = new ArrayList<>();
        int index = 0;
        for (String part : expected.split("; ")) {
            if (part.startsWith("drop ")) {
                expectedDrops.addAll(List.of(part.substring(5).split(", ")));
            } else {
                assertThat(readings).as("%s", decoded).hasSizeGreaterThan(index);
                assertReading(readings.get(index++), part, rxMillis);
            }
        }
        assertThat(decoded.refused()).as(decoded.detail()).isNull();
        assertThat(readings).hasSize(index);
        assertThat(drops).isEqualTo(expectedDrops);
    }

    private static void assertReading(Reading reading, String expected, long rxMillis) {
        Matcher parts = READING.matcher(expected);
        assertThat(parts.matches()).as(expected).isTrue();
        assertThat(reading.metric().name()).isEqualTo(parts.group(1));
        double value =
                switch (parts.group(2)) {
                    case "true" -> 1;
                    case "false" -> 0;
                    default -> Double.parseDouble(parts.group(2));
                };
        assertThat(reading.value()).as(expected).isCloseTo(value, within(Math.abs(value) * 1e-9));
        assertThat(reading.eventMillis())
                .as(expected)
                .isEqualTo(parts.group(3) == null ? rxMillis : Long.parseLong(parts.group(3)));
        assertThat(String.join(" ", Flag.names(reading.flags())))
                .as(expected)
                .isEqualTo(parts.group(4) == null ? "" : parts.group(4));
        assertThat(reading.receivedMillis()).isEqualTo(rxMillis);
    }
}
