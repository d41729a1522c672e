package io.geshao.incident.people.desk;

import static io.geshao.incident.people.Crew.COMMUNITY;
import static io.geshao.incident.people.Crew.GRID;
import static io.geshao.incident.people.Crew.WORKER;
import static io.geshao.incident.people.Crew.at;
import static io.geshao.incident.people.Crew.person;
import static io.geshao.incident.people.Crew.roster;
import static io.geshao.incident.people.Crew.shift;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.people.CallLine;
import io.geshao.casework.people.CallList;
import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.GridLoad;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.PeopleTable;
import io.geshao.casework.people.PlaceChange;
import io.geshao.casework.people.PlaceChange.Move;
import io.geshao.casework.people.PlaceRecord;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import io.geshao.casework.port.RosterDesk.Publication;
import io.geshao.incident.people.Crew;
import io.geshao.incident.people.Reachability;
import io.geshao.incident.people.store.PeopleLog;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.people.store.PersonTable;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoredPeopleIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);
    private static final String B1 = GRID + "/b01";
    private static final String B2 = GRID + "/b02";

    private final FakeTicker ticker = FakeTicker.at(at("2026-10-01T09:00"));
    private DataSource database;
    private PersonTable table;
    private StoredPeople people;

    @BeforeEach
    void empty() {
        database = TABLES.get();
        Jdbi.create(database)
                .useHandle(handle -> handle.execute("truncate incident.org_unit, incident.person, incident.roster,"
                        + " incident.place, incident.place_change, incident.household, incident.resident, incident.thing,"
                        + " incident.roster_gap, incident.call_list cascade"));
        table = new PersonTable(database);
        PeopleSettings settings = new PeopleSettings(Crew.SHANGHAI, Set.of(), Set.of());
        people = new StoredPeople(database, () -> settings, ticker);
        table.saveUnits(List.of(new OrgUnit("YUHUA", "", "STREET", Map.of(), COMMUNITY)));
        table.savePeople(List.of(person("day"), person("night"), person("head")));
        place(COMMUNITY, GRID, COMMUNITY + "/g04", B1, B2);
    }

    private void place(String... paths) {
        StringBuilder features = new StringBuilder();
        for (String path : paths) {
            features.append(features.isEmpty() ? "" : ",")
                    .append("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]},"
                            + "\"properties\":{\"path\":\"" + path + "\",\"unit_grid\":\"310104013\"}}");
        }
        ImportReport report = people.importTable(
                PeopleTable.PLACES,
                "p.geojson",
                "{\"type\":\"FeatureCollection\",\"features\":[" + features + "]}",
                "",
                "x");
        assertThat(report.faults()).isEmpty();
    }

    private GridLoad load(String path) {
        return people.places().tree(COMMUNITY).stream()
                .filter(load -> load.place().path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void grid_of_20000_households_is_an_alarm_and_after_its_split_old_cases_still_find_their_people() {
        StringBuilder households = new StringBuilder("place,household,residents\n");
        for (int i = 0; i < 20_000; i++) {
            households.append(i % 2 == 0 ? B1 : B2).append(",h").append(i).append(",3\n");
        }
        assertThat(people.importTable(PeopleTable.HOUSEHOLDS, "h.csv", households.toString(), COMMUNITY, "x"))
                .isEqualTo(new ImportReport(20_000, List.of(), List.of()));
        people.rosters()
                .publish(roster(
                        0,
                        "2026-09-01",
                        shift(ShiftLayer.BASE, WORKER, "day", "DAILY", "08:00", "20:00"),
                        shift(ShiftLayer.BASE, WORKER, "night", "DAILY", "20:00", "08:00")));
        assertThat(load(GRID).size()).isEqualTo(GridLoad.Size.FAR_TOO_WIDE);
        assertThat(load(GRID).residents()).isEqualTo(60_000);
        assertThat(load(GRID).staff()).containsExactly("day", "night");
        assertThat(load(GRID).place().unitGrid()).isEqualTo("310104013");
        assertThat(people.places().oversized("")).hasSize(1);

        long midnight = at("2026-10-02T00:00");
        List<Move> moves =
                List.of(new Move(GRID, GRID + "a"), new Move(GRID, GRID + "b"), new Move(B1, GRID + "a/b01"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> people.places()
                        .change(new PlaceChange(0, PlaceChange.Kind.SPLIT, moves, midnight, "too wide", "head", 0)))
                .withMessage("where '" + B2 + "' goes is not said");
        List<Move> whole = new ArrayList<>(moves);
        whole.add(new Move(B2, GRID + "b/b02"));
        PlaceChange split = people.places()
                .change(new PlaceChange(0, PlaceChange.Kind.SPLIT, whole, midnight, "too wide", "head", 0));
        ticker.advance(Duration.ofDays(1));

        assertThat(people.places().tree(COMMUNITY))
                .extracting(each -> each.place().path())
                .containsExactly(COMMUNITY, GRID + "a", GRID + "b", COMMUNITY + "/g04");
        assertThat(load(GRID + "a").households()).isEqualTo(10_000);
        assertThat(people.places().find(GRID).orElseThrow().toMillis()).isEqualTo(midnight);
        assertThat(people.places().current(B2, ticker.epochMillis())).containsExactly(GRID + "b/b02");
        assertThat(people.places().former(GRID + "a")).containsExactly(GRID);
        assertThat(people.places().changes(GRID)).containsExactly(split);
        assertThat(onDuty(GRID + "b/b02")).as("the roster names the old code").containsExactly("day");
        assertThat(onDuty(B2)).as("a case under the old code").containsExactly("day");

        people.rosters()
                .publish(roster(
                        0,
                        "2026-10-02",
                        shift(ShiftLayer.BASE, WORKER, "day", "DAILY", "08:00", "20:00"),
                        shift(
                                ShiftLayer.BASE,
                                new Slot(Post.GRID_WORKER, GRID + "b", DutyKind.GENERAL, ""),
                                "night",
                                "DAILY",
                                "00:00",
                                "00:00")));
        assertThat(onDuty(B2)).containsExactly("night");
        assertThat(onDuty(B1)).containsExactly("day");
        assertThat(onDuty(GRID)).as("both halves of what was one grid").containsExactly("day", "night");
    }

    private List<String> onDuty(String place) {
        return people.roster().onDuty(Post.GRID_WORKER, place, DutyKind.FIRE, "", ticker.epochMillis()).stream()
                .map(Recipient::person)
                .toList();
    }

    @Test
    void roster_with_a_gap_is_published_and_says_it_and_the_watch_tells_it_three_times() {
        Publication publication = people.rosters()
                .publish(roster(
                        0,
                        "2026-10-01",
                        shift(ShiftLayer.BASE, WORKER, "day", "DAILY", "08:00", "20:00"),
                        shift(ShiftLayer.NIGHT, WORKER, "night", "2026-10-01..2026-10-04", "20:00", "08:00")));
        long first = at("2026-10-05T20:00");
        assertThat(publication.gaps()).anySatisfy(gap -> {
            assertThat(gap.place()).isEqualTo(COMMUNITY + "/g04");
            assertThat(gap.toMillis() - gap.fromMillis())
                    .isEqualTo(Duration.ofDays(14).toMillis());
        });
        assertThat(publication.gaps().stream().filter(gap -> gap.place().equals(GRID)))
                .first()
                .satisfies(gap -> assertThat(gap.fromMillis()).isEqualTo(first));

        List<GapNotice> told = new ArrayList<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        PeopleSettings settings = new PeopleSettings(Crew.SHANGHAI, Set.of(), Set.of());
        try (RosterWatch watch = new RosterWatch(database, () -> settings, ticker, meters, told::add)) {
            while (ticker.epochMillis() < first + 3_600_000) {
                watch.look();
                ticker.advance(Duration.ofMinutes(30));
            }
            assertThat(told.stream()
                            .filter(notice -> notice.gap().place().equals(GRID)
                                    && notice.gap().fromMillis() == first)
                            .map(GapNotice::stage))
                    .containsExactly(GapNotice.Stage.PLANNED, GapNotice.Stage.NEAR, GapNotice.Stage.LIVE);
            assertThat(meters.get("geshao.incident.roster.gaps")
                            .tag("stage", "LIVE")
                            .gauge()
                            .value())
                    .isEqualTo(2);

            people.rosters()
                    .publish(roster(
                            0,
                            "2026-10-05",
                            shift(ShiftLayer.BASE, WORKER, "day", "DAILY", "00:00", "00:00"),
                            shift(
                                    ShiftLayer.BASE,
                                    new Slot(Post.GRID_WORKER, COMMUNITY + "/g04", DutyKind.GENERAL, ""),
                                    "night",
                                    "DAILY",
                                    "00:00",
                                    "00:00")));
            watch.look();
            assertThat(people.rosters().notices()).isEmpty();
            assertThat(people.rosters().gaps(COMMUNITY, ticker.epochMillis(), ticker.epochMillis() + 86_400_000))
                    .isEmpty();
        }
    }

    @Test
    void draft_that_names_nobody_or_another_place_is_refused_with_all_its_faults() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> people.rosters()
                        .publish(roster(
                                0,
                                "2026-10-01",
                                shift(ShiftLayer.BASE, WORKER, "ghost", "DAILY", "08:00", "20:00"),
                                shift(
                                        ShiftLayer.BASE,
                                        new Slot(Post.GRID_WORKER, "310104/014/x/g1", DutyKind.GENERAL, ""),
                                        "day",
                                        "DAILY",
                                        "08:00",
                                        "20:00"))))
                .withMessageContaining("'ghost'")
                .withMessageContaining("'310104/014/x/g1'");
        assertThat(people.rosters().versions("")).isEmpty();
    }

    @Test
    void import_with_a_fault_stores_nothing_and_export_gives_what_was_stored() {
        String good = "id,place,household,name,phone,needs,note\nr1," + B1 + ",101,陈,13800001111,LIVES_ALONE,\n";
        ImportReport faulty = people.importTable(
                PeopleTable.RESIDENTS, "r.csv", good + "r2,310104/014/x,1,王,,,\n,,,,,,\n", COMMUNITY, "x");
        assertThat(faulty.faults())
                .containsExactly("r.csv:4: id is empty", "r.csv: '310104/014/x' does not lie in '" + COMMUNITY + "'");
        assertThat(people.archive().residents("", false, "x")).isEmpty();

        assertThat(people.importTable(PeopleTable.RESIDENTS, "r.csv", good, COMMUNITY, "x")
                        .isStored())
                .isTrue();
        assertThat(people.exportTable(PeopleTable.RESIDENTS, COMMUNITY, "x")).isEqualTo(good);
        assertThat(people.exportTable(PeopleTable.RESIDENTS, COMMUNITY + "/g04", "x"))
                .hasLineCount(1);
        ImportReport strangers = people.importTable(
                PeopleTable.POSTS,
                "posts.csv",
                "person,post,place,unit,rank,from,to\nghost,COMMUNITY_HEAD," + COMMUNITY + ",,,,\n",
                "",
                "x");
        assertThat(strangers.faults()).containsExactly("posts.csv: there is nobody called 'ghost'");
        assertThat(new PeopleLog(database).before(Long.MAX_VALUE, 3))
                .extracting(PeopleLog.Entry::action)
                .containsExactly("EXPORTED_RESIDENTS", "EXPORTED_RESIDENTS", "IMPORTED_RESIDENTS");
    }

    @Test
    void call_list_holds_every_resident_of_a_building_with_what_came_of_the_call() {
        people.importTable(
                PeopleTable.RESIDENTS,
                "r.csv",
                "id,place,household,name,phone,needs,note\nr1," + B1 + "/u1,101,陈,1,BEDRIDDEN,\nr2," + B1
                        + ",102,王,2,,\nr3," + B2 + ",1,李,3,,\n",
                "",
                "x");
        assertThat(people.archive().residents(B1, true, "x"))
                .extracting(each -> each.id())
                .containsExactly("r1");
        CallList list = people.archive().callList(B1, "flood", "desk");
        assertThat(list.total()).isEqualTo(2);
        assertThat(people.archive().called(list.id(), "r1", CallLine.Result.REACHED, "fine", "li"))
                .isTrue();
        assertThat(people.archive().called(list.id(), "r3", CallLine.Result.REACHED, "", "li"))
                .isFalse();
        assertThat(people.archive().lines(list.id(), "li"))
                .extracting(line -> line.resident().id() + " " + line.result())
                .containsExactly("r2 null", "r1 REACHED");
        assertThat(people.archive().callLists(COMMUNITY)).singleElement().satisfies(each -> {
            assertThat(each.reached()).isEqualTo(1);
            assertThat(each.tried()).isEqualTo(1);
        });
    }

    @Test
    void group_of_a_building_is_told_first_and_who_is_on_duty_now_is_listed() {
        table.saveHoldings(List.of(new Holding("head", Post.SELF_MANAGED_GROUP, B1, "", 1, 0, Long.MAX_VALUE)));
        people.rosters()
                .publish(roster(0, "2026-10-01", shift(ShiftLayer.BASE, WORKER, "day", "DAILY", "08:00", "20:00")));
        assertThat(people.roster()
                        .onDuty(Post.SELF_MANAGED_GROUP, B1 + "/u1", DutyKind.WATER, "", ticker.epochMillis()))
                .extracting(Recipient::person)
                .containsExactly("head");
        assertThat(people.rosters().onDuty(COMMUNITY, ticker.epochMillis()))
                .extracting(line -> line.slot().post() + " " + line.person().id() + " " + line.reachable())
                .containsExactly("GRID_WORKER day true", "SELF_MANAGED_GROUP head true");
    }

    @Test
    void voice_number_answered_counts_from_now() {
        ticker.advance(Duration.ofDays(100));
        assertThat(Crew.person("day").contacts()).isNotEmpty();
        assertThat(Reachability.isReachable(people.person("day").orElseThrow(), ticker.epochMillis()))
                .isFalse();
        assertThat(people.voiceVerified("day", "x")).isTrue();
        assertThat(people.voiceVerified("ghost", "x")).isFalse();
        assertThat(Reachability.isReachable(people.person("day").orElseThrow(), ticker.epochMillis()))
                .isTrue();
    }

    @Test
    void city_of_4351_communities_loads_and_answers() {
        List<PlaceRecord> places = new ArrayList<>();
        for (int i = 0; i < 4_351; i++) {
            places.add(new PlaceRecord(
                    String.format(Locale.ROOT, "310%03d/%03d/c%04d", i / 500, i / 25, i),
                    Map.of("zh", "社区" + i, "en", "Community " + i),
                    121,
                    31,
                    null,
                    null,
                    null,
                    "",
                    0,
                    Long.MAX_VALUE));
        }
        people.places().save(places, "x");
        assertThat(people.places().tree("310003/070").stream()
                        .filter(load -> load.place().level().equals("community")))
                .hasSize(25);
        int communities = Jdbi.create(database).withHandle(handle -> handle.createQuery(
                        "select count(*) from incident.place where path ~ '^[^/]+/[^/]+/c'")
                .mapTo(Integer.class)
                .one());
        assertThat(communities).isEqualTo(4_351);
    }
}
