package io.geshao.gateway.mqtt;

import io.geshao.core.DeviceId;
import java.util.concurrent.CompletionStage;

/**
 * Who is told what devices say about what is sent down to them. Called on the event loop of the device's connection: must
 * not block.
 */
public interface DownlinkListener {
    /** Nobody sends anything down: receipts are refused. */
    DownlinkListener NONE = new DownlinkListener() {
        @Override
        public void listening(DeviceId device, String suffix) {
            // There is nothing that waits for it.
        }

        @Override
        public CompletionStage<Boolean> receipt(DeviceId device, String suffix, byte[] body) {
            return java.util.concurrent.CompletableFuture.completedStage(false);
        }
    };

    /**
     * The device, or its radio gateway for it, reads one of its own topics from now on; told after each subscription, and
     * again when a kept session that has the subscription is connected anew.
     *
     * @param suffix last level of the topic, {@code cmd} or {@code cfg}
     */
    void listening(DeviceId device, String suffix);

    /**
     * A message came on {@code g/{community}/{device}/{suffix}/receipt}, from one who may speak for the device.
     *
     * @return decides the answer: only if it completes with true, the message is acknowledged as good
     */
    CompletionStage<Boolean> receipt(DeviceId device, String suffix, byte[] body);
}
