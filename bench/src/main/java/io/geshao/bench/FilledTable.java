package io.geshao.bench;

import io.geshao.core.DeviceKind;
import io.geshao.core.registry.Device;
import io.geshao.ingest.store.ClosedDays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Puts readings into the platform's tables past its doors, since filling twenty million rows is not what is measured: all
 * devices report two metrics every five minutes, oldest first, as they would have come. Then the tables beside the
 * readings are brought to where ingest would have them. One thread.
 */
final class FilledTable implements AutoCloseable {
    static final long STEP_MILLIS = 300_000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final int COLUMNS = 8;
    private static final int ROW_BYTES = 2 + COLUMNS * 4 + 3 * 4 + 5 * 8;
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    private final Connection connection;
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final List<Device> devices;
    private final Map<String, Integer> deviceIds;
    private final Map<String, Integer> metricIds;
    private final SplittableRandom random = new SplittableRandom(7);
    private final double[] levels;
    private final long startMillis;
    private long rows;
    private long step;
    private long rolledBefore;

    /** @param startMillis event time of the oldest reading, a full day */
    FilledTable(String url, List<Device> devices, long startMillis) throws SQLException {
        this.connection = DriverManager.getConnection(url);
        this.source.setURL(url);
        this.devices = devices;
        this.startMillis = startMillis;
        this.levels = new double[devices.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = random.nextDouble(100);
        }
        deviceIds = names(
                "device_dim",
                devices.stream().map(device -> device.id().value()).toArray());
        metricIds = names(
                "metric_dim",
                new Object[] {"temperature", "smoke_alarm", "fill_level", "battery", "level", "occupied"});
    }

