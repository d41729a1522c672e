package io.geshao.alerting.rule.operator;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Operand.Nights;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the words of all rules remember of one metric of one device. Owner: the thread that owns the device.
 */
public final class Memories {
    private final Map<Key, Memory> byKey;
    private final Key[] keys;
    private final Memory[] memories;

    /** What two operands must share to share a memory. */
    private record Key(Operand.Kind kind, long windowMillis, Operand.Detail detail) {
        static Key of(Operand operand) {
            Nights nights = operand.detail().nights();
            return nights == null
                    ? new Key(operand.kind(), operand.windowMillis(), operand.detail())
                    : new Key(Operand.Kind.DAILY, 0, operand.detail());
        }
    }

    private Memories(Map<Key, Memory> byKey) {
        this.byKey = byKey;
        this.keys = byKey.keySet().toArray(Key[]::new);
        this.memories = byKey.values().toArray(Memory[]::new);
    }

    /** Whether an operand needs one: a last value and a window of samples do not answer it. */
    public static boolean answers(Operand operand) {
        return switch (operand.kind()) {
            case CHANGED, FELL, FORECAST, HOUR_SIGMA, FLAG, FLAGGED, DAILY, BASELINE, DAY_MEAN -> true;
            default -> false;
        };
    }

    /**
     * Memories for those of the operands that need one; null if none does.
     *
     * @param operands all about one metric
     */
    public static @Nullable Memories of(Collection<Operand> operands) {
        Map<Key, Memory> byKey = new LinkedHashMap<>();
        for (Operand operand : operands) {
            if (answers(operand)) {
                byKey.computeIfAbsent(Key.of(operand), key -> memory(operand));
            }
        }
        return byKey.isEmpty() ? null : new Memories(byKey);
    }

    private static Memory memory(Operand operand) {
        return switch (operand.kind()) {
            case CHANGED -> Changed.byAnything();
            case FELL -> Changed.byFall(operand.detail().amount());
            case FORECAST -> new Forecast(operand.windowMillis());
            case HOUR_SIGMA ->
                new HourProfile(
                        (int) operand.detail().amount(),
                        Objects.requireNonNull(operand.detail().zone()));
            case FLAG, FLAGGED -> new Flags(operand.detail().other(), operand.windowMillis());
            case DAILY, BASELINE, DAY_MEAN ->
                new NightFlow(Objects.requireNonNull(operand.detail().nights()));
            default -> throw new IllegalArgumentException("no memory answers " + operand.text());
        };
    }

    /** A value has come; its event time may lie before that of one that came earlier. */
    public void add(double value, long eventMillis) {
        for (Memory memory : memories) {
            memory.add(value, eventMillis);
        }
    }

    /** What the word says at that moment; NaN if nothing is known, or nobody has asked for it to be remembered. */
    public double value(Operand operand, long nowMillis) {
        Memory memory = byKey.get(Key.of(operand));
        return memory == null ? Double.NaN : memory.value(operand, nowMillis);
    }

    /** The night of that day is over and will be judged. */
    public void closeNight(Nights nights, LocalDate day) {
        NightFlow flow = flow(nights);
        if (flow != null) {
            flow.close(day);
        }
    }

    /** The night that was closed has been judged: one that was wrong is nothing to compare others with. */
    public void settleNight(Nights nights, boolean wrong) {
        NightFlow flow = flow(nights);
        if (flow != null) {
            flow.settle(wrong);
        }
    }

    private @Nullable NightFlow flow(Nights nights) {
        for (int i = 0; i < keys.length; i++) {
            if (nights.equals(keys[i].detail().nights())) {
                return (NightFlow) memories[i];
            }
        }
        return null;
    }

    /** All that is remembered, for a snapshot: by what it is about. */
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        for (int i = 0; i < keys.length; i++) {
            state.put(name(keys[i]), memories[i].state());
        }
        return state;
    }

    /** Takes up what {@link #state} gave, as far as rules still ask for it. */
    public void restore(Map<String, double[]> state) {
        for (int i = 0; i < keys.length; i++) {
            double[] one = state.get(name(keys[i]));
            if (one != null) {
                memories[i].restore(one);
            }
        }
    }

    private static String name(Key key) {
        List<String> parts = new ArrayList<>(List.of(key.kind().name(), String.valueOf(key.windowMillis())));
        parts.add(String.valueOf(key.detail().amount()));
        parts.add(String.valueOf(key.detail().other()));
        Nights nights = key.detail().nights();
        if (nights != null) {
            parts.add(nights.from() + "-" + nights.to() + "-" + nights.days());
        }
        return String.join("|", parts);
    }
}
