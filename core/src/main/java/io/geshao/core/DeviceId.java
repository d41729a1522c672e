package io.geshao.core;

import java.util.regex.Pattern;

/**
 * Name of a device, unique on the platform. Shape: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}, the {@code {device}} level of
 * the MQTT topic and of the CoAP path. Errors: anything else is an {@link IllegalArgumentException}; the border answers
 * {@link RejectionReason#BAD_TOPIC}.
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public DeviceId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a device id: '" + value + "'");
        }
    }

    /** Whether the text has the shape of an identifier: devices, communities and gateways share it. */
    public static boolean isValid(String text) {
        return SHAPE.matcher(text).matches();
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
