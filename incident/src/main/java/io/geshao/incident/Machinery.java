package io.geshao.incident;

import io.geshao.core.registry.Registry;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.machine.CaseMachine;
import io.geshao.incident.machine.Reports;
import io.geshao.incident.machine.Sheets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What decides about cases, by one responsibility list and one calendar. */
record Machinery(CaseMachine machine, Reports reports, Sheets sheets) {
    static Machinery of(Registry registry, ResponsibilityList list, WorkCalendar calendar) {
        CaseMachine machine = new CaseMachine(registry, list, calendar);
        return new Machinery(machine, new Reports(registry, list, calendar), new Sheets(machine));
    }

    WorkCalendar calendar() {
        return machine.calendar();
    }

    /** Makes it at the first use: a process may open its ports before cases were ever run on the database. Any thread. */
    static Supplier<Machinery> whenNeeded(Supplier<Machinery> maker) {
        return new Supplier<>() {
            private @Nullable Machinery made; // from the first use on

            @Override
            public synchronized Machinery get() {
                Machinery known = made;
                if (known == null) {
                    known = maker.get();
                    made = known;
                }
                return known;
            }
        };
    }
}
