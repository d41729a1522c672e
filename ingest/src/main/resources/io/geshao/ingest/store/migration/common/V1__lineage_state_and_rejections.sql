-- Names are written once; readings carry the number. Rows of telemetry.reading are then small enough for COPY to be
-- bound by the disk, and compress to a few bytes.
create table telemetry.device_dim (
    id   integer generated always as identity primary key,
    name text not null unique
);

create table telemetry.metric_dim (
    id   integer generated always as identity primary key,
    name text not null unique
);

-- One row for every batch of a gateway that was committed. The digest tells a batch that was delivered again from
-- another one under the same numbers: a gateway that lost its spool counts from the start.
create table telemetry.batch (
    number         bigint primary key,
    gateway        text not null,
    lane           text not null,
    first_entry    bigint not null,
    last_entry     bigint not null,
    digest         bigint not null,
    created_ms     bigint not null,
    committed_ms   bigint not null,
    stored         integer not null,
    duplicates     integer not null,
    rejected       integer not null,
    -- event times of the new readings, so that a replay looks only into the days it must
    event_from_ms  bigint,
    event_to_ms    bigint,
    redeliveries   integer not null default 0,
    unique (gateway, lane, first_entry, last_entry, digest)
) with (fillfactor = 90);

-- The replay passes over batches that brought nothing new.
create index batch_with_news on telemetry.batch (number) where stored > 0;

create table telemetry.rejection (
    number      bigint generated always as identity primary key,
    batch_no    bigint not null,
    gateway     text not null,
    reason      text not null,
    device      text,
    metric      text,
    source      text not null,
    detail      text not null,
    received_ms bigint not null,
    raw         bytea not null
);

create index rejection_by_receipt on telemetry.rejection (gateway, received_ms);

-- The newest value by event time, not by arrival: a late reading never replaces a newer one.
create table telemetry.device_state (
    device    integer not null,
    metric    integer not null,
    value     double precision not null,
    event_ms  bigint not null,
    sequence  bigint not null,
    lag_ms    bigint not null,
    flags     integer not null,
    primary key (device, metric)
) with (fillfactor = 70);

create table telemetry.device_heard (
    device   integer primary key,
    heard_ms bigint not null
) with (fillfactor = 70);

-- Running totals, kept in the transaction that changes them; counting the readings would read them all.
create table telemetry.tally (
    name  text primary key,
    total bigint not null
) with (fillfactor = 50);
