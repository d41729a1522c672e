package io.geshao.casework.score;

import org.jspecify.annotations.Nullable;

/**
 * An alert in a list behind a figure.
 *
 * @param cause what it was reset with, or null
 */
public record AlertLine(
        String id,
        String rule,
        String scope,
        String place,
        String severity,
        long raisedMillis,
        @Nullable String cause) {}
