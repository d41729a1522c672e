package io.geshao.incident.people.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.casework.people.PlaceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Places as a GeoJSON feature collection (RFC 7946). A feature's geometry is a Point, or a Polygon or MultiPolygon with
 * the point in {@code longitude} and {@code latitude} of its properties, else the middle of its first ring's box; further
 * properties: {@code path}, {@code name_zh}, {@code name_en}, {@code households}, {@code residents}, {@code unit_grid}.
 */
public final class PlaceGeoJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PlaceGeoJson() {}

    /** Every place of the text; what is wrong goes to the faults, with the number of the feature. */
    public static List<PlaceRecord> read(String file, String text, List<String> faults) {
        List<PlaceRecord> places = new ArrayList<>();
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            faults.add(file + ":" + e.getLocation().getLineNr() + ": is no JSON: " + e.getOriginalMessage());
            return places;
        }
        if (!root.path("type").asText().equals("FeatureCollection")
                || !root.path("features").isArray()) {
            faults.add(file + ":1: is no GeoJSON feature collection");
            return places;
        }
        Set<String> seen = new HashSet<>();
        int number = 0;
        for (JsonNode feature : root.path("features")) {
            number++;
            try {
                PlaceRecord place = place(feature);
                if (!seen.add(place.path())) {
                    throw new IllegalArgumentException("'" + place.path() + "' stands twice");
                }
                places.add(place);
            } catch (IllegalArgumentException e) {
                faults.add(file + ": feature " + number + ": " + e.getMessage());
            }
        }
        return places;
    }

    private static PlaceRecord place(JsonNode feature) {
        JsonNode properties = feature.path("properties");
        JsonNode geometry = feature.path("geometry");
        String type = geometry.path("type").asText();
        double[] point =
                switch (type) {
                    case "Point" -> pair(geometry.path("coordinates"));
                    case "Polygon" -> middle(geometry.path("coordinates").path(0));
                    case "MultiPolygon" ->
                        middle(geometry.path("coordinates").path(0).path(0));
                    default ->
                        throw new IllegalArgumentException(
                                "geometry is a Point, Polygon or MultiPolygon, not '" + type + "'");
                };
        if (properties.path("longitude").isNumber()
                && properties.path("latitude").isNumber()) {
            point = new double[] {
                properties.path("longitude").doubleValue(),
                properties.path("latitude").doubleValue()
            };
        }
        return new PlaceRecord(
                properties.path("path").asText(),
                Map.of(
                        "zh", properties.path("name_zh").asText(),
                        "en", properties.path("name_en").asText()),
                point[0],
                point[1],
                type.equals("Point") ? null : geometry.toString(),
                count(properties, "households"),
                count(properties, "residents"),
                properties.path("unit_grid").asText(),
                0,
                Long.MAX_VALUE);
    }

    private static @Nullable Integer count(JsonNode properties, String name) {
        JsonNode value = properties.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isInt()) {
            throw new IllegalArgumentException(name + " is not a whole number");
        }
        return value.intValue();
    }

    private static double[] pair(JsonNode coordinates) {
        if (!coordinates.path(0).isNumber() || !coordinates.path(1).isNumber()) {
            throw new IllegalArgumentException("a position is longitude and latitude");
        }
        return new double[] {
            coordinates.path(0).doubleValue(), coordinates.path(1).doubleValue()
        };
    }

    private static double[] middle(JsonNode ring) {
        if (ring.size() < 4 || !ring.get(0).equals(ring.get(ring.size() - 1))) {
            throw new IllegalArgumentException("a ring has at least four positions and ends where it begins");
        }
        double west = 181;
        double east = -181;
        double south = 91;
        double north = -91;
        for (JsonNode position : ring) {
            double[] at = pair(position);
            west = Math.min(west, at[0]);
            east = Math.max(east, at[0]);
            south = Math.min(south, at[1]);
            north = Math.max(north, at[1]);
        }
        return new double[] {(west + east) / 2, (south + north) / 2};
    }

    public static String write(List<PlaceRecord> places) {
        ObjectNode root = MAPPER.createObjectNode().put("type", "FeatureCollection");
        ArrayNode features = root.putArray("features");
        for (PlaceRecord place : places) {
            ObjectNode feature = features.addObject().put("type", "Feature");
            feature.set("geometry", geometry(place));
            ObjectNode properties = feature.putObject("properties")
                    .put("path", place.path())
                    .put("name_zh", place.name().getOrDefault("zh", ""))
                    .put("name_en", place.name().getOrDefault("en", ""))
                    .put("longitude", place.longitude())
                    .put("latitude", place.latitude())
                    .put("unit_grid", place.unitGrid());
            if (place.households() != null) {
                properties.put("households", place.households());
            }
            if (place.residents() != null) {
                properties.put("residents", place.residents());
            }
        }
        return root.toString() + "\n";
    }

    private static JsonNode geometry(PlaceRecord place) {
        if (place.outline() != null) {
            try {
                return MAPPER.readTree(place.outline());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the outline of " + place.path() + " was checked when it came in", e);
            }
        }
        ObjectNode point = MAPPER.createObjectNode().put("type", "Point");
        point.putArray("coordinates").add(place.longitude()).add(place.latitude());
        return point;
    }
}
