package io.geshao.devicesim.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-30");

    @TempDir
    Path folder;

    @Test
    void district_has_7_streets_41_communities_265_grids_and_318000_residents() throws IOException {
        ScaleWriter.write(Scale.DISTRICT, folder, TODAY);

        Registry registry = RegistryFiles.read(folder);
        Map<String, Long> levels =
                registry.places().stream().collect(Collectors.groupingBy(Place::level, Collectors.counting()));
        assertThat(levels)
                .containsEntry("street", 7L)
                .containsEntry("community", 41L)
                .containsEntry("grid", 265L);
        Map<String, Long> grids = registry.places().stream()
                .filter(place -> place.level().equals("grid"))
                .collect(Collectors.groupingBy(
                        place -> place.path().substring(0, place.path().lastIndexOf('/')), Collectors.counting()));
        assertThat(grids.values()).allSatisfy(count -> assertThat(count).isBetween(5L, 7L));
        int residents = 0;
        for (int grid = 0; grid < 265; grid++) {
            residents += Scale.DISTRICT.residentsOf(grid);
        }
        assertThat(residents).isEqualTo(318_000);
        assertThat(Files.readString(folder.resolve("people/0-places.geojson"))).contains("\"households\":400");
        List<String> shifts = Files.readAllLines(folder.resolve("people/4-rosters.csv"));
        assertThat(shifts).hasSize(1 + 265 * 3 + 41 * 3);
    }

    @Test
    void city_has_4351_communities_each_with_grids() {
        List<Place> places = Scale.CITY.places();
        assertThat(places.stream().filter(place -> place.level().equals("community")))
                .hasSize(4_351);
        assertThat(places.stream().map(Place::path).distinct()).hasSameSizeAs(places);
    }

    @Test
    void people_of_the_demo_are_told_apart_and_numbers_are_nobodys() throws IOException {
        PeoplePlan.of(CommunityPlan.generate(7, Mode.DEMO), TODAY).writeTo(folder);
        List<String> persons = Files.readAllLines(folder.resolve("2-persons.csv"));
        assertThat(persons.stream().map(row -> row.split(",")[0]).distinct()).hasSameSizeAs(persons);
        assertThat(persons.subList(1, persons.size())).allSatisfy(row -> {
            assertThat(row.split(",")[5]).matches("999[0-9]{8}");
            assertThat(row.split(",")[6]).isEqualTo("2026-11-29");
        });
        assertThat(Files.readAllLines(folder.resolve("6-residents.csv")).size()).isGreaterThan(100);
    }
}
