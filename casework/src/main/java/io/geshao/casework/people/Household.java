package io.geshao.casework.people;

/**
 * A household (户) of a building or unit.
 *
 * @param place path of the building or unit
 * @param code unique in the place
 * @param residents how many people
 */
public record Household(String place, String code, int residents) {
    public Household {
        if (code.isBlank() || residents < 0) {
            throw new IllegalArgumentException("a household has a code and 0 or more residents");
        }
    }
}
