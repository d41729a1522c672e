package io.geshao.casework.port;

import io.geshao.casework.people.GridLoad;
import io.geshao.casework.people.PlaceChange;
import io.geshao.casework.people.PlaceRecord;
import java.util.List;
import java.util.Optional;

/** The place tree with what it has to carry, and how its codes changed. Blocking, any thread. */
public interface PlaceDesk {
    Optional<PlaceRecord> find(String path);

    /** The place itself and what is one level below, valid now, each with its load; the top levels if the path is empty. */
    List<GridLoad> tree(String path);

    /** Grids whose size is not as it should be, at and below a place. */
    List<GridLoad> oversized(String path);

    /** Adds places, and replaces what is known of those that exist. */
    void save(List<PlaceRecord> places, String by);

    /**
     * Carries out a dated change of codes: old paths end, new ones begin with what was known of the old. The id does not
     * count.
     *
     * @throws IllegalArgumentException if an old path is not valid then
     */
    PlaceChange change(PlaceChange change);

    /** Changes at and below a place, the newest first. */
    List<PlaceChange> changes(String path);

    /** What became of a path by a moment: itself, or the paths it was moved to. */
    List<String> current(String path, long atMillis);

    /** Every path a place had before: cases opened under them are its own. */
    List<String> former(String path);
}
