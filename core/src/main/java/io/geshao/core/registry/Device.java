package io.geshao.core.registry;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;

/**
 * A registered device.
 *
 * @param place path of the place it hangs on, at least down to a grid
 * @param zone fire zone, pipe section or street segment it belongs to, unique in the community; empty if none
 * @param gateway the radio gateway it is heard through; empty if it connects by itself
 */
public record Device(
        DeviceId id,
        DeviceProfile profile,
        String place,
        String zone,
        String gateway,
        double longitude,
        double latitude,
        String nameZh,
        String nameEn) {
    public Device {
        if (Place.upTo(place, "grid").split("/", -1).length < 4) {
            throw new IllegalArgumentException("device " + id + ": place '" + place + "' names no grid");
        }
    }

    public CommunityId community() {
        return Place.communityOf(place);
    }
}
