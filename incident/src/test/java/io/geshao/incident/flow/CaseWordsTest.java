package io.geshao.incident.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.CaseHint;
import io.geshao.core.AlertView.State;
import io.geshao.core.CaseView.Domain;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Grade;
import io.geshao.core.Lane;
import io.geshao.core.Severity;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.list.ResponsibilityList;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a duty officer reads, word by word; the names are of the shapes that registries really hold. */
class CaseWordsTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final long NOW = Instant.parse("2026-03-02T02:00:00Z").toEpochMilli();

    /** The town, with full names on everything, as the simulated community writes them. */
    private static Registry fullNames() {
        DeviceProfile smoke = new DeviceProfile("smoke", DeviceKind.FIRE, "native", Lane.LIFE_SAFETY, 60_000, 300_000);
        return new Registry(
                List.of(
                        new Place(Town.GRID, "雨花社区第3网格", "Yuhua Community Grid 3", 121.4, 31.1),
                        new Place(Town.BUILDING, "文思坊5栋", "Wensi Square Building 5", 121.4, 31.1),
                        new Place(Town.UNIT_2, "文思坊5栋2单元", "Wensi Square Building 5 Unit 2", 121.4, 31.1),
                        new Place(Town.UNIT_3, "文思坊5栋3单元", "Wensi Square Building 5, Unit 3", 121.4, 31.1)),
                List.of(new Device(
                        new DeviceId("smoke-2"),
                        smoke,
                        Town.UNIT_2,
                        "b03-z1",
                        "",
                        121.43,
                        31.13,
                        "文思坊5栋2单元10层烟感",
                        "Wensi Square Building 5 Unit 2, Smoke detector floor 10")),
                Map.of());
    }

    private static Step open(Registry registry, AlertView alert) {
        CaseReducer reducer =
                new CaseReducer(registry, ResponsibilityList.shipped(), new WorkCalendar(SHANGHAI, Set.of(), Set.of()));
        return reducer.open(
                "yuhua-20260302-0001", null, new AlertTransition(1, AlertTransition.Kind.RAISED, alert, NOW), NOW);
    }

    private static Map<String, String> said(Step step, EventKind kind) {
        return step.entries().stream()
                .filter(entry -> entry.kind() == kind)
                .findFirst()
                .orElseThrow()
                .text();
    }

    private static PlaceNames names(String buildingZh, String unitZh, String buildingEn, String unitEn) {
        return new PlaceNames(new Registry(
                List.of(
                        new Place(Town.BUILDING, buildingZh, buildingEn, 0, 0),
                        new Place(Town.UNIT_2, unitZh, unitEn, 0, 0)),
                List.of(),
                Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            文思坊5栋 | 文思坊5栋1单元 | 文思坊5栋1单元 | Building 5 | Building 5 Unit 1 | Building 5 Unit 1
            3号楼 | 2单元 | 3号楼2单元 | Building 3 | Unit 2 | Building 3, Unit 2
            A | B | A B | Building 5 | Building 5, Unit 1 | Building 5, Unit 1
            1 | 12号门 | 1 12号门 | Building 1 | Building 12 Gate | Building 1, Building 12 Gate
            塔楼 | 塔楼 | 塔楼 | The Tower | The Tower | The Tower
            '' | '' | b03 u2 | '' | '' | b03, u2
            """)
    void place_inside_a_building_is_said_once(
            String buildingZh, String unitZh, String zh, String buildingEn, String unitEn, String en) {
        assertThat(names(buildingZh, unitZh, buildingEn, unitEn).label(Town.UNIT_2))
                .containsEntry("zh", zh)
                .containsEntry("en", en);
    }

    @Test
    void suspicion_says_place_class_rule_and_which_detector_each_once() {
        Step step = open(fullNames(), Town.smoke("smoke-2", State.ACTIVE_UNACK, NOW));
        assertThat(step.file().view().title())
                .containsEntry("zh", "文思坊5栋2单元 烟感报警，疑似火灾")
                .containsEntry("en", "Wensi Square Building 5 Unit 2: Smoke alarm, suspected fire");
        assertThat(said(step, EventKind.OPENED))
                .containsEntry("zh", "文思坊5栋2单元 烟感报警，疑似火灾（规则 F1，设备 smoke-2“10层烟感”）")
                .containsEntry(
                        "en",
                        "Wensi Square Building 5 Unit 2: Smoke alarm, suspected fire"
                                + " (rule F1, device smoke-2 \"Smoke detector floor 10\")");
    }

    @Test
    void confirmed_fire_names_who_comes_who_helps_by_when_and_what_ends_it() {
        Step step = open(fullNames(), Town.fire(State.ACTIVE_UNACK, NOW));
        assertThat(said(step, EventKind.FILED))
                .containsEntry("zh", "立案：EM-01 火灾，Ⅳ级（一般）")
                .containsEntry("en", "Filed: EM-01 Fire, grade IV");
        assertThat(said(step, EventKind.DISPATCHED))
                .containsEntry("zh", "派遣至消防救援，协办：物业、街道办事处；时限 15 分钟，3月2日 10:15 截止；" + "结案标准：明火扑灭，现场无复燃危险，本案告警全部复位并记明原因")
                .containsEntry(
                        "en",
                        "Dispatched to Fire and rescue, jointly with Property management, Street office; limit 15 minutes,"
                                + " due 2 Mar 10:15; to be closed when: fire out, no danger of re-ignition, every alarm of"
                                + " the case reset with its cause");
    }

    @Test
    void alarm_that_came_hours_late_is_never_called_confirmed_and_suspected_at_once() {
        AlertView fire = Town.fire(State.RTN_UNACK, NOW);
        assertThat(open(fullNames(), fire).file().view().title())
                .containsEntry("zh", "文思坊5栋 确认火警，迟报待核实")
                .containsEntry("en", "Wensi Square Building 5: Fire confirmed, reported late, to be checked");
    }

    @Test
    void every_text_of_the_shipped_list_is_there_in_both_languages_and_shows_no_code() {
        for (String classCode : List.of("EM-01", "EM-02", "EM-03", "EM-04", "MT-01", "MT-06", "E05-06-1", "C02-07-1")) {
            ResponsibilityList.Row row = ResponsibilityList.shipped()
                    .find(classCode, "a/b/c/g1", DeviceKind.FIRE, NOW, SHANGHAI)
                    .orElseThrow();
            Map<String, String> text = new CaseTexts(
                            new PlaceNames(new Registry(List.of(), List.of(), Map.of())), SHANGHAI)
                    .dispatched(row, NOW);
            assertThat(row.jointUnits()).as(classCode).isNotEmpty();
            assertThat(text.get("zh")).doesNotContainPattern("[A-Z]{2}");
            assertThat(text.get("en")).doesNotContainPattern("[A-Z]{2}").doesNotContainPattern("\\p{IsHan}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            文思坊5栋2单元10层烟感 | 文思坊5栋2单元 | 10层烟感
            第1网格车位P01-017 | 雨花社区第1网格 | 车位P01-017
            Grid 1 bay P01-017 | Yuhua Community Grid 1 | bay P01-017
            Wensi Square Building 5, Smoke detector | Wensi Square Building 5 | Smoke detector
            1号楼烟感 | 文思坊11号楼 | 1号楼烟感
            Building 12 gate | Yuhua Building 1 | Building 12 gate
            路灯1 | 兰亭路 | 路灯1
            文思坊 | 文思坊 | 文思坊
            """)
    void device_name_leaves_out_the_place_that_has_been_said(String name, String place, String rest) {
        assertThat(PlaceNames.within(name, place)).isEqualTo(rest);
    }

    @Test
    void case_about_one_device_names_it_in_the_title_and_once_only() {
        Step step = open(fullNames(), Town.offline("smoke-2", Severity.S3, State.ACTIVE_UNACK, NOW));
        assertThat(step.file().view().title())
                .containsEntry("zh", "文思坊5栋2单元 10层烟感 设备离线")
                .containsEntry("en", "Wensi Square Building 5 Unit 2, Smoke detector floor 10: Device offline");
        assertThat(said(step, EventKind.OPENED))
                .containsEntry("zh", "文思坊5栋2单元 10层烟感 设备离线（规则 D1，设备 smoke-2）")
                .containsEntry(
                        "en",
                        "Wensi Square Building 5 Unit 2, Smoke detector floor 10: Device offline"
                                + " (rule D1, device smoke-2)");
    }

    @Test
    void silent_gateway_is_named_by_its_identifier() {
        AlertView like = Town.fire(State.ACTIVE_UNACK, NOW);
        AlertView silent = new AlertView(
                "D8|gateway:yuhua/yh-gw-02|1",
                "D8",
                1,
                Map.of("zh", "网关离线", "en", "Radio gateway offline"),
                Severity.S2,
                like.state(),
                "gateway:yuhua/yh-gw-02",
                like.community(),
                Town.BUILDING,
                null,
                NOW,
                NOW,
                NOW,
                false,
                new CaseHint("MT-04", Domain.MAINTENANCE, Grade.IV, "gateway:yuhua/yh-gw-02", false, true),
                Map.of(),
                null);
        assertThat(said(open(fullNames(), silent), EventKind.OPENED))
                .containsEntry("zh", "文思坊5栋 网关离线（规则 D8，网关 yh-gw-02）")
                .containsEntry("en", "Wensi Square Building 5: Radio gateway offline (rule D8, gateway yh-gw-02)");
    }

    @Test
    void limit_is_said_in_the_singular_and_the_plural() {
        assertThat(new TimeLimit(1, TimeLimit.Unit.WORK_DAY).en()).isEqualTo("1 work day");
        assertThat(new TimeLimit(4, TimeLimit.Unit.WORK_HOUR).en()).isEqualTo("4 work hours");
        assertThat(new TimeLimit(2, TimeLimit.Unit.URGENT_HOUR).en()).isEqualTo("2 hours, day and night");
        assertThat(new TimeLimit(2, TimeLimit.Unit.URGENT_HOUR).zh()).isEqualTo("2 小时（昼夜连续计时）");
    }

    @Test
    void list_whose_helping_units_have_no_name_is_refused() {
        String header = "list_version\tvalid_from\tclass_code\tplace\tdevice_kind\tname_zh\tname_en\tlimit_value"
                + "\tlimit_unit\tunit_role\tunit_zh\tunit_en\tjoint_roles\tself_closing\tclosing_zh\tclosing_en\tsource\n";
        String row = "1\t2026-01-01\tE1\t\t\t类\tclass\t4\twork_hour\tSANIT\t环卫\tSanitation\tCLUB\tno\t清\tclean\tt\n";
        assertThatThrownBy(() -> ResponsibilityList.parse("t", header + row))
                .hasMessage("t:2: no line 'role' before the header names 'CLUB'");
        assertThatThrownBy(() -> ResponsibilityList.parse("t", "role\tCLUB\t社团\n" + header))
                .hasMessageStartingWith("t:1: a role line is");
        String named = "role\tCLUB\t社团\tClub\n";
        assertThatThrownBy(() -> ResponsibilityList.parse("t", named + named + header))
                .hasMessage("t:2: role CLUB is named twice");
        assertThat(ResponsibilityList.parse("t", named + header + row)
                        .find("E1", "a", null, NOW, SHANGHAI)
                        .orElseThrow()
                        .jointUnits())
                .containsExactly(Map.of("zh", "社团", "en", "Club"));
    }
}
