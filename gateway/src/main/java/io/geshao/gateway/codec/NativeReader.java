package io.geshao.gateway.codec;

import com.fasterxml.jackson.core.JsonToken;
import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Native Geshao JSON and its CBOR twin: one message, or an array of up to 100 that are judged one by one. Source: payload
 * reference, section 1. One body, one thread.
 */
final class NativeReader implements PayloadDecoder.BodyReader {
    private static final int MAX_ELEMENTS = 100;
    private static final int MAX_METRICS = 64;
    private static final long MAX_UNSIGNED_32 = 0xffff_ffffL;
    /** A test button proves that the detector works; it must not look like a fire to any rule. */
    private static final Set<Metric> HIDDEN_BY_TEST =
            Set.of(Metric.SMOKE_ALARM, Metric.HEAT_ALARM, Metric.CALL_POINT, Metric.FIRE_ALARM, Metric.LEAK);

    private final Device device;
    private final byte[] body;
    private final long rxMillis;
    private final List<Message> messages = new ArrayList<>(1);
    private final List<Refusal> refusals = new ArrayList<>(0);
    private int unknownKeys;

    NativeReader(Device device, byte[] body, long rxMillis) {
        this.device = device;
        this.body = body;
        this.rxMillis = rxMillis;
    }

    @Override
    public Decoded read(Tokens tokens) throws IOException, RefusedException {
        if (tokens.current() != JsonToken.START_ARRAY) {
            element(tokens);
            return Decoded.of(messages, refusals, unknownKeys);
        }
        int count = 0;
        while (tokens.next() != JsonToken.END_ARRAY) {
            count++;
            if (count > MAX_ELEMENTS) {
                tokens.skip();
            } else {
                element(tokens);
            }
        }
        if (count == 0 || count > MAX_ELEMENTS) {
            return Decoded.refused(
                    RejectionReason.BAD_SHAPE,
                    "a batch of " + count + " messages, 1 to " + MAX_ELEMENTS + " are taken");
        }
        return Decoded.of(messages, refusals, unknownKeys);
    }

    private void element(Tokens tokens) throws IOException, RefusedException {
        Element element = new Element(device);
        if (tokens.current() != JsonToken.START_OBJECT) {
            tokens.skip();
            element.fault(RejectionReason.BAD_SHAPE, "a message is an object");
            refusals.add(element.refusal());
            return;
        }
        int start = tokens.tokenStart();
        while (tokens.next() != JsonToken.END_OBJECT) {
            String key = tokens.name();
            tokens.next();
            switch (key) {
                case "seq" -> element.seq = unsigned32(tokens, element, RejectionReason.SEQ_INVALID, "seq");
                case "boot" -> element.boot = unsigned32(tokens, element, RejectionReason.BAD_SHAPE, "boot");
                case "ts" -> element.deviceMillis = timestamp(tokens, element);
                case "m" -> metrics(tokens, element);
                case "f" -> flags(tokens, element);
                default -> {
                    unknownKeys++;
                    tokens.skip();
                }
            }
        }
        finish(element, ContentHash.of(body, start, tokens.tokenEnd()));
    }

    private static long unsigned32(Tokens tokens, Element element, RejectionReason fault, String field)
            throws IOException, RefusedException {
        if (tokens.isWhole()) {
            long value = tokens.whole();
            if (value >= 0 && value <= MAX_UNSIGNED_32) {
                return value;
            }
        }
        tokens.skip();
        element.fault(fault, field + " is not an integer 0…4294967295");
        return Element.INVALID;
    }

    private static long timestamp(Tokens tokens, Element element) throws IOException, RefusedException {
        if (tokens.isWhole()) {
            return tokens.whole();
        }
        tokens.skip();
        element.fault(RejectionReason.TS_INVALID, "ts is not an integer number of milliseconds");
        return Reading.NO_DEVICE_TIME;
    }

    private static void flags(Tokens tokens, Element element) throws IOException, RefusedException {
        if (tokens.current() != JsonToken.START_ARRAY) {
            tokens.skip();
            element.fault(RejectionReason.BAD_SHAPE, "f is not an array");
            return;
        }
        while (tokens.next() != JsonToken.END_ARRAY) {
            String flag = tokens.current() == JsonToken.VALUE_STRING ? tokens.text() : "";
            tokens.skip();
            switch (flag) {
                case "test" -> element.flags |= Flag.TEST.bit();
                case "late" -> element.flags |= Flag.LATE.bit();
                default -> element.fault(RejectionReason.BAD_SHAPE, "f holds something else than test and late");
            }
        }
    }

