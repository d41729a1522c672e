package io.geshao.console.http;

import io.geshao.core.port.TelemetryQuery.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Who waits for the answer of one request. A client that hangs up ends the query made for it. Any thread. */
final class Client implements Caller {
    private final List<Runnable> cancels = new ArrayList<>(); // guarded by this
    private volatile boolean gone; // written under this, once

    @Override
    public synchronized Watch whenGone(Runnable cancel) {
        if (gone) {
            throw new CancellationException("the client has gone");
        }
        cancels.add(cancel);
        return () -> takeBack(cancel);
    }

    private synchronized void takeBack(Runnable cancel) {
        cancels.remove(cancel);
    }

    /** The client has gone: ends what is under way for it. Blocks for as long as that takes. */
    synchronized void leave() {
        gone = true;
        cancels.forEach(Runnable::run);
    }

    /** Never blocks, so that the event loop may ask. */
    boolean isGone() {
        return gone;
    }
}
