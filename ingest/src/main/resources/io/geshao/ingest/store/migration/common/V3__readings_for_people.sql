-- What a person or a dashboard wants to see: names and times.
create view telemetry.reading_text as
select d.name                                             as device,
       m.name                                             as metric,
       to_timestamp(r.event_ms / 1000.0)                  as event_time,
       to_timestamp((r.event_ms + r.lag_ms) / 1000.0)     as received_time,
       r.sequence,
       r.value,
       r.flags,
       r.batch_no,
       r.event_ms
from telemetry.reading r
         join telemetry.device_dim d on d.id = r.device
         join telemetry.metric_dim m on m.id = r.metric;
