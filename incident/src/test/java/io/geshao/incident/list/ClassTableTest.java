package io.geshao.incident.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.geshao.incident.clock.FaultyFileException;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.clock.TimeLimit.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassTableTest {
    private static final String HEADER = String.join("\t", ClassTable.COLUMNS) + "\n";
    /** A city's list in little: two main categories, three small ones, four conditions. */
    private static final String CITY = HEADER
            + row("E01-01-1", "01", "市容", "01", "垃圾", 1, "4小时", 4, "work_hour", "working", 14_400, "SANIT;STREET")
            + row("E01-01-2", "01", "市容", "01", "垃圾", 2, "2天", 2, "work_day", "working", 57_600, "SANIT")
            + row("E01-02-1", "01", "市容", "02", "噪音", 1, "1紧急工作日", 1, "urgent_day", "wall", 86_400, "ENFORCE")
            + row("C02-11-1", "02", "道路", "11", "护栏", 1, "2紧急工作时", 2, "urgent_hour", "wall", 7_200, "MUNI;OWNER");

    private static String row(
            String code,
            String big,
            String bigName,
            String small,
            String smallName,
            int condition,
            String words,
            int value,
            String unit,
            String clock,
            int seconds,
            String roles) {
        return String.join(
                        "\t",
                        code,
                        "SMALL-1",
                        big,
                        bigName,
                        small,
                        smallName,
                        Integer.toString(condition),
                        "脏了",
                        "干净",
                        words,
                        Integer.toString(value),
                        unit,
                        clock,
                        Integer.toString(seconds),
                        roles,
                        "")
                + "\n";
    }

    private static ClassTable city() {
        return ClassTable.parse(Map.of("city.tsv", CITY));
    }

    @Test
    void table_of_a_city_is_read_with_limits_clocks_and_roles() {
        ClassTable table = city();
        assertThat(table.version()).isEqualTo("SMALL-1");
        CaseClass one = table.find("E01-01-2").orElseThrow();
        assertThat(one.limit()).isEqualTo(new TimeLimit(2, Unit.WORK_DAY));
        assertThat(one.small().code()).isEqualTo("E01-01");
        assertThat(one.opening()).containsEntry("zh", "脏了").containsEntry("en", "脏了");
        assertThat(table.find("C02-11-1").orElseThrow().roles()).containsExactly("MUNI", "OWNER");
        assertThat(table.find("E01-02-1").orElseThrow().limit().runsOnWallClock())
                .isTrue();
    }

    @Test
    void table_comes_back_as_it_was_written() {
        assertThat(ClassTable.parse(Map.of("again", city().text())).classes()).isEqualTo(city().classes());
        ClassTable starter = ClassTable.starter();
        assertThat(ClassTable.parse(Map.of("again", starter.text())).classes()).isEqualTo(starter.classes());
    }

    @Test
    void every_bad_row_of_every_file_is_named_at_once() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("a.tsv", CITY.replace("\twall\t7200", "\tworking\t7200").replace("57600", "57601"));
        files.put(
                "b.tsv",
                HEADER
                        + row("E09-01-2", "09", "x", "01", "y", 1, "1天", 1, "work_day", "working", 28_800, "SANIT")
                        + row("E09-02-1", "09", "x", "02", "y", 1, "1月", 1, "moon", "wall", 28_800, "SANIT")
                        + row("E09-03-1", "09", "x", "03", "y", 1, "0天", 0, "work_day", "working", 0, "SANIT")
                        + row("E09-04-1", "09", "x", "04", "", 1, "1天", 1, "work_day", "working", 28_800, "SANIT")
                        + row("E09-05-1", "09", "x", "05", "y", 1, "1天", 1, "work_day", "working", 28_800, "NOBODY")
                        + "half a row\n"
                        + row("E01-01-1", "01", "市容", "01", "y", 1, "1天", 1, "work_day", "working", 28_800, "SANIT"));
        FaultyFileException refused = catchThrowableOfType(FaultyFileException.class, () -> ClassTable.parse(files));
        assertThat(refused.faults())
                .extracting(FaultyFileException.Fault::toString)
                .containsExactly(
                        "a.tsv:3: limit_seconds of 2 work_day is 57600",
                        "a.tsv:5: clock of urgent_hour is wall",
                        "b.tsv:2: class_code E09-01-2 is not E or C, big_code, small_code and condition_no, nor EM-nn or"
                                + " MT-nn",
                        "b.tsv:3: limit_unit 'moon' is not known",
                        "b.tsv:4: limit_value is not a positive whole number: '0'",
                        "b.tsv:5: small_name is empty",
                        "b.tsv:6: unit_roles: nobody is called 'NOBODY'",
                        "b.tsv:7: 1 columns, not 16",
                        "b.tsv:8: class E01-01-1 stands twice");
    }

    @Test
    void text_without_a_class_is_refused() {
        assertThat(catchThrowableOfType(FaultyFileException.class, () -> ClassTable.parse(Map.of("e", HEADER))))
                .hasMessageContaining("no class in it");
        assertThat(catchThrowableOfType(
                        FaultyFileException.class,
                        () -> ClassTable.parse(Map.of("e", HEADER.replace("\tclock", "\tclocks")))))
                .hasMessageContaining("'clocks' is no column or stands twice")
                .hasMessageContaining("clock is missing");
    }

    @Test
    void starter_table_has_the_classes_of_the_shipped_list_with_its_limits() {
        ClassTable starter = ClassTable.starter();
        assertThat(starter.classes()).hasSizeGreaterThan(40);
        for (ResponsibilityList.Row row :
                ResponsibilityList.shipped().versions().get(0).rows()) {
            CaseClass one = starter.find(row.classCode()).orElseThrow(() -> new AssertionError(row.classCode()));
            assertThat(one.small().name()).as(row.classCode()).isEqualTo(row.className());
            if (row.kind() == null) {
                assertThat(one.limit()).as(row.classCode()).isEqualTo(row.limit());
                assertThat(one.roles().get(0))
                        .as(row.classCode())
                        .isEqualTo(row.lead().code());
            }
        }
    }

    @Test
    void two_level_list_of_nine_and_twenty_nine_is_data() {
        StringBuilder text = new StringBuilder(HEADER);
        for (int big = 1; big <= 9; big++) {
            int smalls = big <= 2 ? 4 : 3;
            for (int small = 1; small <= smalls; small++) {
                String bigCode = "0" + big;
                String smallCode = "0" + small;
                text.append(row(
                        "E" + bigCode + "-" + smallCode + "-1",
                        bigCode,
                        "类" + big,
                        smallCode,
                        "项" + small,
                        1,
                        "1天",
                        1,
                        "work_day",
                        "working",
                        28_800,
                        "STREET"));
            }
        }
        Map<CaseClass.Category, Set<CaseClass.Category>> tree =
                ClassTable.parse(Map.of("nine", text.toString())).categories();
        assertThat(tree).hasSize(9);
        assertThat(tree.values().stream().mapToInt(Set::size).sum()).isEqualTo(29);
    }

    @Test
    void table_of_a_city_takes_over_on_its_day_and_leaves_our_own_classes() {
        LocalDate begins = LocalDate.of(2026, 3, 2);
        ClassTables tables = ClassTables.shipped().with(begins, city());
        assertThat(tables.on(begins.minusDays(1)).version()).isEqualTo("GS-C1");
        assertThat(tables.on(begins).version()).isEqualTo("SMALL-1");
        assertThat(tables.find("E01-01-1", begins)).isPresent();
        assertThat(tables.find("E01-92-1", begins))
                .as("not in the city's table")
                .isEmpty();
        assertThat(tables.find("E01-92-1", "GS-C1")).as("a case filed before").isPresent();
        assertThat(tables.find("EM-01", begins)).isPresent();
        assertThat(tables.search("护栏", begins, 10)).extracting(CaseClass::code).containsExactly("C02-11-1");
        assertThat(tables.search("em-0", begins, 10)).hasSize(5);
        assertThat(tables.search("", begins, 500)).hasSize(4 + 11);
    }

    /** The tables that some checkouts have beside them; or another folder by {@code -Dgeshao.classes=…}. */
    @Test
    void tables_of_a_real_city_are_read_if_they_are_there() throws IOException {
        Path folder = Path.of(System.getProperty("geshao.classes", "../../shared/data"))
                .toAbsolutePath()
                .normalize();
        Path events = folder.resolve("case_event_classes.tsv");
        Path components = folder.resolve("case_component_classes.tsv");
        assumeTrue(Files.exists(events) && Files.exists(components), "no city's class tables in " + folder);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("events", Files.readString(events));
        texts.put("components", Files.readString(components));
        ClassTable table = ClassTable.parse(texts);
        assertThat(table.classes()).hasSize(144 + 375);
        assertThat(table.categories().values().stream().mapToInt(Set::size).sum())
                .isEqualTo(98 + 92);
        assertThat(ClassTable.parse(Map.of("again", table.text())).classes()).isEqualTo(table.classes());
        assertThat(table.find("E04-96-1").orElseThrow().limit()).isEqualTo(new TimeLimit(2, Unit.WORK_HOUR));
    }
}
