package io.geshao.gateway.intake;

import io.geshao.core.DeviceId;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.codec.Decoded;
import io.geshao.gateway.codec.Drop;
import io.geshao.gateway.codec.LnsEvent;
import io.geshao.gateway.codec.Message;
import io.geshao.gateway.codec.MessageIdentity;
import io.geshao.gateway.codec.PayloadDecoder;
import io.geshao.gateway.codec.PayloadFormat;
import io.geshao.gateway.codec.Refusal;
import io.geshao.gateway.codec.RefusedException;
import io.geshao.gateway.spool.AppendResult;
import io.geshao.gateway.spool.SpoolEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one path behind all doors: authorise, decode, spool, answer. A refusal takes the same way as a reading: it is
 * answered once it is durable, so that nothing a device was told has vanished after a crash. Any thread; decoding runs
 * on the caller's.
 */
public final class Intake {
    private static final String TOO_MANY = "more messages than one device may send";

    private final Supplier<Registry> registries;
    private final PayloadDecoder decoder = new PayloadDecoder();
    private final Keep keep;
    private final Ticker ticker;
    private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
    private final Counter accepted;
    private final Counter duplicates;
    private final Counter held;
    private final Counter unknownKeys;
    private final Counter ignored;

    public Intake(Supplier<Registry> registries, Keep keep, Ticker ticker, MeterRegistry meters) {
        this.registries = registries;
        this.keep = keep;
        this.ticker = ticker;
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.put(reason, meters.counter("geshao.gateway.rejected", "reason", reason.name()));
        }
        accepted = meters.counter("geshao.gateway.accepted");
        duplicates = meters.counter("geshao.gateway.duplicates");
        held = meters.counter("geshao.gateway.held");
        unknownKeys = meters.counter("geshao.gateway.unknown.keys");
        ignored = meters.counter("geshao.gateway.ignored");
    }

    /**
     * Takes one message.
     *
     * @param done called once: on the spool's thread after the commit, or at once on this thread if nothing could be
     *     kept; must not block
     */
    public void offer(Arrival arrival, Consumer<Verdict> done) {
        offer(arrival, null, done);
    }

    /**
     * As above, for a door that does not ask itself whether the device has sent its share: what is beyond it is refused,
     * and kept only now and then.
     */
    public void offer(Arrival arrival, @Nullable DeviceLimits limits, Consumer<Verdict> done) {
        long rxMillis = ticker.epochMillis();
        Registry registry = registries.get(); // once: a message is judged by one registry, whatever is pushed meanwhile
        PayloadFormat format = arrival.format();
        boolean nameless = format == PayloadFormat.THE_THINGS_STACK_UP; // only the event itself says whose it is
        Device device = registered(registry, arrival);
        RejectionReason refusal = nameless ? null : authorise(registry, arrival, device);
        if (refusal != null) {
            refuse(arrival, refusal, detailOf(refusal, arrival), rxMillis, done);
        } else if (format == null) {
            refuse(arrival, RejectionReason.UNSUPPORTED_FORMAT, "no such payload format", rxMillis, done);
        } else if (format.isEvent()) {
            offerEvent(registry, arrival, format, limits, rxMillis, done);
        } else if (device != null && !isLimited(arrival, limits, rxMillis, done)) {
            Decoded decoded = format == PayloadFormat.RAW
                    ? decoder.decodeRaw(device, arrival.named(), arrival.body(), rxMillis)
                    : decoder.decode(
                            device, format, arrival.body(), rxMillis, childrenOf(registry, arrival.publisher()));
            keep(decoded, arrival, rxMillis, done);
        }
    }

    private void offerEvent(
            Registry registry,
            Arrival arrival,
            PayloadFormat format,
            @Nullable DeviceLimits limits,
            long rxMillis,
            Consumer<Verdict> done) {
        LnsEvent event;
        try {
            event = decoder.readEvent(format, arrival.named(), arrival.body());
        } catch (RefusedException e) {
            refuse(arrival, e.reason(), String.valueOf(e.getMessage()), rxMillis, done);
            return;
        }
        Arrival addressed = arrival.of(event.device());
        Device device = registered(registry, addressed);
        RejectionReason refusal = authorise(registry, addressed, device);
        if (refusal != null) {
            refuse(addressed, refusal, detailOf(refusal, addressed), rxMillis, done);
        } else if (device != null && !isLimited(addressed, limits, rxMillis, done)) {
            keep(decoder.decodeEvent(device, event, rxMillis), addressed, rxMillis, done);
        }
    }

    /** Only for a publisher that may speak for the device: a stranger must not use up its share. */
    private boolean isLimited(Arrival arrival, @Nullable DeviceLimits limits, long rxMillis, Consumer<Verdict> done) {
        DeviceId device = arrival.device();
        if (limits == null || device == null) {
            return false;
        }
        switch (limits.judge(device)) {
            case PASS -> {
                return false;
            }
            case LIMITED -> ignore(RejectionReason.RATE_LIMITED, TOO_MANY, done);
            case LIMITED_AND_REPORT ->
                refuse(arrival, RejectionReason.RATE_LIMITED, limits.report(device), rxMillis, done);
        }
        return true;
    }

    /** Refuses a message and only counts it: there may be too many of the kind to keep each. */
    public void ignore(RejectionReason reason, String detail, Consumer<Verdict> done) {
        count(reason);
        done.accept(Verdict.refused(reason, detail));
    }

    private void keep(Decoded decoded, Arrival arrival, long rxMillis, Consumer<Verdict> done) {
        if (decoded.isNothing()) {
            ignored.increment();
            done.accept(Verdict.kept());
            return;
        }
        List<Rejection> rejections = rejectionsOf(decoded, arrival, rxMillis);
        keep(entriesOf(decoded, rejections, arrival, rxMillis), decoded, rejections, done);
    }

    private void keep(List<SpoolEntry> entries, Decoded decoded, List<Rejection> rejections, Consumer<Verdict> done) {
        keep.appendAll(
                entries,
                result -> done.accept(
                        result.isDurable() ? settle(result, decoded, rejections) : busy(entries, decoded, rejections)));
    }

    private Verdict busy(List<SpoolEntry> entries, Decoded decoded, List<Rejection> rejections) {
        held.increment();
        return Verdict.busy(done -> keep(entries, decoded, rejections, done));
    }

    /** Whether it is worth offering again what there was no room for. */
    public boolean hasRoom() {
        return keep.hasRoom();
    }

    /** As below, received now. */
    public void refuse(Arrival arrival, RejectionReason reason, String detail, Consumer<Verdict> done) {
        refuse(arrival, reason, detail, ticker.epochMillis(), done);
    }

    /** Refuses a message that a door could not even read; counted and spooled as any other refusal. */
    public void refuse(Arrival arrival, RejectionReason reason, String detail, long rxMillis, Consumer<Verdict> done) {
        Rejection rejection =
                new Rejection(reason, arrival.device(), null, arrival.source(), detail, rxMillis, arrival.body());
        keep.appendAll(List.of(SpoolEntry.of(rejection)), result -> {
            if (!result.isDurable()) {
                held.increment();
                done.accept(Verdict.busy());
                return;
            }
            count(reason);
            done.accept(new Verdict(Verdict.Outcome.REFUSED, reason, detail, Refusal.NO_SEQ, Map.of()));
        });
    }

    /** Why it is not taken, or null; then there is a device, unless only the body says whose it is. */
    private static @Nullable RejectionReason authorise(Registry registry, Arrival arrival, @Nullable Device device) {
        if (arrival.device() == null) {
            return RejectionReason.BAD_TOPIC;
        }
        if (device == null) {
            return RejectionReason.UNKNOWN_DEVICE;
        }
        String identity = arrival.publisher().identity();
        boolean otherCommunity =
                arrival.community() != null && !arrival.community().equals(device.community());
        if (otherCommunity || (identity != null && !registry.mayPublish(identity, device))) {
            return RejectionReason.NOT_AUTHORIZED;
        }
        return null;
    }

    private static String detailOf(RejectionReason reason, Arrival arrival) {
        return switch (reason) {
            case BAD_TOPIC -> "not the address of a device";
            case UNKNOWN_DEVICE -> "device " + arrival.device() + " is not registered";
            default -> "not an address of this publisher";
        };
    }

    private static @Nullable Device registered(Registry registry, Arrival arrival) {
        DeviceId id = arrival.device();
        return id == null ? null : registry.device(id).orElse(null);
    }

    private static Function<DeviceId, Optional<Device>> childrenOf(Registry registry, Publisher publisher) {
        String identity = publisher.identity();
        return id -> registry.device(id).filter(device -> identity == null || registry.mayPublish(identity, device));
    }

    /** The raw bytes stand beside the first refused element only where all of them together would outgrow one body. */
    private static List<Rejection> rejectionsOf(Decoded decoded, Arrival arrival, long rxMillis) {
        List<Refusal> refusals = decoded.refusals();
        boolean rawForAll = (long) refusals.size() * arrival.body().length <= Rejection.RAW_LIMIT;
        List<Rejection> rejections = new ArrayList<>(refusals.size());
        for (Refusal refusal : refusals) {
            byte[] raw = rawForAll || rejections.isEmpty() ? arrival.body() : new byte[0];
            rejections.add(refusal.rejection(arrival.device(), arrival.source(), rxMillis, raw));
        }
        return rejections;
    }

    /** Refused elements of a batch ride with its first message, so that a repeated batch does not repeat them. */
    private static List<SpoolEntry> entriesOf(
            Decoded decoded, List<Rejection> rejections, Arrival arrival, long rxMillis) {
        if (decoded.messages().isEmpty()) {
            return List.of(new SpoolEntry(null, null, List.of(), rejections));
        }
        List<SpoolEntry> entries = new ArrayList<>(decoded.messages().size());
        for (Message message : decoded.messages()) {
            SpoolEntry entry = SpoolEntry.of(message, arrival.source(), rxMillis, arrival.body());
            if (entries.isEmpty() && !rejections.isEmpty()) {
                List<Rejection> both = new ArrayList<>(entry.rejections());
                both.addAll(rejections);
                entry = new SpoolEntry(entry.device(), entry.identity(), entry.readings(), both);
            }
            entries.add(entry);
        }
        return entries;
    }

    private Verdict settle(AppendResult result, Decoded decoded, List<Rejection> rejections) {
        switch (result) {
            case BUSY, FAILED -> throw new IllegalStateException("not durable: " + result);
            case DUPLICATE -> duplicates.increment();
            case COMMITTED -> {
                rejections.forEach(rejection -> count(rejection.reason()));
                decoded.messages().forEach(message -> message.drops().forEach(drop -> count(drop.reason())));
                unknownKeys.increment(decoded.unknownKeys());
                if (decoded.refused() == null) {
                    accepted.increment();
                }
            }
        }
        return verdictOn(decoded);
    }

    private static Verdict verdictOn(Decoded decoded) {
        if (decoded.isFlawless()) {
            return Verdict.kept();
        }
        RejectionReason refused = decoded.refused();
        if (refused != null) {
            Refusal first = decoded.refusals().get(0);
            return new Verdict(Verdict.Outcome.REFUSED, refused, decoded.detail(), first.seq(), dropped(first.drops()));
        }
        List<Drop> drops = decoded.messages().stream()
                .flatMap(message -> message.drops().stream())
                .toList();
        // The first complaint stands for a batch: its sender looks up the rest by the device's rejections.
        RejectionReason reason =
                decoded.refusals().isEmpty() ? null : decoded.refusals().get(0).reason();
        MessageIdentity identity = decoded.messages().get(0).identity();
        long seq = Refusal.NO_SEQ;
        if (drops.isEmpty()) {
            seq = decoded.refusals().get(0).seq();
        } else if (identity.kind() == MessageIdentity.Kind.COUNTED) {
            seq = identity.seq();
        }
        return new Verdict(Verdict.Outcome.KEPT, reason, decoded.detail(), seq, dropped(drops));
    }

    private static Map<String, RejectionReason> dropped(List<Drop> drops) {
        Map<String, RejectionReason> byMetric = new LinkedHashMap<>();
        drops.forEach(drop -> byMetric.putIfAbsent(drop.metric(), drop.reason()));
        return byMetric;
    }

    private void count(RejectionReason reason) {
        Counter counter = rejected.get(reason);
        if (counter == null) {
            throw new IllegalStateException("every reason has a counter: " + reason);
        }
        counter.increment();
    }
}
