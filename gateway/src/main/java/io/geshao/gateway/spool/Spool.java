package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.config.Launcher;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable queue between devices and the centre: what is committed here survives kill -9 and a loss of power, is
 * handed out in order per lane, and stays until the centre has it. Doors append from any thread; one thread, the
 * uplink's, reads.
 *
 * <p>Items (readings and rejections) of a lane are numbered from 1 without a hole, across restarts, and no number is used
 * twice. Batches carry the random id that was drawn when the folder was made, since another folder counts from 1 again.
 */
public final class Spool implements AutoCloseable {
    private final FileChannel lockFile;
    private final SpoolStore store;
    private final SpoolWriter writer;
    private final Map<Lane, LaneReader> readers;
    private final Ticker ticker;

    private Spool(
            FileChannel lockFile, SpoolStore store, SpoolWriter writer, Map<Lane, LaneReader> readers, Ticker ticker) {
        this.lockFile = lockFile;
        this.store = store;
        this.writer = writer;
        this.readers = readers;
        this.ticker = ticker;
    }

    /**
     * Opens or creates the spool in a folder.
     *
     * @param gateway name of this gateway process
     * @throws Launcher.StartException if the folder cannot be used or another process holds it
     */
    public static Spool open(Path folder, String gateway, Ticker ticker, MeterRegistry meters) {
        FileChannel lockFile = null;
        SpoolStore store = null;
        try {
            Files.createDirectories(folder);
            lockFile =
                    FileChannel.open(folder.resolve("spool.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lockFile.tryLock() == null) {
                throw new IOException("another process uses it");
            }
            store = SpoolStore.open(folder.resolve("spool.db"));
            SpoolMeters counters = new SpoolMeters(meters);
            GroupCommit group = new GroupCommit(store, counters);
            group.load(ticker.epochMillis());
            Map<Lane, LaneReader> readers = new EnumMap<>(Lane.class);
            for (Lane lane : Lane.values()) {
                readers.put(lane, new LaneReader(lane, gateway, store));
            }
            SpoolWriter writer = new SpoolWriter(store, group, readers, ticker, counters);
            writer.start();
            return new Spool(lockFile, store, writer, readers, ticker);
        } catch (IOException | SQLException | OverlappingFileLockException e) {
            closeQuietly(store, lockFile);
            throw new Launcher.StartException("spool " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static void closeQuietly(@Nullable SpoolStore store, @Nullable FileChannel lockFile) {
        try (lockFile;
                store) {
            return;
        } catch (IOException | SQLException e) {
            // the reason why it could not be opened is told, and says more than this one
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

    /** Called on the writer thread after each commit that added something; must not block. One listener. */
    public void onCommit(Runnable listener) {
        writer.onCommit(listener);
    }

    /**
     * The oldest batch of a lane that is not forgotten, the same one until it is; null if the lane is empty. A batch
     * that waited longer than 10 s before it was first asked for carries {@code BACKFILL} on its readings. The uplink's
     * thread only.
     *
     * @param maxWeight how large it may get, in readings; raw bytes of rejections weigh 1 per 200
     * @throws UncheckedIOException if the spool cannot be read at the moment
     */
    public @Nullable Batch next(Lane lane, int maxWeight) {
        try {
            return reader(lane).next(maxWeight, ticker.epochMillis(), writer::saveBoundary);
        } catch (SQLException e) {
            throw new UncheckedIOException("spool cannot be read", new IOException(e));
        } catch (IOException e) {
            throw new UncheckedIOException("spool cannot be read", e);
        }
    }

    /** The centre has everything of the lane up to this number. The uplink's thread only. */
    public void forget(Lane lane, long last) {
        reader(lane).forget(last);
        writer.forgotten(lane, last);
    }

    /**
     * Takes a batch that the centre will never accept out of the lane and keeps it beside, for a person. The uplink's
     * thread only.
     *
     * @return whether it is durable there; else the batch stays where it was
     */
    public boolean bury(Batch batch, String reason) {
        if (!writer.bury(batch, reason)) {
            return false;
        }
        reader(batch.lane()).forget(batch.last());
        return true;
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
        try (lockFile) {
            store.close();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("the spool did not close cleanly; nothing committed is lost", e);
        }
    }
}
