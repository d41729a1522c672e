package io.geshao.bench.fuzz;

import io.geshao.core.RejectionReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What came back through one door. Any thread. */
public final class Tally {
    private final LongAdder sent = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder unanswerable = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder unnamed = new LongAdder();
    private final Map<RejectionReason, LongAdder> refused = new EnumMap<>(RejectionReason.class);

    Tally() {
        for (RejectionReason reason : RejectionReason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Something to which an answer is due. */
    void sent() {
        sent.increment();
    }

    /** Something so broken that the protocol knows no answer. */
    void sentUnanswerable() {
        unanswerable.increment();
    }

    void taken() {
        taken.increment();
    }

    void refused(String name) {
        for (Map.Entry<RejectionReason, LongAdder> each : refused.entrySet()) {
            if (each.getKey().name().equals(name)) {
                each.getValue().increment();
                return;
            }
        }
        unnamed.increment();
    }

    void unanswered() {
        unanswered.increment();
    }

    /** How many inputs went through the door, whatever became of them. */
    public long inputs() {
        return sent.sum() + unanswerable.sum();
    }

    public long answerable() {
        return sent.sum();
    }

    /** Inputs that were answered: taken in, or refused by name. */
    public long answered() {
        return taken.sum()
                + refusals().values().stream().mapToLong(Long::longValue).sum();
    }

    public long accepted() {
        return taken.sum();
    }

    public long unnamedRefusals() {
        return unnamed.sum();
    }

    public long withoutAnswer() {
        return unanswered.sum();
    }

    /** Refusals by reason, without those that did not occur. */
    public Map<String, Long> refusals() {
        Map<String, Long> counts = new TreeMap<>();
        refused.forEach((reason, count) -> {
            if (count.sum() > 0) {
                counts.put(reason.name(), count.sum());
            }
        });
        return counts;
    }
}
