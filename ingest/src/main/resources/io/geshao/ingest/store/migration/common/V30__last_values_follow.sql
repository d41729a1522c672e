-- Under load, last values are written between groups, not with each: a group holds many values of the same device and
-- metric. Up to which batch they are complete stands here, in the same transaction; what is missing after a crash is
-- taken from the readings.
create table telemetry.progress (
    name   text primary key,
    number bigint not null
) with (fillfactor = 50);

insert into telemetry.progress (name, number)
select 'last_values', coalesce(max(number), 0) from telemetry.batch;
