package io.geshao.gateway.downlink;

import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.News;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.core.port.CommandDesk.State;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.downlink.store.ErrandStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What waits for devices: one command of a device is on its way at a time, oldest first, and its configuration beside it
 * (a device may listen to one of them only); by the first door that reaches it. Not acknowledged in a while, or when the device comes back, it is sent again under the same id. Nothing is sent
 * from its expiry on. All of it is the downlink's thread's.
 */
final class Errands {
    /** Beyond this the centre keeps the rest. */
    static final int MOST = 10_000;
    /** Receipts that the centre has not taken; a device's next one is refused then, and it keeps it. */
    static final int MOST_WORDS = 50_000;

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long EXPIRY_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ErrandStore store;
    private final List<DeviceDoor> doors;
    private final Answer answer;
    private final Ticker ticker;
    private final Map<String, Waiting> byId = new LinkedHashMap<>();
    private final Map<DeviceId, Map<String, Waiting>> byDevice = new LinkedHashMap<>();
    private final Set<DeviceId> due = new LinkedHashSet<>();
    private final Counter delivered;
    private final Counter expired;
    private final Counter receipts;
    private long position;
    private long words;
    private long attempts;
    private long lookedNanos;

    /** How doors answer: on any thread. */
    @FunctionalInterface
    interface Answer {
        void settled(String id, long attempt, boolean acknowledged);
    }

    private static final class Waiting {
        final Errand errand;
        long attempt; // 0 while it is on no door
        int door; // the one it is on, or was last
        long sentNanos;

        Waiting(Errand errand) {
            this.errand = errand;
        }

        boolean isConfiguration() {
            return errand.action() == Action.CONFIGURE;
        }
    }

    Errands(ErrandStore store, List<DeviceDoor> doors, Answer answer, Ticker ticker, MeterRegistry meters) {
        this.store = store;
        this.doors = doors;
        this.answer = answer;
        this.ticker = ticker;
        this.delivered = meters.counter("geshao.gateway.downlink.delivered");
        this.expired = meters.counter("geshao.gateway.downlink.expired");
        this.receipts = meters.counter("geshao.gateway.downlink.receipts");
        meters.gauge("geshao.gateway.downlink.waiting", byId, Map::size);
    }

    /** Forgets everything and reads it from disk. */
    boolean restore() throws IOException {
        byId.clear();
        byDevice.clear();
        due.clear();
        position = store.position();
        words = store.countWords();
        store.errands().forEach(this::add);
        return true;
    }

    long position() {
        return position;
    }

    boolean isFull() {
        return byId.size() >= MOST || words >= MOST_WORDS;
    }

    private void add(Errand errand) {
        Waiting waiting = new Waiting(errand);
        byId.put(errand.id(), waiting);
        byDevice.computeIfAbsent(errand.device(), id -> new LinkedHashMap<>()).put(errand.id(), waiting);
        due.add(errand.device());
    }

    private void drop(Waiting waiting) throws IOException {
        Errand errand = waiting.errand;
        byId.remove(errand.id());
        Map<String, Waiting> ofDevice = byDevice.get(errand.device());
        if (ofDevice != null) {
            ofDevice.remove(errand.id());
            if (ofDevice.isEmpty()) {
                byDevice.remove(errand.device());
            }
        }
        due.add(errand.device());
        store.drop(errand.id());
    }

    private void say(Errand errand, State state, String reason) throws IOException {
        store.say(new Report(errand.id(), errand.device(), state, reason, ticker.epochMillis()));
        words++;
    }

    /** Keeps what the centre has for us. */
    boolean take(News news) throws IOException {
        for (Errand errand : news.errands()) {
            if (!byId.containsKey(errand.id())) {
                store.keep(errand);
                say(errand, State.SENT, "");
                add(errand);
            }
        }
        for (String id : news.withdrawn()) {
            Waiting waiting = byId.get(id);
            if (waiting != null) {
                takeBack(waiting);
                drop(waiting);
            }
        }
        if (news.position() != position) {
            store.moveTo(news.position());
            position = news.position();
        }
        return true;
    }

    /**
     * The device hears us now, its commands or its configuration: whatever of that is on its way to it is sent again, by
     * the best door. The other is left alone, or a device that subscribes to both would be told the first one twice.
     */
    boolean listening(DeviceId device, boolean configuration) {
        Map<String, Waiting> ofDevice = byDevice.get(device);
        if (ofDevice != null) {
            ofDevice.values().stream()
                    .filter(waiting -> waiting.isConfiguration() == configuration)
                    .forEach(this::takeBack);
            due.add(device);
        }
        return true;
    }

