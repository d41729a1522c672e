package io.geshao.incident.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class CalendarFileTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    @Test
    void calendar_comes_back_as_it_was_written() {
        String csv = """
                date,kind,slots,note
                sat,workday,09:00-11:00,值班
                2026-10-01,holiday,,国庆节
                2026-10-10,workday,,调休上班
                2026-12-31,workday,08:00-12:00 13:00-24:00,
                """;
        CalendarFile file = CalendarFile.parse("c.csv", csv);
        assertThat(file.text()).isEqualTo(csv);
        WorkCalendar calendar = file.calendar(SHANGHAI);
        assertThat(calendar.slots(LocalDate.of(2026, 10, 1))).isEmpty();
        assertThat(calendar.slots(LocalDate.of(2026, 10, 10))).isEqualTo(Slot.USUAL);
        assertThat(Slot.text(calendar.slots(LocalDate.of(2026, 10, 17)))).isEqualTo("09:00-11:00");
        assertThat(calendar.slots(LocalDate.of(2026, 10, 18))).isEmpty();
        assertThat(calendar.slots(LocalDate.of(2026, 10, 19))).isEqualTo(Slot.USUAL);
    }

    @Test
    void every_bad_line_is_named_at_once() {
        FaultyFileException refused =
                catchThrowableOfType(FaultyFileException.class, () -> CalendarFile.parse("c.csv", """
                        # ours
                        date,kind,slots,note
                        2026-13-01,holiday,,
                        2026-10-01,feast,,
                        2026-10-02,holiday,08:00-12:00,
                        2026-10-03,workday,14:00-12:00,
                        2026-10-04,workday,14:00-18:00 08:00-12:00,
                        2026-10-05,workday,noon,
                        2026-10-06,holiday,
                        2026-10-07,holiday,,
                        2026-10-07,workday,,
                        """));
        assertThat(refused.faults())
                .extracting(FaultyFileException.Fault::line)
                .containsExactly(3, 4, 5, 6, 7, 8, 9, 11);
        assertThat(refused)
                .hasMessageContaining("c.csv:4: kind is holiday or workday, not 'feast'")
                .hasMessageContaining("c.csv:5: a holiday has no slots")
                .hasMessageContaining("c.csv:8: 'noon' is not a slot such as 08:00-12:00")
                .hasMessageContaining("c.csv:11: 2026-10-07 has two lines");
    }

    @Test
    void text_without_the_header_is_no_calendar() {
        assertThat(catchThrowableOfType(FaultyFileException.class, () -> CalendarFile.parse("c.csv", "# nothing\n")))
                .hasMessage("c.csv:1: empty");
        assertThat(catchThrowableOfType(FaultyFileException.class, () -> CalendarFile.parse("c.csv", "day\n")))
                .hasMessageContaining("c.csv:1: the header is not");
    }
}
