package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.Role;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.PeopleTable;
import io.geshao.core.time.Ticker;
import io.geshao.devicesim.community.Scale;
import io.geshao.devicesim.community.ScaleWriter;
import io.geshao.incident.people.desk.StoredPeople;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.store.CaseStore;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The generated reference district through the tables into the store. */
class PeopleTablesIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    @TempDir
    Path folder;

    @Test
    void reference_district_is_imported_without_a_fault_and_without_a_gap() throws IOException {
        Ticker ticker = Ticker.system();
        long now = ticker.epochMillis();
        ScaleWriter.write(
                Scale.DISTRICT,
                folder,
                Instant.ofEpochMilli(now).atZone(SHANGHAI).toLocalDate());
        DataSource database = DATABASES.fresh();
        CaseStore.migrate(database);
        PeopleSettings settings = new PeopleSettings(SHANGHAI, Set.of(), Set.of());
        StoredPeople people = new StoredPeople(database, () -> settings, ticker);

        List<ImportReport> reports =
                PeopleFolder.importAll(people, PeopleFolder.filesOf(folder.resolve("people")), "test");

        assertThat(reports).hasSize(8).allSatisfy(report -> assertThat(report.faults())
                .isEmpty());
        assertThat(reports.stream().flatMap(report -> report.notes().stream()))
                .hasSize(41)
                .allSatisfy(note -> assertThat(note).endsWith("gaps of the next 14 days: 0"));
        assertThat(people.rosters().gaps("", now, now + 86_400_000)).isEmpty();
        assertThat(people.roster().onDuty(Post.GRID_WORKER, "990201/001/c0001/g01/b01", DutyKind.FIRE, "", now))
                .singleElement()
                .satisfies(worker -> assertThat(worker.isReachable()).isTrue());
        assertThat(people.roster().onDuty(Post.DEPARTMENT_ON_CALL, "990201/001", DutyKind.WASTE, "SANIT", now))
                .extracting(Recipient::person)
                .containsExactly("sanit-duty");
        assertThat(people.places().tree("990201/001/c0001").stream()
                        .filter(load -> load.place().level().equals("grid")))
                .hasSize(6)
                .allSatisfy(load -> {
                    assertThat(load.staff()).hasSizeGreaterThanOrEqualTo(3);
                    assertThat(load.households()).isBetween(300, 500);
                    assertThat(load.place().unitGrid()).startsWith("990201");
                });
        String rosters = people.exportTable(PeopleTable.ROSTERS, "990201/001/c0001", "test");
        Path again = Files.writeString(folder.resolve("rosters.csv"), rosters);
        assertThat(PeopleFolder.importAll(people, List.of(again), "test"))
                .singleElement()
                .satisfies(report -> assertThat(report.isStored()).isTrue());
        assertThat(people.rosters().versions("c0001")).hasSize(2);
    }

    @Test
    void demo_accounts_have_every_role_but_the_platforms_and_are_marked() throws IOException {
        DataSource database = DATABASES.fresh();
        CaseStore.migrate(database);
        PeopleSettings settings = new PeopleSettings(SHANGHAI, Set.of(), Set.of());
        StoredPeople people = new StoredPeople(database, () -> settings, Ticker.system());

        List<String> lines = DemoAccounts.make(people.accounts(), folder);

        assertThat(people.accounts().list()).hasSameSizeAs(lines).allMatch(account -> account.demo());
        assertThat(people.accounts().list().stream()
                        .flatMap(account -> account.roles().stream())
                        .collect(Collectors.toSet()))
                .hasSize(Role.values().length - 1);
        assertThat(Files.readAllLines(folder.resolve(DemoAccounts.FILE))).hasSize(lines.size() + 1);
    }
}