    private void takeBack(Waiting waiting) {
        if (waiting.attempt != 0) {
            waiting.attempt = 0;
            doors.forEach(door -> door.withdraw(waiting.errand));
        }
    }

    /** A door's answer to an attempt that may be over by now. */
    boolean settled(String id, long attempt, boolean acknowledged) throws IOException {
        Waiting waiting = byId.get(id);
        if (waiting == null) {
            return false;
        }
        if (acknowledged) { // also to an attempt that was given up: the device has it
            takeBack(waiting);
            say(waiting.errand, State.DELIVERED, "");
            drop(waiting);
            delivered.increment();
        } else if (waiting.attempt == attempt) {
            waiting.attempt = 0;
            if (waiting.door + 1 < doors.size()) {
                offer(waiting, waiting.door + 1);
            }
        }
        return true;
    }

    /** A device's receipt; false if there is no room to keep it. */
    boolean answered(Report report) throws IOException {
        if (words >= MOST_WORDS) {
            return false;
        }
        Waiting waiting = byId.get(report.id());
        if (waiting != null && waiting.errand.device().equals(report.device())) {
            takeBack(waiting);
            say(waiting.errand, State.DELIVERED, ""); // its word came before the acknowledgement of the message
            drop(waiting);
            delivered.increment();
        }
        store.say(report);
        words++;
        receipts.increment();
        return true;
    }

    /** Gives up what is too late, and looks after attempts that nobody answered. */
    boolean tick() throws IOException {
        long nanos = ticker.nanos();
        if (nanos - lookedNanos < EXPIRY_LOOK_NANOS) {
            return true;
        }
        lookedNanos = nanos;
        long now = ticker.epochMillis();
        List<Waiting> late = new ArrayList<>();
        for (Waiting waiting : byId.values()) {
            if (waiting.errand.expiresMillis() <= now) {
                late.add(waiting);
            } else if (nanos - waiting.sentNanos >= AGAIN_NANOS) {
                waiting.sentNanos = nanos;
                takeBack(waiting);
                due.add(waiting.errand.device());
            }
        }
        for (Waiting waiting : late) {
            say(waiting.errand, State.EXPIRED, waiting.attempt == 0 ? "NOT_REACHED" : "NOT_ACKNOWLEDGED");
            takeBack(waiting);
            drop(waiting);
            expired.increment();
        }
        return true;
    }

    /** Sends the oldest errand of every device for which something has changed; after the commit. */
    void sendWhatIsDue() {
        for (Iterator<DeviceId> devices = due.iterator(); devices.hasNext(); ) {
            Map<String, Waiting> ofDevice = byDevice.get(devices.next());
            devices.remove();
            if (ofDevice != null) {
                offerOldest(ofDevice, true);
                offerOldest(ofDevice, false); // last, so that on a door with one place it has it
            }
        }
    }

    private void offerOldest(Map<String, Waiting> ofDevice, boolean configuration) {
        for (Waiting waiting : ofDevice.values()) {
            if (waiting.isConfiguration() == configuration) {
                if (waiting.attempt == 0) {
                    offer(waiting, 0);
                }
                return;
            }
        }
    }

    private void offer(Waiting waiting, int door) {
        Errand errand = waiting.errand;
        if (errand.expiresMillis() <= ticker.epochMillis()) {
            return; // the next tick says so
        }
        long attempt = ++attempts;
        waiting.attempt = attempt;
        waiting.door = door;
        waiting.sentNanos = ticker.nanos();
        doors.get(door)
                .send(errand, ErrandJson.write(errand))
                .whenComplete((acknowledged, failure) ->
                        answer.settled(errand.id(), attempt, isTrue(acknowledged) && failure == null));
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return value != null && value;
    }

    List<ErrandStore.Kept> words(int limit) {
        if (words == 0) {
            return List.of();
        }
        try {
            return store.words(limit);
        } catch (IOException e) {
            return List.of(); // the next commit meets the same fault and tells of it
        }
    }

    boolean told(long number) throws IOException {
        store.forgetWords(number);
        words = store.countWords();
        return true;
    }
}
