package io.geshao.bench;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.registry.Device;
import io.geshao.devicesim.community.CommunityPlan;
import io.geshao.devicesim.community.Mode;
import io.geshao.devicesim.scenario.VirtualDevice;
import io.geshao.devicesim.wire.Message;
import io.geshao.gateway.codec.Decoded;
import io.geshao.gateway.codec.PayloadDecoder;
import io.geshao.gateway.codec.PayloadFormat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Days of the simulator's community without its radio: the same devices, intervals, values and counters, their messages
 * decoded as a gateway does and put together into batches as one that sends what it has each second. One thread.
 */
final class VirtualDays {
    private static final long SEED = 7;
    /** How long a gateway gathers while its centre answers at once. */
    private static final long GATHER_MILLIS = 1_000;

    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final Map<Lane, List<Reading>> gathered = new EnumMap<>(Lane.class);
    private final Map<Lane, Long> numbers = new EnumMap<>(Lane.class);
    private final Random radio = new Random(SEED);
    private final PayloadDecoder decoder = new PayloadDecoder();
    private final long untilMillis;
    private long nextSend;

    private record Turn(long atMillis, VirtualDevice device) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            return Long.compare(atMillis, other.atMillis);
        }
    }

    VirtualDays(long fromMillis, long untilMillis) {
        this.untilMillis = untilMillis;
        this.nextSend = fromMillis + GATHER_MILLIS;
        for (Device device : CommunityPlan.generate(SEED, Mode.COMMUNITY).devices()) {
            VirtualDevice virtual = new VirtualDevice(device, SEED, 1 + radio.nextInt(40));
            turns.add(new Turn(fromMillis + virtual.firstInterval(1), virtual));
        }
    }

    /** The batches that leave next, together; empty once the days are over. */
    List<Batch> next() {
        while (true) {
            Turn turn = turns.peek();
            if (turn == null || turn.atMillis() >= untilMillis) {
                return send(untilMillis);
            }
            if (turn.atMillis() >= nextSend) {
                List<Batch> batches = send(nextSend);
                nextSend = turn.atMillis() + GATHER_MILLIS;
                if (!batches.isEmpty()) {
                    return batches;
                }
            }
            turns.remove();
            receive(turn.device(), turn.atMillis());
            turns.add(new Turn(turn.atMillis() + turn.device().nextInterval(1), turn.device()));
        }
    }

    private void receive(VirtualDevice device, long atMillis) {
        Message message = device.report(atMillis);
        // A radio frame is on air and in its network server for a moment; a line of its own is quicker.
        long received =
                atMillis + (device.device().gateway().isEmpty() ? 15 + radio.nextInt(60) : 80 + radio.nextInt(250));
        Decoded decoded = decoder.decode(
                device.device(), PayloadFormat.valueOf(message.encoding().name()), message.body(), received);
        if (!decoded.isFlawless()) {
            throw new IllegalStateException(device.device().id() + ": " + decoded.detail());
        }
        List<Reading> readings =
                gathered.computeIfAbsent(device.device().profile().lane(), lane -> new ArrayList<>());
        decoded.messages().forEach(each -> readings.addAll(each.readings()));
    }

    private List<Batch> send(long nowMillis) {
        List<Batch> batches = new ArrayList<>();
        gathered.forEach((lane, readings) -> {
            if (!readings.isEmpty()) {
                long first = numbers.getOrDefault(lane, 0L);
                long last = first + readings.size() - 1;
                numbers.put(lane, last + 1);
                batches.add(new Batch("gw-1", "bench", lane, first, last, nowMillis, readings, List.of()));
            }
        });
        gathered.clear();
        return batches;
    }
}