    private static void metrics(Tokens tokens, Element element) throws IOException, RefusedException {
        if (tokens.current() != JsonToken.START_OBJECT) {
            tokens.skip();
            element.fault(RejectionReason.BAD_SHAPE, "m is not an object");
            return;
        }
        int count = 0;
        while (tokens.next() != JsonToken.END_OBJECT) {
            count++;
            String name = tokens.name();
            tokens.next();
            if (count > MAX_METRICS) {
                tokens.skip();
            } else {
                value(name, tokens, element.judged);
            }
        }
        element.hasMetrics = true;
        if (count == 0 || count > MAX_METRICS) {
            element.fault(RejectionReason.BAD_SHAPE, "m has " + count + " entries, 1 to " + MAX_METRICS + " are taken");
        }
    }

    private static void value(String name, Tokens tokens, Judged judged) throws IOException, RefusedException {
        Optional<Metric> metric = Metric.find(name);
        if (metric.isEmpty()) {
            tokens.skip();
            judged.drop(name, RejectionReason.UNKNOWN_METRIC, "no such metric");
            return;
        }
        switch (tokens.current()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> judged.number(metric.get(), tokens.number());
            case VALUE_TRUE -> judged.bool(metric.get(), true);
            case VALUE_FALSE -> judged.bool(metric.get(), false);
            case VALUE_NULL -> judged.drop(name, RejectionReason.NULL_VALUE, "null is no value");
            default -> {
                tokens.skip();
                judged.drop(name, RejectionReason.WRONG_TYPE, "neither a number nor true or false");
            }
        }
    }

    private void finish(Element element, long bodyHash) {
        if (!element.hasMetrics) {
            element.fault(RejectionReason.BAD_SHAPE, "m is missing");
        }
        if (element.seq == Element.ABSENT) {
            element.fault(RejectionReason.SEQ_MISSING, "seq is missing");
        }
        List<Reading> readings = element.fault == null ? readings(element) : List.of();
        if (readings.isEmpty()) {
            element.fault(RejectionReason.NO_METRIC, "no metric is left");
        }
        if (element.fault != null) {
            refusals.add(element.refusal());
            return;
        }
        MessageIdentity identity =
                new MessageIdentity(MessageIdentity.Kind.COUNTED, element.boot, element.seq, bodyHash);
        messages.add(new Message(device, identity, readings, element.judged.drops()));
    }

    private List<Reading> readings(Element element) {
        Judged judged = element.judged;
        judged.derive(from -> {}); // the same moment for all
        int flags = element.flags | EventClock.flags(device, element.deviceMillis, rxMillis);
        long eventMillis = EventClock.eventMillis(element.deviceMillis, rxMillis, flags);
        long sequence = Reading.sequence(element.boot, element.seq);
        boolean test = Flag.TEST.in(flags);
        List<Reading> readings = new ArrayList<>(judged.size() + 1);
        if (test) {
            readings.add(reading(Metric.SELF_TEST, 1, eventMillis, element.deviceMillis, sequence, flags));
        }
        for (int i = 0; i < judged.size(); i++) {
            Metric metric = judged.metric(i);
            if (!test || !(metric.equals(Metric.SELF_TEST) || HIDDEN_BY_TEST.contains(metric))) {
                readings.add(reading(
                        metric, judged.value(i), eventMillis, element.deviceMillis, sequence, flags | judged.flags(i)));
            }
        }
        return readings;
    }

    private Reading reading(
            Metric metric, double value, long eventMillis, long deviceMillis, long sequence, int flags) {
        return new Reading(device.id(), metric, value, eventMillis, deviceMillis, rxMillis, sequence, flags);
    }

    /** One message while its keys come in, in any order. */
    private static final class Element {
        static final long ABSENT = Refusal.NO_SEQ;
        static final long INVALID = -2;

        final Judged judged;
        long seq = ABSENT;
        long boot;
        long deviceMillis = Reading.NO_DEVICE_TIME;
        int flags;
        boolean hasMetrics;

        @Nullable
        RejectionReason fault;

        String detail = "";

        Element(Device device) {
            this.judged = new Judged(device.profile());
        }

        /** Of several faults the one that stands first in the table of reasons is told, whatever the order of keys. */
        void fault(RejectionReason reason, String text) {
            if (fault == null || reason.compareTo(fault) < 0) {
                fault = reason;
                detail = text;
            }
        }

        Refusal refusal() {
            RejectionReason reason = fault == null ? RejectionReason.BAD_SHAPE : fault;
            return new Refusal(reason, detail, seq < 0 ? Refusal.NO_SEQ : seq, judged.drops());
        }
    }
}
