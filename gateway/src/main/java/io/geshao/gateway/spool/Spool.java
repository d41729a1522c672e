package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.config.Launcher;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.LaneCount;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable queue between devices and the centre: what is committed here survives kill -9 and a loss of power, is
 * handed out per lane, what arrives now before what waited, and stays until the centre has it. Doors append from any
 * thread; one thread, the uplink's, reads.
 *
 * <p>Items (readings and rejections) of a lane are numbered from 1 without a hole, across restarts, and no number is used
 * twice. Batches carry the random id that was drawn when the folder was made, since another folder counts from 1 again.
 */
public final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Path folder;
    private final String gateway;
    private final Deque<AutoCloseable> parts; // last opened first
    private final String spoolId;
    private final SpoolLimits limits;
    private final SpoolWriter writer;
    private final Map<Lane, LaneReader> readers;
    private final Ticker ticker;

    private Spool(
            Path folder,
            String gateway,
            SpoolLimits limits,
            Ticker ticker,
            MeterRegistry meters,
            Deque<AutoCloseable> parts)
            throws IOException, SQLException {
        this.folder = folder;
        this.gateway = gateway;
        this.limits = limits;
        this.ticker = ticker;
        this.parts = parts;
        Files.createDirectories(folder);
        FileChannel lock =
                FileChannel.open(folder.resolve("spool.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        parts.push(lock);
        if (lock.tryLock() == null) {
            throw new IOException("another process uses it");
        }
        SpoolMeters counters = new SpoolMeters(meters);
        counters.damaged.increment((double) SpoolRepair.repair(folder, ticker.epochMillis()));
        Path file = folder.resolve("spool.db");
        SpoolStore store = SpoolStore.open(file, limits.fileBytes());
        parts.push(store);
        this.spoolId = store.spoolId();
        HighWater highWater = HighWater.open(folder.resolve("spool.mark"), spoolId);
        parts.push(highWater);
        SegmentReader reader = SegmentReader.open(file);
        parts.push(reader);
        Books books = new Books(store);
        Map<Lane, LaneReader> lanes = new EnumMap<>(Lane.class);
        RoomKeeper room = new RoomKeeper(store, books, lanes, limits);
        GroupCommit group = new GroupCommit(store, books, room, counters);
        group.load(ticker.epochMillis());
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LaneReader(books.of(lane), gateway, spoolId, reader));
        }
        store.commit(); // ends the reading
        this.readers = lanes;
        this.writer = new SpoolWriter(store, books, group, room, lanes, highWater, ticker, counters);
        writer.start();
    }

    /** As {@link #open(Path, String, SpoolLimits, Ticker, MeterRegistry)} with the standard limits. */
    public static Spool open(Path folder, String gateway, Ticker ticker, MeterRegistry meters) {
        return open(folder, gateway, SpoolLimits.standard(), ticker, meters);
    }

    /**
     * Opens or creates the spool in a folder; a damaged file is put aside, and what can be read of it is kept.
     *
     * @param gateway name of this gateway process
     * @throws Launcher.StartException if the folder cannot be used or another process holds it
     */
    public static Spool open(Path folder, String gateway, SpoolLimits limits, Ticker ticker, MeterRegistry meters) {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            return new Spool(folder, gateway, limits, ticker, meters, parts);
        } catch (IOException | SQLException | OverlappingFileLockException e) {
            close(parts);
            throw new Launcher.StartException("spool " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static void close(Deque<AutoCloseable> parts) {
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (Exception e) { // the lock must be given back, whatever else does not close
                LOG.error("the spool did not close cleanly; nothing committed is lost", e);
            }
        }
    }

    /** As {@link #appendAll} with one entry. */
    public void append(SpoolEntry entry, Consumer<AppendResult> done) {
        appendAll(List.of(entry), done);
    }

    /**
     * Keeps all the entries of one publish in one transaction. The result is {@link AppendResult#DUPLICATE} if all of
     * them were duplicates.
     *
     * @param done called once, never before the commit: on the spool's writer thread, or at once on the caller's thread
     *     if the answer is BUSY; must not block
     */
    public void appendAll(List<SpoolEntry> entries, Consumer<AppendResult> done) {
        writer.append(entries, done);
    }

    /** Whether it is worth offering again what was answered with BUSY. */
    public boolean hasRoom() {
        return writer.hasRoom();
    }

    /** Called on the writer thread after each commit that added something; must not block. One listener. */
    public void onCommit(Runnable listener) {
        writer.onCommit(listener);
    }

    /**
     * The next batch of a lane to send: what arrives now first, then the oldest of what waited. It is under way until it
     * is forgotten or given back; null if nothing is due or enough is under way. A batch that waited longer than 10 s
     * carries {@code BACKFILL} on its readings. The uplink's thread only.
     *
     * @throws UncheckedIOException if the spool cannot be read at the moment
     */
    public @Nullable Batch next(Lane lane) {
        LaneReader reader = reader(lane);
        try {
            try {
                return reader.next(ticker.epochMillis());
            } catch (SegmentReader.DamagedException e) {
                if (!writer.declareDamaged(lane, e.first())) {
                    throw e;
                }
                return reader.next(ticker.epochMillis());
            }
        } catch (SQLException e) {
            throw new UncheckedIOException("spool cannot be read", new IOException(e));
        } catch (IOException e) {
            throw new UncheckedIOException("spool cannot be read", e);
        }
    }

    /** The same batch to send again, marked if it has waited too long by now. */
    public Batch again(Batch batch) {
        return LaneReader.repeated(batch, ticker.epochMillis());
    }

    /** It was not delivered: it waits with the backlog and is handed out again. The uplink's thread only. */
    public void giveBack(Batch batch) {
        reader(batch.lane()).returned(batch);
    }

    /** The centre has it. The uplink's thread only. */
    public void forget(Batch batch) {
        LaneReader reader = reader(batch.lane());
        reader.forget(batch);
        writer.forgotten(batch, reader.through());
    }

    /**
     * Takes a batch that the centre will never accept out of the lane and keeps it beside, for a person. Its numbers are
     * handed out again as a gap; if the centre refuses that, too, there is nothing left to say to it. The uplink's thread
     * only.
     *
     * @return whether it is durable there; else the batch stays where it was
     */
    public boolean bury(Batch batch, String reason) {
        if (!batch.gaps().isEmpty()) {
            forget(batch);
            return true;
        }
        if (!writer.bury(batch, reason)) {
            return false;
        }
        reader(batch.lane()).refused(batch);
        return true;
    }

    /** Last number that is stored in the lane. Any thread. */
    public long stored(Lane lane) {
        return reader(lane).newest();
    }

    /** Whether the centre has the item of that number, perhaps ahead of others. Any thread. */
    public boolean isDelivered(Lane lane, long number) {
        return reader(lane).isDelivered(number);
    }

    /** How many items of the lane the centre has not confirmed. Any thread. */
    public long waiting(Lane lane) {
        return reader(lane).waiting();
    }

    /** Whether the lane still sends what waited through an outage. */
    public boolean isCatchingUp(Lane lane) {
        return reader(lane).isCatchingUp();
    }

    /** The gateway's half of the conservation ledger; null if the spool cannot say at the moment. */
    public @Nullable GatewayReport report() {
        List<LaneCount> counts = writer.counts();
        if (counts.isEmpty()) {
            return null;
        }
        return new GatewayReport(
                gateway,
                spoolId,
                ticker.epochMillis(),
                counts,
                Map.of(
                        "spool_bytes", writer.bytes(),
                        "spool_bytes_limit", limits.maxBytes(),
                        "disk_free_bytes", folder.toFile().getUsableSpace()));
    }

    private LaneReader reader(Lane lane) {
        LaneReader reader = readers.get(lane);
        if (reader == null) {
            throw new IllegalStateException("no reader for " + lane);
        }
        return reader;
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        return writer.health();
    }

    /** Commits what was appended, then stops. */
    @Override
    public void close() {
        writer.close();
        close(parts);
    }
}
