package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The durable queue between devices and the centre. */
public final class Spool implements AutoCloseable {
    private Spool() {}

    /**
     * Opens or creates the spool in a folder.
     *
     * @param gateway name of this gateway process
     * @throws io.geshao.core.config.Launcher.StartException if the folder cannot be used or another process holds it
     */
    public static Spool open(Path folder, String gateway, Ticker ticker, MeterRegistry meters) {
        throw new UnsupportedOperationException(folder + gateway + ticker + meters);
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
        throw new UnsupportedOperationException(entries.toString() + done);
    }

    /** Called on the writer thread after each commit that added something; must not block. One listener. */
    public void onCommit(Runnable listener) {
        throw new UnsupportedOperationException(listener.toString());
    }

    /** The oldest batch of a lane that is not forgotten, the same one until it is; null if the lane is empty. */
    public @Nullable Batch next(Lane lane, int maxItems) {
        throw new UnsupportedOperationException(lane.toString() + maxItems);
    }

    /** The centre has everything of the lane up to this number. */
    public void forget(Lane lane, long last) {
        throw new UnsupportedOperationException(lane.toString() + last);
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        return "up";
    }

    @Override
    public void close() {}
}
