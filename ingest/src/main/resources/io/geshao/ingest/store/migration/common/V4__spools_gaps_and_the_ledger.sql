-- A gateway that lost its spool counts from the start under another name.
alter table telemetry.batch
    add column spool text not null default '',
    -- Seven numbers for every hour of receipt: start of the hour, items in the batch, stored, duplicates, rejected, items
    -- declared as given up, and of those the ones that were here all the same. Null for batches from before the ledger.
    add column hours bigint[];

alter table telemetry.batch drop constraint batch_gateway_lane_first_entry_last_entry_digest_key;
alter table telemetry.batch add constraint batch_identity
    unique (gateway, spool, lane, first_entry, last_entry, digest);

-- Which entries of a spool's lane the centre has: intervals that neither touch nor overlap. One row, where all is well.
create table telemetry.received (
    gateway     text not null,
    spool       text not null,
    lane        text not null,
    first_entry bigint not null,
    last_entry  bigint not null,
    primary key (gateway, spool, lane, first_entry)
) with (fillfactor = 50);

-- Entries that a gateway acknowledged and then gave up, as it declared them.
create table telemetry.gap (
    number      bigint generated always as identity primary key,
    batch_no    bigint not null,
    gateway     text not null,
    spool       text not null,
    lane        text not null,
    first_entry bigint not null,
    last_entry  bigint not null,
    from_ms     bigint not null,
    to_ms       bigint not null,
    readings    integer not null,
    rejections  integer not null,
    cause       text not null,
    declared_ms bigint not null,
    unique (gateway, spool, lane, first_entry, last_entry)
);

create index gap_by_gateway on telemetry.gap (gateway, number);

-- The centre's half of the ledger, by hour of receipt; changes in the transaction that stores the rows.
create table telemetry.ledger (
    gateway    text not null,
    spool      text not null,
    lane       text not null,
    hour_ms    bigint not null,
    stored     bigint not null,
    duplicates bigint not null,
    rejected   bigint not null,
    declared   bigint not null,
    regained   bigint not null,
    -- where to look for the rows
    first_batch   bigint not null,
    last_batch    bigint not null,
    event_from_ms bigint,
    event_to_ms   bigint,
    primary key (gateway, spool, lane, hour_ms)
) with (fillfactor = 50);

create index ledger_by_hour on telemetry.ledger (hour_ms);

-- The gateway's half: its newest word on each hour, and how far it knows the centre to be.
create table telemetry.gateway_report (
    gateway      text not null,
    spool        text not null,
    lane         text not null,
    hour_ms      bigint not null,
    acknowledged bigint not null,
    duplicates   bigint not null,
    in_flight    bigint not null,
    given_up     bigint not null,
    -- centre's clock: when these figures came to be what they are
    changed_ms   bigint not null,
    primary key (gateway, spool, lane, hour_ms)
) with (fillfactor = 50);

create index gateway_report_by_hour on telemetry.gateway_report (hour_ms);

create table telemetry.gateway_lane (
    gateway     text not null,
    spool       text not null,
    lane        text not null,
    through     bigint not null,
    -- the gateway's clock, and the centre's
    reported_ms bigint not null,
    heard_ms    bigint not null,
    primary key (gateway, spool, lane)
) with (fillfactor = 50);

create table telemetry.gateway_figure (
    gateway text not null,
    name    text not null,
    value   bigint not null,
    heard_ms bigint not null,
    primary key (gateway, name)
) with (fillfactor = 50);

-- What the rows themselves say, counted now and then.
create table telemetry.ledger_audit (
    gateway  text not null,
    spool    text not null,
    lane     text not null,
    hour_ms  bigint not null,
    booked   bigint not null,
    counted  bigint not null,
    at_ms    bigint not null,
    primary key (gateway, spool, lane, hour_ms)
);

-- How far in time the log is complete, for readers in other processes. One row.
create table telemetry.horizon (
    id                integer primary key check (id = 1),
    complete_until_ms bigint not null,
    at_ms             bigint not null
) with (fillfactor = 10);

-- Readings with event time before this have been removed by retention.
create table telemetry.retained (
    name    text primary key,
    from_ms bigint not null
);

-- A dead letter is dealt with when somebody says so.
alter table telemetry.rejection
    add column resolved_ms bigint,
    add column resolved_by text;

create index rejection_by_device on telemetry.rejection (device, number);
create index rejection_by_reason on telemetry.rejection (reason, number);
create index rejection_by_gateway on telemetry.rejection (gateway, number);
create index rejection_open on telemetry.rejection (number) where resolved_ms is null;
