package io.geshao.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One case as others see it.
 *
 * @param number human-readable and unique, such as {@code yuhua-20260302-0007}
 * @param state name of the case state: {@code REPORTED}, {@code TO_DISPATCH}, {@code TO_HANDLE}, {@code CLOSED}…
 * @param title by language tag ({@code zh}, {@code en})
 * @param scope the case scope; one open case per (class, scope, drill)
 * @param place path of the place; {@code point} where it is on the map
 * @param unit responsible unit, by language tag
 * @param suspected an emergency that only one source has reported so far (疑似)
 * @param openedMillis centre time of the commit that opened it
 * @param deadlineMillis when the running clock ends, or null if none runs
 * @param ackedBy who took it, or null while nobody has
 * @param alerts ids of the member alerts, oldest first
 * @param recursOf number of the closed case of the same class and scope it follows, or null
 */
public record CaseView(
        String number,
        Domain domain,
        String classCode,
        Map<String, String> className,
        Severity severity,
        Grade grade,
        String state,
        Map<String, String> title,
        String scope,
        CommunityId community,
        String place,
        Map<String, String> placeName,
        Point point,
        Map<String, String> unit,
        boolean suspected,
        boolean drill,
        long openedMillis,
        long updatedMillis,
        @Nullable Long deadlineMillis,
        @Nullable String ackedBy,
        @Nullable Long ackedMillis,
        @Nullable Long closedMillis,
        @Nullable String closeCause,
        List<String> alerts,
        @Nullable String recursOf) {
    public CaseView {
        className = Map.copyOf(className);
        title = Map.copyOf(title);
        placeName = Map.copyOf(placeName);
        unit = Map.copyOf(unit);
        alerts = List.copyOf(alerts);
    }

    /** Whose business a case is. */
    public enum Domain {
        /** 应急: life and property in danger, clocks on wall time. */
        EMERGENCY,
        /** 城市管理: classes and limits of the city's filing standard. */
        CITY_MANAGEMENT,
        /** 设备运维: maintenance orders for the platform's own devices. */
        MAINTENANCE
    }

    /** WGS 84 degrees. */
    public record Point(double longitude, double latitude) {}

    public boolean isOpen() {
        return closedMillis == null;
    }
}
