create table account (
    name text primary key,
    password_hash text not null,
    roles text[] not null,
    place text not null,
    unit text not null,
    person text not null,
    active boolean not null,
    demo boolean not null
);

-- Who changed what about places, people, rosters and accounts, and who looked at what only few may see. Never a secret.
create table people_log (
    position bigint generated always as identity primary key,
    at_millis bigint not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail text not null
);
create trigger people_log_append_only before update or delete on people_log
    for each row execute function refuse_rewriting();

-- What a process that only reads must know of the one that decides: the zone and the calendar rosters are read in.
create table people_setting (
    key text primary key,
    value text not null
);
