package io.geshao.alerting.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.state.AlertMachine.Event;
import io.geshao.alerting.state.AlertMachine.Move;
import io.geshao.alerting.state.AlertMachine.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The state table of the domain reference, line by line, against every phase, event and trait there is. */
class AlertMachineTest {
    /*
     * from | event | traits that must be there (!x: must not) | to | reason. A star stands for the phase itself. The first
     * line that fits decides; where none fits, the phase stays and nothing is told.
     */
    private static final String TABLE = """
            NORMAL                        | TRUE               | !ON_DELAY           | ACTIVE_UNACK   | RAISED
            NORMAL                        | TRUE               | ON_DELAY            | PENDING        | ONSET
            NORMAL                        | FALSE,UNKNOWN      |                     | NORMAL         | NONE
            NORMAL                        | ON_DELAY_OVER      |                     | ACTIVE_UNACK   | RAISED
            PENDING                       | TRUE               |                     | PENDING        | REPEATED
            PENDING                       | FALSE              |                     | NORMAL         | NOT_SUSTAINED
            PENDING                       | UNKNOWN            |                     | PENDING        | HELD
            PENDING                       | ON_DELAY_OVER      |                     | ACTIVE_UNACK   | RAISED
            ACTIVE_UNACK                  | ACK                |                     | ACTIVE_ACK     | ACKED
            CLEARING_UNACK                | ACK                |                     | CLEARING_ACK   | ACKED
            ACTIVE_UNACK,ACTIVE_ACK       | TRUE,ON_DELAY_OVER |                     | *              | UPDATED
            ACTIVE_UNACK,CLEARING_UNACK   | FALSE              |                     | CLEARING_UNACK | CLEARING
            ACTIVE_ACK,CLEARING_ACK       | FALSE              |                     | CLEARING_ACK   | CLEARING
            CLEARING_UNACK                | TRUE,ON_DELAY_OVER |                     | ACTIVE_UNACK   | CLEAR_CANCELLED
            CLEARING_ACK                  | TRUE,ON_DELAY_OVER |                     | ACTIVE_ACK     | CLEAR_CANCELLED
            ACTIVE_UNACK,CLEARING_UNACK   | UNKNOWN            |                     | ACTIVE_UNACK   | LAST_KNOWN_ALARM
            ACTIVE_ACK,CLEARING_ACK       | UNKNOWN            |                     | ACTIVE_ACK     | LAST_KNOWN_ALARM
            LATCHED_UNACK,LATCHED_ACK     | UNKNOWN            |                     | *              | LAST_KNOWN_ALARM
            CLEARING_UNACK                | OFF_DELAY_OVER     | LATCHING            | LATCHED_UNACK  | LATCHED
            CLEARING_ACK                  | OFF_DELAY_OVER     | LATCHING            | LATCHED_ACK    | LATCHED
            CLEARING_UNACK                | OFF_DELAY_OVER     | NEEDS_ACK           | RTN_UNACK      | CLEARED
            CLEARING_UNACK                | OFF_DELAY_OVER     | !NEEDS_ACK          | NORMAL         | CLEARED
            CLEARING_ACK                  | OFF_DELAY_OVER     |                     | NORMAL         | CLEARED
            LATCHED_UNACK,RTN_UNACK       | TRUE               | ON_DELAY            | *              | ONSET
            LATCHED_ACK                   | TRUE               | ON_DELAY            | *              | ONSET
            LATCHED_UNACK                 | TRUE,ON_DELAY_OVER |                     | ACTIVE_UNACK   | RE_ALARM
            LATCHED_ACK                   | TRUE,ON_DELAY_OVER | ACK_IS_FRESH        | ACTIVE_ACK     | RE_ALARM
            LATCHED_ACK                   | TRUE,ON_DELAY_OVER | CHATTERING          | ACTIVE_ACK     | RE_ALARM
            LATCHED_ACK                   | TRUE,ON_DELAY_OVER |                     | ACTIVE_UNACK   | RE_ALARM
            LATCHED_UNACK                 | ACK                |                     | LATCHED_ACK    | ACKED
            LATCHED_ACK                   | RESET              |                     | NORMAL         | RESET
            LATCHED_UNACK                 | RESET              |                     | *              | ACK_FIRST
            ACTIVE_UNACK,ACTIVE_ACK       | RESET              |                     | *              | STILL_ACTIVE
            CLEARING_UNACK,CLEARING_ACK   | RESET              |                     | *              | STILL_ACTIVE
            RTN_UNACK                     | RESET              |                     | *              | NOT_LATCHED
            RTN_UNACK                     | ACK                |                     | NORMAL         | ACKED_AFTER_CLEAR
            RTN_UNACK                     | TRUE,ON_DELAY_OVER |                     | ACTIVE_UNACK   | RE_ALARM
            RTN_UNACK                     | DAY_OVER           |                     | *              | STALE
            ACTIVE_UNACK,ACTIVE_ACK       | DAY_OVER           |                     | *              | STALE
            CLEARING_UNACK,CLEARING_ACK   | DAY_OVER           |                     | *              | STALE
            ACTIVE_ACK                    | ACK_LAPSE          |                     | ACTIVE_UNACK   | ACK_LAPSED
            CLEARING_ACK                  | ACK_LAPSE          |                     | CLEARING_UNACK | ACK_LAPSED
            ACTIVE_UNACK,CLEARING_UNACK   | ACK_LAPSE          |                     | *              | NOT_ACKED
            LATCHED_UNACK,RTN_UNACK       | ACK_LAPSE          |                     | *              | NOT_ACKED
            ACTIVE_UNACK,ACTIVE_ACK       | HIGHER_SEVERITY    |                     | ACTIVE_UNACK   | SEVERITY_UP
            CLEARING_UNACK,CLEARING_ACK   | HIGHER_SEVERITY    |                     | ACTIVE_UNACK   | SEVERITY_UP
            ACTIVE_UNACK,ACTIVE_ACK       | LOWER_SEVERITY     | STEPS_DOWN          | *              | SEVERITY_DOWN
            CLEARING_UNACK,CLEARING_ACK   | LOWER_SEVERITY     | STEPS_DOWN          | *              | SEVERITY_DOWN
            NORMAL                        | RULE_CHANGED       |                     | *              | NONE
            PENDING                       | RULE_CHANGED       |                     | *              | RULE_CHANGED
            ACTIVE_UNACK,ACTIVE_ACK       | RULE_CHANGED       |                     | *              | RULE_CHANGED
            CLEARING_UNACK,CLEARING_ACK   | RULE_CHANGED       |                     | *              | RULE_CHANGED
            LATCHED_UNACK,LATCHED_ACK     | RULE_CHANGED       |                     | *              | RULE_CHANGED
            RTN_UNACK                     | RULE_CHANGED       |                     | *              | RULE_CHANGED
            PENDING                       | RULE_CHANGED_FALSE |                     | NORMAL         | NOT_SUSTAINED
            ACTIVE_UNACK,CLEARING_UNACK   | RULE_CHANGED_FALSE |                     | CLEARING_UNACK | RULE_CHANGED
            ACTIVE_ACK,CLEARING_ACK       | RULE_CHANGED_FALSE |                     | CLEARING_ACK   | RULE_CHANGED
            LATCHED_UNACK,LATCHED_ACK     | RULE_CHANGED_FALSE |                     | *              | RULE_CHANGED
            RTN_UNACK                     | RULE_CHANGED_FALSE |                     | *              | RULE_CHANGED
            PENDING                       | RULE_REMOVED       |                     | NORMAL         | NONE
            PENDING                       | DEVICE_RETIRED     |                     | NORMAL         | NONE
            ACTIVE_UNACK,ACTIVE_ACK       | RULE_REMOVED       |                     | NORMAL         | RULE_REMOVED
            CLEARING_UNACK,CLEARING_ACK   | RULE_REMOVED       |                     | NORMAL         | RULE_REMOVED
            LATCHED_UNACK,LATCHED_ACK     | RULE_REMOVED       |                     | NORMAL         | RULE_REMOVED
            RTN_UNACK                     | RULE_REMOVED       |                     | NORMAL         | RULE_REMOVED
            ACTIVE_UNACK,ACTIVE_ACK       | DEVICE_RETIRED     |                     | NORMAL         | DEVICE_RETIRED
            CLEARING_UNACK,CLEARING_ACK   | DEVICE_RETIRED     |                     | NORMAL         | DEVICE_RETIRED
            LATCHED_UNACK,LATCHED_ACK     | DEVICE_RETIRED     |                     | NORMAL         | DEVICE_RETIRED
            RTN_UNACK                     | DEVICE_RETIRED     |                     | NORMAL         | DEVICE_RETIRED
            NORMAL,PENDING                | ACK,RESET,ACK_LAPSE |                    | *              | NOT_OPEN
            ACTIVE_ACK,CLEARING_ACK       | ACK                |                     | *              | ALREADY_ACKED
            LATCHED_ACK                   | ACK                |                     | *              | ALREADY_ACKED
            """;

