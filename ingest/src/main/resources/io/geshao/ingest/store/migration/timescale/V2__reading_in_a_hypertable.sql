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
);

select create_hypertable('telemetry.reading', by_range('event_ms', bigint '86400000'), create_default_indexes => false);

create index reading_batch on telemetry.reading using brin (batch_no) with (pages_per_range = 32, autosummarize = on);

create function telemetry.now_ms() returns bigint language sql stable
    as $$ select (extract(epoch from now()) * 1000)::bigint $$;

select set_integer_now_func('telemetry.reading', 'telemetry.now_ms');

-- The columnstore needs the community licence and 2.18; without it everything works, only larger.
do $$
begin
    alter table telemetry.reading set (
        timescaledb.enable_columnstore,
        timescaledb.segmentby = 'device,metric',
        timescaledb.orderby = 'event_ms,sequence');
    call add_columnstore_policy('telemetry.reading', after => bigint '86400000');
exception
    when feature_not_supported or undefined_function or undefined_object or invalid_parameter_value
        or syntax_error or undefined_parameter then
        raise warning 'no columnstore here: %', sqlerrm;
end
$$;
