package io.geshao.devicesim.community;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.devicesim.community.CommunityPlan.Building;
import io.geshao.devicesim.community.Names.Name;
import io.geshao.devicesim.community.StreetPlan.Footprint;
import io.geshao.devicesim.community.StreetPlan.Grid;
import io.geshao.devicesim.community.StreetPlan.Road;
import io.geshao.devicesim.community.StreetPlan.Underpass;
import io.geshao.devicesim.community.Warp.Xy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Hangs 1,000 devices on each community. Fire zones are a building's units ({@code b07-u1}: its smoke and heat
 * detectors, and the building's call point in unit 1), street segments {@code st-…} and underpasses {@code up-01} carry
 * bins and levels, pipe sections {@code ps-…} a pair of pressure sensors, fire lanes {@code fl-b07} one bay.
 */
final class DevicePlacement {
    private static final int SMOKE = 310;
    private static final int BINS = 150;
    private static final int BAYS = 210;
    private static final int BAYS_BY_COAP = 60;
    private static final int FIRE_LANES = 30;
    private static final int ROAD_LEVELS = 30;
    private static final int PIPE_SECTIONS = 30;
    private static final int PIPE_SECTIONS_BY_4G = 10;
    private static final int HYDRANTS = 30;
    private static final int GATEWAYS_PER_GRID = 2;

    private final CommunityPlan plan;
    private final Random random;
    private final List<Device> devices = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> heardInGrid = new HashMap<>();

    DevicePlacement(CommunityPlan plan, Random random) {
        this.plan = plan;
        this.random = random;
    }

    List<Device> place() {
        for (String community : CommunityPlan.COMMUNITIES) {
            List<Grid> grids = plan.streets.grids.stream()
                    .filter(grid -> grid.community().equals(community))
                    .toList();
            List<Road> roads = plan.streets.roads.stream()
                    .filter(road -> road.community().equals(community))
                    .toList();
            List<Building> buildings = plan.buildings.stream()
                    .filter(building -> building.grid().community().equals(community))
                    .toList();
            placeFire(buildings);
            placeBins(grids);
            placeParking(grids, buildings);
            placeWater(community, grids, roads, buildings);
        }
        return devices;
    }

    private void placeFire(List<Building> buildings) {
        int left = SMOKE;
        for (int round = 1; left > 0; round++) {
            for (Building building : buildings) {
                for (int unit = 1; unit <= building.units() && left > 0; unit++, left--) {
                    int floor = 2 + (round * 5 + unit * 3 + random.nextInt(3)) % 16;
                    addIndoor(Model.SMOKE_LORA, building, unit, floor + "层烟感", "Smoke detector floor " + floor);
                }
            }
        }
        for (int i = 0; i < buildings.size(); i++) {
            Building building = buildings.get(i);
            addIndoor(Model.HEAT_LORA, building, 1, "配电间温感", "Heat detector switch room");
            addIndoor(Model.CALL_POINT_LORA, building, 1, "门厅手动报警按钮", "Call point lobby");
            if (i % (buildings.size() / HYDRANTS) == 0) {
                addIndoor(Model.HYDRANT_NB, building, 0, "消火栓压力", "Hydrant pressure");
            }
        }
    }

    /** @param unit 0 for the building as a whole */
    private void addIndoor(Model model, Building building, int unit, String tailZh, String tailEn) {
        Footprint footprint = building.footprint();
        double share = unit == 0 ? 0.5 : (unit - 0.5) / building.units();
        double along = footprint.length() * (share - 0.5) + (random.nextDouble() - 0.5) * 6;
        double across = footprint.depth() * (random.nextDouble() - 0.5) * 0.5;
        double angle = plan.streets.warp.direction(footprint.u(), footprint.v()) + footprint.turn();
        Xy centre = plan.streets.warp.at(footprint.u(), footprint.v());
        Xy ground = new Xy(
                centre.x() + along * Math.cos(angle) - across * Math.sin(angle),
                centre.y() + along * Math.sin(angle) + across * Math.cos(angle));
        String place = building.place().path() + (unit == 0 ? "" : "/u" + unit);
        String zone = unit == 0 ? "" : building.code() + "-u" + unit;
        Name name = new Name(building.place().nameZh(), building.place().nameEn());
        if (unit > 0) {
            name = name.followedBy(unit + "单元", " Unit " + unit);
        }
        add(model, building.grid(), place, zone, ground, name.followedBy(tailZh, ", " + tailEn));
    }

    private void placeBins(List<Grid> grids) {
        for (int i = 0; i < BINS; i++) {
            Grid grid = grids.get(i % grids.size());
            Road lane = grid.lanes().get(i / grids.size() % grid.lanes().size());
            Xy point = lane.point(0.06 + 0.88 * random.nextDouble());
            double side = (random.nextBoolean() ? 1 : -1) * (lane.width() / 2 + 1.2);
            Xy ground = lane.isAlongU()
                    ? plan.streets.warp.at(point.x(), point.y() + side)
                    : plan.streets.warp.at(point.x() + side, point.y());
            String tail = i % 4 == 0 ? "厨余" : i % 4 == 1 ? "可回收物" : "其他垃圾";
            String tailEn = i % 4 == 0 ? "food waste" : i % 4 == 1 ? "recyclables" : "residual";
            add(
                    Model.BIN_LORA,
                    grid,
                    CommunityPlan.gridPath(grid),
                    lane.code(),
                    ground,
                    plan.roadName(lane).followedBy(tail + "桶", " bin, " + tailEn));
        }
    }

