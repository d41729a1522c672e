package io.geshao.gateway.codec;

import com.fasterxml.jackson.core.JsonToken;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SenML packs (RFC 8428) in JSON and CBOR. A pack is understood as a whole or refused as a whole; only records about a
 * device that the publisher does not speak for are refused alone. Source: payload reference, section 2. One body, one
 * thread.
 */
final class SenmlReader implements PayloadDecoder.BodyReader {
    /** Below this a time is relative to the arrival (RFC 8428, 4.5.3): 2^28 seconds. */
    private static final double ABSOLUTE_FROM_SECONDS = 268_435_456;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9\\-:./_]*");
    private static final Pattern DEVICE_URN = Pattern.compile("urn:dev:[a-z0-9]+:(.+)");

    private final Device device;
    private final Function<DeviceId, Optional<Device>> children;
    private final byte[] body;
    private final long rxMillis;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private boolean hasRelativeTime;
    private int unknownKeys;
    private @Nullable RejectionReason fault;
    private String detail = "";

    SenmlReader(Device device, Function<DeviceId, Optional<Device>> children, byte[] body, long rxMillis) {
        this.device = device;
        this.children = children;
        this.body = body;
        this.rxMillis = rxMillis;
    }

    @Override
    public Decoded read(Tokens tokens) throws IOException, RefusedException {
        if (tokens.current() != JsonToken.START_ARRAY) {
            tokens.skip();
            return Decoded.refused(RejectionReason.BAD_SHAPE, "a pack is an array of records");
        }
        SenmlRecord record = new SenmlRecord();
        int count = 0;
        while (tokens.next() != JsonToken.END_ARRAY) {
            count++;
            if (tokens.current() == JsonToken.START_OBJECT) {
                record.read(tokens, this);
                resolve(record);
            } else {
                tokens.skip();
                fault(RejectionReason.BAD_SHAPE, "a record is an object");
            }
        }
        if (count == 0) {
            fault(RejectionReason.BAD_SHAPE, "a pack has at least one record");
        }
        return fault == null ? decoded() : Decoded.refused(fault, detail);
    }

    /** Of several faults the one that stands first in the table of reasons is told. */
    void fault(RejectionReason reason, String text) {
        if (fault == null || reason.compareTo(fault) < 0) {
            fault = reason;
            detail = text;
        }
    }

    void unknownField(String label) {
        unknownKeys++;
        if (label.endsWith("_")) {
            fault(RejectionReason.SENML_MUST_UNDERSTAND, "field " + Tokens.shortened(label) + " is not understood");
        }
    }

    private void resolve(SenmlRecord record) {
        if (record.name == null && record.values == 0 && !record.hasSum) {
            return; // sets base fields only
        }
        if (record.values > 1 || (record.values == 0 && !record.hasSum)) {
            fault(RejectionReason.SENML_BAD_VALUE, "a record has exactly one value, not " + record.values);
            return;
        }
        String full = record.fullName();
        int cut = Math.max(full.lastIndexOf(':'), full.lastIndexOf('/'));
        if (!NAME.matcher(full).matches() || cut <= 0 || cut == full.length() - 1) {
            fault(
                    RejectionReason.SENML_BAD_NAME,
                    "'" + Tokens.shortened(full) + "' is not a device, a colon or slash, and a metric");
            return;
        }
        Part part = part(full.substring(0, cut));
        part.take(full.substring(cut + 1), record, eventTime(part, record));
    }

    /** Two spellings of one device are one part: the part is the message that is told from its duplicates. */
    private Part part(String name) {
        Device speaker = speakerOf(name);
        String key = speaker == null ? name : speaker.id().value();
        return parts.computeIfAbsent(key, absent -> new Part(name, speaker));
    }

    private @Nullable Device speakerOf(String name) {
        var urn = DEVICE_URN.matcher(name);
        String id = urn.matches() ? urn.group(1) : name;
        if (id.equals(device.id().value())) {
            return device;
        }
        return DeviceId.isValid(id) ? children.apply(new DeviceId(id)).orElse(null) : null;
    }

    private SampleTime eventTime(Part part, SenmlRecord record) {
        double seconds = record.seconds();
        Device speaker = part.device == null ? device : part.device;
        if (seconds == 0) {
            hasRelativeTime = true;
            return new SampleTime(rxMillis, Reading.NO_DEVICE_TIME, 0); // "now" is a statement, not a missing time
        }
        long deviceMillis = Math.round(seconds * 1000);
        if (seconds < ABSOLUTE_FROM_SECONDS) {
            hasRelativeTime = true;
            deviceMillis = deviceMillis < -rxMillis ? 0 : rxMillis + Math.min(deviceMillis, Long.MAX_VALUE - rxMillis);
        }
        int flags = EventClock.flags(speaker, deviceMillis, rxMillis);
        return new SampleTime(EventClock.eventMillis(deviceMillis, rxMillis, flags), deviceMillis, flags);
    }

    private Decoded decoded() {
        long bodyHash = ContentHash.of(body, 0, body.length);
        MessageIdentity identity = new MessageIdentity(
                hasRelativeTime ? MessageIdentity.Kind.BY_CONTENT_IN_A_ROW : MessageIdentity.Kind.BY_CONTENT,
                0,
                bodyHash >>> 1,
                bodyHash);
        List<Message> messages = new ArrayList<>(parts.size());
        List<Refusal> refusals = new ArrayList<>(0);
        for (Part part : parts.values()) {
            if (part.device == null) {
                refusals.add(new Refusal(
                        RejectionReason.SENML_BAD_NAME,
                        "speaks for '" + Tokens.shortened(part.name) + "', which is neither " + device.id()
                                + " nor heard through it",
                        Refusal.NO_SEQ,
                        List.of()));
            } else if (part.judged.size() == 0) {
                refusals.add(noMetric(part.judged.drops()));
            } else {
                messages.add(new Message(part.device, identity, part.readings(rxMillis), part.judged.drops()));
            }
        }
        if (messages.isEmpty() && refusals.isEmpty()) {
            refusals.add(noMetric(List.of()));
        }
        return Decoded.of(messages, refusals, unknownKeys);
    }

    private static Refusal noMetric(List<Drop> drops) {
        return new Refusal(RejectionReason.NO_METRIC, "no metric is left", Refusal.NO_SEQ, drops);
    }

    /** When a record's value was true, with what the clock rules say about it. */
    private record SampleTime(long eventMillis, long deviceMillis, int flags) {}

    /** The records of one pack about one device. */
    private final class Part {
        final String name;
        final @Nullable Device device;
        final Judged judged;
        private final List<SampleTime> times = new ArrayList<>();

        Part(String name, @Nullable Device device) {
            this.name = name;
            this.device = device;
            Device known = device == null ? SenmlReader.this.device : device;
            this.judged = new Judged(known.profile());
        }

        void take(String metricName, SenmlRecord record, SampleTime time) {
            int before = judged.size();
            judge(metricName, record);
            if (judged.size() > before) {
                times.add(time);
            }
        }

        private void judge(String metricName, SenmlRecord record) {
            Optional<Metric> found = Metric.find(metricName);
            if (found.isEmpty()) {
                judged.drop(metricName, RejectionReason.UNKNOWN_METRIC, "no such metric");
                return;
            }
            Metric metric = found.get();
            Boolean bool = record.bool;
            if (record.values == 0) {
                judged.drop(metricName, RejectionReason.UNKNOWN_METRIC, "no metric is a sum over time");
            } else if (record.isText) {
                judged.drop(metricName, RejectionReason.WRONG_TYPE, "neither a number nor true or false");
            } else if (bool != null) {
                judged.bool(metric, bool);
            } else {
                number(metric, record);
            }
        }

        private void number(Metric metric, SenmlRecord record) {
            SenmlUnits.Conversion conversion = SenmlUnits.find(metric, record.unitInForce());
            double value = record.number + record.baseValue;
            if (metric.isBoolean()) {
                judged.number(metric, value); // says what is wrong with it
            } else if (conversion == null) {
                judged.drop(
                        metric.name(),
                        RejectionReason.UNIT_MISMATCH,
                        "unit '" + Tokens.shortened(record.unitInForce()) + "' is not one of " + metric);
            } else {
                judged.number(metric, conversion.apply(value));
            }
        }

        List<Reading> readings(long rx) {
            judged.derive(from -> times.add(times.get(from)));
            DeviceId id = device == null ? SenmlReader.this.device.id() : device.id();
            List<Reading> readings = new ArrayList<>(judged.size());
            for (int i = 0; i < judged.size(); i++) {
                SampleTime time = times.get(i);
                readings.add(new Reading(
                        id,
                        judged.metric(i),
                        judged.value(i),
                        time.eventMillis(),
                        time.deviceMillis(),
                        rx,
                        ContentHash.of(judged.value(i)),
                        time.flags() | judged.flags(i)));
            }
            return readings;
        }
    }
}
