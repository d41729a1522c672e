package io.geshao.casework.people;

/** What can be imported and exported, and in which shape; docs/people.md has the columns. */
public enum PeopleTable {
    UNITS("csv"),
    PERSONS("csv"),
    POSTS("csv"),
    ROSTERS("csv"),
    HOUSEHOLDS("csv"),
    RESIDENTS("csv"),
    THINGS("csv"),
    PLACES("geojson");

    private final String format;

    PeopleTable(String format) {
        this.format = format;
    }

    /** {@code csv} (RFC 4180) or {@code geojson} (RFC 7946). */
    public String format() {
        return format;
    }

    /** Whether it holds personal data that only few may see. */
    public boolean isRestricted() {
        return this == RESIDENTS || this == PERSONS;
    }
}
