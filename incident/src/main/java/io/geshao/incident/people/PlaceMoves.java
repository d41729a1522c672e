package io.geshao.incident.people;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What became of paths, and what they were before. Pure, immutable. */
public final class PlaceMoves {
    private final List<Dated> moves; // by time

    /** A move of a path from a moment on. */
    public record Dated(String from, String to, long atMillis) {}

    public PlaceMoves(List<Dated> moves) {
        this.moves =
                moves.stream().sorted(Comparator.comparingLong(Dated::atMillis)).toList();
    }

    /**
     * What a path that was valid once has become by a moment: itself, or the paths it was moved to. Of several moves of
     * one change that fit, the most exact counts; a building of a split grid goes where its own move leads, and where it
     * has none, to each of the grid's new paths.
     */
    public List<String> current(String path, long atMillis) {
        Set<String> now = new LinkedHashSet<>(List.of(path));
        long done = Long.MIN_VALUE;
        for (Dated move : moves) {
            if (move.atMillis <= done || move.atMillis > atMillis) {
                continue;
            }
            done = move.atMillis; // all moves of one moment count together
            Set<String> next = new LinkedHashSet<>();
            for (String each : now) {
                next.addAll(step(each, done));
            }
            now = next;
        }
        return List.copyOf(now);
    }

    private List<String> step(String path, long atMillis) {
        int longest = -1;
        List<String> to = new ArrayList<>();
        for (Dated move : moves) {
            if (move.atMillis != atMillis || !isAt(path, move.from) || move.from.length() < longest) {
                continue;
            }
            if (move.from.length() > longest) {
                longest = move.from.length();
                to.clear();
            }
            to.add(move.to + path.substring(move.from.length()));
        }
        return to.isEmpty() ? List.of(path) : to;
    }

    /** Every path a place had before, the nearest first, without the one it has. */
    public List<String> former(String path) {
        Set<String> found = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(List.of(path));
        while (!open.isEmpty()) {
            String at = open.remove(0);
            for (Dated move : moves) {
                if (isAt(at, move.to)) {
                    String before = move.from + at.substring(move.to.length());
                    if (!before.equals(path) && found.add(before)) {
                        open.add(before);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private static boolean isAt(String path, String subtree) {
        return path.equals(subtree) || path.startsWith(subtree + "/");
    }
}
