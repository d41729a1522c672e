package io.geshao.incident.people;

import io.geshao.casework.Post;
import io.geshao.core.registry.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the people of a post are looked for, given the place of a case. */
public final class PostPlaces {
    private static final List<String> LEVELS = List.of("district", "street", "community", "grid", "building", "unit");

    private PostPlaces() {}

    /** Whether the post belongs to a unit and not to a place alone. */
    public static boolean isOfUnit(Post post) {
        return post == Post.DEPARTMENT_ON_CALL || post == Post.DEPARTMENT_LEADER;
    }

    /**
     * Paths to look at, the most exact first; the first that has anybody counts. Empty if the place lies above the level
     * of the post: a case of a whole community is in no grid.
     */
    public static List<String> of(Post post, String place) {
        return switch (post) {
            case GRID_WORKER -> cut(place, "grid");
            case SELF_MANAGED_GROUP -> cut(place, "building");
            case BUILDING_GUARD -> cut(place, "building", "grid", "community");
            case DUTY_DESK, COMMUNITY_HEAD, COMMUNITY_DEPUTY -> cut(place, "community");
            case STREET_OFFICE -> cut(place, "street");
            case DISTRICT_CENTRE -> cut(place, "district");
            case DEPARTMENT_ON_CALL, DEPARTMENT_LEADER -> allAround(place);
        };
    }

    private static List<String> cut(String place, String... levels) {
        int depth = place.split("/", -1).length;
        Set<String> paths = new LinkedHashSet<>();
        for (String level : levels) {
            if (depth > LEVELS.indexOf(level)) {
                paths.add(Place.upTo(place, level));
            }
        }
        return List.copyOf(paths);
    }

    private static List<String> allAround(String place) {
        List<String> paths = new ArrayList<>();
        for (String at = place; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
            paths.add(at);
        }
        paths.add("");
        return paths;
    }
}
