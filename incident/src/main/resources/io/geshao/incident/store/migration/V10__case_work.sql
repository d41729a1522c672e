-- A case whose work is said to be done takes no more alerts: the next one of its scope opens a new case.
alter table incident.case_file add column takes_more boolean not null default true;
update incident.case_file set takes_more = closed_millis is null;
drop index incident.case_file_open_once;
create unique index case_file_open_once on incident.case_file (class_code, scope, drill) where takes_more;

-- What lists are filtered by, apart from the files: narrow rows, so that even a filter without an index of its own is
-- fast. Written in the transaction of the case.
create table incident.case_index (
    number text primary key references incident.case_file,
    opened_millis bigint not null,
    updated_millis bigint not null,
    closed_millis bigint,
    deadline_millis bigint,
    open boolean not null,
    overdue boolean not null,
    drill boolean not null,
    severity smallint not null,
    state text not null,
    domain text not null,
    class_code text not null,
    source text not null,
    level text not null,
    unit text not null,
    handler text not null,
    place_depth smallint not null,
    place text collate "C" not null,
    overlays text[] not null,
    untold smallint not null,
    due_millis bigint
);
create index case_index_opened on incident.case_index (opened_millis desc, number desc);
create index case_index_state on incident.case_index (state, opened_millis desc, number desc);
create index case_index_class on incident.case_index (class_code, opened_millis desc, number desc);
create index case_index_unit on incident.case_index (unit, opened_millis desc, number desc);
create index case_index_place on incident.case_index (place, opened_millis desc);
create index case_index_source on incident.case_index (source, opened_millis desc, number desc);
create index case_index_open on incident.case_index (opened_millis desc, number desc) where open;
create index case_index_late on incident.case_index (opened_millis desc, number desc) where overdue;
-- What the clocks bring next.
create index case_index_due on incident.case_index (due_millis) where due_millis is not null;

-- Words to search by: pairs of neighbouring characters, which suit Chinese and need no dictionary.
create table incident.case_words (
    number text primary key references incident.case_file,
    words text not null,
    pairs text[] not null
);
create index case_words_pairs on incident.case_words using gin (pairs);

-- Who reported a case; one row each, told or not. Names and words are in the file.
create table incident.case_reporter (
    number text not null references incident.case_file,
    reporter text not null,
    source text not null,
    account text not null,
    reported_millis bigint not null,
    told_millis bigint,
    rating smallint,
    primary key (number, reporter)
);
create index case_reporter_account on incident.case_reporter (account, reported_millis desc) where account <> '';
create index case_reporter_untold on incident.case_reporter (number) where told_millis is null;

create table incident.case_attachment (
    id text primary key,
    number text not null references incident.case_file,
    name text not null,
    media_type text not null,
    size integer not null,
    sha256 text not null,
    at_millis bigint not null,
    actor text not null,
    bytes bytea not null
);
create index case_attachment_case on incident.case_attachment (number, at_millis, id);

insert into incident.case_index
select number, opened_millis, (file->'view'->>'updatedMillis')::bigint, closed_millis,
    (file->'view'->>'deadlineMillis')::bigint, closed_millis is null, false, drill, severity, state,
    file->'view'->>'domain', class_code, 'SENSOR', 'COMMUNITY', '', '',
    array_length(string_to_array(file->'view'->>'place', '/'), 1), file->'view'->>'place', '{}', 0, null
from incident.case_file;

insert into incident.case_words
select number, words, (select coalesce(array_agg(distinct substr(words, i, 2)), '{}')
    from generate_series(1, length(words) - 1) i)
from (select number, lower(number || ' ' || (file->'view'->'title'->>'zh') || ' ' || (file->'view'->'title'->>'en'))
    as words from incident.case_file) each;

-- What the process that runs cases tells those that only act on them.
create table incident.case_setting (
    key text primary key,
    value text not null
);
