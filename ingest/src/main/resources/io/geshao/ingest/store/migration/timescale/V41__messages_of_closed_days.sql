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
);

-- No index: compressed rows are found by the smallest and largest device, time and batch of each thousand.
select create_hypertable('telemetry.message', by_range('event_ms', bigint '86400000'), create_default_indexes => false);

do $$
begin
    alter table telemetry.message set (
        timescaledb.enable_columnstore,
        timescaledb.segmentby = '',
        timescaledb.orderby = 'device,shape,event_ms');
exception
    when feature_not_supported or undefined_function or undefined_object or invalid_parameter_value
        or syntax_error or undefined_parameter then
        raise warning 'no columnstore here: %', sqlerrm;
end
$$;

do $$
begin
    alter table telemetry.message set (timescaledb.sparse_index = 'minmax(batch_no)');
exception
    when feature_not_supported or undefined_function or undefined_object or invalid_parameter_value
        or syntax_error or undefined_parameter then
        raise warning 'sparse indexes stay as they are: %', sqlerrm;
end
$$;

-- Ingest moves a closed day as a whole and drops its chunk: the database's own policies would come before it, and its
-- continuous aggregates would forget the day.
do $$
begin
    call remove_columnstore_policy('telemetry.reading', if_exists => true);
    perform remove_retention_policy('telemetry.reading', if_exists => true);
exception
    when feature_not_supported or undefined_function then
        raise warning 'no policy to remove: %', sqlerrm;
end
$$;

create table telemetry.rolled_hourly (
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

create table telemetry.rolled_daily (like telemetry.rolled_hourly including all);

do $$
declare
    -- Whole days before the oldest reading are in the roll-ups alone; later ones are counted anew from the readings.
    oldest bigint := (select coalesce(min(event_ms), 9223372036854775807) / 86400000 * 86400000 from telemetry.reading);
begin
    if (select relkind = 'v' from pg_class where oid = 'telemetry.reading_hourly'::regclass) then
        insert into telemetry.rolled_hourly select device, metric, bucket_ms, count, min, max, sum, last_value, last_ms
            from telemetry.reading_hourly where bucket_ms < oldest;
        insert into telemetry.rolled_daily select device, metric, bucket_ms, count, min, max, sum, last_value, last_ms
            from telemetry.reading_daily where bucket_ms < oldest;
        drop materialized view telemetry.reading_daily;
        drop materialized view telemetry.reading_hourly;
        delete from telemetry.rollup_state;
        alter table telemetry.rolled_hourly rename to reading_hourly;
        alter table telemetry.rolled_daily rename to reading_daily;
    else
        drop table telemetry.rolled_hourly, telemetry.rolled_daily;
    end if;
end
$$;
