package io.geshao.gateway.registry;

import io.geshao.core.registry.Registry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The registry in force. Whoever handles a message asks once and keeps the answer for that message, so that it is judged
 * by one registry from beginning to end; asking is one volatile read.
 */
public final class RegistrySource implements Supplier<Registry> {
    private final List<Consumer<Registry>> listeners = new CopyOnWriteArrayList<>();
    private volatile Registry inForce; // replaced by one thread at a time, see replace

    public RegistrySource(Registry first) {
        this.inForce = first;
    }

    @Override
    public Registry get() {
        return inForce;
    }

    /** Tells of every change, after it, on the thread that made it; a listener must not block. */
    public void listen(Consumer<Registry> listener) {
        listeners.add(listener);
    }

    /** Puts another registry in force: from now on everybody who asks gets this one. */
    public synchronized void replace(Registry next) {
        inForce = next;
        listeners.forEach(listener -> listener.accept(next));
    }
}
