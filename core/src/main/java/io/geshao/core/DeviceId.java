package io.geshao.core;

import org.jspecify.annotations.Nullable;

/**
 * Name of a device, unique on the platform. Shape: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}, the {@code {device}} level of
 * the MQTT topic and of the CoAP path. Errors: anything else is an {@link IllegalArgumentException}; the border answers
 * {@link RejectionReason#BAD_TOPIC}.
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
    private static final int LONGEST = 64;

    public DeviceId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a device id: '" + value + "'");
        }
    }

    /** Whether the text has the shape of an identifier: devices, communities and gateways share it. */
    public static boolean isValid(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    // Written out: it is the key of every map on a reading's way, and the generated form goes through method handles.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviceId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
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
