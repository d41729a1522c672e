package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commits a group of batches in one transaction: readings, lineage, rejections, last values and totals, or nothing. The
 * writer's thread only, over the connection that holds the writer's lock: what it looks up cannot change under it.
 */
final class GroupWriter {
    private final ReadingWriter readings;
    private final LastValues lastValues;
    private final Dictionary<DeviceId> devices = Dictionary.of("device_dim", DeviceId::new);
    private final Dictionary<Metric> metrics = Dictionary.of("metric_dim", Metric::of);
    private final @Nullable DayPartitions partitions;
    private final Received received = new Received();
    private final Ticker ticker;
    /** Newest number in the database. Owner: the writer's thread. */
    private long head;

    /** Whether a group that was rolled back left something in the last values. */
    private boolean lastValuesDoubtful;

    GroupWriter(ReadingWriter readings, Flavour flavour, Ticker ticker) {
        this.readings = new ClosedDayWriter(readings, ticker);
        this.lastValues = new LastValues(ticker);
        this.partitions = flavour == Flavour.PLAIN ? new DayPartitions() : null;
        this.ticker = ticker;
    }

    /**
     * What became of a group.
     *
     * @param receipts one per batch, in the order given
     * @param news the batches that brought new readings, by ascending number
     * @param redelivered how many of the batches had been committed before
     */
    record Outcome(List<Receipt> receipts, List<StoredBatch> news, int redelivered, long stored, long duplicates) {}

    /** Starts over with a connection: what was committed last is asked, not remembered. */
    void reload(Connection connection) throws SQLException {
        head = Lineage.head(connection);
        received.reload(connection);
        lastValues.reload(connection);
        lastValuesDoubtful = false;
        if (partitions != null) {
            partitions.reload(connection);
        }
    }

    long head() {
        return head;
    }

    /**
     * @param connection in auto-commit mode, as it is left
     * @param wantsNews whether anybody listens; if not, {@link Outcome#news} stays empty
     * @param moreWaits whether another group follows at once: then it does not wait for last values
     * @throws SQLException if nothing was committed, or if it cannot be told: then {@link #reload} and write again
     */
    Outcome commit(Connection connection, List<Batch> batches, boolean wantsNews, boolean moreWaits)
            throws SQLException {
        if (lastValuesDoubtful) {
            lastValues.reload(connection);
            lastValuesDoubtful = false;
        }
        List<BatchKey> keys = batches.stream().map(BatchKey::of).toList();
        Map<BatchKey, Lineage.Row> known = Lineage.committed(connection, doubtful(keys));
        Map<String, Long> tally = new HashMap<>();
        List<Long> again = new ArrayList<>();
        Map<BatchKey, Batch> fresh = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Lineage.Row row = known.get(keys.get(i));
            if (row == null && fresh.putIfAbsent(keys.get(i), batches.get(i)) == null) {
                continue;
            }
            tally.merge("duplicates", (long) batches.get(i).readings().size(), Long::sum);
            if (row != null) {
                again.add(row.number());
            }
        }

