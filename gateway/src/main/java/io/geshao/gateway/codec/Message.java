package io.geshao.gateway.codec;

import io.geshao.core.Reading;
import io.geshao.core.registry.Device;
import java.util.List;

/**
 * One message of one device that became readings: at least one, all of that device.
 *
 * @param device whose readings these are; in a SenML pack not always the one on whose topic it came
 * @param readings sequence is (boot, seq) as sent; the spool replaces the boot epoch if the device has restarted
 * @param drops the metrics that were left out
 */
public record Message(Device device, MessageIdentity identity, List<Reading> readings, List<Drop> drops) {
    public Message {
        readings = List.copyOf(readings);
        drops = List.copyOf(drops);
    }
}
