package io.geshao.testkit.db;

/** What a test needs of its database. */
public enum Flavour {
    /** PostgreSQL without extensions. */
    PLAIN,
    /** PostgreSQL with TimescaleDB, whatever it runs on: {@code COPY FROM STDIN} may be missing. */
    TIMESCALE,
    /** As TIMESCALE, with {@code COPY FROM STDIN}: a native build, from an external URL or a container. */
    TIMESCALE_NATIVE
}
