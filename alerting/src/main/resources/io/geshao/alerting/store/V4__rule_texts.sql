-- Each rule as it was written, by version: an alert can be explained by the rule that raised it, not by today's.
CREATE TABLE rule_text (
    rule    text    NOT NULL,
    version integer NOT NULL,
    since_millis bigint NOT NULL,
    body    text    NOT NULL,
    PRIMARY KEY (rule, version)
);
