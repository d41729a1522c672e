package io.geshao.gateway.mqtt;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The topics {@code g/{community}/{device}/…} that are a device's own beside those of its readings: what it may read, and
 * where it answers to what it has read.
 *
 * @param suffix what stands behind the device: {@code nack}, {@code cmd}, {@code cfg}, {@code alarm}
 */
record OwnTopics(Device device, String suffix) {
    /** Where commands and configuration go down. */
    private static final Set<String> DOWN = Set.of("cmd", "cfg");

    /** Where a gateway that is cut off tells what listens near an alarm. */
    static final String ALARM = "alarm";

    private static final String RECEIPT = "/receipt";

    /** What a client may subscribe to: only its own topics, by their full name. Null if it is none of them. */
    static @Nullable OwnTopics readable(Registry registry, String identity, String filter) {
        String[] levels = filter.split("/", 5);
        if (levels.length != 4 || !(levels[3].equals("nack") || levels[3].equals(ALARM) || DOWN.contains(levels[3]))) {
            return null;
        }
        return of(registry, identity, levels, levels[3]);
    }

    /** Whether a message could be a receipt at all: asked for every message, so it must cost nothing. */
    static boolean looksLikeReceipt(String topic) {
        return topic.endsWith(RECEIPT);
    }

    /** The device and {@code cmd} or {@code cfg}, if this identity may give receipts there. */
    static @Nullable OwnTopics receipt(Registry registry, String identity, String topic) {
        String[] levels = topic.split("/", 6);
        if (levels.length != 5 || !levels[4].equals("receipt") || !DOWN.contains(levels[3])) {
            return null;
        }
        return of(registry, identity, levels, levels[3]);
    }

    private static @Nullable OwnTopics of(Registry registry, String identity, String[] levels, String suffix) {
        if (!levels[0].equals("g") || !DeviceId.isValid(levels[2])) {
            return null;
        }
        Device device = registry.device(new DeviceId(levels[2])).orElse(null);
        return device != null
                        && registry.mayPublish(identity, device)
                        && levels[1].equals(device.community().value())
                ? new OwnTopics(device, suffix)
                : null;
    }

    /** Whether what is sent on it goes down to the device, unlike what it is told of refusals. */
    boolean isDown() {
        return DOWN.contains(suffix) || suffix.equals(ALARM);
    }

    /** Whether what waits for the device goes there: an alarm is told when it is, and waits for nobody. */
    boolean isForErrands() {
        return DOWN.contains(suffix);
    }

    static String name(Device device, String suffix) {
        return "g/" + device.community() + "/" + device.id() + "/" + suffix;
    }
}
