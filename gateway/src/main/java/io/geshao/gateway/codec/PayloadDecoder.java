package io.geshao.gateway.codec;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import java.util.Optional;
import java.util.function.Function;

/** Turns one body into messages or a refusal. Pure and stateless; any thread. */
public final class PayloadDecoder {
    /** Largest body after reassembly, in bytes. */
    public static final int MAX_BODY = 16_384;

    /** As the longer form, for a publisher that speaks for this device only. */
    public Decoded decode(Device device, PayloadFormat format, byte[] body, long rxMillis) {
        return decode(device, format, body, rxMillis, id -> Optional.empty());
    }

    /**
     * Decodes one body.
     *
     * @param device on whose topic or path it came
     * @param rxMillis when the gateway got it
     * @param children other registered devices the publisher may speak for; SenML may name them
     */
    public Decoded decode(
            Device device,
            PayloadFormat format,
            byte[] body,
            long rxMillis,
            Function<DeviceId, Optional<Device>> children) {
        return Decoded.refused(RejectionReason.UNSUPPORTED_FORMAT, format + " is not read yet");
    }
}
