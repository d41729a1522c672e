package io.geshao.incident.people.desk;

import static io.geshao.incident.people.Crew.COMMUNITY;
import static io.geshao.incident.people.Crew.GRID;
import static io.geshao.incident.people.Crew.WORKER;
import static io.geshao.incident.people.Crew.absence;
import static io.geshao.incident.people.Crew.at;
import static io.geshao.incident.people.Crew.person;
import static io.geshao.incident.people.Crew.roster;
import static io.geshao.incident.people.Crew.shift;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.casework.Channel;
import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import io.geshao.incident.people.Crew;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.people.store.PersonTable;
import io.geshao.incident.people.store.RosterTable;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoredDutyRosterIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);

    private PersonTable people;
    private RosterTable rosters;
    private StoredDutyRoster duty;

    @BeforeEach
    void empty() {
        DataSource database = TABLES.get();
        Jdbi.create(database)
                .useHandle(handle ->
                        handle.execute("truncate incident.org_unit, incident.person, incident.roster cascade"));
        people = new PersonTable(database);
        rosters = new RosterTable(database);
        duty = new StoredDutyRoster(database, () -> new PeopleSettings(Crew.SHANGHAI, Set.of(), Set.of()));
        people.savePeople(List.of(person("day"), person("night"), person("head"), person("swap"), person("leader")));
    }

    private List<String> ids(Post post, String place, DutyKind kind, String unit, String local) {
        return duty.onDuty(post, place, kind, unit, at(local)).stream()
                .map(Recipient::person)
                .toList();
    }

    @Test
    void place_of_a_device_leads_to_the_worker_of_its_grid_and_the_head_of_its_community() {
        rosters.publish(roster(
                0,
                "2026-09-01",
                shift(ShiftLayer.BASE, WORKER, "day", "DAILY", "08:00", "20:00"),
                shift(ShiftLayer.NIGHT, WORKER, "night", "DAILY", "20:00", "08:00")));
        people.saveHoldings(List.of(new Holding("head", Post.COMMUNITY_HEAD, COMMUNITY, "", 1, 0, Long.MAX_VALUE)));

        assertThat(ids(Post.GRID_WORKER, GRID + "/b12/u1", DutyKind.FIRE, "", "2026-11-30T19:59"))
                .containsExactly("day");
        assertThat(ids(Post.GRID_WORKER, GRID, DutyKind.FIRE, "", "2026-11-30T20:00"))
                .containsExactly("night");
        assertThat(ids(Post.GRID_WORKER, COMMUNITY + "/g031", DutyKind.FIRE, "", "2026-11-30T20:00"))
                .isEmpty();
        assertThat(ids(Post.GRID_WORKER, COMMUNITY, DutyKind.FIRE, "", "2026-11-30T20:00"))
                .as("a whole community has no grid")
                .isEmpty();
        Recipient head = duty.onDuty(Post.COMMUNITY_HEAD, GRID, DutyKind.FIRE, "", at("2026-11-30T03:00"))
                .get(0);
        assertThat(head.post()).isEqualTo(Post.COMMUNITY_HEAD);
        assertThat(head.isReachable()).isTrue();
        assertThat(duty.onDuty(Post.COMMUNITY_HEAD, GRID, DutyKind.FIRE, "", at("2027-03-01T03:00"))
                        .get(0)
                        .addresses())
                .as("the voice number was verified too long ago")
                .containsOnlyKeys(Channel.PUSH);
    }

    @Test
    void swap_counts_from_its_commit_on_and_not_once_it_is_withdrawn() {
        rosters.publish(roster(0, "2026-09-01", shift(ShiftLayer.BASE, WORKER, "day", "DAILY", "00:00", "00:00")));
        long id = rosters.record(absence(0, "day", "swap", "2026-11-30T19:59", "2026-12-01T08:00"))
                .id();

        assertThat(ids(Post.GRID_WORKER, GRID, DutyKind.WATER, "", "2026-11-30T19:58"))
                .containsExactly("day");
        assertThat(ids(Post.GRID_WORKER, GRID, DutyKind.WATER, "", "2026-11-30T20:00"))
                .containsExactly("swap");
        assertThat(rosters.withdraw(id, "planner", 1)).isTrue();
        assertThat(rosters.withdraw(id, "planner", 1)).isFalse();
        assertThat(ids(Post.GRID_WORKER, GRID, DutyKind.WATER, "", "2026-11-30T20:00"))
                .containsExactly("day");
    }

    @Test
    void department_is_found_by_code_or_by_role_and_the_most_local_unit_comes_first() {
        people.saveUnits(List.of(
                new OrgUnit("SANIT", "", "SANIT", Map.of(), ""),
                new OrgUnit("SANIT-013", "SANIT", "SANIT", Map.of(), "310104/013"),
                new OrgUnit("SANIT-014", "SANIT", "SANIT", Map.of(), "310104/014")));
        rosters.publish(new RosterVersion(
                "sanit-013",
                0,
                "310104/013",
                LocalDate.parse("2026-09-01"),
                0,
                "x",
                "",
                List.of(shift(ShiftLayer.BASE, slot("SANIT-013", "310104/013"), "day", "DAILY", "08:00", "20:00"))));
        people.saveHoldings(List.of(
                new Holding("leader", Post.DEPARTMENT_LEADER, "", "SANIT", 1, 0, Long.MAX_VALUE),
                new Holding("night", Post.DEPARTMENT_ON_CALL, "", "SANIT", 1, 0, Long.MAX_VALUE)));

        assertThat(ids(Post.DEPARTMENT_LEADER, GRID, DutyKind.WASTE, "SANIT", "2026-11-30T09:00"))
                .containsExactly("leader");
        assertThat(ids(Post.DEPARTMENT_ON_CALL, GRID, DutyKind.WASTE, "SANIT-013", "2026-11-30T09:00"))
                .containsExactly("day");
        assertThat(ids(Post.DEPARTMENT_ON_CALL, GRID, DutyKind.WASTE, "SANIT-014", "2026-11-30T09:00"))
                .isEmpty();
        assertThat(ids(Post.DEPARTMENT_ON_CALL, GRID, DutyKind.WASTE, "SANIT", "2026-11-30T09:00"))
                .as("the code itself wins over units of the same role")
                .containsExactly("night");
        assertThat(ids(Post.DEPARTMENT_ON_CALL, GRID, DutyKind.WASTE, "NOBODY", "2026-11-30T09:00"))
                .isEmpty();
    }

    private static Slot slot(String unit, String place) {
        return new Slot(Post.DEPARTMENT_ON_CALL, place, DutyKind.GENERAL, unit);
    }

    @Test
    void building_has_its_own_guard_or_that_of_the_estate() {
        people.saveHoldings(List.of(
                new Holding("day", Post.BUILDING_GUARD, COMMUNITY, "", 1, 0, Long.MAX_VALUE),
                new Holding("night", Post.BUILDING_GUARD, GRID + "/b12", "", 1, 0, Long.MAX_VALUE)));
        assertThat(ids(Post.BUILDING_GUARD, GRID + "/b12/u2", DutyKind.FIRE, "", "2026-11-30T09:00"))
                .containsExactly("night");
        assertThat(ids(Post.BUILDING_GUARD, GRID + "/b13", DutyKind.FIRE, "", "2026-11-30T09:00"))
                .containsExactly("day");
    }

    @Test
    void versions_count_up_and_the_last_ends_what_it_leaves_out() {
        RosterVersion first = rosters.publish(
                roster(0, "2026-09-01", shift(ShiftLayer.BASE, WORKER, "day", "DAILY", "00:00", "00:00")));
        RosterVersion second = rosters.publish(roster(0, "2026-12-01"));
        assertThat(first.version()).isEqualTo(1);
        assertThat(second.version()).isEqualTo(2);
        assertThat(rosters.version("yuhua", 1)).contains(first);
        assertThat(rosters.versions("yuhua")).extracting(RosterVersion::version).containsExactly(2, 1);
        assertThat(ids(Post.GRID_WORKER, GRID, DutyKind.FIRE, "", "2026-11-30T23:59"))
                .containsExactly("day");
        assertThat(ids(Post.GRID_WORKER, GRID, DutyKind.FIRE, "", "2026-12-01T09:00"))
                .isEmpty();
        assertThatThrownBy(() -> rosters.publish(
                        roster(0, "2027-01-01", shift(ShiftLayer.BASE, WORKER, "ghost", "DAILY", "00:00", "00:00"))))
                .isInstanceOf(UnableToExecuteStatementException.class);
        assertThat(rosters.versions("yuhua")).hasSize(2);
    }

    @Test
    void person_saved_again_has_the_new_contacts_only() {
        Person renamed = new Person("day", Map.of("zh", "新", "en", "New"), "SANIT", Map.of(), false);
        people.savePeople(List.of(renamed));
        assertThat(people.person("day")).contains(renamed);
        assertThat(people.person("ghost")).isEmpty();
        assertThat(people.people()).hasSize(5);
    }
}
