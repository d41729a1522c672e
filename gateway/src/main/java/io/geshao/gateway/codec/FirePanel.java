package io.geshao.gateway.codec;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.RejectionReason;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * GB/T 26875.3-2011: a user fire-alarm transmission unit that speaks for a panel and its components. Length and checksum
 * are both checked, since a sum does not see a lost zero. All numbers low byte first, times are UTC+8.
 *
 * <p>Only what is so becomes a reading, never what is not: the registered device is the whole panel, and a detector that
 * reports "normal" must not clear the fire of its neighbour. Nor does a cleared bit 0 ("test") take a fire back, since
 * panels exist that never set it. Source: payload reference, section 6.3, which did not have the standard's text.
 */
final class FirePanel implements ByteCodec {
    private static final int START = 0x4040;
    private static final byte END = 0x23; // twice
    /** Everything but the application data. */
    private static final int ENVELOPE = 30;

    private static final int MAX_APPLICATION = 1024;
    private static final int SEND = 2;
    private static final int TIME_LENGTH = 6;
    private static final int TEXT_LENGTH = 31;
    private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

    private static final int FIRE_ALARM_SYSTEM = 1;
    private static final int NORMAL_RUNNING = 1;
    private static final int FIRE = 1 << 1;
    private static final int FAULT = 1 << 2;
    /** Main power, backup power and bus of a system; the power of a component. */
    private static final int SYSTEM_FAULTS = FAULT | 1 << 8 | 1 << 9 | 1 << 10;

    private static final int COMPONENT_FAULTS = FAULT | 1 << 8;

    @Override
    public void read(FrameBytes frame, int fPort, FrameSamples out) throws RefusedException {
        int applicationLength = envelope(frame);
        int command = frame.u8();
        if (command != SEND) {
            throw new RefusedException(RejectionReason.BAD_FIELD, "command " + command + " carries no state, 2 does");
        }
        if (applicationLength < 2) {
            throw new RefusedException(RejectionReason.BAD_LENGTH, "no room for type and count of the records");
        }
        int type = frame.u8();
        int count = frame.u8();
        int recordLength = recordLength(type);
        if (recordLength == 0) {
            out.bool(Metric.HEARTBEAT, true);
            out.drop("type_" + type, RejectionReason.UNKNOWN_EVENT, "application data of type " + type);
            return;
        }
        if (2 + count * recordLength != applicationLength) {
            throw new RefusedException(
                    RejectionReason.BAD_LENGTH,
                    count + " records of " + recordLength + " bytes do not fill " + applicationLength);
        }
        for (int i = 0; i < count; i++) {
            switch (type) {
                case 1 -> system(frame, out);
                case 2 -> component(frame, out);
                default -> analogue(frame, out);
            }
        }
        if (out.size() == 0 && out.drops().isEmpty()) {
            out.bool(Metric.HEARTBEAT, true);
        }
    }

    /** Checks the frame from outside in, and stops in front of the command. Returns the application length. */
    private static int envelope(FrameBytes frame) throws RefusedException {
        if (frame.u16() != START) {
            throw new RefusedException(RejectionReason.BAD_DELIMITER, "does not start with 40 40");
        }
        frame.skip(2 + 2 + TIME_LENGTH + 6 + 6); // serial, version, time of the frame, source, target
        int applicationLength = frame.u16();
        if (applicationLength > MAX_APPLICATION) {
            throw new RefusedException(
                    RejectionReason.BAD_LENGTH, applicationLength + " bytes of application data, at most 1024 may be");
        }
        frame.requireLength(ENVELOPE + applicationLength);
        byte[] all = frame.bytes();
        int checksum = all.length - 3;
        if (all[checksum + 1] != END || all[checksum + 2] != END) {
            throw new RefusedException(RejectionReason.BAD_DELIMITER, "does not end with 23 23");
        }
        int sum = frame.sum(2, checksum);
        if (sum != (all[checksum] & 0xff)) {
            throw new RefusedException(
                    RejectionReason.BAD_CHECKSUM,
                    String.format("checksum %02X where %02X was expected", all[checksum] & 0xff, sum));
        }
        return applicationLength;
    }

