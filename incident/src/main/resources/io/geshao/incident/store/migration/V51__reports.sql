-- What load figures need to know of an alert: one row per episode, drills left out.
create table score_alert (
    id text primary key,
    rule text not null,
    scope text collate "C" not null,
    community text not null,
    place text collate "C" not null,
    first_severity smallint not null,
    worst_severity smallint not null,
    raised_millis bigint not null,
    ended_millis bigint,
    chattered_millis bigint,
    cause text
);
create index score_alert_raised on score_alert (raised_millis desc, id desc);
create index score_alert_scope on score_alert (scope, raised_millis);
create index score_alert_open on score_alert (raised_millis) where ended_millis is null;

-- What a desk was told, when.
create table score_announcement (
    position bigint primary key,
    at_millis bigint not null,
    community text not null,
    place text collate "C" not null,
    rule text not null,
    scope text not null
);
create index score_announcement_at on score_announcement (at_millis);

-- Reports as they were made; a later version stands beside the earlier one.
create table score_report (
    kind text not null,
    place text collate "C" not null,
    period text collate "C" not null,
    version integer not null,
    late boolean not null,
    made_millis bigint not null,
    body jsonb not null,
    primary key (kind, place, period, version)
);
create index score_report_newest on score_report (period desc, kind, place, version desc);

create table score_interview (
    id bigint generated always as identity primary key,
    unit text collate "C" not null,
    trigger text not null,
    cases text[] not null,
    proposed_millis bigint not null,
    state text not null default 'PROPOSED',
    decided_by text,
    decided_millis bigint,
    words text,
    check ((state = 'PROPOSED') = (decided_by is null))
);
create index score_interview_unit on score_interview (unit, trigger, proposed_millis);
