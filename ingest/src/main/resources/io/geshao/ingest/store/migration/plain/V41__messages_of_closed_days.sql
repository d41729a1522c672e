-- Readings of closed days, one row per message: what its readings share is stored once. Values stand at the place that
-- the shape gives their metric, as whole numbers (v) or as they came (d). Written by ingest's upkeep alone.
create table telemetry.message (
    device    integer not null,
    shape     integer not null,
    event_ms  bigint not null,
    sequence  bigint not null,
    lag_ms    bigint not null,
    device_ms bigint,
    batch_no  bigint not null,
    v1 bigint, v2 bigint, v3 bigint, v4 bigint, v5 bigint, v6 bigint, v7 bigint, v8 bigint,
    d1 double precision, d2 double precision, d3 double precision, d4 double precision,
    d5 double precision, d6 double precision, d7 double precision, d8 double precision
) partition by range (event_ms);

create index message_device on telemetry.message (device, event_ms);
create index message_batch on telemetry.message (batch_no);
