package io.geshao.casework.score;

/**
 * Whose figures.
 *
 * @param place path of a place subtree, empty for everywhere
 * @param unit code of a responsible unit, empty for any
 */
public record Scope(String place, String unit) {
    public static final Scope ALL = new Scope("", "");

    public static Scope ofPlace(String path) {
        return new Scope(path, "");
    }

    /** The scope as one word, for keys: {@code place|unit}. */
    public String key() {
        return unit.isEmpty() ? place : place + "|" + unit;
    }
}
