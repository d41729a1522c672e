package io.geshao.core;

import org.jspecify.annotations.Nullable;

/**
 * Code of a community (社区), the second grid level and the unit of correlation: no rule looks across communities. Shape
 * as {@link DeviceId}; it is the {@code {community}} level of the MQTT topic.
 */
public record CommunityId(String value) implements Comparable<CommunityId> {
    public CommunityId {
        if (!DeviceId.isValid(value)) {
            throw new IllegalArgumentException("not a community code: '" + value + "'");
        }
    }

    // Written out, as in DeviceId.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CommunityId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(CommunityId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
