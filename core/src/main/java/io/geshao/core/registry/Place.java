package io.geshao.core.registry;

import io.geshao.core.CommunityId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A place: only the whole path identifies it, since two communities may both have a building {@code b03}. Path:
 * district / street / community / grid / building / unit codes joined by {@code /}, from two levels up.
 *
 * @param path such as {@code 310104/013/yuhua/g03/b12}
 * @param longitude WGS 84 degrees
 * @param latitude WGS 84 degrees
 */
public record Place(String path, String nameZh, String nameEn, double longitude, double latitude) {
    /** Asked for every message, of as many paths as there are places. */
    private static final Map<String, CommunityId> COMMUNITIES = new ConcurrentHashMap<>();

    private static final int REMEMBERED = 100_000;
    private static final List<String> LEVELS = List.of("district", "street", "community", "grid", "building", "unit");

    public Place {
        int depth = path.split("/", -1).length;
        if (depth < 1 || depth > LEVELS.size() || !path.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")) {
            throw new IllegalArgumentException("not a place path: '" + path + "'");
        }
        if (!(Math.abs(longitude) <= 180) || !(Math.abs(latitude) <= 90)) {
            throw new IllegalArgumentException("place " + path + ": no such point " + longitude + ", " + latitude);
        }
    }

    /** {@code district}, {@code street}, {@code community}, {@code grid}, {@code building} or {@code unit}. */
    public String level() {
        return LEVELS.get(path.split("/", -1).length - 1);
    }

    /** The community a path lies in; a path above community level is an {@link IllegalArgumentException}. */
    public static CommunityId communityOf(String path) {
        CommunityId known = COMMUNITIES.get(path);
        if (known != null) {
            return known;
        }
        CommunityId community = new CommunityId(segment(path, "community"));
        if (COMMUNITIES.size() < REMEMBERED) {
            COMMUNITIES.put(path, community);
        }
        return community;
    }

    /** The path cut at a level: {@code upTo("a/b/c/g1/b2", "grid")} is {@code a/b/c/g1}; a shorter path stays whole. */
    public static String upTo(String path, String level) {
        String[] codes = path.split("/", -1);
        int depth = Math.min(codes.length, LEVELS.indexOf(level) + 1);
        return String.join("/", List.of(codes).subList(0, depth));
    }

    private static String segment(String path, String level) {
        String[] codes = path.split("/", -1);
        int index = LEVELS.indexOf(level);
        if (index >= codes.length) {
            throw new IllegalArgumentException("no " + level + " in place '" + path + "'");
        }
        return codes[index];
    }
}
