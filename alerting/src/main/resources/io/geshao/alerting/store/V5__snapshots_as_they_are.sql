-- A snapshot is written every few seconds and read once: compressing it cost the server more than everything else it does
-- for alerting.
alter table alerting.snapshot alter column body set storage external;
