package io.geshao.incident.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which closed cases of a month are looked at on site (现场抽查): drawn by lot, and anybody can draw them again. */
public final class InspectionSample {
    private static final double SHARE = 0.05;
    private static final int LEAST = 10;

    private InspectionSample() {}

    /**
     * 5 % of the cases, at least 10 or all there are, in the order they were drawn.
     *
     * @param month such as {@code 2026-03}: the seed, so that the draw can neither be chosen nor disputed
     * @param numbers of the closed cases, in any order
     */
    public static List<String> draw(String month, List<String> numbers) {
        List<String> lot = new ArrayList<>(numbers);
        Collections.sort(lot);
        // String.hashCode and Random are specified to the bit, so any Java draws the same.
        Collections.shuffle(lot, new Random(month.hashCode()));
        int size = Math.max(LEAST, (int) Math.ceil(lot.size() * SHARE));
        return List.copyOf(lot.subList(0, Math.min(size, lot.size())));
    }
}
