package io.geshao.incident.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.geshao.casework.ClockKind;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.clock.WorkCalendar;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A clock in a stored case is written component by component and read back as it was. */
class ClockJsonTest {
    private static final WorkCalendar CALENDAR = new WorkCalendar(ZoneId.of("Asia/Shanghai"), Set.of(), Set.of());
    private static final long START = 1_772_416_800_000L;

    @Test
    void clock_in_every_condition_is_read_as_it_was_written() throws JsonProcessingException {
        CaseClock running =
                CaseClock.start(ClockKind.HANDLE, "SANIT", new TimeLimit(4, TimeLimit.Unit.WORK_HOUR), START);
        for (CaseClock clock : new CaseClock[] {
            running,
            running.extend(),
            running.pause(START + 60_000, CALENDAR),
            running.stop(START + 60_000, CALENDAR),
            running.stop(START + 864_000_000, CALENDAR)
        }) {
            String json = CaseJson.MAPPER.writeValueAsString(clock);
            assertThat(CaseJson.MAPPER.readValue(json, CaseClock.class))
                    .as(json)
                    .isEqualTo(clock);
        }
    }

    @Test
    void derived_values_stay_out() throws JsonProcessingException {
        CaseClock clock = CaseClock.start(ClockKind.ACCEPT, new TimeLimit(15, TimeLimit.Unit.URGENT_MINUTE), START);
        assertThat(CaseJson.MAPPER
                        .readTree(CaseJson.MAPPER.writeValueAsString(clock))
                        .fieldNames())
                .toIterable()
                .containsExactly(
                        "kind",
                        "unit",
                        "limit",
                        "extensions",
                        "startedMillis",
                        "runningSinceMillis",
                        "usedMillis",
                        "missedMillis",
                        "stoppedMillis");
    }
}
