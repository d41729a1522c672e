package io.geshao.incident.machine;

import io.geshao.core.CaseView;
import io.geshao.core.registry.Registry;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.PlaceNames;
import io.geshao.incident.list.ResponsibilityList;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the machine looks up: classes, units, places. Pure; any thread. */
final class Catalogue {
    private static final Pattern CLASS = Pattern.compile("[A-Z][A-Z0-9]{0,3}(-[0-9]{1,3}){1,3}");
    private static final double EARTH_METRES = 6_371_000;

    private final Registry registry;
    private final PlaceNames places;
    private final ResponsibilityList list;
    private final WorkCalendar calendar;

    Catalogue(Registry registry, ResponsibilityList list, WorkCalendar calendar) {
        this.registry = registry;
        this.places = new PlaceNames(registry);
        this.list = list;
        this.calendar = calendar;
    }

    static boolean isClass(String code) {
        return CLASS.matcher(code).matches();
    }

    /** Whose business a class is; an unknown one is the city's. */
    static CaseView.Domain domainOf(String code) {
        if (code.startsWith("EM-")) {
            return CaseView.Domain.EMERGENCY;
        }
        return code.startsWith("MT-") ? CaseView.Domain.MAINTENANCE : CaseView.Domain.CITY_MANAGEMENT;
    }

    Optional<ResponsibilityList.Row> row(String code, String place, long nowMillis) {
        return list.find(code, place, null, nowMillis, calendar.zone());
    }

    Map<String, String> className(String code, Optional<ResponsibilityList.Row> row) {
        if (code.isEmpty()) {
            return Words.both("类别待定", "Class not known yet");
        }
        return row.map(ResponsibilityList.Row::className)
                .orElse(Words.both("未列入清单的类别 " + code, "Unlisted class " + code));
    }

    /** The name the list has for the unit, else its code. */
    Map<String, String> unitName(String unit, String code, String place, long nowMillis) {
        return row(code, place, nowMillis)
                .filter(row -> row.unitRole().equals(unit))
                .map(ResponsibilityList.Row::unit)
                .orElse(Words.both(unit, unit));
    }

    boolean knowsPlace(String path) {
        return registry.place(path).isPresent();
    }

    Map<String, String> placeName(String path) {
        return places.label(path);
    }

    CaseView.Point point(String path) {
        return registry.place(path)
                .map(place -> new CaseView.Point(place.longitude(), place.latitude()))
                .orElse(new CaseView.Point(0, 0));
    }

    /** Whether a check-in proves presence: within 200 m of the place, or by the code posted there. */
    boolean isThere(CaseView view, Map<String, String> given) {
        String code = given.getOrDefault("code", "");
        if (!code.isEmpty()) {
            return code.equals(view.place()) || code.startsWith(view.place() + "/");
        }
        String longitude = given.getOrDefault("longitude", "");
        String latitude = given.getOrDefault("latitude", "");
        if (longitude.isEmpty() || latitude.isEmpty()) {
            return false;
        }
        CaseView.Point here = new CaseView.Point(Double.parseDouble(longitude), Double.parseDouble(latitude));
        return metres(here, view.point()) <= Limits.ARRIVAL_METRES;
    }

    private static double metres(CaseView.Point from, CaseView.Point to) {
        double latitudes = Math.toRadians(to.latitude() - from.latitude());
        double longitudes = Math.toRadians(to.longitude() - from.longitude());
        double half = Math.pow(Math.sin(latitudes / 2), 2)
                + Math.cos(Math.toRadians(from.latitude()))
                        * Math.cos(Math.toRadians(to.latitude()))
                        * Math.pow(Math.sin(longitudes / 2), 2);
        return 2 * EARTH_METRES * Math.asin(Math.sqrt(half));
    }
}
