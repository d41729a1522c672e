package io.geshao.incident.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Period;
import io.geshao.casework.score.Span;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One month of a small district, counted by hand: every row of the table is a case, every line of the test a figure. */
class MonthOfADistrictTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Span MARCH = Period.of("2026-03").span(ZONE);

    /*
     * Times are day.hour of March; -n is n days before it, April is 31 + n. R reported, F filed, D dispatched, B fed back,
     * C closed, V void, X deadline, S suspended, U resumed, W whistled.
     *
     * case | times                                     | marks                    | counts
     */
    private static final String MONTH = """
            c01 | R2.9 F2.9 D2.10 X3.10 B2.16 C3.9           | BY_SENSOR ON_TIME              | DISPATCHES=1 REPORTERS=1 TOLD=1 RATINGS=1 GOOD_RATINGS=1
            c02 | R2.9 F2.10 D2.10 X4.10 B5.9 C5.10          | BY_RESIDENT OVERDUE            | DISPATCHES=1 REPORTERS=2 TOLD=2 RATINGS=2 GOOD_RATINGS=1
            c03 | R3.8 F3.8 D3.9 X6.9 B5.9 C6.8              | BY_PATROL ON_TIME              | DISPATCHES=2 RETURNS=1 NOT_OURS=1
            c04 | R4.8 F4.9 D4.9 X7.9 S5.9                   | BY_PATROL                      | DISPATCHES=1
            c05 | R5.1 F5.1 D5.1 X5.3 C5.2                   | BY_SENSOR URGENT ON_TIME       | DISPATCHES=1
            c06 | R6.1 F6.1 D6.1 X6.3 C6.5                   | BY_SENSOR URGENT OVERDUE       | DISPATCHES=1
            c07 | R7.1 V7.2                                  | BY_RESIDENT VOID               | REPORTERS=1 TOLD=1
            c08 | R8.9 F8.9 D8.10 X9.10 B9.9 C9.16           | BY_SENSOR ON_TIME COMPLAINED   | DISPATCHES=1 REPORTERS=1
            c09 | R10.9 F10.9 D10.10 X12.10 B12.9 C13.9      | BY_WHISTLE ON_TIME             | DISPATCHES=1 REWORKS=3 LATER_REWORKS=1 WHISTLES=2 ARRIVALS_IN_LIMIT=1 W10.9
            c10 | R11.9 F11.9 D11.9 X13.9                    | BY_PATROL                      | DISPATCHES=3 RETURNS=2 NOT_OURS=2
            c11 | R14.9 F14.9 D14.9 X15.9 B16.9 C16.10       | BY_PATROL OVERDUE EXCUSED      | DISPATCHES=1
            c12 | R-2.9 F-2.9 D-2.9 X2.9 B1.9 C2.9           | BY_PATROL ON_TIME              | DISPATCHES=1
            c13 | R30.9 F30.9 D30.9 X33.9 B31.9 C32.9        | BY_SENSOR ON_TIME              | DISPATCHES=1
            c14 | R15.9 F15.9 D15.9 X16.9 B15.12 C16.8       | BY_SENSOR ON_TIME DRILL        | DISPATCHES=1
            c15 | R15.9 M                                    | BY_RESIDENT MERGED             | REPORTERS=1
            c16 | R20.9 F20.9 D20.9 X22.9 S21.9 U25.9 B22.8 C26.9 | BY_SENSOR ON_TIME         | DISPATCHES=1
            c17 | R28.9                                      | BY_RESIDENT                    | REPORTERS=1
            """;

    private static long at(String text) {
        String[] parts = text.split("\\.");
        return LocalDateTime.of(2026, 3, 1, 0, 0)
                .plusDays(Long.parseLong(parts[0]) - (text.startsWith("-") ? 0 : 1))
                .plusHours(Long.parseLong(parts[1]))
                .atZone(ZONE)
                .toInstant()
                .toEpochMilli();
    }

    private static final Map<Character, Moment> LETTERS = Map.of(
            'R', Moment.REPORTED,
            'F', Moment.FILED,
            'D', Moment.DISPATCHED,
            'B', Moment.FED_BACK,
            'V', Moment.VOIDED,
            'X', Moment.DUE,
            'S', Moment.SUSPENDED,
            'U', Moment.RESUMED,
            'W', Moment.WHISTLED);

    private static List<CaseFacts> month() {
        List<CaseFacts> cases = new ArrayList<>();
        for (String line : MONTH.strip().split("\n")) {
            String[] cells = line.split("\\|");
            CaseFacts.Draft draft = new CaseFacts.Draft(new CaseFacts.Subject(
                    cells[0].strip(), "310104/013/yuhua/g01", "u", "c", "1", "", 4, 3, "", Map.of()));
            for (String word : (cells[1] + " " + cells[3]).strip().split("\\s+")) {
                @Nullable Moment moment = LETTERS.get(word.charAt(0));
                if (word.contains("=")) {
                    String[] tally = word.split("=");
                    draft.count(Tally.valueOf(tally[0]), Integer.parseInt(tally[1]));
                } else if (word.charAt(0) == 'C') {
                    draft.at(Moment.CLOSED, at(word.substring(1))).at(Moment.ENDED, at(word.substring(1)));
                } else if (moment != null) {
                    draft.at(moment, at(word.substring(1)));
                    if (moment == Moment.VOIDED) {
                        draft.at(Moment.ENDED, at(word.substring(1)));
                    }
                }
            }
            for (String mark : cells[2].strip().split("\\s+")) {
                draft.mark(Mark.valueOf(mark), true);
            }
            cases.add(draft.finish());
        }
        return cases;
    }

    /*
     * By hand. Out from the start: c14 (drill), c15 (merged).
     * Found (R in March): all but c12, c14, c15 = c01-c11, c13, c16, c17 = 14. Filed of them: less c07, c17 = 12.
     * Due (X in March): c01-c06, c08-c12, c16 = 12 (c13 is due in April, c07 and c17 have no deadline).
     * Deferred: c04 alone; c16 was resumed on the 25th. Due less deferred = 11.
     * Closed of the due: less c04 and c10 = 10. On time: of these less c02, c06 = 8 (c11 was overdue, and excused).
     * Overdue: c02, c06, c10 = 3. Urgent: c05, c06.
     * Closed in March: the 10 closed of the due; c13 closed on 1 April. Reworked of them: c09.
     * Dispatched in March: c01-c06, c08-c11, c13, c16 = 12 cases, returned as not ours: c03, c10. Returns 3 of 15 dispatches.
     * Solved of the found: c01-c03, c05, c06, c08, c09, c11, c13, c16 = 10.
     * Filed in March: 12. First found by us: less c02 = 11, less c08 (complained) = 10. By a sensor: c01 c05 c06 c08 c13 c16.
     * Open at the end: c04, c10, c17, and c13, which was closed in April = 4.
     * Overdue at the end: c10; c04 is suspended, c13 is due in April.
     * Reporters of closed cases: c01 1, c02 2, c08 1 = 4, told 3. Ratings 3, good 2.
     */
    @ParameterizedTest
    @CsvSource({
        "on_time_closing, 8, 11",
        "closing, 10, 12",
        "urgent_closing, 2, 2",
        "urgent_on_time, 1, 2",
        "filing, 12, 14",
        "dispatch_accuracy, 10, 12",
        "rework, 1, 10",
        "buck_passing, 3, 15",
        "solve, 10, 14",
        "found_before_complaint, 10, 12",
        "sensor_share, 6, 12",
        "arrival, 1, 2",
        "satisfaction, 2, 3",
        "answered, 3, 4",
        "found, 14,",
        "called, 12,",
        "dispatched, 12,",
        "solved, 10,",
        "filed, 12,",
        "closed, 10,",
        "voided, 1,",
        "due, 12,",
        "deferred, 1,",
        "overdue, 3,",
        "open, 4,",
        "overdue_at_end, 1,",
        "urgent_open, 0,",
        "maintenance_found, 0,",
        "maintenance_open, 0,",
        "urgent_due, 2,",
        "supervised, 0,",
        "whistles, 2,",
        "returns, 3,",
        "reworks, 3,",
        "later_reworks, 1,"
    })
    void figure_of_march_is_the_hand_count(String code, long numerator, @Nullable Long denominator) {
        assertThat(Indicators.of(code).of(month(), MARCH)).isEqualTo(new Figure(code, numerator, denominator));
    }

    @ParameterizedTest
    @CsvSource({"2026-02, 1", "2026-03, 12", "2026-04, 0", "2026, 13", "2026-03-02, 2", "2026-W10, 7"})
    void filed_cases_of_every_period_are_those_of_its_days(String period, long filed) {
        assertThat(Indicators.of("filed")
                        .of(month(), Period.of(period).span(ZONE))
                        .numerator())
                .isEqualTo(filed);
    }
}
