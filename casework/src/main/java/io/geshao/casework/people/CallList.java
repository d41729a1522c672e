package io.geshao.casework.people;

/**
 * Residents of a place to be called, with a purpose (摸排).
 *
 * @param total how many residents
 * @param reached how many were reached
 * @param tried how many were called at least once
 */
public record CallList(
        long id,
        String place,
        String purpose,
        String createdBy,
        long createdMillis,
        int total,
        int reached,
        int tried) {}
