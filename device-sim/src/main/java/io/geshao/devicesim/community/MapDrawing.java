package io.geshao.devicesim.community;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.core.registry.Place;
import io.geshao.devicesim.community.CommunityPlan.Building;
import io.geshao.devicesim.community.Names.Name;
import io.geshao.devicesim.community.StreetPlan.Grid;
import io.geshao.devicesim.community.StreetPlan.Road;
import io.geshao.devicesim.community.StreetPlan.Underpass;
import io.geshao.devicesim.community.Warp.Xy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The plan as GeoJSON (RFC 7946), painted in order: what lies below comes first. Every feature carries {@code type},
 * {@code path}, {@code level}, {@code name} with {@code zh} and {@code en}, and {@code zone} where devices use one.
 * Roads are centre lines with {@code width} in metres and {@code rank} main, street or lane; all else is a polygon.
 */
final class MapDrawing {
    private final ObjectMapper json = new ObjectMapper();
    private final CommunityPlan plan;
    private final StreetPlan streets;
    private final ArrayNode features;

    MapDrawing(CommunityPlan plan) {
        this.plan = plan;
        this.streets = plan.streets;
        this.features = json.createArrayNode();
    }

    String json() {
        List<Double> stopsU = streets.stops(true);
        List<Double> stopsV = streets.stops(false);
        for (int i = 0; i < CommunityPlan.COMMUNITIES.size(); i++) {
            String code = CommunityPlan.COMMUNITIES.get(i);
            polygon(
                    streets.community(i).outline(streets.warp, stopsU, stopsV),
                    "community",
                    CommunityPlan.communityPath(code),
                    CommunityPlan.communityName(code));
        }
        for (Grid grid : streets.grids) {
            Place place = placeAt(CommunityPlan.gridPath(grid));
            polygon(
                    grid.area().outline(streets.warp, stopsU, stopsV),
                    "grid",
                    place.path(),
                    new Name(place.nameZh(), place.nameEn()));
        }
        polygon(streets.river, "water", "", Names.RIVER);
        for (int i = 0; i < streets.riverside.size(); i++) {
            String code = CommunityPlan.COMMUNITIES.get(i);
            polygon(
                    streets.riverside.get(i),
                    "green",
                    CommunityPlan.communityPath(code),
                    CommunityPlan.communityName(code).followedBy("滨河绿地", " riverside green"));
        }
        for (Grid grid : streets.grids) {
            open(grid);
        }
        for (Road road : streets.roads) {
            road(road);
        }
        for (Underpass underpass : streets.underpasses) {
            polygon(
                            underpass.area().outline(streets.warp, stopsU, stopsV),
                            "underpass",
                            CommunityPlan.communityPath(underpass.community()),
                            CommunityPlan.communityName(underpass.community()).followedBy("下穿隧道", " underpass"))
                    .put("zone", "up-01");
        }
        buildings();
        ObjectNode collection = json.createObjectNode().put("type", "FeatureCollection");
        collection.set("features", features);
        try {
            return json.writeValueAsString(collection);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain nodes is always writable", e);
        }
    }

    private void open(Grid grid) {
        Name name = new Name(
                placeAt(CommunityPlan.gridPath(grid)).nameZh(),
                placeAt(CommunityPlan.gridPath(grid)).nameEn());
        for (Rect green : grid.greens()) {
            polygon(
                    green.outline(streets.warp, List.of(), List.of()),
                    "green",
                    CommunityPlan.gridPath(grid),
                    name.followedBy("绿地", " green"));
        }
        for (Rect park : grid.carParks()) {
            polygon(
                    park.outline(streets.warp, List.of(), List.of()),
                    "parking",
                    CommunityPlan.gridPath(grid),
                    name.followedBy("停车场", " car park"));
        }
    }

    private void road(Road road) {
        ObjectNode properties = feature("LineString", line(streets.centreLine(road)));
        describe(
                properties,
                "road",
                road.community().isEmpty() ? "" : CommunityPlan.communityPath(road.community()),
                plan.roadName(road));
        properties.put("zone", road.code()).put("rank", road.rank()).put("width", road.width());
    }

    private void buildings() {
        for (Building building : plan.buildings) {
            Place place = building.place();
            polygon(
                    streets.outline(building.footprint()),
                    "building",
                    place.path(),
                    new Name(place.nameZh(), place.nameEn()));
        }
    }

    private Place placeAt(String path) {
        return plan.places.stream()
                .filter(place -> place.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode polygon(List<Xy> ring, String type, String path, Name name) {
        ArrayNode rings = json.createArrayNode();
        rings.add(line(counterClockwise(ring)));
        ObjectNode properties = feature("Polygon", rings);
        describe(properties, type, path, name);
        return properties;
    }

    /** As RFC 7946, 3.1.6 wants an outer ring. */
    private static List<Xy> counterClockwise(List<Xy> ring) {
        double twiceArea = 0;
        for (int i = 0; i + 1 < ring.size(); i++) {
            twiceArea += ring.get(i).x() * ring.get(i + 1).y()
                    - ring.get(i + 1).x() * ring.get(i).y();
        }
        if (twiceArea >= 0) {
            return ring;
        }
        List<Xy> turned = new ArrayList<>(ring);
        Collections.reverse(turned);
        return turned;
    }

    private ObjectNode feature(String geometry, ArrayNode coordinates) {
        ObjectNode feature = features.addObject().put("type", "Feature");
        feature.putObject("geometry").put("type", geometry).set("coordinates", coordinates);
        return feature.putObject("properties");
    }

    private static void describe(ObjectNode properties, String type, String path, Name name) {
        properties.put("type", type).put("path", path);
        properties.put("level", path.isEmpty() ? "" : new Place(path, "", "", 0, 0).level());
        properties.putObject("name").put("zh", name.zh()).put("en", name.en());
    }

    private ArrayNode line(List<Xy> points) {
        ArrayNode line = json.createArrayNode();
        for (Xy point : points) {
            double[] lonLat = Warp.lonLat(point);
            line.addArray().add(lonLat[0]).add(lonLat[1]);
        }
        return line;
    }
}
