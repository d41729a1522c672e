-- What the messages of closed days have in common is written once: which metrics, with which flags, and in how many
-- decimals each value is a whole number; -1 where it is not, and then it is kept as it came.
create table telemetry.message_shape (
    id       integer generated always as identity primary key,
    metrics  integer[] not null,
    flags    integer[] not null,
    decimals smallint[] not null,
    unique (metrics, flags, decimals)
);

-- The same, one row per place in the message. Divisor is null where the value is kept as it came.
create table telemetry.shape_metric (
    shape   integer not null,
    place   integer not null,
    metric  integer not null,
    flags   integer not null,
    divisor double precision,
    primary key (shape, place)
);

-- In how many decimals a value is a whole number, up to six. Null for more, for what is too large to be exact, and for
-- negative zero, which is another value.
create function telemetry.decimals(value double precision) returns integer
    language sql immutable parallel safe
as $$
    select case
        when abs(value) >= 1e9 or (value = 0 and float8send(value) <> '\x0000000000000000') then null
        when value = round(value) then 0
        when value = round(value * 1e1) / 1e1 then 1
        when value = round(value * 1e2) / 1e2 then 2
        when value = round(value * 1e3) / 1e3 then 3
        when value = round(value * 1e4) / 1e4 then 4
        when value = round(value * 1e5) / 1e5 then 5
        when value = round(value * 1e6) / 1e6 then 6
    end
$$;
