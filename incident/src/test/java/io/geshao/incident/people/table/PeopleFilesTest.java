package io.geshao.incident.people.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.Channel;
import io.geshao.casework.people.Household;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.PlaceRecord;
import io.geshao.casework.people.Resident;
import io.geshao.casework.people.RosterVersion;
import io.geshao.incident.people.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeopleFilesTest {
    private final PeopleFiles files = new PeopleFiles(Crew.SHANGHAI);
    private final List<String> faults = new ArrayList<>();

    @Test
    void every_fault_is_named_with_file_line_and_reason_at_once() {
        String text = """
                id,name_zh,name_en,unit,active,voice,voice_verified,push,sms,wecom,dingtalk,feishu,email,webhook,mqtt
                li,李,Li,SANIT,yes,13800000001,2026-11-01,push-li,,,,,,,
                wang,王,Wang,SANIT,maybe,,,,,,,,,,
                "two
                lines",x,x,,yes,,,,,,,,,,
                zhao,赵,Zhao,SANIT,yes,13800000002,yesterday,,,,,,,,
                short,row
                li,李,Li,SANIT,yes,,,,,,,,,,
                """;
        List<Person> people = files.persons("persons.csv", text, faults);

        assertThat(faults)
                .containsExactly(
                        "persons.csv:3: active is yes or no, not 'maybe'",
                        "persons.csv:4: not a person's id: 'two\nlines'",
                        "persons.csv:6: voice_verified is not a date such as 2026-10-01: 'yesterday'",
                        "persons.csv:7: 2 columns where 15 were expected",
                        "persons.csv:8: 'li' stands twice");
        assertThat(people.get(0).contacts().get(Channel.VOICE))
                .isEqualTo(new Person.Contact("13800000001", Crew.at("2026-11-01T00:00")));
    }

    @Test
    void table_with_another_header_or_none_is_refused_as_a_whole() {
        files.units("units.csv", "code,name\nA,B\n", faults);
        files.households("h.csv", "", faults);
        assertThat(faults)
                .containsExactly(
                        "units.csv:1: the header is not 'code,parent,role,name_zh,name_en,place'",
                        "h.csv:1: the header is not 'place,household,residents'");
    }

    @Test
    void words_of_a_roster_are_checked_and_named() {
        String header = "roster,roster_place,valid_from,layer,post,place,kind,unit,person,mode,days,start,end\n";
        String good =
                "yuhua,d/s/c,2026-12-01,BASE,GRID_WORKER,d/s/c/g1,,,li,PATROLLING,\"MON-FRI,2026-12-06\",08:00,18:00\n";
        List<RosterVersion> rosters = files.rosters(
                "r.csv",
                header
                        + good
                        + good.replace("BASE", "TOP")
                        + good.replace("MON-FRI", "MON-ERR")
                        + good.replace("18:00", "25:00")
                        + good.replace("2026-12-01", "2026-12-02"),
                faults);
        assertThat(faults).hasSize(4);
        assertThat(faults.get(0))
                .startsWith("r.csv:3: layer is one of [BASE, STAGGERED,")
                .endsWith("not 'TOP'");
        assertThat(faults.get(1)).isEqualTo("r.csv:4: 'MON-ERR' names no days");
        assertThat(faults.get(2)).startsWith("r.csv:5: end is not a time");
        assertThat(faults.get(3)).isEqualTo("r.csv:6: roster yuhua has another place or first day above");
        assertThat(rosters.get(0).shifts().get(0).days()).hasToString("MON-FRI,2026-12-06");
    }

    @Test
    void tables_written_and_read_again_are_the_same() {
        List<OrgUnit> units = List.of(new OrgUnit("SANIT", "", "SANIT", Map.of("zh", "环卫, 一", "en", "\"S\""), "d/s"));
        List<Person> people =
                List.of(Crew.person("li"), new Person("x", Map.of("zh", "", "en", ""), "", Map.of(), false));
        List<Household> households = List.of(new Household("d/s/c/g1/b1", "101", 3));
        List<Resident> residents = List.of(
                new Resident("r1", "d/s/c/g1/b1", "101", "陈", "1380000", List.of("LIVES_ALONE", "BEDRIDDEN"), "a\nb"));

        assertThat(files.units("u", files.units(units), faults)).isEqualTo(units);
        assertThat(files.persons("p", "\uFEFF" + files.persons(people), faults)).isEqualTo(people);
        assertThat(files.households("h", files.households(households), faults)).isEqualTo(households);
        assertThat(files.residents("r", files.residents(residents), faults)).isEqualTo(residents);
        assertThat(faults).isEmpty();
    }

    @Test
    void places_have_points_or_outlines_and_every_feature_that_has_neither_is_named() {
        String text = """
                {"type":"FeatureCollection","features":[
                 {"type":"Feature","geometry":{"type":"Point","coordinates":[121.4,31.2]},
                  "properties":{"path":"d/s/c/g1","name_zh":"一","name_en":"One","households":420,"unit_grid":"310104013001"}},
                 {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,4],[0,4],[0,0]]]},
                  "properties":{"path":"d/s/c/g2"}},
                 {"type":"Feature","geometry":{"type":"LineString","coordinates":[]},"properties":{"path":"d/s/c/g3"}},
                 {"type":"Feature","geometry":{"type":"Point","coordinates":[200,31.2]},"properties":{"path":"d/s/c/g4"}},
                 {"type":"Feature","geometry":{"type":"Point","coordinates":[1,1]},"properties":{"path":"no path"}},
                 {"type":"Feature","geometry":{"type":"Point","coordinates":[1,1]},"properties":{"path":"d/s/c/g1"}},
                 {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[0,1]]]},"properties":{"path":"d/x"}}
                ]}""";
        List<PlaceRecord> places = PlaceGeoJson.read("p.geojson", text, faults);
        assertThat(faults).hasSize(5).allSatisfy(fault -> assertThat(fault).matches("p.geojson: feature [3-7]: .*"));
        assertThat(places.get(0).households()).isEqualTo(420);
        assertThat(places.get(1).longitude()).isEqualTo(1);
        assertThat(places.get(1).latitude()).isEqualTo(2);

        faults.clear();
        assertThat(PlaceGeoJson.read("again", PlaceGeoJson.write(places), faults))
                .isEqualTo(places);
        PlaceGeoJson.read("bad", "{\n,", faults);
        assertThat(faults).singleElement().satisfies(fault -> assertThat(fault).startsWith("bad:2: is no JSON"));
    }
}
