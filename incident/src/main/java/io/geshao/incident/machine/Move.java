package io.geshao.incident.machine;

import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseField;
import io.geshao.core.CaseView;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.EventKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table.
 *
 * @param to state after it, or null if the state stays
 * @param domains whose cases it holds for
 * @param roles who may do it
 * @param whose which of the people with such a role
 * @param carries what it carries
 * @param guards what else must hold, in the order in which they refuse
 * @param clocks what it does to clocks
 * @param says kind of the timeline entry
 */
record Move(
        CaseAction action,
        Set<CaseState> from,
        @Nullable CaseState to,
        Set<CaseView.Domain> domains,
        Set<Role> roles,
        Whose whose,
        List<CaseField> carries,
        List<Guard> guards,
        List<ClockMove> clocks,
        EventKind says) {
    /** Which of the people with the role. */
    enum Whose {
        /** Whoever's place covers the case. */
        PLACE,
        /** Of the unit in charge. */
        LEAD_UNIT,
        /** Of a helping unit. */
        JOINT_UNIT,
        /** Of a unit that a whistle calls. */
        CALLED_UNIT,
        /** Whom the case is assigned to. */
        ASSIGNEE,
        /** Who reported it. */
        REPORTER
    }

    /** Of a row, as it is written. */
    static Row move(CaseAction action, EventKind says) {
        return new Row(action, says);
    }

    /** A row while it is written; ends with {@link #clocks}. */
    static final class Row {
        private final CaseAction action;
        private final EventKind says;
        private Set<CaseState> from = EnumSet.noneOf(CaseState.class);
        private @Nullable CaseState to;
        private Set<CaseView.Domain> domains = EnumSet.allOf(CaseView.Domain.class);
        private Set<Role> roles = EnumSet.noneOf(Role.class);
        private Whose whose = Whose.PLACE;
        private List<CaseField> carries = List.of();
        private List<Guard> guards = List.of();

        private Row(CaseAction action, EventKind says) {
            this.action = action;
            this.says = says;
        }

        Row from(CaseState first, CaseState... more) {
            from = EnumSet.of(first, more);
            return this;
        }

        /** From any state in which the case is open. */
        Row fromAnyOpen() {
            from = EnumSet.allOf(CaseState.class);
            from.removeIf(CaseState::isEnded);
            return this;
        }

        Row to(CaseState state) {
            to = state;
            return this;
        }

        Row of(CaseView.Domain first, CaseView.Domain... more) {
            domains = EnumSet.of(first, more);
            return this;
        }

        Row by(Role first, Role... more) {
            roles = EnumSet.of(first, more);
            return this;
        }

        Row only(Whose who) {
            whose = who;
            return this;
        }

        Row carries(CaseField... fields) {
            carries = List.of(fields);
            return this;
        }

        Row holding(Guard... must) {
            guards = List.of(must);
            return this;
        }

        Move clocks(ClockMove... moves) {
            return new Move(action, from, to, domains, roles, whose, carries, guards, List.of(moves), says);
        }
    }
}
