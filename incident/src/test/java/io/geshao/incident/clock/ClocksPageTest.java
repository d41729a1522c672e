package io.geshao.incident.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.ClockKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that explains clocks: every table with a deadline in it is computed again. */
class ClocksPageTest {
    private static final Path PAGE = Path.of(System.getProperty("geshao.root", ".."), "docs", "clocks.md");
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final WorkCalendar USUAL = new WorkCalendar(SHANGHAI, Set.of(), Set.of());

    private static List<List<String>> table(String page, String header) {
        List<List<String>> rows = new ArrayList<>();
        String[] lines = page.substring(page.indexOf(header)).split("\n", -1);
        for (int i = 2; lines[i].startsWith("|"); i++) {
            rows.add(List.of(lines[i].substring(1).strip().split(" *\\| *", -1)));
        }
        assertThat(rows).as(header).isNotEmpty();
        return rows;
    }

    private static long at(String text) {
        return LocalDateTime.parse(text.strip().replace(' ', 'T'))
                .atZone(SHANGHAI)
                .toInstant()
                .toEpochMilli();
    }

    private static CaseClock start(List<String> row) {
        String[] limit = row.get(1).split(" ", -1);
        return CaseClock.start(
                ClockKind.HANDLE,
                "first",
                new TimeLimit(Integer.parseInt(limit[0]), TimeLimit.Unit.of(limit[1])),
                at(row.get(0)));
    }

    @Test
    void every_deadline_on_the_page_is_what_the_clocks_say() throws IOException {
        String page = Files.readString(PAGE);
        for (List<String> row : table(page, "| Start | Limit | Deadline | Why |")) {
            assertThat(start(row).deadline(USUAL)).as("%s", row).isEqualTo(at(row.get(2)));
        }
        for (List<String> row : table(page, "| Start | Limit | What happens |")) {
            assertThat(after(start(row), row.get(2)).deadline(USUAL))
                    .as("%s", row)
                    .isEqualTo(at(row.get(3)));
        }
        Matcher csv = Pattern.compile("```csv\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(csv.find()).isTrue();
        WorkCalendar calendar = CalendarFile.parse("clocks.md", csv.group(1)).calendar(SHANGHAI);
        for (List<String> row : table(page, "| Start | Limit | Deadline by that calendar |")) {
            assertThat(start(row).deadline(calendar)).as("%s", row).isEqualTo(at(row.get(2)));
        }
    }

    private static CaseClock after(CaseClock start, String happened) {
        List<CaseClock> clocks = new ArrayList<>(List.of(start));
        for (String what : happened.split(", ", -1)) {
            String[] words = what.split(" ", 2);
            CaseClock last = clocks.get(clocks.size() - 1);
            clocks.add(
                    switch (words[0]) {
                        case "pause" -> last.pause(at(words[1]), USUAL);
                        case "resume" -> last.resume(at(words[1]));
                        case "extend" -> last.extend();
                        case "back" -> last.stop(at(words[1]), USUAL);
                        case "again" -> CaseClock.given(clocks, ClockKind.HANDLE, "first", last.limit(), at(words[1]));
                        case "other" -> CaseClock.given(clocks, ClockKind.HANDLE, "second", last.limit(), at(words[1]));
                        default -> throw new IllegalArgumentException(what);
                    });
        }
        return clocks.get(clocks.size() - 1);
    }
}
