-- Who did a step, and whether people were to be told; null in steps of an older version.
ALTER TABLE transition ADD COLUMN actor text, ADD COLUMN notice text;

-- An order may also be about a silence.
ALTER TABLE command ALTER COLUMN alert_id DROP NOT NULL;
ALTER TABLE command ADD COLUMN silence_id text;

-- What people have put aside, kept for good: who, why, until when, and how it ended.
CREATE TABLE silence (
    id             text   PRIMARY KEY,
    community      text   NOT NULL,
    kind           text   NOT NULL,
    scope          text   NOT NULL,
    rule           text   NOT NULL,
    severest       text   NOT NULL,
    reason         text   NOT NULL,
    work_order     text   NOT NULL,
    lasts_millis   bigint NOT NULL CHECK (lasts_millis > 0),
    owner          text   NOT NULL,
    created_millis bigint NOT NULL,
    until_millis   bigint NOT NULL,
    confirmed_by   text,
    ended_millis   bigint,
    ended_by       text
);
CREATE INDEX silence_not_ended ON silence (community, created_millis) WHERE ended_millis IS NULL;
CREATE INDEX silence_by_created ON silence (created_millis DESC);

-- Floods of a desk; the open one has no end. ended_millis is null while it lasts.
CREATE TABLE flood (
    community    text    NOT NULL,
    since_millis bigint  NOT NULL,
    new_alerts   integer NOT NULL,
    peak         integer NOT NULL,
    ended_millis bigint,
    PRIMARY KEY (community, since_millis)
);

-- The rules as they run now, for other processes to show.
CREATE TABLE rule_sheet (
    id            text    PRIMARY KEY,
    version       integer NOT NULL,
    loaded_millis bigint  NOT NULL,
    sheet         text    NOT NULL,
    shadow_raised bigint  NOT NULL DEFAULT 0
);

-- Snapshots are packed already where that pays; compressing them again costs the server time at every write.
ALTER TABLE snapshot ALTER COLUMN body SET STORAGE EXTERNAL;
