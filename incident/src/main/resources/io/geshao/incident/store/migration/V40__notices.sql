-- One ladder per case that has one; state is the ladder itself, the columns are what its runner looks for.
create table ladder (
    number text primary key references case_file,
    phase text not null,
    next_millis bigint,
    fence bigint not null,
    rescued_millis bigint,
    state jsonb not null
);
create index ladder_due on ladder (next_millis) where next_millis is not null;
create index ladder_open on ladder (number) where phase in ('RUNNING', 'ACKED', 'HELD');

-- What ladders did, in order.
create table ladder_note (
    id bigint generated always as identity primary key,
    number text not null references case_file,
    round integer not null,
    step text not null,
    at_millis bigint not null,
    outcome text not null,
    people text[] not null
);
create index ladder_note_number on ladder_note (number, id);

-- The outbox: one row per case, step, person and channel, written with its cause.
create table notice (
    id bigint generated always as identity primary key,
    key text not null unique,
    kind text not null,
    number text not null,
    step text not null,
    severity smallint not null,
    drill boolean not null,
    person text not null,
    person_name jsonb not null,
    post text,
    channel text not null,
    sender text not null,
    address text not null,
    others jsonb not null,
    content jsonb not null,
    state text not null,
    reason text not null,
    attempts integer not null default 0,
    detail text not null default '',
    fence bigint not null default 0,
    stopped text,
    created_millis bigint not null,
    due_millis bigint not null,
    first_try_millis bigint,
    updated_millis bigint not null,
    sent_millis bigint,
    unique (number, step, person, channel)
);
create index notice_waiting on notice (severity, due_millis, id) where state = 'QUEUED';
create index notice_in_hand on notice (updated_millis) where state = 'SENDING';
create index notice_case on notice (number, id) where number <> '';
create index notice_person on notice (person, id desc);

-- Every send that was begun: what limits are counted from, by all processes together.
create table notice_attempt (
    sender text not null,
    at_millis bigint not null,
    address text not null,
    key text not null
);
create index notice_attempt_sender on notice_attempt (sender, at_millis);

-- What is told in digests: one row per alert, news and audience; then one line per person and channel.
create table digest_item (
    id bigint generated always as identity primary key,
    alert_id text not null,
    audience text not null,
    position bigint not null,
    posts text[] not null,
    place text not null,
    duty text not null,
    severity smallint not null,
    drill boolean not null,
    content jsonb not null,
    at_millis bigint not null,
    due_millis bigint not null,
    cleared boolean not null default false,
    state text not null,
    unique (alert_id, audience, position)
);
create index digest_item_waiting on digest_item (due_millis) where state = 'WAITING';
create index digest_item_alert on digest_item (alert_id);
create table digest_line (
    id bigint generated always as identity primary key,
    item bigint not null references digest_item,
    person text not null,
    person_name jsonb not null,
    post text not null,
    channel text not null,
    sender text not null,
    address text not null,
    others jsonb not null,
    notice bigint references notice,
    unique (item, channel, address)
);
create index digest_line_waiting on digest_line (id) where notice is null;
create index digest_line_notice on digest_line (notice);

-- Alerts that are put aside: nobody is told of them.
create table alert_aside (
    alert_id text primary key
);

-- What the platform found wrong with its own telling; open once per kind and subject.
create table finding (
    id bigint generated always as identity primary key,
    kind text not null,
    subject text not null,
    detail text not null,
    since_millis bigint not null,
    ended_millis bigint
);
create unique index finding_open on finding (kind, subject) where ended_millis is null;

-- The channels as the process that sends knows them, for those that do not.
create table notice_channel (
    name text primary key,
    channel text not null,
    limits text not null,
    window_limit integer,
    window_millis bigint,
    receipt_token_hash text not null,
    fault text not null default '',
    fault_millis bigint not null default 0
);
