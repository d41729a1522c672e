-- One row per case; the columns are what queries need, the rest lies in the file.
create table case_file (
    number text primary key,
    community text not null,
    class_code text not null,
    scope text not null,
    drill boolean not null,
    state text not null,
    severity smallint not null,
    opened_millis bigint not null,
    closed_millis bigint,
    file jsonb not null
);

-- At most one open case per class, case scope and drill flag.
create unique index case_file_open_once on case_file (class_code, scope, drill) where closed_millis is null;
create index case_file_opened on case_file (opened_millis desc, number desc);
create index case_file_scope on case_file (class_code, scope, drill, opened_millis desc);

-- Which cases an alert belongs to: a later case of the same alert exists only if the alert rang again after closing.
create table case_member (
    alert_id text not null,
    number text not null references case_file,
    joined_position bigint not null,
    primary key (alert_id, number)
);

create table case_counter (
    community text not null,
    day text not null,
    last integer not null,
    primary key (community, day)
);

-- The timeline of all cases: one log in one order, and one hash chain per community.
create table case_event (
    position bigint generated always as identity primary key,
    community text not null,
    chain_number bigint not null,
    number text not null references case_file,
    kind text not null,
    at_millis bigint not null,
    actor text not null,
    reason text not null,
    text_zh text not null,
    text_en text not null,
    payload_hash text not null,
    previous_hash text not null,
    hash text not null,
    unique (community, chain_number)
);
create index case_event_number on case_event (number, position);

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'timeline entries are never changed or deleted' using errcode = 'integrity_constraint_violation';
end
$$;
create trigger case_event_append_only before update or delete on case_event
    for each row execute function refuse_rewriting();
create trigger case_event_never_emptied before truncate on case_event
    for each statement execute function refuse_rewriting();

-- Where each chain ends: a chain that was cut short shows.
create table chain_head (
    community text primary key,
    chain_number bigint not null,
    hash text not null
);

-- What alerting is still to be told, oldest first; a row goes when alerting has taken the order.
create table alert_order (
    id bigint generated always as identity primary key,
    number text not null references case_file,
    kind text not null,
    alert_ids text[] not null,
    actor text not null,
    cause text not null
);

-- How far the alert log has been read; moves in the transaction of what was read.
create table position (
    reader text primary key,
    position bigint not null
);
