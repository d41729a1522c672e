package io.geshao.alerting;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A radio gateway, known by the devices that are heard through it. Owner: the partition thread. */
final class GatewayMemory {
    final String id;
    final List<DeviceMemory> devices = new ArrayList<>();
    /** Single silences that wait for it to speak or to be declared offline. */
    final Set<Watch> waiting = new LinkedHashSet<>();
    /** When anything was last heard through it, or {@link Cell#NEVER}. */
    long heardMillis = Cell.NEVER;
    /** When it came back after it had been offline: silence behind it counts from here. */
    long backMillis = Cell.NEVER;

    /** Watches about its own absence. */
    int absenceWatches;

    GatewayMemory(String id) {
        this.id = id;
    }

    /** Its presence is in no doubt: hearing it again changes nothing but the time. */
    boolean isCalm() {
        return absenceWatches == 0 && waiting.isEmpty();
    }

    int heardDevices() {
        return count(false);
    }

    int silentDevices() {
        return count(true);
    }

    private int count(boolean onlySilent) {
        int found = 0;
        for (DeviceMemory device : devices) {
            if (device.heardMillis != Cell.NEVER && (!onlySilent || device.silent)) {
                found++;
            }
        }
        return found;
    }
}
