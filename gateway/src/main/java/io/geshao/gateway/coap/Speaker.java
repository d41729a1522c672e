package io.geshao.gateway.coap;

import io.geshao.core.registry.Device;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, as far as the device it is about is concerned.
 *
 * @param identity who was authenticated (the device or its radio gateway), or empty if nobody was who may speak for it
 * @param device the device of the path, if it is registered
 */
record Speaker(String identity, @Nullable Device device) {
    static final Speaker STRANGER = new Speaker("", null);

    boolean isStranger() {
        return identity.isEmpty();
    }
}