    private static int recordLength(int type) {
        return switch (type) {
            case 1 -> 1 + 1 + 2 + TIME_LENGTH;
            case 2 -> 1 + 1 + 1 + 4 + 2 + TEXT_LENGTH + TIME_LENGTH;
            case 3 -> 1 + 1 + 1 + 4 + 1 + 2 + TIME_LENGTH;
            default -> 0;
        };
    }

    private static void system(FrameBytes frame, FrameSamples out) throws RefusedException {
        int systemType = frame.u8();
        frame.skip(1); // address
        int flags = frame.u16();
        boolean isTest = begin(time(frame), flags, out);
        if ((flags & FIRE) != 0 && systemType == FIRE_ALARM_SYSTEM) {
            out.bool(isTest ? Metric.SELF_TEST : Metric.FIRE_ALARM, true);
        }
        if ((flags & SYSTEM_FAULTS) != 0) {
            out.bool(Metric.FAULT, true);
        }
        out.live();
    }

    private static void component(FrameBytes frame, FrameSamples out) throws RefusedException {
        frame.skip(2); // system
        int componentType = frame.u8();
        frame.skip(4); // address
        int flags = frame.u16();
        frame.skip(TEXT_LENGTH);
        boolean isTest = begin(time(frame), flags, out);
        if ((flags & FIRE) != 0) {
            out.bool(isTest ? Metric.SELF_TEST : fireMetric(componentType), true);
        }
        if ((flags & COMPONENT_FAULTS) != 0) {
            out.bool(Metric.FAULT, true);
        }
        out.live();
    }

    /** Whether the record is part of a test: then what it says must not look like a fire to any rule. */
    private static boolean begin(long millis, int flags, FrameSamples out) {
        boolean isTest = out.trustsTestBit() && (flags & NORMAL_RUNNING) == 0;
        out.at(millis, isTest ? Flag.TEST.bit() : 0);
        return isTest;
    }

    private static Metric fireMetric(int componentType) {
        if (componentType >= 30 && componentType <= 37) {
            return Metric.HEAT_ALARM;
        }
        if (componentType >= 40 && componentType <= 44) {
            return Metric.SMOKE_ALARM;
        }
        return componentType == 23 || componentType == 24 ? Metric.CALL_POINT : Metric.FIRE_ALARM;
    }

    private static void analogue(FrameBytes frame, FrameSamples out) throws RefusedException {
        frame.skip(1 + 1 + 1 + 4); // system, component
        int analogueType = frame.u8();
        int raw = frame.s16();
        out.at(time(frame), 0);
        switch (analogueType) {
            case 2 -> out.number(Metric.LEVEL, raw / 100.0);
            case 3 -> out.number(Metric.TEMPERATURE, raw / 10.0);
            case 4 -> out.number(Metric.HYDRANT_PRESSURE, raw / 10.0);
            case 5 -> out.number(Metric.HYDRANT_PRESSURE, raw / 10_000.0);
            case 6, 8, 9 -> out.number(Metric.of("x_analogue_" + analogueType), raw / 10.0);
            case 10 -> out.number(Metric.FLOW, raw * 0.36);
            default -> out.number(Metric.of("x_analogue_" + analogueType), raw);
        }
        out.live();
    }

    /** Second, minute, hour, day, month, year − 2000. A date that does not exist is the device clock's fault: 1970. */
    private static long time(FrameBytes frame) throws RefusedException {
        int second = frame.u8();
        int minute = frame.u8();
        int hour = frame.u8();
        int day = frame.u8();
        int month = frame.u8();
        int year = 2000 + frame.u8();
        try {
            return LocalDateTime.of(year, month, day, hour, minute, second)
                    .toInstant(CHINA)
                    .toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
