package io.geshao.gateway.intake;

import io.geshao.core.DeviceId;
import io.geshao.gateway.codec.PayloadFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The topic on which a LoRaWAN network server tells of an uplink: ChirpStack's
 * {@code application/{application}/device/{devEui}/event/up} or The Things Stack's
 * {@code v3/{application}@{tenant}/devices/{device}/up}.
 *
 * @param device the devEui lower-cased, or null if the topic has none or an illegal one
 * @param named what the event must call its device, too
 */
record EventTopic(PayloadFormat format, @Nullable DeviceId device, String named) {
    private static final Pattern DEV_EUI = Pattern.compile("[0-9a-f]{16}");

    /** Reads a topic name; null if it is of neither shape. */
    static @Nullable EventTopic parse(String topic) {
        if (!topic.startsWith("application/") && !topic.startsWith("v3/")) {
            return null; // nearly every message: not worth cutting up
        }
        String[] levels = topic.split("/", -1);
        if (levels.length == 6
                && levels[0].equals("application")
                && levels[2].equals("device")
                && levels[4].equals("event")
                && levels[5].equals("up")) {
            String devEui = levels[3].toLowerCase(Locale.ROOT);
            DeviceId device = DEV_EUI.matcher(devEui).matches() ? new DeviceId(devEui) : null;
            return new EventTopic(PayloadFormat.CHIRPSTACK_UP, device, devEui);
        }
        if (levels.length == 5 && levels[0].equals("v3") && levels[2].equals("devices") && levels[4].equals("up")) {
            return new EventTopic(PayloadFormat.THE_THINGS_STACK_UP, null, levels[3]);
        }
        return null;
    }
}
