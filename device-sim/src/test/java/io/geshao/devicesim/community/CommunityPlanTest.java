package io.geshao.devicesim.community;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.core.DeviceKind;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.devicesim.community.Model.Door;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommunityPlanTest {
    @TempDir
    Path folder;

    @Test
    void plan_from_the_same_seed_is_the_same() {
        CommunityPlan first = CommunityPlan.generate(7, Mode.DEMO);
        CommunityPlan second = CommunityPlan.generate(7, Mode.DEMO);
        assertThat(second.places()).isEqualTo(first.places());
        assertThat(second.devices()).isEqualTo(first.devices());
        assertThat(new MapDrawing(second).json()).isEqualTo(new MapDrawing(first).json());
        assertThat(CommunityPlan.generate(8, Mode.DEMO).places()).isNotEqualTo(first.places());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 1234})
    void plan_has_the_numbers_promised(long seed) {
        CommunityPlan plan = CommunityPlan.generate(seed, Mode.DEMO);
        Map<String, Long> levels =
                plan.places().stream().collect(Collectors.groupingBy(Place::level, Collectors.counting()));
        assertThat(levels)
                .containsEntry("district", 1L)
                .containsEntry("street", 1L)
                .containsEntry("community", 2L)
                .containsEntry("grid", 12L)
                .containsEntry("building", 120L);
        assertThat(levels.get("unit")).isBetween(150L, 480L);
        assertThat(plan.devices()).hasSize(2_000);
        assertThat(plan.gateways()).hasSize(24);
        Map<Door, Long> doors = plan.devices().stream()
                .collect(Collectors.groupingBy(
                        device -> Model.of(device.profile()).door(), Collectors.counting()));
        assertThat(doors)
                .containsEntry(Door.RADIO_GATEWAY, 1_600L)
                .containsEntry(Door.MQTT, 100L)
                .containsEntry(Door.COAP, 300L);
        assertThat(plan.devices().stream()
                        .map(device -> device.profile().kind())
                        .distinct())
                .containsExactlyInAnyOrder(DeviceKind.values());
    }

    @Test
    void demo_mode_gives_between_150_and_300_messages_a_second() {
        double perSecond = CommunityPlan.generate(7, Mode.DEMO).devices().stream()
                .mapToDouble(device -> 1000.0 / device.profile().intervalMillis())
                .sum();
        assertThat(perSecond).isBetween(150.0, 300.0);
    }

    @Test
    void folder_is_read_back_as_the_same_registry() throws IOException {
        CommunityPlan plan = CommunityPlan.generate(7, Mode.COMMUNITY);
        plan.writeTo(folder);
        Registry registry = RegistryFiles.read(folder);
        assertThat(registry.devices()).containsExactlyElementsOf(plan.devices());
        assertThat(registry.places()).containsExactlyElementsOf(plan.places());
        assertThat(registry.communities()).hasSize(2);
    }

    @Test
    void tokens_open_the_registry_and_are_new_each_time() throws IOException {
        CommunityPlan plan = CommunityPlan.generate(7, Mode.DEMO);
        plan.writeTo(folder);
        Map<String, String> first = tokens();
        Registry registry = RegistryFiles.read(folder);
        first.forEach((identity, token) -> assertThat(
                        registry.authenticates(identity, token.getBytes(StandardCharsets.UTF_8)))
                .as(identity)
                .isTrue());
        assertThat(first).hasSize(24 + 400);
        plan.writeTo(folder);
        assertThat(tokens().values()).doesNotContainAnyElementsOf(first.values());
    }

    private Map<String, String> tokens() throws IOException {
        Map<String, String> tokens = new TreeMap<>();
        List<String> lines = Files.readAllLines(folder.resolve(PlanWriter.CLEAR_TOKENS));
        for (String line : lines.subList(1, lines.size())) {
            tokens.put(line.split("\t")[0], line.split("\t")[1]);
        }
        return tokens;
    }

    @Test
    void every_fire_zone_lies_in_one_building_and_every_pipe_section_has_two_ends() {
        Map<String, List<Device>> zones = CommunityPlan.generate(7, Mode.DEMO).devices().stream()
                .filter(device -> !device.zone().isEmpty())
                .collect(Collectors.groupingBy(device -> device.community() + "/" + device.zone()));
        zones.forEach((zone, devices) -> {
            if (zone.contains("/b")) {
                assertThat(devices.stream().map(Device::place).distinct())
                        .as(zone)
                        .hasSize(1);
            }
            if (zone.contains("/ps-")) {
                assertThat(devices).as(zone).hasSize(2);
            }
            if (zone.contains("/fl-")) {
                assertThat(devices).as(zone).hasSize(1);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 42})
    void map_is_valid_geojson_whose_grids_share_their_borders(long seed) throws IOException {
        CommunityPlan.generate(seed, Mode.DEMO).writeTo(folder);
        JsonNode map = new ObjectMapper().readTree(folder.resolve("map.geojson").toFile());
        assertThat(map.path("type").asText()).isEqualTo("FeatureCollection");
        Map<String, Integer> types = new HashMap<>();
        double gridArea = 0;
        double communityArea = 0;
        for (JsonNode feature : map.path("features")) {
            JsonNode properties = feature.path("properties");
            assertThat(properties.path("name").path("zh").asText()).isNotBlank();
            assertThat(properties.path("name").path("en").asText()).isNotBlank();
            assertThat(properties.has("path")).isTrue();
            String type = properties.path("type").asText();
            types.merge(type, 1, Integer::sum);
            JsonNode coordinates = feature.path("geometry").path("coordinates");
            if (feature.path("geometry").path("type").asText().equals("LineString")) {
                assertThat(coordinates.size()).isGreaterThanOrEqualTo(2);
                continue;
            }
            List<double[]> ring = ring(coordinates.get(0));
            assertThat(ring.get(0)).as(type).containsExactly(ring.get(ring.size() - 1));
            double area = area(ring);
            assertThat(area).as("%s runs counter-clockwise", properties).isPositive();
            gridArea += type.equals("grid") ? area : 0;
            communityArea += type.equals("community") ? area : 0;
        }
        assertThat(types)
                .containsEntry("community", 2)
                .containsEntry("grid", 12)
                .containsEntry("building", 120)
                .containsEntry("water", 1)
                .containsEntry("underpass", 2)
                .containsKeys("road", "green", "parking");
        assertThat(gridArea).isCloseTo(communityArea, org.assertj.core.data.Percentage.withPercentage(0.0001));
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 42, 99})
    void footprints_do_not_overlap_each_other(long seed) {
        CommunityPlan plan = CommunityPlan.generate(seed, Mode.DEMO);
        List<StreetPlan.Footprint> all = plan.streets.grids.stream()
                .flatMap(grid -> grid.buildings().stream())
                .toList();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                StreetPlan.Footprint a = all.get(i);
                StreetPlan.Footprint b = all.get(j);
                boolean apart = Math.abs(a.u() - b.u()) >= (a.length() + b.length()) / 2
                        || Math.abs(a.v() - b.v()) >= (a.depth() + b.depth()) / 2;
                assertThat(apart).as("%s and %s", a, b).isTrue();
            }
        }
    }

    private static List<double[]> ring(JsonNode coordinates) {
        List<double[]> ring = new ArrayList<>();
        coordinates.forEach(point -> {
            assertThat(point.get(0).asDouble()).isBetween(118.7, 118.85);
            assertThat(point.get(1).asDouble()).isBetween(31.9, 32.05);
            ring.add(new double[] {point.get(0).asDouble(), point.get(1).asDouble()});
        });
        return ring;
    }

    /** Signed by the direction of travel; degrees squared, scaled so that round-off is small. */
    private static double area(List<double[]> ring) {
        double twice = 0;
        for (int i = 0; i + 1 < ring.size(); i++) {
            double ax = (ring.get(i)[0] - 118.77) * 1e4;
            double ay = (ring.get(i)[1] - 31.97) * 1e4;
            double bx = (ring.get(i + 1)[0] - 118.77) * 1e4;
            double by = (ring.get(i + 1)[1] - 31.97) * 1e4;
            twice += ax * by - bx * ay;
        }
        return twice / 2;
    }
}
