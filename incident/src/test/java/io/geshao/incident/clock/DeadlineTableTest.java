package io.geshao.incident.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.ClockKind;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Deadlines computed by hand, each from the sentence beside it. Times are local. What happens between start and deadline:
 * {@code pause}, {@code resume} and {@code extend}; {@code back}: the unit gives the case back; {@code again}: the same unit
 * gets it; {@code other}: a unit gets it that never had it.
 */
class DeadlineTableTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /*
     * plain: the usual week. golden: a week of holidays from Thursday 1 to Wednesday 7 October 2026, paid for on Sunday
     * 27 September and Saturday 10 October, and New Year's Day 2027. half: Monday 16 February 2026 ends at noon, the days
     * to Saturday 21 are free, other Saturdays have two hours. nights: 22:00 to 06:00 on every day, in Berlin.
     * Clocks change on Sundays: in Berlin on 29 March (02:00 is 03:00) and 25 October 2026 (03:00 is 02:00), in New York on
     * 8 March and 1 November 2026 (02:00 is 01:00).
     */
    private static final Map<String, WorkCalendar> CALENDARS = Map.of(
            "plain",
            new WorkCalendar(SHANGHAI, Set.of(), Set.of()),
            "berlin",
            new WorkCalendar(BERLIN, Set.of(), Set.of()),
            "newyork",
            new WorkCalendar(ZoneId.of("America/New_York"), Set.of(), Set.of()),
            "golden",
            file(SHANGHAI, """
                    date,kind,slots,note
                    2026-09-27,workday,,调休上班
                    2026-10-01,holiday,,
                    2026-10-02,holiday,,
                    2026-10-03,holiday,,
                    2026-10-04,holiday,,
                    2026-10-05,holiday,,
                    2026-10-06,holiday,,
                    2026-10-07,holiday,,
                    2026-10-10,workday,,调休上班
                    2027-01-01,holiday,,元旦
                    """),
            "half",
            file(SHANGHAI, """
                    date,kind,slots,note
                    sat,workday,09:00-11:00,
                    2026-02-16,workday,08:00-12:00,除夕前半天
                    2026-02-17,holiday,,
                    2026-02-18,holiday,,
                    2026-02-19,holiday,,
                    2026-02-20,holiday,,
                    2026-02-21,holiday,,
                    """),
            "nights",
            file(BERLIN, """
                    date,kind,slots,note
                    mon,workday,00:00-06:00 22:00-24:00,
                    tue,workday,00:00-06:00 22:00-24:00,
                    wed,workday,00:00-06:00 22:00-24:00,
                    thu,workday,00:00-06:00 22:00-24:00,
                    fri,workday,00:00-06:00 22:00-24:00,
                    sat,workday,00:00-06:00 22:00-24:00,
                    sun,workday,00:00-06:00 22:00-24:00,
                    """));

    private static WorkCalendar file(ZoneId zone, String csv) {
        return CalendarFile.parse("test", csv).calendar(zone);
    }

    @ParameterizedTest(name = "{4}: {0} {1} + {2} {3} = {5}")
    @CsvSource(delimiter = '|', textBlock = """
    # calendar | start           | limit           | what happened | by hand                                             | deadline
    # --- hours of a working week: Monday 2 to Sunday 8 March 2026
    plain   | 2026-03-06T16:30 | 4 work_hour     | | Fri 1.5 h, Mon 2.5 h from 08:00                              | 2026-03-09T10:30
    plain   | 2026-03-04T10:00 | 1 work_day      | | Wed 2 + 4 h, Thu 2 h                                         | 2026-03-05T10:00
    plain   | 2026-03-02T14:00 | 4 work_hour     | | the afternoon, used up exactly at 18:00                      | 2026-03-02T18:00
    plain   | 2026-03-02T08:00 | 4 work_hour     | | the morning, used up exactly at noon                         | 2026-03-02T12:00
    plain   | 2026-03-02T10:00 | 2 work_hour     | | used up exactly at noon                                      | 2026-03-02T12:00
    plain   | 2026-03-02T11:00 | 5 work_hour     | | 1 h to noon, the afternoon, exactly 18:00                    | 2026-03-02T18:00
    plain   | 2026-03-02T12:00 | 1 work_hour     | | started at the end of a slot: from 14:00                     | 2026-03-02T15:00
    plain   | 2026-03-02T12:30 | 1 work_hour     | | started in the break                                         | 2026-03-02T15:00
    plain   | 2026-03-02T13:59 | 1 work_hour     | | started a minute before the slot                             | 2026-03-02T15:00
    plain   | 2026-03-02T18:00 | 1 work_hour     | | started at the end of the day: Tue 08:00                     | 2026-03-03T09:00
    plain   | 2026-03-02T05:00 | 1 work_hour     | | started before work                                          | 2026-03-02T09:00
    plain   | 2026-03-02T00:00 | 1 work_hour     | | started at midnight                                          | 2026-03-02T09:00
    plain   | 2026-03-02T11:59 | 2 work_hour     | | 1 min to noon, 119 min from 14:00                            | 2026-03-02T15:59
    plain   | 2026-03-06T11:30 | 1 work_hour     | | half an hour on each side of the break                       | 2026-03-06T14:30
    plain   | 2026-03-05T17:30 | 2 work_hour     | | Thu 0.5 h, Fri 1.5 h                                         | 2026-03-06T09:30
    plain   | 2026-03-06T18:00 | 2 work_hour     | | Friday evening is Monday morning                             | 2026-03-09T10:00
    plain   | 2026-03-07T10:00 | 1 work_day      | | Saturday: all of Monday, exactly 18:00                       | 2026-03-09T18:00
    plain   | 2026-03-06T17:00 | 3 work_day      | | Fri 1, Mon 9, Tue 17, Wed 4 + 3 h                            | 2026-03-11T17:00
    plain   | 2026-03-02T08:00 | 1 work_day      | | all of Monday                                                | 2026-03-02T18:00
    plain   | 2026-03-02T08:00 | 5 work_day      | | all of the week                                              | 2026-03-06T18:00
    plain   | 2026-03-02T14:00 | 5 work_day      | | Mon 4, Tue–Fri 36, next Mon 4 h to noon                      | 2026-03-09T12:00
    plain   | 2026-03-02T09:00 | 15 work_day     | | Mon 7 h, fourteen days to Fri 20, Mon 23 1 h                 | 2026-03-23T09:00
    # --- clocks of the wall run through nights and weekends
    plain   | 2026-03-07T23:30 | 2 urgent_hour   | | Saturday night                                               | 2026-03-08T01:30
    plain   | 2026-03-08T23:59 | 15 urgent_minute| | over midnight                                                | 2026-03-09T00:14
    plain   | 2026-03-06T17:59 | 30 urgent_minute| | the end of work does not matter                              | 2026-03-06T18:29
    plain   | 2026-03-02T11:50 | 15 urgent_minute| | nor does the break                                           | 2026-03-02T12:05
    plain   | 2026-03-07T10:00 | 1 urgent_day    | | 24 hours                                                     | 2026-03-08T10:00
    plain   | 2026-03-06T15:00 | 2 urgent_day    | | 48 hours                                                     | 2026-03-08T15:00
    # --- holidays and make-up days
    golden  | 2026-09-30T16:00 | 4 work_hour     | | Wed 2 h, Thu 8 October 2 h                                   | 2026-10-08T10:00
    golden  | 2026-09-30T17:00 | 1 work_hour     | | used up at the last minute before the holidays               | 2026-09-30T18:00
    golden  | 2026-09-30T18:00 | 1 work_hour     | | started a moment later                                       | 2026-10-08T09:00
    golden  | 2026-10-03T10:00 | 4 work_hour     | | started in the holidays: Thu 8 to noon                       | 2026-10-08T12:00
    golden  | 2026-10-03T10:00 | 2 urgent_hour   | | urgent runs in the holidays                                  | 2026-10-03T12:00
    golden  | 2026-10-07T23:59 | 1 work_hour     | | the last minute of the holidays                              | 2026-10-08T09:00
    golden  | 2026-10-09T17:00 | 2 work_hour     | | Fri 1 h, the make-up Saturday 1 h                            | 2026-10-10T09:00
    golden  | 2026-10-10T14:00 | 1 work_day      | | Sat 4, Sunday free, Mon 4 h to noon                          | 2026-10-12T12:00
    golden  | 2026-09-25T17:00 | 2 work_hour     | | Fri 1 h, Saturday free, the make-up Sunday 1 h               | 2026-09-27T09:00
    golden  | 2026-09-25T17:00 | 2 work_day      | | Fri 1, Sun 9, Mon 4 + 3 h                                    | 2026-09-28T17:00
    golden  | 2026-09-30T08:00 | 5 work_day      | | Wed, Thu 8, Fri, Sat, Mon 12                                 | 2026-10-12T18:00
    golden  | 2026-09-29T14:00 | 3 work_day      | | Tue 4, Wed 12, Thu 20, Fri 4 h                               | 2026-10-09T12:00
    # --- the end of a year, the end of February
    plain   | 2026-12-31T17:00 | 2 work_hour     | | without a holiday 1 January is a Friday like any             | 2027-01-01T09:00
    golden  | 2026-12-31T17:00 | 2 work_hour     | | Thu 1 h, Fri holiday, weekend, Mon 1 h                       | 2027-01-04T09:00
    golden  | 2026-12-30T14:00 | 2 work_day      | | Wed 4, Thu 12, Mon 4 h                                       | 2027-01-04T12:00
    golden  | 2026-12-31T23:50 | 15 urgent_minute| | over the year                                                | 2027-01-01T00:05
    golden  | 2026-12-31T12:00 | 1 urgent_day    | | over the year                                                | 2027-01-01T12:00
    plain   | 2028-02-28T17:00 | 2 work_hour     | | Mon 1 h, 29 February is a Tuesday                            | 2028-02-29T09:00
    plain   | 2028-02-29T16:00 | 4 work_hour     | | Tue 2 h, Wed 1 March 2 h                                     | 2028-03-01T10:00
    plain   | 2027-02-26T17:00 | 2 work_hour     | | Fri 1 h, Mon 1 March 1 h                                     | 2027-03-01T09:00
    # --- dates with slots of their own
    half    | 2026-02-16T10:00 | 4 work_hour     | | 2 h to noon, then free, Mon 23 2 h                           | 2026-02-23T10:00
    half    | 2026-02-16T08:00 | 4 work_hour     | | the half day, exactly noon                                   | 2026-02-16T12:00
    half    | 2026-02-16T13:00 | 1 work_hour     | | no afternoon on a half day                                   | 2026-02-23T09:00
    half    | 2026-03-06T17:00 | 4 work_hour     | | Fri 1, Sat 2, Mon 1 h                                        | 2026-03-09T09:00
    half    | 2026-03-06T17:00 | 3 work_hour     | | Fri 1, Sat 2 h, exactly 11:00                                | 2026-03-07T11:00
    half    | 2026-03-07T10:30 | 1 work_hour     | | half an hour on Sat, half on Mon                             | 2026-03-09T08:30
    # --- suspension and arbitration: a pause takes off work time only
    plain   | 2026-03-05T16:00 | 4 work_hour     | pause 2026-03-05T17:00 resume 2026-03-09T09:00 | 3 h left      | 2026-03-09T12:00
    plain   | 2026-03-05T16:00 | 4 work_hour     | pause 2026-03-05T17:00 resume 2026-03-07T10:00 | 3 h from Mon  | 2026-03-09T11:00
    plain   | 2026-03-02T08:00 | 1 work_day      | pause 2026-03-02T12:30 resume 2026-03-03T13:00 | 4 h from 14   | 2026-03-03T18:00
    plain   | 2026-03-02T10:00 | 1 work_day      | pause 2026-03-02T20:00 resume 2026-03-04T07:00 | 2 h from 8    | 2026-03-04T10:00
    plain   | 2026-03-02T11:00 | 2 work_hour     | pause 2026-03-02T12:10 resume 2026-03-02T13:50 | pause in the break costs nothing | 2026-03-02T15:00
    plain   | 2026-03-02T17:00 | 2 work_hour     | pause 2026-03-02T18:30 resume 2026-03-03T07:30 | nor does one at night            | 2026-03-03T09:00
    plain   | 2026-03-02T08:00 | 1 work_day      | pause 2026-03-02T09:00 resume 2026-03-02T10:00 pause 2026-03-02T11:00 resume 2026-03-02T14:00 | used 1 + 1, left 6: 4 + 2 | 2026-03-03T10:00
    plain   | 2026-03-05T16:00 | 4 work_hour     | pause 2026-03-05T17:00 resume 2027-03-05T17:00 | a year: Fri 1, Mon 2 h           | 2027-03-08T10:00
    golden  | 2026-09-30T16:00 | 4 work_hour     | pause 2026-09-30T17:00 resume 2026-10-05T09:00 | 3 h from Thu 8                   | 2026-10-08T11:00
    plain   | 2026-03-07T22:00 | 2 urgent_hour   | pause 2026-03-07T22:30 resume 2026-03-08T06:00 | 1.5 h                            | 2026-03-08T07:30
    plain   | 2026-03-02T14:00 | 4 work_hour     | pause 2026-03-02T18:00 resume 2026-03-03T09:00 | nothing left: due when it goes on | 2026-03-03T09:00
    plain   | 2026-03-02T08:00 | 4 work_hour     | pause 2026-03-02T12:30 resume 2026-03-03T08:00 | missed at noon, stays missed     | 2026-03-02T12:00
    # --- extension by one original limit
    plain   | 2026-03-02T14:00 | 4 work_hour     | extend        | Mon 4, Tue 4 h to noon                         | 2026-03-03T12:00
    plain   | 2026-03-02T14:00 | 4 work_hour     | extend extend | Mon 4, Tue 8 h                                 | 2026-03-03T18:00
    plain   | 2026-03-06T16:30 | 4 work_hour     | extend        | Fri 1.5, Mon 4 + 2.5 h                         | 2026-03-09T16:30
    plain   | 2026-03-06T14:00 | 1 work_day      | extend        | Fri 4, Mon 12, Tue 4 h                         | 2026-03-10T12:00
    plain   | 2026-03-07T23:30 | 2 urgent_hour   | extend        | 4 hours                                        | 2026-03-08T03:30
    plain   | 2026-03-02T08:00 | 4 work_hour     | pause 2026-03-02T10:00 extend resume 2026-03-03T08:00 | 2 of 8 h used: 4 + 2 | 2026-03-03T16:00
    # --- given back: a new unit has the full limit, the same unit what it had left
    plain   | 2026-03-02T08:00 | 4 work_hour     | back 2026-03-02T11:00 other 2026-03-02T14:00 | the full 4 h     | 2026-03-02T18:00
    plain   | 2026-03-02T08:00 | 4 work_hour     | back 2026-03-02T11:00 again 2026-03-02T15:00 | 1 h left         | 2026-03-02T16:00
    plain   | 2026-03-02T08:00 | 4 work_hour     | back 2026-03-02T11:00 other 2026-03-02T14:00 back 2026-03-02T17:00 again 2026-03-03T08:00 | what the first had left | 2026-03-03T09:00
    plain   | 2026-03-06T16:30 | 1 work_day      | back 2026-03-06T17:30 again 2026-03-09T14:00 | 7 h: Mon 4, Tue 3 | 2026-03-10T11:00
    plain   | 2026-03-02T08:00 | 4 work_hour     | back 2026-03-02T15:00 again 2026-03-04T09:00 | missed at noon on Monday | 2026-03-02T12:00
    plain   | 2026-03-02T08:00 | 4 work_hour     | extend back 2026-03-02T15:00 again 2026-03-03T08:00 | 5 of 8 h used: 3 | 2026-03-03T11:00
    plain   | 2026-03-07T20:00 | 2 urgent_hour   | back 2026-03-07T20:30 other 2026-03-07T21:00 | the full 2 h     | 2026-03-07T23:00
    # --- clocks that go forward and back
    berlin  | 2026-03-27T17:00 | 2 work_hour     | | Fri 1, Mon 1 h: work is by the local clock                   | 2026-03-30T09:00
    berlin  | 2026-10-23T16:30 | 4 work_hour     | | Fri 1.5, Mon 2.5 h                                           | 2026-10-26T10:30
    berlin  | 2026-03-28T23:00 | 4 urgent_hour   | | 00, 01, 03, 04: there is no 02:00                            | 2026-03-29T04:00
    berlin  | 2026-10-24T23:00 | 6 urgent_hour   | | 00, 01, 02, 02, 03, 04                                       | 2026-10-25T04:00
    berlin  | 2026-03-28T12:00 | 1 urgent_day    | | 24 hours on a day of 23                                      | 2026-03-29T13:00
    berlin  | 2026-10-24T12:00 | 1 urgent_day    | | 24 hours on a day of 25                                      | 2026-10-25T11:00
    berlin  | 2026-03-27T17:00 | 4 work_hour     | pause 2026-03-27T17:30 resume 2026-03-30T08:00 | 3.5 h         | 2026-03-30T11:30
    newyork | 2026-03-07T22:00 | 6 urgent_hour   | | 23, 00, 01, 03, 04, 05                                       | 2026-03-08T05:00
    newyork | 2026-10-31T22:00 | 6 urgent_hour   | | 23, 00, 01, 01, 02, 03                                       | 2026-11-01T03:00
    newyork | 2026-10-30T17:00 | 2 work_hour     | | Fri 1, Mon 1 h                                               | 2026-11-02T09:00
    nights  | 2026-03-28T23:00 | 4 work_hour     | | 1 h to midnight, 01, 03, 04                                  | 2026-03-29T04:00
    nights  | 2026-03-28T22:00 | 7 work_hour     | | 2 h, then all 5 of the short night                           | 2026-03-29T06:00
    nights  | 2026-03-28T22:00 | 8 work_hour     | | 2, 5, and 1 h from 22:00                                     | 2026-03-29T23:00
    nights  | 2026-10-24T22:00 | 8 work_hour     | | 2 h, then 6 of the 7 of the long night                       | 2026-10-25T05:00
    nights  | 2026-10-24T22:00 | 9 work_hour     | | 2 h, then all 7                                              | 2026-10-25T06:00
    """)
    void deadline_is_what_a_person_computes(
            String calendar,
            LocalDateTime start,
            String limit,
            String happened,
            String byHand,
            LocalDateTime deadline) {
        WorkCalendar work = Objects.requireNonNull(CALENDARS.get(calendar), calendar);
        String[] parts = limit.split(" ", -1);
        TimeLimit granted = new TimeLimit(Integer.parseInt(parts[0]), TimeLimit.Unit.of(parts[1]));
        CaseClock clock = CaseClock.start(ClockKind.HANDLE, "first", granted, millis(start, work));
        for (CaseClock later : history(clock, happened == null ? "" : happened, work)) {
            clock = later;
        }
        assertThat(clock.deadline(work)).as(byHand).isEqualTo(millis(deadline, work));
        if (happened == null) {
            assertThat(granted.deadline(millis(start, work), work)).isEqualTo(millis(deadline, work));
            List<Stretch> way = granted.stretches(millis(start, work), work);
            assertThat(way.get(0).fromMillis()).isEqualTo(millis(start, work));
            assertThat(way.get(way.size() - 1).toMillis()).isEqualTo(millis(deadline, work));
            assertThat(way.get(way.size() - 1).restMillis()).isZero();
            for (int i = 1; i < way.size(); i++) {
                assertThat(way.get(i).fromMillis()).isEqualTo(way.get(i - 1).toMillis());
            }
        }
    }

    /** The clocks of the case one after the other; the last is the one that runs. */
    private static List<CaseClock> history(CaseClock first, String happened, WorkCalendar work) {
        List<CaseClock> clocks = new ArrayList<>(List.of(first));
        String[] words = happened.isBlank() ? new String[0] : happened.strip().split(" +", -1);
        for (int i = 0; i < words.length; i++) {
            CaseClock last = clocks.get(clocks.size() - 1);
            String act = words[i].toLowerCase(Locale.ROOT);
            if (act.equals("extend")) {
                clocks.set(clocks.size() - 1, last.extend());
                continue;
            }
            i++;
            long at = millis(LocalDateTime.parse(words[i]), work);
            switch (act) {
                case "pause" -> clocks.set(clocks.size() - 1, last.pause(at, work));
                case "resume" -> clocks.set(clocks.size() - 1, last.resume(at));
                case "back" -> clocks.set(clocks.size() - 1, last.stop(at, work));
                case "again" -> clocks.add(CaseClock.given(clocks, ClockKind.HANDLE, "first", last.limit(), at));
                case "other" -> clocks.add(CaseClock.given(clocks, ClockKind.HANDLE, "second", last.limit(), at));
                default -> throw new IllegalArgumentException(act);
            }
        }
        return clocks;
    }

    private static long millis(LocalDateTime local, WorkCalendar work) {
        return local.atZone(work.zone()).toInstant().toEpochMilli();
    }
}
