-- Bodies of the org tree. The parent is not a foreign key: a table is imported in any order and checked as a whole.
create table org_unit (
    code text primary key,
    parent text not null,
    role text not null,
    name_zh text not null,
    name_en text not null,
    place text not null
);
create index org_unit_role on org_unit (role);

create table person (
    id text primary key,
    name_zh text not null,
    name_en text not null,
    unit text not null,
    active boolean not null
);
create index person_unit on person (unit);

create table person_contact (
    person text not null references person on delete cascade,
    channel text not null,
    address text not null,
    verified_millis bigint,
    primary key (person, channel)
);

-- Posts held without shifts.
create table post_holding (
    person text not null references person on delete cascade,
    post text not null,
    place text not null,
    unit text not null,
    rank integer not null,
    from_millis bigint not null,
    to_millis bigint not null,
    primary key (person, post, place, unit, from_millis)
);
create index post_holding_slot on post_holding (post, place, unit);

-- A published version never changes.
create table roster (
    name text not null,
    version integer not null,
    place text not null,
    valid_from date not null,
    published_millis bigint not null,
    published_by text not null,
    note text not null,
    primary key (name, version)
);

create table roster_shift (
    roster text not null,
    version integer not null,
    number integer not null,
    layer text not null,
    post text not null,
    place text not null,
    kind text not null,
    unit text not null,
    person text not null references person,
    mode text not null,
    days text not null,
    start_time time not null,
    end_time time not null,
    primary key (roster, version, number),
    foreign key (roster, version) references roster
);
create index roster_shift_slot on roster_shift (post, place, unit);

-- Leave and swaps; one that was a mistake is withdrawn, not deleted.
create table absence (
    id bigint generated always as identity primary key,
    person text not null references person,
    substitute text references person,
    place text not null,
    from_millis bigint not null,
    to_millis bigint not null,
    reason text not null,
    recorded_by text not null,
    recorded_millis bigint not null,
    withdrawn_by text,
    withdrawn_millis bigint
);
create index absence_time on absence (to_millis) where withdrawn_millis is null;
