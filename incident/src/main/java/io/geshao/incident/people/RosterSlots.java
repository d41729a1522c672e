package io.geshao.incident.people;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.Slot;
import io.geshao.core.registry.Place;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a roster must fill. Pure. */
public final class RosterSlots {
    private RosterSlots() {}

    /**
     * Every slot the roster has a shift on, and if it plans grid workers of a community, every grid of that community: a
     * grid that was left out is the gap one looks for.
     *
     * @param grids paths of all grids there are
     */
    public static Set<Slot> of(RosterVersion roster, Collection<String> grids) {
        Set<Slot> slots = new LinkedHashSet<>();
        Set<String> communities = new LinkedHashSet<>();
        for (Shift shift : roster.shifts()) {
            slots.add(shift.slot().of(DutyKind.GENERAL));
            if (shift.slot().post() == Post.GRID_WORKER) {
                communities.add(Place.upTo(shift.slot().place(), "community"));
            }
        }
        for (String grid : grids) {
            if (communities.contains(Place.upTo(grid, "community"))) {
                slots.add(new Slot(Post.GRID_WORKER, grid, DutyKind.GENERAL, ""));
            }
        }
        return slots;
    }
}
