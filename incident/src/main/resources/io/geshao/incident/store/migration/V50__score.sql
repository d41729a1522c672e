-- What figures need to know of a case: one row per case, written in the transaction of each of its steps.
create table score_case (
    number text primary key,
    place text collate "C" not null,
    street text collate "C" not null,
    community text collate "C" not null,
    unit text collate "C" not null,
    class_code text not null,
    list_version text not null,
    source text not null,
    grade smallint not null,
    severity smallint not null,
    -- class and building: what a resident's complaint is matched by
    spot text collate "C" not null,
    title jsonb not null,
    -- bits of io.geshao.incident.score.Mark
    marks integer not null,
    reported_millis bigint not null,
    filed_millis bigint,
    dispatched_millis bigint,
    fed_back_millis bigint,
    closed_millis bigint,
    ended_millis bigint,
    voided_millis bigint,
    due_millis bigint,
    suspended_millis bigint,
    resumed_millis bigint,
    whistled_millis bigint,
    supervised_millis bigint,
    disputed_millis bigint,
    dispatches smallint not null default 0,
    returns smallint not null default 0,
    not_ours smallint not null default 0,
    reworks smallint not null default 0,
    later_reworks smallint not null default 0,
    extensions smallint not null default 0,
    whistles smallint not null default 0,
    arrivals_in_limit smallint not null default 0,
    unanswered smallint not null default 0,
    ratings smallint not null default 0,
    good_ratings smallint not null default 0,
    reporters smallint not null default 0,
    told smallint not null default 0
);

create index score_case_reported on score_case (reported_millis desc, number desc);
create index score_case_filed on score_case (filed_millis) where filed_millis is not null;
create index score_case_dispatched on score_case (dispatched_millis) where dispatched_millis is not null;
create index score_case_closed on score_case (closed_millis) where closed_millis is not null;
create index score_case_due on score_case (due_millis) where due_millis is not null;
create index score_case_voided on score_case (voided_millis) where voided_millis is not null;
create index score_case_whistled on score_case (whistled_millis) where whistled_millis is not null;
create index score_case_supervised on score_case (supervised_millis) where supervised_millis is not null;
create index score_case_open on score_case (reported_millis) where ended_millis is null;
create index score_case_spot on score_case (spot, reported_millis);
create index score_case_place on score_case (place, reported_millis);

-- Where a case stood from when on: what a report of a past day says of its end does not change later.
create table score_stage (
    number text not null,
    at_millis bigint not null,
    sequence bigint generated always as identity,
    state text not null,
    primary key (number, sequence)
);

-- What residents reported, by class and building.
create table score_complaint (
    spot text collate "C" not null,
    at_millis bigint not null,
    number text not null,
    primary key (spot, at_millis, number)
);

-- What speaks against a unit, when it happened and whose case it was then.
create table score_fault (
    trigger text not null,
    unit text collate "C" not null,
    number text not null,
    at_millis bigint not null,
    sequence bigint generated always as identity primary key
);
create index score_fault_unit on score_fault (at_millis);

-- A fact of an ended case that changed afterwards: why a score is not what it was.
create table score_change (
    sequence bigint generated always as identity primary key,
    number text not null,
    place text collate "C" not null,
    unit text collate "C" not null,
    fact text not null,
    before text not null,
    after text not null,
    at_millis bigint not null,
    actor text not null,
    counts_in_millis bigint not null
);
create index score_change_counts on score_change (counts_in_millis);

-- What units are called, by the newest case that named them.
create table score_unit (
    unit text collate "C" primary key,
    zh text not null,
    en text not null
);
