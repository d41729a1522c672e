-- Alert episodes. One open episode per key; an id is never used twice.
CREATE TABLE alert (
    id             text    PRIMARY KEY,
    rule           text    NOT NULL,
    scope          text    NOT NULL,
    drill          boolean NOT NULL,
    community      text    NOT NULL,
    state          text    NOT NULL,
    severity       text    NOT NULL,
    raised_millis  bigint  NOT NULL,
    step           integer NOT NULL,
    input_number   bigint  NOT NULL,
    last_position  bigint  NOT NULL,
    view           text    NOT NULL,
    engine_state   bytea   NOT NULL
);
CREATE UNIQUE INDEX alert_open_once ON alert (rule, scope, drill) WHERE state <> 'NORMAL';
CREATE INDEX alert_by_raised ON alert (raised_millis DESC);
CREATE INDEX alert_by_position ON alert (community, last_position);

-- The log. Positions come from log_head inside the writing transaction: its row lock makes writers take turns, so
-- positions become visible in ascending order and no reader ever sees a lower one appear later.
CREATE TABLE log_head (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint  NOT NULL
);
INSERT INTO log_head (position) VALUES (0);

CREATE TABLE transition (
    position  bigint  PRIMARY KEY,
    alert_id  text    NOT NULL REFERENCES alert (id),
    step      integer NOT NULL,
    kind      text    NOT NULL,
    at_millis bigint  NOT NULL,
    view      text    NOT NULL,
    UNIQUE (alert_id, step)
);

-- What people order; carried out in the transaction that writes the effect.
CREATE TABLE command (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text   NOT NULL,
    alert_id    text   NOT NULL REFERENCES alert (id),
    community   text   NOT NULL,
    actor       text   NOT NULL,
    cause       text,
    at_millis   bigint NOT NULL,
    outcome     text,
    done_millis bigint
);
CREATE INDEX command_waiting ON command (number) WHERE outcome IS NULL;

CREATE TABLE snapshot (
    community    text   PRIMARY KEY,
    input_number bigint NOT NULL,
    taken_millis bigint NOT NULL,
    body         bytea  NOT NULL
);
