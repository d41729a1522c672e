package io.geshao.casework.people;

import java.time.LocalTime;

/**
 * A person on a slot, over and over. Times are those of the community's clocks: [start, end), over midnight if the end is
 * not after the start.
 *
 * @param days on which it begins
 */
public record Shift(
        ShiftLayer layer, Slot slot, String person, DutyMode mode, DayPattern days, LocalTime start, LocalTime end) {}
