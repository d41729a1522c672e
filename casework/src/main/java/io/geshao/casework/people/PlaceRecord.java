package io.geshao.casework.people;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place with what people know of it beyond the registry of devices.
 *
 * @param path codes from the district down, joined by {@code /}
 * @param name by language tag
 * @param longitude WGS 84 degrees
 * @param latitude WGS 84 degrees
 * @param outline GeoJSON geometry (Polygon or MultiPolygon), or null if only the point is known
 * @param households as stated, or null if they are counted from the household list
 * @param residents as stated, or null if they are counted
 * @param unitGrid code of the city-management unit grid (城管单元网格, GB/T 30428.1) it lies in, empty if none is known
 * @param fromMillis since when the path is valid, 0 for ever since
 * @param toMillis until when, not included; {@link Long#MAX_VALUE} while it is
 */
public record PlaceRecord(
        String path,
        Map<String, String> name,
        double longitude,
        double latitude,
        @Nullable String outline,
        @Nullable Integer households,
        @Nullable Integer residents,
        String unitGrid,
        long fromMillis,
        long toMillis) {
    private static final List<String> LEVELS = List.of("district", "street", "community", "grid", "building", "unit");

    public PlaceRecord {
        if (!path.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,5}")) {
            throw new IllegalArgumentException("not a place path: '" + path + "'");
        }
        if (!(Math.abs(longitude) <= 180) || !(Math.abs(latitude) <= 90)) {
            throw new IllegalArgumentException("no such point " + longitude + ", " + latitude);
        }
        if ((households != null && households < 0) || (residents != null && residents < 0)) {
            throw new IllegalArgumentException("households and residents are counted from 0 up");
        }
        name = Map.copyOf(name);
    }

    /** {@code district}, {@code street}, {@code community}, {@code grid}, {@code building} or {@code unit}. */
    public String level() {
        return LEVELS.get(path.split("/", -1).length - 1);
    }

    public boolean isValidAt(long atMillis) {
        return fromMillis <= atMillis && atMillis < toMillis;
    }
}