    private static final List<Line> LINES =
            TABLE.lines().filter(text -> !text.isBlank()).map(Line::of).toList();

    private record Line(
            Set<Phase> from, Set<Event> events, Set<Trait> with, Set<Trait> without, String to, Reason reason) {
        static Line of(String text) {
            String[] cells = Arrays.stream(text.split("\\|")).map(String::strip).toArray(String[]::new);
            Set<Trait> with = EnumSet.noneOf(Trait.class);
            Set<Trait> without = EnumSet.noneOf(Trait.class);
            for (String trait : cells[2].isEmpty() ? new String[0] : cells[2].split(",")) {
                if (trait.startsWith("!")) {
                    without.add(Trait.valueOf(trait.substring(1)));
                } else {
                    with.add(Trait.valueOf(trait));
                }
            }
            return new Line(
                    EnumSet.copyOf(Arrays.stream(cells[0].split(","))
                            .map(Phase::valueOf)
                            .toList()),
                    EnumSet.copyOf(Arrays.stream(cells[1].split(","))
                            .map(Event::valueOf)
                            .toList()),
                    with,
                    without,
                    cells[3],
                    Reason.valueOf(cells[4]));
        }

        boolean fits(Phase phase, Event event, Set<Trait> traits) {
            return from.contains(phase)
                    && events.contains(event)
                    && traits.containsAll(with)
                    && without.stream().noneMatch(traits::contains);
        }

        Move move(Phase phase) {
            return new Move(to.equals("*") ? phase : Phase.valueOf(to), reason);
        }
    }

