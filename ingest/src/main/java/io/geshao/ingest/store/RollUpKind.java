package io.geshao.ingest.store;

/** Who keeps the roll-ups and removes old readings. */
enum RollUpKind {
    /** Continuous aggregates and policies, by the database's own workers. */
    DATABASE,
    /** Continuous aggregates in a database whose policies cannot be set: refreshed and dropped when this process asks. */
    DATABASE_ON_REQUEST,
    /** Tables kept by this process, over a hypertable. */
    JOB_OVER_CHUNKS,
    /** Tables kept by this process, over daily partitions. */
    JOB_OVER_PARTITIONS;

    boolean byJob() {
        return this == JOB_OVER_CHUNKS || this == JOB_OVER_PARTITIONS;
    }
}
