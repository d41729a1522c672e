package io.geshao.gateway.downlink;

import io.geshao.core.port.CommandDesk.Errand;
import java.util.concurrent.CompletionStage;

/** A way from the gateway to devices. Any thread; never blocks. */
public interface DeviceDoor {
    /**
     * Sends an errand to its device.
     *
     * @return true once the device has acknowledged the message; false if it cannot be reached this way now
     */
    CompletionStage<Boolean> send(Errand errand, byte[] body);

    /** Takes back what this door may still hold for the device of the errand. */
    default void withdraw(Errand errand) {}
}
