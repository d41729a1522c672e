package io.geshao.gateway.edge;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.codec.MessageIdentity;
import io.geshao.gateway.intake.Keep;
import io.geshao.gateway.spool.SpoolEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what the gateway stores, and decides what people here must be told. An alarm is the centre's business if it gets
 * there: with the link up it is held for {@link #HOLD_MILLIS}, and told if the centre has not confirmed it by then; with the
 * link down it is told at once, unless the centre has it already. {@link #offer} any thread, all else on the owner's.
 */
final class EdgeWatch {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeWatch.class);

    /** People are told within a second, whatever the link does. */
    static final long HOLD_MILLIS = 600;

    private static final int QUEUED_MESSAGES = 20_000;
    private static final int HELD = 1_000;

    private static final EdgeRules NOTHING = new EdgeRules() {
        @Override
        public boolean cares(DeviceId device) {
            return false;
        }

        @Override
        public void stored(List<Reading> readings, long nowMillis) {}

        @Override
        public void advance(long nowMillis) {}

        @Override
        public void handOver() {}
    };

    private final EdgeRules.Maker maker;
    private final Supplier<Map<String, String>> rulesText;
    private final Supplier<Registry> registries;
    private final Edge.Link link;
    private final Ticker ticker;
    private final Keep keep;
    private final EdgeBoard board;
    private final BiConsumer<AlertView, String> publish;
    private final BlockingQueue<List<Reading>> queue = new ArrayBlockingQueue<>(QUEUED_MESSAGES);
    private final List<Held> held = new ArrayList<>(); // at most HELD
    private final Counter overflowed;
    private final Counter told;
    private final Counter marksLost;
    private Registry registry;
    private Map<String, String> texts;
    private @Nullable DeviceId lastDevice;
    private volatile EdgeRules rules;
    private volatile @Nullable String fault;

    /** @param mark how far urgent items were stored when it was heard */
    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Held(AlertTransition step, String device, long sinceMillis, long[] mark) {}

    EdgeWatch(
            EdgeRules.Maker maker,
            Supplier<Map<String, String>> rulesText,
            Supplier<Registry> registries,
            Edge.Link link,
            Ticker ticker,
            Keep keep,
            EdgeBoard board,
            BiConsumer<AlertView, String> publish,
            MeterRegistry meters) {
        this.maker = maker;
        this.rulesText = rulesText;
        this.registries = registries;
        this.link = link;
        this.ticker = ticker;
        this.keep = keep;
        this.board = board;
        this.publish = publish;
        this.overflowed = meters.counter("geshao.gateway.edge.overflowed");
        this.told = meters.counter("geshao.gateway.edge.told");
        this.marksLost = meters.counter("geshao.gateway.edge.marks.lost");
        this.registry = registries.get();
        this.texts = rulesText.get();
        this.rules = NOTHING; // replaced at once, unless the rules are wrong: then the gateway starts all the same
        make(ticker.epochMillis());
    }

    /** Readings that are durable now. */
    void offer(List<Reading> readings) {
        if (!readings.isEmpty() && rules.cares(readings.get(0).device()) && !queue.offer(readings)) {
            overflowed.increment();
        }
    }

    BlockingQueue<List<Reading>> queue() {
        return queue;
    }

    /** {@code up}, or why the rules in force are not the newest. */
    String health() {
        String wrong = fault;
        return wrong == null ? "up" : wrong;
    }

    /** One round; {@code first} was taken from the queue, or is null. */
    void step(@Nullable List<Reading> first) {
        long now = ticker.epochMillis();
        renewIfChanged(now);
        boolean cut = link.isCutOff();
        board.cutOff(cut);
        for (List<Reading> next = first == null ? queue.poll() : first; next != null; next = queue.poll()) {
            rules.stored(next, now);
        }
        rules.advance(now);
        judgeHeld(now, cut);
        if (!cut && held.isEmpty() && link.hasAll()) {
            rules.handOver();
        }
    }

    /** Other rules or devices begin with nothing: what is active shows with its next reading. */
    private void renewIfChanged(long now) {
        Registry current = registries.get();
        Map<String, String> currentTexts = rulesText.get();
        if (current == registry && currentTexts.equals(texts)) {
            return;
        }
        registry = current;
        texts = currentTexts;
        make(now);
    }

    private void make(long now) {
        try {
            rules = maker.make(texts, registry, now, this::heard);
            fault = null;
        } catch (IllegalArgumentException e) {
            fault = "the rules for the edge are wrong, the last ones stay: " + e.getMessage();
            LOG.warn("edge: {}", fault);
        }
    }

    private void judgeHeld(long now, boolean cut) {
        for (Iterator<Held> alarms = held.iterator(); alarms.hasNext(); ) {
            Held alarm = alarms.next();
            if (link.isConfirmed(alarm.mark())) {
                alarms.remove(); // the centre has it
            } else if (cut || now - alarm.sinceMillis() >= HOLD_MILLIS) {
                alarms.remove();
                tell(alarm, now);
            }
        }
    }

    /** A step of an alert, from within {@link EdgeRules}. */
    private void heard(AlertTransition step) {
        AlertView alert = step.alert();
        DeviceId decided = alert.device();
        if (decided != null) {
            lastDevice = decided; // where many decided, the one that was heard last stands for them
        }
        EdgeNotice before = board.find(alert.id());
        switch (step.kind()) {
            case RAISED, RE_ALARM, SEVERITY_UP -> {
                if (!alert.drill() && held.size() < HELD) {
                    String device = lastDevice == null ? "" : lastDevice.value();
                    held.add(new Held(step, device, ticker.epochMillis(), link.stored()));
                }
            }
            default -> {
                if (before != null && before.state() != alert.state()) {
                    show(before.now(alert.state(), ticker.epochMillis()), alert);
                }
            }
        }
    }

    private void tell(Held alarm, long now) {
        AlertView alert = alarm.step().alert();
        EdgeNotice before = board.find(alert.id());
        boolean again = before != null && before.state().isActive();
        show(EdgeNotice.of(alarm.step(), placeOf(alert), alarm.device(), now), alert);
        told.increment();
        LOG.warn("edge: the centre cannot be reached, told here: {}", alert.id());
        if (!again && !alarm.device().isEmpty()) {
            mark(alert, new DeviceId(alarm.device()), now);
        }
    }

    private void show(EdgeNotice notice, AlertView alert) {
        board.put(notice);
        publish.accept(alert, EdgeBoard.json(notice));
    }

    private Map<String, String> placeOf(AlertView alert) {
        Place place = registry.place(alert.place()).orElse(null);
        return place == null
                ? Map.of("zh", alert.place(), "en", alert.place())
                : Map.of("zh", place.nameZh(), "en", place.nameEn());
    }

    /** Goes up behind the readings that raised it, and is stored once, as they are. */
    private void mark(AlertView alert, DeviceId id, long now) {
        Device device = registry.device(id).orElse(null);
        if (device == null) {
            return;
        }
        long number = Integer.toUnsignedLong(alert.id().hashCode());
        Reading reading = new Reading(
                id,
                Metric.of(EdgeRules.TOLD + alert.rule()),
                Math.max(0, now - alert.onsetMillis()) / 1000.0,
                now,
                Reading.NO_DEVICE_TIME,
                now,
                number,
                0);
        MessageIdentity identity = new MessageIdentity(MessageIdentity.Kind.BY_CONTENT, 0, number, now);
        keep.appendAll(List.of(new SpoolEntry(device, identity, List.of(reading), List.of())), result -> {
            if (!result.isDurable()) {
                marksLost.increment();
            }
        });
    }
}
