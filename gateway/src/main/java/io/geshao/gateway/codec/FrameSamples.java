package io.geshao.gateway.codec;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a codec found in one frame, in the order of the frame. A sample holds at the moment of the frame (the network
 * server's time, else the arrival) unless the codec has named another. One frame, one thread.
 */
final class FrameSamples {
    private final Device device;
    private final long rxMillis;
    private final long frameMillis;
    private final Judged judged;
    private final List<Stamp> stamps = new ArrayList<>();
    private final Stamp live;
    private Stamp stamp;
    private int frameFlags;

    /** Time and flags of one sample; {@link Reading#NO_DEVICE_TIME} is the time of the frame. */
    private record Stamp(long millis, int flags) {}

    /**
     * @param frameMillis what the network server says, or {@link Reading#NO_DEVICE_TIME}
     * @param liveFlags flags of the readings for which the codec names no time
     * @param frameFlags flags of every reading of the frame
     */
    FrameSamples(Device device, long rxMillis, long frameMillis, int liveFlags, int frameFlags) {
        this.device = device;
        this.rxMillis = rxMillis;
        this.frameMillis = frameMillis;
        this.frameFlags = frameFlags;
        this.live = new Stamp(Reading.NO_DEVICE_TIME, liveFlags);
        this.stamp = live;
        this.judged = new Judged(device.profile());
    }

    /** What follows was so at that time, by the device's clock. */
    void at(long deviceMillis, int flags) {
        stamp = new Stamp(deviceMillis, flags);
    }

    /** Whether the device, a fire panel, tells honestly that it is being tested. */
    boolean trustsTestBit() {
        return device.profile().installation().trustsTestBit();
    }

    /** What follows is so now. */
    void live() {
        stamp = live;
    }

    void number(Metric metric, double value) {
        number(metric, value, 0);
    }

    /** @param flags the device's own judgement of this value */
    void number(Metric metric, double value, int flags) {
        int before = judged.size();
        judged.number(metric, value);
        stampNew(before, flags);
    }

    void bool(Metric metric, boolean value) {
        int before = judged.size();
        judged.bool(metric, value);
        stampNew(before, 0);
    }

    /** 0 is false and 1 is true; anything else is dropped. */
    void bit(Metric metric, int value) {
        if (value == 0 || value == 1) {
            bool(metric, value == 1);
        } else {
            judged.drop(metric.name(), RejectionReason.OUT_OF_RANGE, value + " is neither 0 nor 1");
        }
    }

    private void stampNew(int before, int flags) {
        if (judged.size() > before) {
            stamps.add(flags == 0 ? stamp : new Stamp(stamp.millis(), stamp.flags() | flags));
        }
    }

    void drop(String what, RejectionReason reason, String detail) {
        judged.drop(what, reason, detail);
    }

    /** The rest of the frame cannot be read. */
    void partial() {
        frameFlags |= Flag.PARTIAL.bit();
    }

    int size() {
        return judged.size();
    }

    /** Samples from that index on were not the device's latest: when they were taken is not known. */
    void superseded(int from) {
        int old = Flag.bits(Flag.LATE, Flag.NO_TS);
        for (int i = from; i < stamps.size(); i++) {
            Stamp was = stamps.get(i);
            stamps.set(i, new Stamp(was.millis(), was.flags() | old));
        }
    }

    List<Drop> drops() {
        return judged.drops();
    }

    /**
     * The readings of a message with a counter. Two samples of one metric at one moment would be the same reading to the
     * store, so the second is set a millisecond later: both live, in their order.
     */
    List<Reading> counted(long sequence) {
        derive();
        List<Reading> readings = new ArrayList<>(judged.size());
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < judged.size(); i++) {
            Reading reading = reading(i, sequence, 0);
            for (int shift = 1; !taken.add(reading.metric() + "@" + reading.eventMillis()); shift++) {
                reading = reading(i, sequence, shift);
            }
            readings.add(reading);
        }
        return readings;
    }

    /** The readings of a message without a counter: their place in the body tells them apart. */
    List<Reading> uncounted(long bodyHash) {
        derive();
        List<Reading> readings = new ArrayList<>(judged.size());
        for (int i = 0; i < judged.size(); i++) {
            readings.add(reading(i, ContentHash.of(bodyHash, i), 0));
        }
        return readings;
    }

    private void derive() {
        judged.derive(from -> stamps.add(stamps.get(from)));
    }

    private Reading reading(int index, long sequence, int shiftMillis) {
        Stamp own = stamps.get(index);
        long deviceMillis = own.millis() == Reading.NO_DEVICE_TIME ? frameMillis : own.millis();
        int flags = frameFlags | own.flags() | judged.flags(index);
        long eventMillis = rxMillis; // a frame without any time says "now", as SenML does: that is no missing time
        if (deviceMillis != Reading.NO_DEVICE_TIME) {
            flags |= EventClock.flags(device, deviceMillis, rxMillis);
            eventMillis = EventClock.eventMillis(deviceMillis, rxMillis, flags);
        }
        return new Reading(
                device.id(),
                judged.metric(index),
                judged.value(index),
                eventMillis + shiftMillis,
                deviceMillis,
                rxMillis,
                sequence,
                flags);
    }
}
