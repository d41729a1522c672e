package io.geshao.gateway.spool;

import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.registry.Device;
import io.geshao.gateway.codec.Drop;
import io.geshao.gateway.codec.Message;
import io.geshao.gateway.codec.MessageIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be kept of one message: its readings, and the rejections that came with it. All of it is committed in one
 * transaction, or none. If the identity has been seen, nothing of the entry is kept again.
 *
 * @param device null if the entry holds rejections only
 * @param identity null if the entry holds rejections only
 */
public record SpoolEntry(
        @Nullable Device device,
        @Nullable MessageIdentity identity,
        List<Reading> readings,
        List<Rejection> rejections) {
    public SpoolEntry {
        readings = List.copyOf(readings);
        rejections = List.copyOf(rejections);
        if ((device == null) != (identity == null) || (device == null && !readings.isEmpty())) {
            throw new IllegalArgumentException("readings need a device and an identity");
        }
    }

    /**
     * A message with its dropped metrics as rejections. Each carries the raw bytes, unless that would blow the message up
     * to more than one whole raw message: then only the first does.
     */
    public static SpoolEntry of(Message message, String source, long receivedMillis, byte[] raw) {
        List<Drop> drops = message.drops();
        boolean rawForAll = (long) drops.size() * raw.length <= Rejection.RAW_LIMIT;
        List<Rejection> rejections = new ArrayList<>(drops.size());
        for (Drop drop : drops) {
            byte[] kept = rawForAll || rejections.isEmpty() ? raw : new byte[0];
            rejections.add(drop.rejection(message.device().id(), source, receivedMillis, kept));
        }
        return new SpoolEntry(message.device(), message.identity(), message.readings(), rejections);
    }

    /** A message that became nothing but a rejection. */
    public static SpoolEntry of(Rejection rejection) {
        return new SpoolEntry(null, null, List.of(), List.of(rejection));
    }

    /** What it costs in memory, in readings of about 200 bytes; at least 1. */
    int weight() {
        return 1 + weight(readings, rejections);
    }

    static int weight(List<Reading> readings, List<Rejection> rejections) {
        int weight = readings.size();
        for (Rejection rejection : rejections) {
            weight += 1 + rejection.raw().length / 200;
        }
        return weight;
    }
}
