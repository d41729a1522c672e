-- Places with what the registry of devices does not say. A path that has ended stays: cases were opened under it.
create table place (
    path text primary key,
    name_zh text not null,
    name_en text not null,
    longitude double precision not null,
    latitude double precision not null,
    outline text,
    households integer,
    residents integer,
    unit_grid text not null,
    from_millis bigint not null,
    to_millis bigint not null
);
create index place_below on place (path text_pattern_ops);

create table place_change (
    id bigint generated always as identity primary key,
    kind text not null,
    at_millis bigint not null,
    reason text not null,
    recorded_by text not null,
    recorded_millis bigint not null
);
create table place_move (
    change bigint not null references place_change,
    number integer not null,
    from_path text not null,
    to_path text not null,
    at_millis bigint not null,
    primary key (change, number)
);
create index place_move_from on place_move (from_path text_pattern_ops);
create index place_move_to on place_move (to_path text_pattern_ops);

create table household (
    place text not null,
    code text not null,
    residents integer not null,
    primary key (place, code)
);
create index household_below on household (place text_pattern_ops);

-- Personal data: only the archive reads it, and it writes into people_log who asked.
create table resident (
    id text primary key,
    place text not null,
    household text not null,
    name text not null,
    phone text not null,
    needs text[] not null,
    note text not null
);
create index resident_below on resident (place text_pattern_ops);

create table thing (
    place text not null,
    code text not null,
    kind text not null,
    name_zh text not null,
    name_en text not null,
    note text not null,
    primary key (place, code)
);

create table call_list (
    id bigint generated always as identity primary key,
    place text not null,
    purpose text not null,
    created_by text not null,
    created_millis bigint not null
);
create table call_line (
    list bigint not null references call_list,
    resident text not null references resident on delete cascade,
    result text,
    note text not null,
    called_by text not null,
    called_millis bigint not null,
    primary key (list, resident)
);

create table time_entry (
    id bigint generated always as identity primary key,
    person text not null references person,
    kind text not null,
    place text not null,
    from_millis bigint not null,
    to_millis bigint not null,
    note text not null,
    recorded_by text not null
);
create index time_entry_person on time_entry (person, from_millis);

-- Gaps of rosters that were told: one row from the first sight to the end.
create table roster_gap (
    id bigint generated always as identity primary key,
    post text not null,
    place text not null,
    unit text not null,
    kinds text[] not null,
    from_millis bigint not null,
    to_millis bigint not null,
    reason text not null,
    people text[] not null,
    stage text not null,
    found_millis bigint not null,
    stage_millis bigint not null,
    ended_millis bigint not null
);
create index roster_gap_open on roster_gap (place) where ended_millis = 0;
