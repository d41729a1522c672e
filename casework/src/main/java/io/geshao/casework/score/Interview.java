package io.geshao.casework.score;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An interview (约谈) of a unit's leader: proposed by the platform with the cases that led to it, issued or declined by a
 * leader, recorded either way.
 *
 * @param unit code of the unit
 * @param cases numbers of the trigger cases, oldest first
 * @param decidedBy account of the leader, or null while it is open; then {@code words} are what the leader said
 */
public record Interview(
        long id,
        String unit,
        Map<String, String> unitName,
        Trigger trigger,
        List<String> cases,
        long proposedMillis,
        State state,
        @Nullable String decidedBy,
        @Nullable Long decidedMillis,
        @Nullable String words) {
    public Interview {
        unitName = Map.copyOf(unitName);
        cases = List.copyOf(cases);
    }

    /** Why it is proposed, per unit and rolling 30 days. */
    public enum Trigger {
        /** Three or more overdue cases. */
        OVERDUE("近30日超时案件3件及以上", "three or more overdue cases in 30 days"),
        /** One case reworked three times or more. */
        REWORKED("单个案件返工3次及以上", "one case reworked three times or more"),
        /** Five or more returns that were judged wrong. */
        WRONG_RETURNS("退回被认定不当5次及以上", "five or more returns judged wrong"),
        /** One arrival at an emergency that was missed. */
        MISSED_ARRIVAL("应急到位超时1次及以上", "an emergency arrival missed");

        private final String zh;
        private final String en;

        Trigger(String zh, String en) {
            this.zh = zh;
            this.en = en;
        }

        public Map<String, String> text() {
            return Map.of("zh", zh, "en", en);
        }
    }

    /** How far it has come. */
    public enum State {
        PROPOSED,
        ISSUED,
        DECLINED
    }
}
