package io.geshao.gateway.codec;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import java.util.List;

/**
 * Vendor bytes to messages, bare or inside the event of a LoRaWAN network server. The codec is the registry's business:
 * a topic or query may name it only for a device whose profile leaves that open, and never says something else.
 */
final class FrameDecoder {
    /** The codec of profiles whose devices speak this platform's own formats. */
    private static final String NATIVE = "native";

    private FrameDecoder() {}

    static boolean knows(String codec) {
        return codec.equals(NATIVE) || ByteCodecs.find(codec) != null;
    }

    /**
     * Bytes that came as they are.
     *
     * @param named the codec that topic or query names, or empty
     */
    static Decoded raw(Device device, String named, byte[] body, long rxMillis) {
        String own = device.profile().codec();
        if (!named.isEmpty() && !own.equals(NATIVE) && !named.equals(own)) {
            return Decoded.refused(
                    RejectionReason.NO_CODEC,
                    "addressed to codec '" + Tokens.shortened(named) + "', the device's profile has '" + own + "'");
        }
        String name = named.isEmpty() ? own : named;
        ByteCodec codec = ByteCodecs.find(name);
        if (codec == null) {
            return noCodec(name);
        }
        FrameSamples samples = new FrameSamples(device, rxMillis, Reading.NO_DEVICE_TIME, 0, 0);
        try {
            codec.read(new FrameBytes(body), ByteCodec.NO_PORT, samples);
        } catch (RefusedException e) {
            return Decoded.refused(e.reason(), String.valueOf(e.getMessage()));
        }
        long bodyHash = ContentHash.of(body, 0, body.length);
        MessageIdentity identity =
                new MessageIdentity(MessageIdentity.Kind.BY_CONTENT_IN_A_ROW, 0, bodyHash >>> 1, bodyHash);
        return decoded(device, identity, samples.uncounted(bodyHash), samples.drops());
    }

    /** Bytes, or none, that a network server passed on. */
    static Decoded event(Device device, LnsEvent event, long rxMillis) {
        if (event.fPort() == LnsEvent.MAC_PORT && event.bytes().length > 0) {
            return Decoded.nothing();
        }
        String name = device.profile().codec();
        ByteCodec codec = ByteCodecs.find(name);
        if (codec == null) {
            return noCodec(name);
        }
        FrameSamples samples = new FrameSamples(
                device,
                rxMillis,
                event.networkMillis(),
                event.networkMillis() == Reading.NO_DEVICE_TIME ? Flag.NO_TS.bit() : 0,
                event.isSimulated() ? Flag.SIMULATED.bit() : 0);
        try {
            if (event.bytes().length == 0) {
                samples.bool(Metric.HEARTBEAT, true);
            } else {
                codec.read(new FrameBytes(event.bytes()), event.fPort(), samples);
            }
        } catch (RefusedException e) {
            return Decoded.refused(e.reason(), String.valueOf(e.getMessage()));
        }
        if (!Double.isNaN(event.rssi())) {
            samples.number(Metric.RSSI, event.rssi());
            samples.number(Metric.SNR, event.snr());
        }
        MessageIdentity identity =
                new MessageIdentity(MessageIdentity.Kind.COUNTED, event.boot(), event.counter(), event.contentHash());
        long sequence = Reading.sequence(event.boot(), event.counter());
        return decoded(device, identity, samples.counted(sequence), samples.drops());
    }

    private static Decoded noCodec(String name) {
        return Decoded.refused(RejectionReason.NO_CODEC, "no codec '" + Tokens.shortened(name) + "'");
    }

    private static Decoded decoded(Device device, MessageIdentity identity, List<Reading> readings, List<Drop> drops) {
        if (readings.isEmpty()) {
            Refusal refusal =
                    new Refusal(RejectionReason.NO_METRIC, "no metric is left", Refusal.NO_SEQ, List.copyOf(drops));
            return Decoded.of(List.of(), List.of(refusal), 0);
        }
        return Decoded.of(List.of(new Message(device, identity, readings, drops)), List.of(), 0);
    }
}
