package io.geshao.devicesim.community;

import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.devicesim.community.Names.Name;
import io.geshao.devicesim.community.StreetPlan.Footprint;
import io.geshao.devicesim.community.StreetPlan.Grid;
import io.geshao.devicesim.community.StreetPlan.Road;
import io.geshao.devicesim.community.Warp.Xy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A seeded virtual subdistrict: two communities of six grids and sixty buildings each, and 2,000 devices of four kinds
 * behind 24 radio gateways, 100 MQTT and 300 CoAP connections of their own. The same seed and mode give the same plan;
 * only the tokens differ each time it is written.
 */
public final class CommunityPlan {
    static final List<String> COMMUNITIES = List.of("yuhua", "linjiang");
    private static final String STREET_PATH = "990107/003";

    private final Mode mode;
    final StreetPlan streets;
    final List<Place> places = new ArrayList<>();
    final List<Building> buildings = new ArrayList<>();
    final Map<String, Name> roadNames = new HashMap<>();
    private final List<Device> devices;

    /** @param code unique in the community */
    record Building(Grid grid, String code, Place place, Footprint footprint, int units) {}

    private CommunityPlan(long seed, Mode mode) {
        this.mode = mode;
        streets = new StreetPlan(seed, COMMUNITIES);
        nameRoads();
        layPlaces(new Random(seed ^ 0x9E3779B97F4A7C15L));
        devices = new DevicePlacement(this, new Random(seed * 31 + 7)).place();
    }

    public static CommunityPlan generate(long seed, Mode mode) {
        return new CommunityPlan(seed, mode);
    }

    /**
     * Writes a registry folder as {@link io.geshao.core.registry.RegistryFiles} describes it, with {@code map.geojson},
     * and {@code demo-credentials.tsv}: the clear tokens for the simulator, fresh random ones at every call.
     */
    public void writeTo(Path folder) throws IOException {
        new PlanWriter(this).writeTo(folder);
    }

    public List<Place> places() {
        return Collections.unmodifiableList(places);
    }

    public List<Device> devices() {
        return Collections.unmodifiableList(devices);
    }

    public List<DeviceProfile> profiles() {
        return Arrays.stream(Model.values()).map(model -> model.profile(mode)).toList();
    }

    /** Radio gateways in use, by their identity. */
    public List<String> gateways() {
        return devices.stream()
                .map(Device::gateway)
                .filter(gateway -> !gateway.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    DeviceProfile profile(Model model) {
        return model.profile(mode);
    }

    static String communityPath(String community) {
        return STREET_PATH + "/" + community;
    }

    static String gridPath(Grid grid) {
        return communityPath(grid.community()) + "/" + grid.code();
    }

    static Name communityName(String community) {
        return Names.COMMUNITIES.get(COMMUNITIES.indexOf(community));
    }

    Name roadName(Road road) {
        return roadNames.getOrDefault(road.community() + "/" + road.code(), Names.BRIDGE);
    }

    private void nameRoads() {
        Map<String, Integer> used = new HashMap<>();
        for (Road road : streets.roads) {
            if (!road.community().isEmpty()) {
                int number = used.merge(road.rank(), 1, Integer::sum) - 1;
                roadNames.put(road.community() + "/" + road.code(), Names.road(road.rank(), number));
            }
        }
    }

    private void layPlaces(Random random) {
        Rect west = streets.community(0);
        addPlace("990107", Names.DISTRICT, streets.warp.at(0, 0));
        addPlace(STREET_PATH, Names.STREET, streets.warp.at(0, west.centreV()));
        int grid = 0;
        for (int c = 0; c < COMMUNITIES.size(); c++) {
            String community = COMMUNITIES.get(c);
            Name name = communityName(community);
            Rect area = streets.community(c);
            addPlace(communityPath(community), name, streets.warp.at(area.centreU(), area.centreV()));
            int building = 0;
            for (Grid each : streets.grids) {
                if (each.community().equals(community)) {
                    layGrid(each, name, Names.estate(grid++), building, random);
                    building += each.buildings().size();
                }
            }
        }
    }

    private void layGrid(Grid grid, Name community, Name estate, int buildingsBefore, Random random) {
        int number = Integer.parseInt(grid.code().substring(1));
        String path = gridPath(grid);
        addPlace(
                path,
                community.followedBy("第" + number + "网格", " Grid " + number),
                streets.warp.at(grid.area().centreU(), grid.area().centreV()));
        for (int i = 0; i < grid.buildings().size(); i++) {
            Footprint footprint = grid.buildings().get(i);
            String code = "b%02d".formatted(buildingsBefore + i + 1);
            Name name = estate.followedBy((i + 1) + "栋", " Building " + (i + 1));
            Place building = addPlace(path + "/" + code, name, streets.warp.at(footprint.u(), footprint.v()));
            int units = footprint.length() < 30 ? 1 : footprint.length() < 46 ? 2 : 3 + random.nextInt(2);
            buildings.add(new Building(grid, code, building, footprint, units));
            for (int unit = 1; unit <= units; unit++) {
                double offset = footprint.length() * ((unit - 0.5) / units - 0.5);
                addPlace(
                        building.path() + "/u" + unit,
                        name.followedBy(unit + "单元", " Unit " + unit),
                        streets.warp.at(footprint.u() + offset, footprint.v()));
            }
        }
    }

    private Place addPlace(String path, Name name, Xy ground) {
        double[] lonLat = Warp.lonLat(ground);
        Place place = new Place(path, name.zh(), name.en(), lonLat[0], lonLat[1]);
        places.add(place);
        return place;
    }
}
