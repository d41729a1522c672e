-- The readings of closed days, out of their messages.
create view telemetry.closed_reading as
select m.device,
       s.metric,
       m.event_ms,
       m.sequence,
       case when s.divisor is null
           then case s.place when 1 then m.d1 when 2 then m.d2 when 3 then m.d3 when 4 then m.d4
               when 5 then m.d5 when 6 then m.d6 when 7 then m.d7 else m.d8 end
           else case s.place when 1 then m.v1 when 2 then m.v2 when 3 then m.v3 when 4 then m.v4
               when 5 then m.v5 when 6 then m.v6 when 7 then m.v7 else m.v8 end / s.divisor
       end as value,
       m.lag_ms,
       m.device_ms,
       s.flags,
       m.batch_no
from telemetry.message m
         join telemetry.shape_metric s on s.shape = m.shape;

-- Every stored reading once.
create view telemetry.stored_reading as
select device, metric, event_ms, sequence, value, lag_ms, device_ms, flags, batch_no
from telemetry.reading
union all
select device, metric, event_ms, sequence, value, lag_ms, device_ms, flags, batch_no
from telemetry.closed_reading;

create or replace view telemetry.reading_text as
select d.name                                             as device,
       m.name                                             as metric,
       to_timestamp(r.event_ms / 1000.0)                  as event_time,
       to_timestamp((r.event_ms + r.lag_ms) / 1000.0)     as received_time,
       r.sequence,
       r.value,
       r.flags,
       r.batch_no,
       r.event_ms
from telemetry.stored_reading r
         join telemetry.device_dim d on d.id = r.device
         join telemetry.metric_dim m on m.id = r.metric;
