-- Kept by a job of ingest. Buckets are whole UTC hours and days.
create table telemetry.reading_hourly (
    device     integer not null,
    metric     integer not null,
    bucket_ms  bigint not null,
    count      bigint not null,
    min        double precision not null,
    max        double precision not null,
    sum        double precision not null,
    last_value double precision not null,
    last_ms    bigint not null,
    primary key (device, metric, bucket_ms)
);

create table telemetry.reading_daily (like telemetry.reading_hourly including all);

-- Buckets that end at or before complete_before_ms are in the roll-up, with all readings of batches up to position.
create table telemetry.rollup_state (
    name               text primary key,
    complete_before_ms bigint not null,
    position           bigint not null
);