        Rows rows = prepare(connection, fresh);
        Map<BatchKey, Receipt> settled = new HashMap<>();
        known.forEach((key, row) -> settled.put(key, row.receipt()));
        Group whole = new Group(fresh, rows, again, tally, wantsNews, moreWaits);
        List<StoredBatch> news = fewAtOnce(connection, whole, settled);
        if (news == null) {
            news = store(connection, whole, settled, false);
        }
        return new Outcome(
                keys.stream().map(settled::get).toList(),
                news,
                batches.size() - fresh.size(),
                tally.getOrDefault("stored", 0L),
                tally.getOrDefault("duplicates", 0L));
    }

    /** What goes into one transaction; the tally grows while it is written. */
    private record Group(
            Map<BatchKey, Batch> fresh,
            Rows rows,
            List<Long> again,
            Map<String, Long> tally,
            boolean wantsNews,
            boolean moreWaits) {
        /** Nothing in it has to be asked about before it can be counted, unless a row is there already. */
        boolean isPlain() {
            return fresh.values().stream()
                    .allMatch(batch ->
                            batch.rejections().isEmpty() && batch.gaps().isEmpty());
        }
    }

    /**
     * A small group in one trip to the database, in the hope that all its rows are new; null if one is not, and then
     * nothing has been written.
     */
    private @Nullable List<StoredBatch> fewAtOnce(Connection connection, Group group, Map<BatchKey, Receipt> settled)
            throws SQLException {
        if (group.rows().size() == 0
                || !readings.maySend(group.rows())
                || !group.isPlain()
                || !doubtful(group.fresh().keySet()).isEmpty()) {
            return null;
        }
        Map<String, Long> before = new HashMap<>(group.tally());
        try {
            return store(connection, group, settled, true);
        } catch (SQLException e) {
            if (!CopyReadingWriter.UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            group.tally().clear();
            group.tally().putAll(before);
            lastValues.reload(connection);
            lastValuesDoubtful = false;
            return null;
        }
    }

    private List<StoredBatch> store(
            Connection connection, Group group, Map<BatchKey, Receipt> settled, boolean inOneTrip) throws SQLException {
        Rows rows = group.rows();
        List<StoredBatch> news = new ArrayList<>();
        connection.setAutoCommit(false);
        try {
            Flight flight = new Flight(connection);
            BitSet isNew;
            if (inOneTrip) {
                isNew = new BitSet(rows.size());
                isNew.set(0, rows.size());
                readings.send(flight, rows);
            } else {
                isNew = readings.write(connection, rows);
            }
            long now = ticker.epochMillis();
            List<Lineage.Entry> entries = new ArrayList<>(group.fresh().size());
            int row = 0;
            long number = head;
            for (Map.Entry<BatchKey, Batch> entry : group.fresh().entrySet()) {
                number++;
                int end = row + entry.getValue().readings().size();
                Lineage.Entry line = line(connection, number, entry, rows, isNew, row, group.tally(), entries, now);
                entries.add(line);
                settled.put(entry.getKey(), line.receipt());
                if (group.wantsNews() && line.receipt().stored() > 0) {
                    news.add(new StoredBatch(number, now, inLogOrder(rows, isNew, row, end)));
                }
                row = end;
            }
            Lineage.insert(flight, entries, now);
            LedgerTables.note(flight, entries);
            received.write(flight);
            lastValues.keep(rows, isNew, now);
            boolean withGroup = !group.moreWaits() && lastValues.areFew();
            if (withGroup) {
                lastValues.writeAll(flight, number);
            }
            Lineage.countRedeliveries(flight, group.again());
            Totals.add(flight, group.tally());
            flight.commit();
            if (withGroup) {
                lastValues.written();
            }
            head = number;
            received.committed();
        } catch (SQLException e) {
            received.rolledBack();
            lastValuesDoubtful = true;
            rollback(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
        return news;
    }

    /** Whether last values wait to be written between groups. */
    boolean hasLastValues() {
        return !lastValuesDoubtful && !lastValues.isEmpty();
    }

    /** How long until the next piece of them is due, 0 if it is. */
    long lastValuesDueNanos() {
        return lastValues.untilDueNanos();
    }

    /** Writes some of the last values that wait, if their turn has come. */
    void writeLastValues(Connection connection, boolean moreWaits) throws SQLException {
        try {
            lastValues.writePiece(connection, moreWaits, head);
        } catch (SQLException e) {
            lastValuesDoubtful = true;
            rollback(connection, e);
            throw e;
        }
    }

    private static void rollback(Connection connection, SQLException cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Only entries that the centre has can belong to a batch that was committed before. */
    private Set<BatchKey> doubtful(Collection<BatchKey> keys) {
        Set<BatchKey> doubtful = new HashSet<>();
        for (BatchKey key : keys) {
            if (received.overlaps(key.laneKey(), key.first(), key.last())) {
                doubtful.add(key);
            }
        }
        return doubtful;
    }

    private Rows prepare(Connection connection, Map<BatchKey, Batch> fresh) throws SQLException {
        int size = 0;
        for (Batch batch : fresh.values()) {
            size += batch.readings().size();
        }
        Set<Long> days = new HashSet<>();
        Rows rows = rows(fresh, size, days);
        if (rows.isIncomplete()) {
            Set<DeviceId> wantedDevices = new HashSet<>();
            Set<Metric> wantedMetrics = new HashSet<>();
            for (int row = 0; row < rows.size(); row++) {
                wantedDevices.add(rows.reading(row).device());
                wantedMetrics.add(rows.reading(row).metric());
            }
            devices.learn(connection, wantedDevices);
            metrics.learn(connection, wantedMetrics);
            rows = rows(fresh, size, days);
        }
        if (partitions != null) {
            partitions.ensure(connection, days, ticker.epochMillis());
        }
        return rows;
    }

    /** With the numbers as far as they are remembered: all of them, next to always. */
    private Rows rows(Map<BatchKey, Batch> fresh, int size, Set<Long> days) {
        Rows rows = new Rows(size);
        long number = head;
        long lastDay = Long.MIN_VALUE;
        DeviceId device = null;
        int deviceNumber = Rows.UNKNOWN;
        for (Batch batch : fresh.values()) {
            number++;
            for (Reading reading : batch.readings()) {
                if (reading.device() != device) { // what one message brought stands together
                    device = reading.device();
                    deviceNumber = devices.known(device, Rows.UNKNOWN);
                }
                rows.add(reading, deviceNumber, metrics.known(reading.metric(), Rows.UNKNOWN), number);
                long day = Math.floorDiv(reading.eventMillis(), DayPartitions.DAY_MILLIS);
                if (day != lastDay) {
                    days.add(day);
                    lastDay = day;
                }
            }
        }
        return rows;
    }

    private Lineage.Entry line(
            Connection connection,
            long number,
            Map.Entry<BatchKey, Batch> entry,
            Rows rows,
            BitSet isNew,
            int from,
            Map<String, Long> tally,
            List<Lineage.Entry> group,
            long now)
            throws SQLException {
        BatchKey key = entry.getKey();
        Batch batch = entry.getValue();
        HourCounts hours = HourCounts.of(batch);
        int to = from + batch.readings().size();
        int stored = 0;
        long eventFrom = Long.MAX_VALUE;
        long eventTo = Long.MIN_VALUE;
        for (int row = isNew.nextSetBit(from); row >= 0 && row < to; row = isNew.nextSetBit(row + 1)) {
            stored++;
            eventFrom = Math.min(eventFrom, rows.reading(row).eventMillis());
            eventTo = Math.max(eventTo, rows.reading(row).eventMillis());
            hours.stored(rows.reading(row).receivedMillis());
        }
        LaneKey lane = key.laneKey();
        boolean mayRepeat = received.overlaps(lane, key.first(), key.last());
        long rejected = 0;
        if (!batch.rejections().isEmpty()) {
            Map<RejectionReason, Long> byReason =
                    Rejections.insert(connection, number, key.gateway(), batch.rejections(), mayRepeat, hours);
            for (Map.Entry<RejectionReason, Long> reason : byReason.entrySet()) {
                rejected += reason.getValue();
                tally.merge("rejected:" + reason.getKey().name(), reason.getValue(), Long::sum);
            }
        }
        long hadTo = mayRepeat ? received.had(lane, key.first()) : key.first() - 1;
        LedgerTables.gaps(connection, number, lane, batch, hadTo, hours, now);
        if (hadTo >= key.last()) {
            hours.settleAgain();
        } else {
            hours.settle(
                    hadTo >= key.first() ? LedgerTables.cameBefore(connection, key, hadTo, group) : new HourCounts());
        }
        received.add(lane, key.first(), key.last());
        int duplicates = batch.readings().size() - stored;
        tally.merge("stored", (long) stored, Long::sum);
        tally.merge("duplicates", (long) duplicates, Long::sum);
        return new Lineage.Entry(
                number,
                key,
                batch.createdMillis(),
                new Receipt(stored, duplicates),
                hours,
                Math.toIntExact(rejected),
                eventFrom,
                eventTo);
    }

    /**
     * The new readings of a batch in the order in which the log gives them back too: by event time, then by the numbers
     * of device, sequence and metric, so that what one message brought stays together.
     */
    private static List<Reading> inLogOrder(Rows rows, BitSet isNew, int from, int to) {
        List<Reading> ordered = new ArrayList<>(to - from);
        for (int row : rows.inLogOrder(isNew, from, to)) {
            ordered.add(rows.reading(row));
        }
        return ordered;
    }
}
