package io.geshao.alerting.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * What a reading, a silence or a change of other alerts says about one rule in one scope.
 *
 * @param levels verdict per level of the rule
 * @param clear whether the condition is gone, beyond the dead-band
 * @param eventMillis when it was so
 * @param previousMillis event time of the observation before it: the condition cannot have begun earlier
 * @param reading whether it counts towards delays in readings
 */
public record Observation(List<Verdict> levels, Verdict clear, long eventMillis, long previousMillis, boolean reading) {

    private static final List<List<List<Verdict>>> LISTS = lists();

    /**
     * What the values of a device say.
     *
     * @param level the highest level that is up, −1 if none: it decides what clears
     */
    public static Observation of(Rule rule, Values values, int level, long eventMillis, long previousMillis) {
        return new Observation(levels(rule, values), clear(rule, values, level), eventMillis, previousMillis, true);
    }

    /** The verdict of each level; the lists are shared, so that asking costs no memory. */
    private static List<Verdict> levels(Rule rule, Values values) {
        int count = rule.levels().size();
        int code = 0;
        for (int i = count - 1; i >= 0; i--) {
            code = code * 3 + Term.any(rule.levels().get(i).any(), values).ordinal();
        }
        return list(count, code);
    }

    /** Gone is an alert when that of its own level and of every level below is. */
    private static Verdict clear(Rule rule, Values values, int level) {
        Verdict verdict = Verdict.TRUE;
        Rule.Clear last = null;
        for (int i = 0; i <= Math.max(0, level); i++) {
            Rule.Clear clear = rule.clearOf(i);
            if (i > 0 && clear == last) {
                continue;
            }
            last = clear;
            Verdict one = clear == null || clear.all().isEmpty()
                    ? Term.any(rule.levels().get(clear == rule.clear() ? 0 : i).any(), values)
                            .not()
                    : Term.all(clear.all(), values);
            if (one == Verdict.FALSE) {
                return Verdict.FALSE;
            }
            verdict = one == Verdict.UNKNOWN ? one : verdict;
        }
        return verdict;
    }

    /** The same with levels that hold only if something else does: what is TRUE takes that verdict. */
    public Observation gated(Verdict gate) {
        if (gate == Verdict.TRUE) {
            return this;
        }
        int code = 0;
        for (int i = levels.size() - 1; i >= 0; i--) {
            Verdict one = levels.get(i) == Verdict.TRUE ? gate : levels.get(i);
            code = code * 3 + one.ordinal();
        }
        return new Observation(list(levels.size(), code), clear, eventMillis, previousMillis, reading);
    }

    /** The same without a reading: it does not count towards delays in readings. */
    public Observation silently() {
        return new Observation(levels, clear, eventMillis, previousMillis, false);
    }

    /** Whether any level holds. */
    public boolean isRaising() {
        return levels.contains(Verdict.TRUE);
    }

    private static List<Verdict> list(int count, int code) {
        return count < LISTS.size() ? LISTS.get(count).get(code) : decode(count, code);
    }

    private static List<List<List<Verdict>>> lists() {
        List<List<List<Verdict>>> lists = new ArrayList<>();
        for (int count = 0, codes = 1; count <= 4; count++, codes *= 3) {
            List<List<Verdict>> ofCount = new ArrayList<>();
            for (int code = 0; code < codes; code++) {
                ofCount.add(decode(count, code));
            }
            lists.add(ofCount);
        }
        return lists;
    }

    private static List<Verdict> decode(int count, int code) {
        List<Verdict> levels = new ArrayList<>();
        for (int i = 0, rest = code; i < count; i++, rest /= 3) {
            levels.add(Verdict.values()[rest % 3]);
        }
        return List.copyOf(levels);
    }

    /** Nothing is known any more. */
    public static Observation unknown(Rule rule, long nowMillis) {
        return new Observation(
                java.util.Collections.nCopies(rule.levels().size(), Verdict.UNKNOWN),
                Verdict.UNKNOWN,
                nowMillis,
                nowMillis,
                false);
    }

    /** The same verdict for all levels; what is not true is gone. */
    public static Observation of(Rule rule, boolean holds, long eventMillis) {
        return new Observation(
                java.util.Collections.nCopies(rule.levels().size(), Verdict.of(holds)),
                Verdict.of(!holds),
                eventMillis,
                eventMillis,
                false);
    }
}
