-- Calendars, class tables and responsibility lists: one row per version, its text as it was loaded.
create table rule_version (
    serial bigint generated always as identity primary key,
    kind text not null check (kind in ('CALENDAR', 'CLASSES', 'RESPONSIBILITY')),
    version text not null,
    valid_from date not null,
    content text not null,
    reason text not null,
    changed_by text not null,
    changed_millis bigint not null,
    withdrawn_by text,
    withdrawn_reason text,
    withdrawn_millis bigint,
    unique (kind, version)
);

-- A version never changes; all that can still happen to it is that it is withdrawn, once.
create function refuse_changed_version() returns trigger language plpgsql as $$
begin
    if tg_op <> 'UPDATE'
        or old.withdrawn_millis is not null
        or row(new.serial, new.kind, new.version, new.valid_from, new.content, new.reason, new.changed_by, new.changed_millis)
            is distinct from
            row(old.serial, old.kind, old.version, old.valid_from, old.content, old.reason, old.changed_by, old.changed_millis)
    then
        raise exception 'versions are never changed or deleted' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end
$$;
create trigger rule_version_immutable before update or delete on rule_version
    for each row execute function refuse_changed_version();
create trigger rule_version_never_emptied before truncate on rule_version
    for each statement execute function refuse_changed_version();

-- How far the open cases have followed a calendar.
create table calendar_pass (
    serial bigint primary key references rule_version,
    last_number text not null,
    moved integer not null,
    done boolean not null
);

-- Requests that a community takes on further work, and what was done about them.
create table admission (
    id text primary key,
    class_code text not null,
    place text not null,
    reason text not null,
    fund_note text not null,
    state text not null,
    applied_by text not null,
    reviewed_by text,
    decided_by text,
    until_millis bigint,
    applied_millis bigint not null
);
create table admission_step (
    position bigint generated always as identity primary key,
    id text not null references admission,
    action text not null,
    account text not null,
    reason text not null,
    at_millis bigint not null
);
create index admission_step_id on admission_step (id, position);
create trigger admission_step_append_only before update or delete on admission_step
    for each row execute function refuse_rewriting();

-- Gaps of the responsibility list are counted from the timeline.
create index case_event_unit_missing on case_event (at_millis) where kind = 'UNIT_MISSING';
