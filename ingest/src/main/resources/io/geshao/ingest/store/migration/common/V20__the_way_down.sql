-- What devices were told to do. Names stand in full: commands are few.
create table telemetry.command (
    number      bigint primary key,
    id          text not null unique,
    device      text not null,
    community   text not null,
    action      text not null,
    arguments   text not null,
    version     bigint not null,
    key         text not null,
    actor       text not null,
    ordered_ms  bigint not null,
    expires_ms  bigint not null,
    state       text not null,
    -- moves on whenever gateways have to hear of it: at the order, and when nobody is to deliver it any more
    news        bigint not null,
    -- what was asked for, before it was joined to the configuration in force; tells a repeated order from another one
    asked       text not null,
    unique (device, key)
) with (fillfactor = 80);

create index command_of_device on telemetry.command (device, number);
create index command_news on telemetry.command (news);
create index command_open on telemetry.command (expires_ms) where state in ('QUEUED', 'SENT', 'DELIVERED');

create table telemetry.command_step (
    command bigint not null references telemetry.command (number),
    step    integer not null,
    state   text not null,
    at_ms   bigint not null,
    gateway text not null,
    reason  text not null,
    primary key (command, step)
);

-- One row, locked by whoever changes commands: numbers then become visible in their order, and a gateway that has read
-- up to one has missed nothing before it.
create table telemetry.command_counter (
    one    boolean primary key default true check (one),
    number bigint not null,
    news   bigint not null
);
insert into telemetry.command_counter (number, news) values (0, 0);

-- The configuration ordered last, whole.
create table telemetry.desired_configuration (
    device    text primary key,
    version   bigint not null,
    arguments text not null,
    ordered_ms bigint not null
);

-- Who has come with a provisioning token, and what it proves itself with since then. Hashes only.
create table telemetry.gateway_credential (
    gateway           text primary key,
    token_sha256      text not null,
    credential_sha256 text not null unique,
    since_ms          bigint not null
);
