package io.geshao.casework.people;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A grid, or a place above one, with what it has to carry.
 *
 * @param households stated or counted, null if neither
 * @param residents stated or counted, null if neither
 * @param places how many places of the next level lie in it
 * @param size verdict on the households of a grid or the grids of a community
 * @param staff ids of people on its rosters and of those who hold its posts
 */
public record GridLoad(
        PlaceRecord place,
        @Nullable Integer households,
        @Nullable Integer residents,
        int places,
        Size size,
        List<String> staff) {
    public GridLoad {
        staff = List.copyOf(staff);
    }

    /** Whether a place has the size it should have (网眼). Source: domain reference, section 3.1. */
    public enum Size {
        UNKNOWN,
        /** Fewer than 300 households in a grid, fewer than 5 grids in a community. */
        SMALL,
        FITTING,
        /** More than 500 households, or more than 7 grids: to be split. */
        WIDE,
        /** More than 1,000 households: an alarm. */
        FAR_TOO_WIDE,
        /** Of a level without a size rule. */
        NOT_RULED
    }
}
