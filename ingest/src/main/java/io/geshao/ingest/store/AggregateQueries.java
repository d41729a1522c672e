package io.geshao.ingest.store;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.Aggregates;
import io.geshao.core.port.TelemetryQuery.Aggregates.Source;
import io.geshao.core.port.TelemetryQuery.Bucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Count, minimum, mean and maximum over buckets. All SQL is common to both flavours: buckets are plain arithmetic on
 * milliseconds, so they are the same everywhere and in every time zone. What would take many readings is read from the
 * roll-ups where buckets are whole hours: whole days, then hours, as far as those are complete, and readings after that.
 * Any thread.
 */
final class AggregateQueries {
    private static final int MAX_BUCKETS = 20_000;
    private static final int LEAST_BUCKET_MILLIS = 1_000;
    private static final long HOUR_MILLIS = 3_600_000L;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;
    /** What takes less, in time of one device, is read from the readings, which know of a late one at once. */
    private static final long ROLLED_FROM_MILLIS = 20 * DAY_MILLIS;

    /** A single device's time is cheap for longer than its share of that, and not for ever. */
    private static final long LONGEST_OF_READINGS_MILLIS = 2 * DAY_MILLIS;

    private static final String OF_READINGS = " from telemetry.stored_reading where device = any(?) and metric = ?"
            + " and event_ms >= ? and event_ms < ?";

    private static final String OF_ROLLED = "select bucket_ms as at, \"count\" as samples, \"min\" as low,"
            + " \"max\" as high, \"sum\" as total from telemetry.reading_%s where device = any(?) and metric = ?"
            + " and bucket_ms >= ? and bucket_ms < ?";

    private final Reader reader;
    private final Names names;

    AggregateQueries(Reader reader, Names names) {
        this.reader = reader;
        this.names = names;
    }

    /** Buckets start at {@code fromMillis}; more than {@value #MAX_BUCKETS} are refused. */
    Aggregates aggregate(
            Collection<DeviceId> devices, Metric metric, long fromMillis, long toMillis, long bucketMillis) {
        if (bucketMillis < LEAST_BUCKET_MILLIS) {
            throw new IllegalArgumentException("bucket of " + bucketMillis + " ms");
        }
        if (((double) toMillis - (double) fromMillis) / bucketMillis > MAX_BUCKETS) {
            throw new IllegalArgumentException("more than " + MAX_BUCKETS + " buckets");
        }
        if (devices.size() > TelemetryQuery.MAX_DEVICES) {
            throw new IllegalArgumentException("more than " + TelemetryQuery.MAX_DEVICES + " devices");
        }
        return reader.read(Reader.QUERY, connection -> {
            List<Integer> ids = names.deviceIds(connection, devices);
            Integer metricId = names.metricId(connection, metric);
            if (ids.isEmpty() || metricId == null) {
                return new Aggregates(Source.RAW, List.of());
            }
            Cut cut = new Cut(ids.toArray(), metricId, fromMillis, toMillis, bucketMillis);
            Rolled rolled = rolled(connection, cut);
            return rolled.hoursUntil <= fromMillis
                    ? new Aggregates(Source.RAW, raw(connection, cut))
                    : new Aggregates(rolled.source, rolledUp(connection, cut, rolled));
        });
    }

    /** What is asked: which rows, and how they are cut into buckets. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Cut(Object[] devices, int metric, long fromMillis, long toMillis, long bucketMillis) {
        /** Whether buckets of this width can be put together exactly. */
        boolean fits(long widthMillis) {
            return fromMillis % widthMillis == 0 && bucketMillis % widthMillis == 0;
        }

        /** Whether so few readings are meant that nobody waits for them. */
        boolean isCheap() {
            long span = toMillis - fromMillis;
            return span <= LONGEST_OF_READINGS_MILLIS && span * devices.length <= ROLLED_FROM_MILLIS;
        }

        /** Binds devices, metric and a range of times. */
        int bind(PreparedStatement select, int at, long from, long to) throws SQLException {
            select.setArray(at, select.getConnection().createArrayOf("integer", devices));
            select.setInt(at + 1, metric);
            select.setLong(at + 2, from);
            select.setLong(at + 3, to);
            return at + 4;
        }
    }

    /**
     * Roll-ups to read, never beyond the last full hour asked for.
     *
     * @param source the widest that is read
     * @param daysUntil daily ones before this
     * @param hoursUntil hourly ones from there to before this
     */
    private record Rolled(Source source, long daysUntil, long hoursUntil) {}

    private static Rolled rolled(Connection connection, Cut cut) throws SQLException {
        Rolled none = new Rolled(Source.RAW, Long.MIN_VALUE, Long.MIN_VALUE);
        if (!cut.fits(HOUR_MILLIS)) {
            return none;
        }
        long hourly = Long.MIN_VALUE;
        long daily = Long.MIN_VALUE;
        long rawFrom = Long.MIN_VALUE;
        try (PreparedStatement select = connection.prepareStatement("select name, complete_before_ms from"
                        + " telemetry.rollup_state union all select name, from_ms from telemetry.retained");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                switch (rows.getString(1)) {
                    case "hourly" -> hourly = rows.getLong(2);
                    case "daily" -> daily = rows.getLong(2);
                    case "raw" -> rawFrom = rows.getLong(2);
                    default -> {}
                }
            }
        }
        if (cut.isCheap() && cut.fromMillis >= rawFrom) {
            return none;
        }
        long days = Math.min(daily, cut.toMillis - Math.floorMod(cut.toMillis, DAY_MILLIS));
        long hours = Math.min(hourly, cut.toMillis - Math.floorMod(cut.toMillis, HOUR_MILLIS));
        return cut.fits(DAY_MILLIS) && days > cut.fromMillis
                ? new Rolled(Source.DAILY, days, Math.max(days, hours))
                : new Rolled(Source.HOURLY, cut.fromMillis, hours);
    }

    private static List<Bucket> raw(Connection connection, Cut cut) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select (event_ms - ?) / ? as bucket, count(*), min(value), max(value), avg(value)" + OF_READINGS
                        + " group by bucket order by bucket")) {
            select.setLong(1, cut.fromMillis);
            select.setLong(2, cut.bucketMillis);
            cut.bind(select, 3, cut.fromMillis, cut.toMillis);
            return buckets(select, cut);
        }
    }

    private static List<Bucket> rolledUp(Connection connection, Cut cut, Rolled rolled) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select (at - ?) / ? as bucket, sum(samples)::bigint, min(low), max(high), sum(total) / sum(samples) from"
                        + " (" + OF_ROLLED.formatted("daily") + " union all " + OF_ROLLED.formatted("hourly")
                        + " union all select event_ms, 1, value, value, value" + OF_READINGS
                        + ") parts group by bucket order by bucket")) {
            select.setLong(1, cut.fromMillis);
            select.setLong(2, cut.bucketMillis);
            int at = cut.bind(select, 3, cut.fromMillis, rolled.daysUntil);
            at = cut.bind(select, at, rolled.daysUntil, rolled.hoursUntil);
            cut.bind(select, at, rolled.hoursUntil, cut.toMillis);
            return buckets(select, cut);
        }
    }

    private static List<Bucket> buckets(PreparedStatement select, Cut cut) throws SQLException {
        List<Bucket> buckets = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                buckets.add(new Bucket(
                        cut.fromMillis + rows.getLong(1) * cut.bucketMillis,
                        rows.getLong(2),
                        rows.getDouble(3),
                        rows.getDouble(5),
                        rows.getDouble(4)));
            }
        }
        return buckets;
    }
}
