package io.geshao.gateway.mqtt;

import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.Verdict;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection that wait for their verdict, in the order in which they came: answers leave in that
 * order (MQTT 5, 4.6). Bounded: a full window stops the reading of the socket. Owned by the connection's event loop,
 * except for {@link #settle}.
 */
final class AckWindow {
    /** Also announced to MQTT 5 clients as their Receive Maximum. */
    static final int MAX_MESSAGES = 1_024;

    private static final int MAX_BYTES = 1 << 20;

    private final Deque<Slot> slots = new ArrayDeque<>(); // from receipt to answer
    private int bytes;
    private int held;
    private volatile boolean heldUp; // set by any thread, cleared by the event loop

    /** One message under way. */
    static final class Slot {
        final int packetId;
        final MqttQoS qos;
        final Arrival arrival;
        private volatile @Nullable Verdict verdict; // written by the spool's thread, read by the event loop
        private boolean waiting; // event loop only: BUSY was seen, to be offered again
        private @Nullable Consumer<Consumer<Verdict>> again; // event loop only: how, if it was decoded already

        Slot(int packetId, MqttQoS qos, Arrival arrival) {
            this.packetId = packetId;
            this.qos = qos;
            this.arrival = arrival;
        }

        /** Offers it as it was decoded before; false if it was not. The event loop. */
        boolean offerAgain(Consumer<Verdict> done) {
            if (again == null) {
                return false;
            }
            again.accept(done);
            return true;
        }
    }

    /** A message with the answer that is due now. */
    record Due(Slot slot, Verdict verdict) {}

    Slot add(int packetId, MqttQoS qos, Arrival arrival) {
        Slot slot = new Slot(packetId, qos, arrival);
        slots.add(slot);
        bytes += arrival.body().length;
        return slot;
    }

    /** Any thread. */
    void settle(Slot slot, Verdict verdict) {
        if (verdict.outcome() == Verdict.Outcome.BUSY) {
            heldUp = true;
        }
        slot.verdict = verdict;
    }

    /** Whether a message waits for room in the spool: what comes after it must wait too. */
    boolean isHeldUp() {
        return heldUp;
    }

    /** Takes out the oldest message if it can be answered. */
    @Nullable
    Due pollDue() {
        Slot slot = slots.peek();
        if (slot == null) {
            return null;
        }
        Verdict verdict = slot.verdict;
        if (verdict == null || verdict.outcome() == Verdict.Outcome.BUSY) {
            return null;
        }
        slots.remove();
        bytes -= slot.arrival.body().length;
        return new Due(slot, verdict);
    }

    /** Notes which messages the spool had no room for; true if there are any. */
    boolean noteHeld() {
        held = 0;
        if (!heldUp) {
            return false;
        }
        for (Slot slot : slots) {
            Verdict verdict = slot.verdict;
            slot.waiting = verdict != null && verdict.outcome() == Verdict.Outcome.BUSY;
            if (slot.waiting) {
                held++;
            }
        }
        return held > 0;
    }

    /** Hands out the messages to be offered again, oldest first; they wait for a verdict anew. */
    List<Slot> takeHeld() {
        List<Slot> again = new ArrayList<>(held);
        held = 0;
        heldUp = false;
        for (Slot slot : slots) {
            Verdict verdict = slot.verdict;
            if (slot.waiting && verdict != null) {
                slot.waiting = false;
                slot.again = verdict.again() == null ? slot.again : verdict.again();
                slot.verdict = null;
                again.add(slot);
            }
        }
        return again;
    }

    boolean contains(int packetId) {
        for (Slot slot : slots) {
            if (slot.packetId == packetId && slot.qos == MqttQoS.EXACTLY_ONCE) {
                return true;
            }
        }
        return false;
    }

    boolean isFull() {
        return held > 0 || slots.size() >= MAX_MESSAGES || bytes >= MAX_BYTES;
    }

    int size() {
        return slots.size();
    }
}