    private void placeParking(List<Grid> grids, List<Building> buildings) {
        for (int i = 0; i < BAYS; i++) {
            Grid grid = grids.get(i % grids.size());
            int inGrid = i / grids.size();
            Rect park = grid.carParks().get(inGrid % grid.carParks().size());
            int place = inGrid / grid.carParks().size();
            int columns = Math.max(1, (int) ((park.width() - 2) / 2.6));
            double u = park.u0() + 2.3 + place % columns * 2.6;
            double v = park.v0() + 3 + place / columns % Math.max(1, (int) (park.height() / 6)) * 6;
            String number = "P%02d-%03d".formatted(inGrid % grid.carParks().size() + 1, place + 1);
            add(
                    i % (BAYS / BAYS_BY_COAP) == 0 && i / (BAYS / BAYS_BY_COAP) < BAYS_BY_COAP
                            ? Model.BAY_NB
                            : Model.BAY_LORA,
                    grid,
                    CommunityPlan.gridPath(grid),
                    "",
                    plan.streets.warp.at(u, v),
                    new Name(
                                    "第" + grid.code().substring(2) + "网格车位",
                                    "Grid " + grid.code().substring(2) + " bay ")
                            .followedBy(number, number));
        }
        for (int i = 0; i < FIRE_LANES; i++) {
            Building building = buildings.get(i * buildings.size() / FIRE_LANES);
            Footprint footprint = building.footprint();
            Xy ground = plan.streets.warp.at(footprint.u(), footprint.v() - footprint.depth() / 2 - 4);
            add(
                    Model.FIRE_LANE_LORA,
                    building.grid(),
                    building.place().path(),
                    "fl-" + building.code(),
                    ground,
                    new Name(building.place().nameZh(), building.place().nameEn()).followedBy("消防通道", ", fire lane"));
        }
    }

    private void placeWater(String community, List<Grid> grids, List<Road> roads, List<Building> buildings) {
        Underpass underpass = plan.streets.underpasses.stream()
                .filter(each -> each.community().equals(community))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 2; i++) {
            Xy ground = plan.streets.warp.at(
                    underpass.area().centreU() + i * 9 - 4, underpass.area().centreV() + i * 4 - 2);
            Grid grid =
                    gridAt(grids, underpass.area().centreU(), underpass.area().centreV());
            add(
                    Model.ROAD_LEVEL_4G,
                    grid,
                    CommunityPlan.gridPath(grid),
                    "up-01",
                    ground,
                    CommunityPlan.communityName(community)
                            .followedBy("下穿隧道积水" + (i + 1), " underpass level " + (i + 1)));
        }
        for (int i = 0; i < ROAD_LEVELS - 2; i++) {
            Road road = roads.get(i % roads.size());
            double share = i < roads.size() ? 0.35 : 0.7;
            addAt(Model.ROAD_LEVEL_4G, grids, road, share, road.code(), "积水液位", " water level");
        }
        for (int i = 0; i < PIPE_SECTIONS; i++) {
            Road road = roads.get(i * 7 % roads.size());
            Model model = i < PIPE_SECTIONS_BY_4G ? Model.PRESSURE_4G : Model.PRESSURE_LORA;
            String zone = "ps-%02d".formatted(i + 1);
            double from = i < roads.size() ? 0.12 : 0.55;
            addAt(model, grids, road, from, zone, "管段" + (i + 1) + "上游压力", " main " + (i + 1) + ", upstream pressure");
            addAt(
                    model,
                    grids,
                    road,
                    from + 0.3,
                    zone,
                    "管段" + (i + 1) + "下游压力",
                    " main " + (i + 1) + ", downstream pressure");
        }
        for (Building building : buildings) {
            addIndoor(Model.METER_NB, building, 0, "总水表", "Water meter");
        }
    }

    private void addAt(
            Model model, List<Grid> grids, Road road, double share, String zone, String tailZh, String tailEn) {
        Xy point = road.point(share);
        Grid grid = gridAt(grids, point.x(), point.y());
        add(
                model,
                grid,
                CommunityPlan.gridPath(grid),
                zone,
                plan.streets.warp.at(point.x(), point.y()),
                plan.roadName(road).followedBy(tailZh, tailEn));
    }

    private static Grid gridAt(List<Grid> grids, double u, double v) {
        return grids.stream()
                .filter(grid -> grid.area().contains(u, v))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no grid at " + u + ", " + v));
    }

    private void add(Model model, Grid grid, String place, String zone, Xy ground, Name name) {
        String shortCommunity = grid.community().equals("yuhua") ? "yh" : "lj";
        String kind = model.profileName().substring(0, model.profileName().lastIndexOf('-'));
        int number = numbers.merge(shortCommunity + kind, 1, Integer::sum);
        double[] lonLat = Warp.lonLat(ground);
        devices.add(new Device(
                new DeviceId("%s-%s-%03d".formatted(shortCommunity, kind, number)),
                plan.profile(model),
                place,
                zone,
                model.door() == Model.Door.RADIO_GATEWAY ? gateway(shortCommunity, grid, model) : "",
                lonLat[0],
                lonLat[1],
                name.zh(),
                name.en()));
    }

    /** The two gateways of a grid take turns, model by model: both hear the same mix. */
    private String gateway(String shortCommunity, Grid grid, Model model) {
        int heard = heardInGrid.merge(grid.community() + grid.code() + model, 1, Integer::sum);
        int first = (Integer.parseInt(grid.code().substring(1)) - 1) * GATEWAYS_PER_GRID;
        return "%s-gw-%02d".formatted(shortCommunity, first + 1 + heard % GATEWAYS_PER_GRID);
    }
}
