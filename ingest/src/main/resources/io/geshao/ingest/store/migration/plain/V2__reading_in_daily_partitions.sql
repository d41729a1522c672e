-- Times are milliseconds since the epoch, UTC. lag_ms is receive time less event time: small numbers compress, and
-- wrap-around arithmetic gives the exact receive time back. device_ms is null where it equals the event time.
create table telemetry.reading (
    device    integer not null,
    metric    integer not null,
    event_ms  bigint not null,
    sequence  bigint not null,
    value     double precision not null,
    lag_ms    bigint not null,
    device_ms bigint,
    flags     integer not null,
    batch_no  bigint not null,
    constraint reading_identity unique (device, metric, event_ms, sequence)
) partition by range (event_ms);

create index reading_batch on telemetry.reading using brin (batch_no) with (pages_per_range = 32, autosummarize = on);

-- Event times too far from today for a partition of their own. Whatever arrives finds a place.
create table telemetry.reading_rest partition of telemetry.reading default;
