package io.geshao.casework.people;

import java.util.List;

/**
 * A dated change of codes: a grid is split, grids are merged, a place gets another code. A case keeps the path that was
 * valid when it was opened; people are looked for at what became of it.
 *
 * @param moves from which path to which; an old path with several new ones was split, a new one with several old ones
 *     merged. What lies below an old path moves along where no move of its own says otherwise
 * @param atMillis from when the new paths are valid
 */
public record PlaceChange(
        long id, Kind kind, List<Move> moves, long atMillis, String reason, String recordedBy, long recordedMillis) {
    public PlaceChange {
        moves = List.copyOf(moves);
        if (moves.isEmpty()) {
            throw new IllegalArgumentException("a change moves something");
        }
    }

    /** What kind of change. */
    public enum Kind {
        SPLIT,
        MERGE,
        RENAME
    }

    /** One path becomes another. */
    public record Move(String from, String to) {
        public Move {
            if (from.equals(to) || from.isEmpty() || to.isEmpty()) {
                throw new IllegalArgumentException("a move leads from one path to another");
            }
        }
    }
}
