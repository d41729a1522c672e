package io.geshao.incident.people;

import io.geshao.casework.people.GridLoad.Size;
import org.jspecify.annotations.Nullable;

/** Whether places have the size they should have. Source: domain reference, section 3.1. Pure. */
public final class PlaceSizes {
    static final int GRID_LEAST = 300;
    static final int GRID_MOST = 500;
    static final int GRID_ALARM = 1_000;
    static final int COMMUNITY_LEAST = 5;
    static final int COMMUNITY_MOST = 7;

    private PlaceSizes() {}

    /**
     * The verdict on a place.
     *
     * @param level of the place
     * @param households of a grid, null if nobody knows
     * @param grids of a community
     */
    public static Size judge(String level, @Nullable Integer households, int grids) {
        return switch (level) {
            case "grid" -> grid(households);
            case "community" ->
                grids == 0
                        ? Size.UNKNOWN
                        : grids < COMMUNITY_LEAST ? Size.SMALL : grids > COMMUNITY_MOST ? Size.WIDE : Size.FITTING;
            default -> Size.NOT_RULED;
        };
    }

    private static Size grid(@Nullable Integer households) {
        if (households == null) {
            return Size.UNKNOWN;
        }
        if (households > GRID_ALARM) {
            return Size.FAR_TOO_WIDE;
        }
        if (households > GRID_MOST) {
            return Size.WIDE;
        }
        return households < GRID_LEAST ? Size.SMALL : Size.FITTING;
    }
}
