package io.geshao.incident.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.score.OperatorLoad;
import io.geshao.casework.score.OperatorLoad.Verdict;
import io.geshao.casework.score.Span;
import io.geshao.incident.score.LoadCount.Announcement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadCountTest {
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    private static final Span MONTH = new Span(0, 30 * DAY);

    private static List<Announcement> every(long periodMillis, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Announcement(i * periodMillis, "F1", "device:S-1"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "4320, ACCEPTABLE", // 6 an hour, 144 a day
        "4321, MANAGEABLE",
        "8640, MANAGEABLE", // 12 an hour, 288 a day
        "8641, OVERLOADED"
    })
    void averages_of_a_month_are_judged_against_the_standard(int announced, Verdict verdict) {
        OperatorLoad load = LoadCount.of("yuhua", MONTH, every(MINUTE, announced), 0, 0);

        assertThat(load.verdict()).isEqualTo(verdict);
    }

    @Test
    void less_than_thirty_days_are_too_short_to_judge() {
        assertThat(LoadCount.of("yuhua", new Span(0, 29 * DAY), List.of(), 0, 0).verdict())
                .isEqualTo(Verdict.TOO_SHORT);
    }

    @Test
    void ten_in_ten_minutes_are_no_flood_eleven_are() {
        assertThat(LoadCount.of("y", MONTH, every(MINUTE - 6_000, 10), 0, 0).floodSlots())
                .isZero();
        // 11 within 540 s, in flood from 0 s until fewer than 5 lie within ten minutes: 54 × 6 + 600 s = 924 s, slots 0
        // and 1
        assertThat(LoadCount.of("y", MONTH, every(MINUTE - 6_000, 11), 0, 0).floodSlots())
                .isEqualTo(2);
    }

    @Test
    void a_flood_that_goes_on_counts_every_slot_once() {
        // Two an minute for an hour: from 0 to 60 min, then until 8 min after: slots 0 to 6.
        OperatorLoad load = LoadCount.of("y", MONTH, every(30_000, 120), 0, 0);

        assertThat(load.floodSlots()).isEqualTo(7);
        assertThat(load.slots()).isEqualTo(4_320);
    }

    @Test
    void two_floods_in_one_slot_count_it_once() {
        Span hour = new Span(0, 60 * MINUTE);
        List<Announcement> all = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            all.add(new Announcement(i * 100L, "F1", "a"));
        }
        for (int i = 0; i < 11; i++) {
            all.add(new Announcement(11 * MINUTE + i * 100L, "F1", "a"));
        }

        // the first: 0 to 10 min (slots 0, 1), the second: 11 to 21 min (slots 1, 2)
        assertThat(LoadCount.of("y", hour, all, 0, 0).floodSlots()).isEqualTo(3);
    }

    @Test
    void a_flood_at_the_end_reaches_to_the_end() {
        Span quarter = new Span(0, 15 * MINUTE);
        List<Announcement> all = IntStream.range(0, 20)
                .mapToObj(i -> new Announcement(14 * MINUTE + i * 1_000L, "F1", "a"))
                .toList();

        assertThat(LoadCount.of("y", quarter, all, 0, 0).floodSlots()).isEqualTo(1);
    }

    @Test
    void ten_busiest_sources_and_their_share() {
        List<Announcement> all = new ArrayList<>(every(MINUTE, 40));
        for (int i = 0; i < 20; i++) {
            all.add(new Announcement(DAY + i * MINUTE, "W" + i, "device:B-" + i));
        }

        OperatorLoad load = LoadCount.of("y", MONTH, all, 3, 60);

        assertThat(load.sources()).hasSize(10);
        assertThat(load.sources().get(0)).isEqualTo(new OperatorLoad.Source("F1", "device:S-1", 40));
        assertThat(load.topShare()).isEqualTo(49.0 / 60);
        assertThat(load.stalePerDay()).isEqualTo(2);
        assertThat(load.chattering()).isEqualTo(3);
    }
}
