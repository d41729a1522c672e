package io.geshao.incident.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.DeviceKind;
import io.geshao.incident.clock.FaultyFileException;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.list.ResponsibilityList.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsibilityListTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final long TODAY = Instant.parse("2026-03-02T02:00:00Z").toEpochMilli();
    private static final String HEADER = "list_version\tvalid_from\tclass_code\tplace\tdevice_kind\tname_zh\tname_en"
            + "\tlimit_value\tlimit_unit\tunit_role\tunit_zh\tunit_en\tjoint_roles\tself_closing\tclosing_zh\tclosing_en"
            + "\tsource\n";

    private static String row(String version, String from, String classCode, String place, String kind, String unit) {
        return String.join(
                        "\t",
                        version,
                        from,
                        classCode,
                        place,
                        kind,
                        "类",
                        "class",
                        "4",
                        "work_hour",
                        "SANIT",
                        unit,
                        unit,
                        "",
                        "no",
                        "清",
                        "clean",
                        "test")
                + "\n";
    }

    private static Optional<Row> find(ResponsibilityList list, String classCode, String place, DeviceKind kind) {
        return list.find(classCode, place, kind, TODAY, SHANGHAI);
    }

    @ParameterizedTest
    @CsvSource({
        "E01-92-1, PT4H, false, SANIT, 垃圾满溢",
        "E04-96-1, PT2H, false, ENFORCE, 占用消防通道",
        "E05-06-1, PT2H, true, DRAIN, 道路积水",
        "E05-01-1, PT1H, true, WATER, 供水管道破裂",
        "E01-20-1, PT2H, true, ENFORCE, 露天焚烧",
        "C02-07-1, PT2H, true, MUNI, 地下通道积水",
        "C03-05-1, PT8H, false, SANIT, 垃圾箱倾倒",
        "C01-11-1, PT2H, true, HEATGAS, 燃气井盖移位",
        "EM-01, PT15M, true, FIRE, 火灾",
        "MT-02, PT24H, false, PLATFORM, 设备电量低"
    })
    void shipped_class_has_its_limit_clock_and_lead(
            String classCode, Duration limit, boolean wall, String role, String name) {
        Row row = find(ResponsibilityList.shipped(), classCode, "a/b/c/g1", DeviceKind.WASTE_BIN)
                .orElseThrow();
        assertThat(row.limit().length()).isEqualTo(limit);
        assertThat(row.limit().runsOnWallClock()).isEqualTo(wall);
        assertThat(row.unitRole()).isEqualTo(role);
        assertThat(row.className()).containsEntry("zh", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EM-01", "EM-02", "EM-03", "EM-04", "EM-05", "MT-05", "MT-06", "E01-92-1"})
    void shipped_list_lets_the_platform_close_device_health_only(String classCode) {
        assertThat(find(ResponsibilityList.shipped(), classCode, "a/b/c/g1", DeviceKind.FIRE))
                .hasValueSatisfying(row -> assertThat(row.selfClosing()).isFalse());
    }

    @Test
    void row_for_the_kind_of_device_beats_the_general_one() {
        ResponsibilityList list = ResponsibilityList.shipped();
        assertThat(find(list, "MT-01", "a/b/c/g1", DeviceKind.FIRE)
                        .orElseThrow()
                        .limit())
                .isEqualTo(new TimeLimit(4, TimeLimit.Unit.WORK_HOUR));
        assertThat(find(list, "MT-01", "a/b/c/g1", DeviceKind.WATER)
                        .orElseThrow()
                        .limit())
                .isEqualTo(new TimeLimit(1, TimeLimit.Unit.WORK_DAY));
    }

    @Test
    void longest_place_wins_and_never_matches_half_a_code() {
        ResponsibilityList list = ResponsibilityList.parse(
                "t",
                HEADER
                        + row("1", "2026-01-01", "E1", "", "fire", "all")
                        + row("1", "2026-01-01", "E1", "a/b", "", "street")
                        + row("1", "2026-01-01", "E1", "a/b/c", "", "community"));
        assertThat(find(list, "E1", "a/b/c/g1", DeviceKind.FIRE).orElseThrow().unit())
                .containsEntry("en", "community");
        assertThat(find(list, "E1", "a/b/cc/g1", DeviceKind.FIRE).orElseThrow().unit())
                .containsEntry("en", "street");
        assertThat(find(list, "E1", "a/x", DeviceKind.FIRE).orElseThrow().unit())
                .containsEntry("en", "all");
        assertThat(find(list, "E1", "a/x", DeviceKind.WATER)).isEmpty();
        assertThat(find(list, "E2", "a/b/c", DeviceKind.FIRE)).isEmpty();
    }

    @Test
    void version_in_force_is_the_latest_that_has_begun() {
        ResponsibilityList list = ResponsibilityList.parse(
                "t",
                "# a comment\n" + HEADER + row("1", "2026-01-01", "E1", "", "", "old")
                        + row("2", "2026-03-02", "E1", "", "", "new"));
        long midnight = Instant.parse("2026-03-01T16:00:00Z").toEpochMilli();
        assertThat(list.find("E1", "a", null, midnight, SHANGHAI).orElseThrow().version())
                .isEqualTo("2");
        assertThat(list.find("E1", "a", null, midnight - 1, SHANGHAI)
                        .orElseThrow()
                        .version())
                .isEqualTo("1");
        assertThat(list.find("E1", "a", null, 0, SHANGHAI))
                .as("before the first version")
                .isEmpty();
    }

    @Test
    void faulty_list_is_refused_with_file_line_and_reason() {
        String good = row("1", "2026-01-01", "E1", "", "", "u");
        assertRefused("", "t:1: empty");
        assertRefused("class\n", "t:1: the header is not complete: 'class' is no column");
        assertRefused(HEADER + "x\ty\n", "t:2: 2 columns, not 17");
        assertRefused(HEADER + good + good, "t:3: two rows match alike: E1");
        assertRefused(HEADER + good + row("1", "2026-02-01", "E2", "", "", "u"), "t:3: version 1 begins on two days");
        assertRefused(HEADER + good + row("2", "2026-01-01", "E1", "", "", "u"), "t:3: two versions begin on");
        assertRefused(HEADER + good.replace("work_hour", "moon"), "t:2: ");
        assertRefused(HEADER + good.replace("\tno\t", "\tperhaps\t"), "t:2: self_closing is yes or no");
        assertThatThrownBy(() -> ResponsibilityList.read(Path.of("no-such-file.tsv")))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    @Test
    void every_fault_is_named_at_once() {
        String good = row("1", "2026-01-01", "E1", "", "", "u");
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                FaultyFileException.class,
                                () -> ResponsibilityList.parse(
                                        "t",
                                        HEADER
                                                + good.replace("2026-01-01", "soon")
                                                + good
                                                + good.replace("\t4\t", "\tfour\t")
                                                + good))
                        .faults())
                .extracting(FaultyFileException.Fault::line)
                .containsExactly(2, 4, 5);
    }

    @Test
    void row_gives_codes_of_every_unit_and_what_else_a_city_says() {
        String further = HEADER.replace("\n", "")
                + "\tvalid_to\tsupervisor_role\topening_zh\topening_en\tadmission\tfund_note\tpublic\n";
        String text = "role\tMICRO\t微型消防站\tMicro fire station\n" + further
                + String.join(
                        "\t",
                        "7",
                        "2026-01-01",
                        "E01-28-1",
                        "a/b",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "ENFORCE",
                        "",
                        "",
                        "MICRO;SANIT",
                        "no",
                        "",
                        "",
                        "x",
                        "2026-06-30",
                        "STREET",
                        "",
                        "",
                        "ZR-2026-0007",
                        "每月 500 元",
                        "yes")
                + "\n";
        ResponsibilityList list = ResponsibilityList.parse("t", text);
        Row row = find(list, "E01-28-1", "a/b/c", DeviceKind.FIRE).orElseThrow();
        assertThat(row.lead()).isEqualTo(new Unit("ENFORCE", Map.of("zh", "综合执法", "en", "City enforcement")));
        assertThat(row.joint()).extracting(Unit::code).containsExactly("MICRO", "SANIT");
        assertThat(row.supervisor()).isNotNull().extracting(Unit::code).isEqualTo("STREET");
        assertThat(row.names("SANIT")).isTrue();
        assertThat(row.names("STREET")).isFalse();
        assertThat(row.isStatutory()).isFalse();
        assertThat(row.isPublic()).isTrue();
        assertThat(row.fundNote()).isEqualTo("每月 500 元");
        assertThat(row.className()).as("of the class table").containsEntry("zh", "商业噪音");
        assertThat(row.limit()).isEqualTo(new TimeLimit(2, TimeLimit.Unit.URGENT_HOUR));
        assertThat(row.closing()).containsEntry("en", "stopped");
        assertThat(row.opening().get("zh")).isNotBlank();
        long july = Instant.parse("2026-06-30T16:00:00Z").toEpochMilli();
        assertThat(list.find("E01-28-1", "a/b", null, july - 1, SHANGHAI)).isPresent();
        assertThat(list.find("E01-28-1", "a/b", null, july, SHANGHAI))
                .as("ended")
                .isEmpty();
        assertThat(ResponsibilityList.parse(
                                "again", ResponsibilityFile.text(list.versions().get(0)))
                        .versions())
                .isEqualTo(list.versions());
    }

    @Test
    void class_without_any_limit_has_four_work_hours() {
        ResponsibilityList list = ResponsibilityList.parse(
                "t", HEADER + row("1", "2026-01-01", "E9", "", "", "u").replace("\t4\twork_hour\t", "\t\t\t"));
        assertThat(find(list, "E9", "a", DeviceKind.FIRE).orElseThrow().limit())
                .isEqualTo(new TimeLimit(4, TimeLimit.Unit.WORK_HOUR));
    }

    @Test
    void later_list_takes_over_on_its_day() {
        ResponsibilityList list = ResponsibilityList.parse("a", HEADER + row("1", "2026-01-01", "E1", "", "", "old"))
                .and(ResponsibilityList.parse("b", HEADER + row("2", "2026-03-02", "E1", "", "", "new")));
        assertThat(find(list, "E1", "a", DeviceKind.FIRE).orElseThrow().version())
                .isEqualTo("2");
        assertThat(list.versions()).extracting(ResponsibilityList.Version::name).containsExactly("1", "2");
        assertThat(list.on(java.time.LocalDate.of(2026, 3, 1)).orElseThrow().name())
                .isEqualTo("1");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> ResponsibilityList.parse("t", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