    @Test
    void every_phase_with_every_event_and_trait_moves_as_the_table_says() {
        List<String> wrong = new ArrayList<>();
        Set<Line> used = new java.util.HashSet<>();
        for (Phase phase : Phase.values()) {
            for (Event event : Event.values()) {
                for (Set<Trait> traits : subsets()) {
                    Line line = LINES.stream()
                            .filter(one -> one.fits(phase, event, traits))
                            .findFirst()
                            .orElse(null);
                    Move is = AlertMachine.next(phase, event, traits);
                    boolean right =
                            line == null ? is.to() == phase && is.reason().kind() == null : is.equals(line.move(phase));
                    if (line != null) {
                        used.add(line);
                    }
                    if (!right) {
                        wrong.add(phase + " " + event + " " + new TreeSet<>(traits) + ": " + is);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(used).as("every line of the table decides something").hasSameSizeAs(LINES);
    }

    /** T13: cleared, and the acknowledgement comes a moment later. */
    @Test
    void an_acknowledgement_after_the_return_to_normal_closes_and_never_activates() {
        Move cleared = AlertMachine.next(Phase.CLEARING_UNACK, Event.OFF_DELAY_OVER, EnumSet.of(Trait.NEEDS_ACK));
        Move acked = AlertMachine.next(cleared.to(), Event.ACK, Set.of());

        assertThat(cleared.to()).isEqualTo(Phase.RTN_UNACK);
        assertThat(acked).isEqualTo(new Move(Phase.NORMAL, Reason.ACKED_AFTER_CLEAR));
        assertThat(AlertMachine.next(acked.to(), Event.ACK, Set.of()))
                .isEqualTo(new Move(Phase.NORMAL, Reason.NOT_OPEN));
    }

    @Test
    void acknowledged_is_never_lost_or_given_by_the_condition_alone() {
        for (Phase phase : Phase.values()) {
            for (Event event : EnumSet.of(Event.FALSE, Event.UNKNOWN, Event.RESTART, Event.DAY_OVER)) {
                for (Set<Trait> traits : subsets()) {
                    Move move = AlertMachine.next(phase, event, traits);
                    assertThat(move.to().isAcked()).as(phase + " " + event).isEqualTo(phase.isAcked());
                }
            }
        }
    }

    @Test
    void nothing_but_a_reset_ends_a_latched_alarm_while_rule_and_device_stay() {
        for (Event event : EnumSet.complementOf(EnumSet.of(Event.RESET, Event.RULE_REMOVED, Event.DEVICE_RETIRED))) {
            for (Set<Trait> traits : subsets()) {
                assertThat(AlertMachine.next(Phase.LATCHED_ACK, event, traits).to())
                        .isNotEqualTo(Phase.NORMAL);
                assertThat(AlertMachine.next(Phase.LATCHED_UNACK, event, traits).to())
                        .isNotEqualTo(Phase.NORMAL);
            }
        }
    }

    private static List<Set<Trait>> subsets() {
        List<Set<Trait>> all = new ArrayList<>();
        Trait[] traits = Trait.values();
        for (int bits = 0; bits < 1 << traits.length; bits++) {
            Set<Trait> some = EnumSet.noneOf(Trait.class);
            for (int i = 0; i < traits.length; i++) {
                if ((bits >> i & 1) == 1) {
                    some.add(traits[i]);
                }
            }
            all.add(some);
        }
        return all;
    }
}
