package io.geshao.gateway.mqtt;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.gateway.intake.UpTopic;

/** Which topics a client may read: the nack topics of the devices it publishes for, by their full name. */
final class NackTopics {
    private NackTopics() {}

    static boolean mayRead(Registry registry, String identity, String topicFilter) {
        String[] levels = topicFilter.split("/", -1);
        if (levels.length != 4 || !DeviceId.isValid(levels[2])) {
            return false;
        }
        Device device = registry.device(new DeviceId(levels[2])).orElse(null);
        return device != null
                && registry.mayPublish(identity, device)
                && topicFilter.equals(UpTopic.nackTopic(device.community(), device.id()));
    }
}