    private Map<String, Integer> names(String table, Object[] names) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into telemetry." + table + " (name) select unnest(?::text[]) on conflict do nothing")) {
            insert.setArray(1, connection.createArrayOf("text", names));
            insert.executeUpdate();
        }
        Map<String, Integer> ids = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select name, id from telemetry." + table)) {
            while (found.next()) {
                ids.put(found.getString(1), found.getInt(2));
            }
        }
        return ids;
    }

    static List<String> metrics(DeviceKind kind) {
        return switch (kind) {
            case FIRE -> List.of("temperature", "smoke_alarm");
            case WASTE_BIN -> List.of("fill_level", "battery");
            case WATER -> List.of("level", "battery");
            case PARKING -> List.of("occupied", "battery");
        };
    }

    long rows() {
        return rows;
    }

    /** Event time after the newest reading. */
    long endMillis() {
        return startMillis + step * STEP_MILLIS;
    }

    /** Adds readings until there are so many; tells how many there are now and then. */
    void fillTo(long wanted, LongConsumer progress) throws SQLException, IOException {
        ByteBuffer buffer = ByteBuffer.allocate(devices.size() * 2 * ROW_BYTES + 64);
        while (rows < wanted) {
            if (endMillis() % DAY_MILLIS == 0) {
                partition(endMillis() / DAY_MILLIS);
                progress.accept(rows);
            }
            buffer.clear();
            buffer.put(SIGNATURE).putInt(0).putInt(0);
            for (int i = 0; i < devices.size(); i++) {
                Device device = devices.get(i);
                long at = endMillis() + i % 600 * 500L; // not all in the same second
                int metric = 0;
                long lag = 20 + random.nextInt(400);
                for (String name : metrics(device.profile().kind())) {
                    row(
                            buffer,
                            idOf(deviceIds, device.id().value()),
                            idOf(metricIds, name),
                            at,
                            lag,
                            value(i, metric++));
                    rows++;
                }
            }
            buffer.putShort((short) -1);
            CopyIn copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY telemetry.reading (device, metric, event_ms, sequence, value, lag_ms, flags, batch_no)"
                                    + " FROM STDIN (FORMAT binary)");
            copy.writeToCopy(buffer.array(), 0, buffer.position());
            copy.endCopy();
            step++;
        }
    }

    private static int idOf(Map<String, Integer> ids, String name) {
        return Objects.requireNonNull(ids.get(name), name);
    }

    /** A slow walk with noise for what is measured; the second metric changes rarely. */
    private double value(int device, int metric) {
        if (metric == 1) {
            return step % 997 == device % 997 ? 1 : 0;
        }
        levels[device] = Math.min(100, Math.max(0, levels[device] + random.nextDouble(-1, 1)));
        return Math.round(levels[device] * 10) / 10.0;
    }

    private void row(ByteBuffer buffer, int device, int metric, long at, long lag, double value) {
        buffer.putShort((short) COLUMNS);
        buffer.putInt(4).putInt(device);
        buffer.putInt(4).putInt(metric);
        buffer.putInt(8).putLong(at);
        buffer.putInt(8).putLong(step);
        buffer.putInt(8).putDouble(value);
        buffer.putInt(8).putLong(lag);
        buffer.putInt(4).putInt(0);
        buffer.putInt(8).putLong(1);
    }

    private void partition(long day) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!holds("select relkind = 'p' from pg_class where oid = 'telemetry.reading'::regclass")) {
                return; // a hypertable makes its own
            }
            String name = "telemetry.reading_" + LocalDate.ofEpochDay(day).format(DateTimeFormatter.BASIC_ISO_DATE);
            if (holds("select to_regclass('" + name + "') is null")) {
                statement.execute("create table " + name + " (like telemetry.reading including all)");
                statement.execute("alter table telemetry.reading attach partition " + name + " for values from ("
                        + day * DAY_MILLIS + ") to (" + (day + 1) * DAY_MILLIS + ")");
            }
        }
    }

    /** What is in the tables: readings, and their event times from the first to behind the last. */
    record Extent(long rows, long fromMillis, long toMillis) {}

    Extent extent() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sum(count)::bigint + (select count(*) from"
                        + " telemetry.reading r where r.event_ms >= (select complete_before_ms from telemetry.rollup_state"
                        + " where name = 'hourly')), min(bucket_ms), (select max(event_ms) from telemetry.reading)"
                        + " from telemetry.reading_hourly")) {
            row.next();
            return new Extent(row.getLong(1), row.getLong(2), (row.getLong(3) / STEP_MILLIS + 1) * STEP_MILLIS);
        }
    }

    /**
     * Closed days, last values, last heard times, roll-ups, rejections and statistics, as they are once ingest has stored
     * it all.
     */
    void settle() throws SQLException {
        ClosedDays.move(source, (endMillis() / DAY_MILLIS - 1) * DAY_MILLIS);
        long recent = endMillis() - 2 * STEP_MILLIS;
        long lastHour = endMillis() / 3_600_000 * 3_600_000;
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into telemetry.device_state (device, metric, value, event_ms, sequence, lag_ms,"
                    + " flags) select distinct on (device, metric) device, metric, value, event_ms, sequence, lag_ms,"
                    + " flags from telemetry.stored_reading where event_ms >= " + recent
                    + " order by device, metric, event_ms desc on conflict (device, metric) do update set value ="
                    + " excluded.value, event_ms = excluded.event_ms, sequence = excluded.sequence");
            statement.execute("insert into telemetry.device_heard (device, heard_ms) select device, max(event_ms) from"
                    + " telemetry.stored_reading where event_ms >= " + recent
                    + " group by device on conflict (device) do update set heard_ms = excluded.heard_ms");
            statement.execute("insert into telemetry.rejection (batch_no, gateway, reason, device, metric, source,"
                    + " detail, received_ms, raw) select 1, 'gw-' || n % 5, (array['BAD_JSON','OUT_OF_RANGE',"
                    + "'UNKNOWN_METRIC','RATE_LIMITED'])[n % 4 + 1], d.name, null, 'g/up', 'made for a measurement', "
                    + recent + " + n, '\\x7b7d' from generate_series(1, " + rows / 1_000 + ") n join"
                    + " telemetry.device_dim d on d.id = n % " + devices.size() + " + 1");
            if (holds("select coalesce((select relkind in ('r', 'p') from pg_class where oid ="
                    + " to_regclass('telemetry.reading_hourly')), false)")) {
                rollUp(statement, "hourly", 3_600_000, lastHour);
                rollUp(statement, "daily", DAY_MILLIS, endMillis() / DAY_MILLIS * DAY_MILLIS);
                rolledBefore = endMillis() / DAY_MILLIS * DAY_MILLIS;
            }
            for (String table :
                    List.of("reading", "message", "shape_metric", "device_state", "device_heard", "rejection")) {
                statement.execute("analyze telemetry." + table);
            }
        }
    }

    /** Ingest's own upkeep rolls up what it finds meanwhile, a part of it: what stands here counts. */
    private void rollUp(Statement statement, String name, long width, long beforeMillis) throws SQLException {
        statement.execute("insert into telemetry.reading_" + name + " (device, metric, bucket_ms, \"count\", \"min\","
                + " \"max\", \"sum\", last_value, last_ms) select device, metric, event_ms / " + width + " * " + width
                + ", count(*), min(value), max(value), sum(value), 0, max(event_ms) from telemetry.stored_reading where"
                + " event_ms < " + beforeMillis + " and event_ms >= " + rolledBefore + " group by 1, 2, 3"
                + " on conflict (device, metric, bucket_ms) do update set \"count\" = excluded.\"count\","
                + " \"min\" = excluded.\"min\", \"max\" = excluded.\"max\", \"sum\" = excluded.\"sum\","
                + " last_ms = excluded.last_ms");
        statement.execute("insert into telemetry.rollup_state (name, complete_before_ms, position) values ('" + name
                + "', " + beforeMillis
                + ", 0) on conflict (name) do update set complete_before_ms = excluded.complete_before_ms");
        statement.execute("analyze telemetry.reading_" + name);
    }

    private boolean holds(String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
