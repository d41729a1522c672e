-- Devices report every few minutes, so one device and metric has a hundred values a day: far too few for a segment of a
-- thousand. Sorted instead of segmented, a compressed batch is always full. The bloom filters that TimescaleDB would add
-- for the unique index cost two bytes a reading; the smallest and largest device of a batch find it as well.
do $$
begin
    alter table telemetry.reading set (
        timescaledb.segmentby = '',
        timescaledb.orderby = 'device,metric,event_ms,sequence');
exception
    when feature_not_supported or undefined_function or undefined_object or invalid_parameter_value
        or syntax_error or undefined_parameter then
        raise warning 'no columnstore here: %', sqlerrm;
end
$$;

do $$
begin
    -- Never empty: an empty list makes servers of 2.28 crash when they plan a query.
    alter table telemetry.reading set (timescaledb.sparse_index = 'minmax(batch_no)');
exception
    when feature_not_supported or undefined_function or undefined_object or invalid_parameter_value
        or syntax_error or undefined_parameter then
        raise warning 'sparse indexes stay as they are: %', sqlerrm;
end
$$;

create table telemetry.rollup_state (
    name               text primary key,
    complete_before_ms bigint not null,
    position           bigint not null
);

-- Continuous aggregates need the community licence; without it the roll-ups are tables that a job of ingest keeps.
do $$
begin
    execute $view$
        create materialized view telemetry.reading_hourly
            with (timescaledb.continuous, timescaledb.materialized_only = false) as
        select device, metric, time_bucket(bigint '3600000', event_ms) as bucket_ms, count(*) as count,
               min(value) as min, max(value) as max, sum(value) as sum,
               last(value, event_ms) as last_value, max(event_ms) as last_ms
        from telemetry.reading group by 1, 2, 3 with no data $view$;
    execute $view$
        create materialized view telemetry.reading_daily
            with (timescaledb.continuous, timescaledb.materialized_only = false) as
        select device, metric, time_bucket(bigint '86400000', event_ms) as bucket_ms, count(*) as count,
               min(value) as min, max(value) as max, sum(value) as sum,
               last(value, event_ms) as last_value, max(event_ms) as last_ms
        from telemetry.reading group by 1, 2, 3 with no data $view$;
    -- The part that is not yet materialised is computed when asked for.
    insert into telemetry.rollup_state values ('hourly', 9223372036854775807, 0), ('daily', 9223372036854775807, 0);
exception
    when feature_not_supported or undefined_function or undefined_object or invalid_parameter_value
        or syntax_error or undefined_parameter then
        raise warning 'no continuous aggregates here: %', sqlerrm;
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
            primary key (device, metric, bucket_ms));
        create table telemetry.reading_daily (like telemetry.reading_hourly including all);
end
$$;
