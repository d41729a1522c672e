package io.geshao.casework.people;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;

/** What kind of day a date is to a roster. */
public interface DayKinds {
    /** A public holiday. */
    boolean isHoliday(LocalDate day);

    /** A weekday that is no holiday, or a weekend day with work (调休). */
    boolean isWorkday(LocalDate day);

    /**
     * By lists of dates.
     *
     * @param holidays days off, beside weekends
     * @param workdays days with work although on a weekend
     */
    static DayKinds of(Set<LocalDate> holidays, Set<LocalDate> workdays) {
        Set<LocalDate> off = Set.copyOf(holidays);
        Set<LocalDate> on = Set.copyOf(workdays);
        return new DayKinds() {
            @Override
            public boolean isHoliday(LocalDate day) {
                return off.contains(day);
            }

            @Override
            public boolean isWorkday(LocalDate day) {
                boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
                return on.contains(day) || (!weekend && !off.contains(day));
            }
        };
    }
}
