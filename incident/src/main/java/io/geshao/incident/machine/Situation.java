package io.geshao.incident.machine;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.core.CaseView;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import java.util.Set;

/** A case, somebody who would act on it, and when. */
record Situation(CaseFile file, Actor actor, WorkCalendar calendar, long nowMillis) {
    CaseView view() {
        return file.view();
    }

    /** The actor's roles, with those that platform operations stand for on maintenance orders. */
    boolean is(Role role) {
        return actor.is(role) || (operationsOnMaintenance() && CaseTable.OPS_STANDS_FOR.contains(role));
    }

    boolean isAny(Set<Role> roles) {
        return roles.stream().anyMatch(this::is);
    }

    boolean operationsOnMaintenance() {
        return actor.is(Role.OPS) && view().domain() == CaseView.Domain.MAINTENANCE;
    }

    boolean ofLeadUnit() {
        return operationsOnMaintenance()
                || (!actor.unit().isEmpty() && actor.unit().equals(file.work().leadUnit()));
    }

    boolean ofJointUnit() {
        return file.work().joint().stream().anyMatch(part -> part.unit().equals(actor.unit()));
    }

    boolean isCalled() {
        return !actor.unit().isEmpty()
                && file.work().whistles().stream()
                        .anyMatch(whistle -> whistle.isOpen() && whistle.unit().equals(actor.unit()));
    }

    /** Whether the handling clock of the unit in charge has run out. */
    boolean overdue() {
        return file.work().clocks().stream()
                .filter(clock -> clock.kind() == ClockKind.HANDLE)
                .filter(clock -> clock.unit().equals(file.work().leadUnit()))
                .reduce((first, second) -> second)
                .map(clock -> clock.isOverdue(nowMillis, calendar))
                .orElse(false);
    }
}
