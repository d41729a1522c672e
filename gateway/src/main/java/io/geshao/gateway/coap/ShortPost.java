package io.geshao.gateway.coap;

import io.geshao.gateway.intake.Verdict;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.jspecify.annotations.Nullable;

/** One request that came the short way, from its datagram to its answer. Any thread. */
final class ShortPost implements Consumer<Verdict>, Runnable {
    private final ShortWay way;
    private final Repetitions.Peer memory;
    private final InetSocketAddress peer;
    private final byte[] datagram;
    private Stage stage = Stage.WAITING; // guarded by this
    private @Nullable CoapExchange exchange; // guarded by this
    private @Nullable Response ready; // guarded by this: the answer that came before its exchange
    private @Nullable Verdict verdict; // written by the spool's thread, read by the one that answers
    private boolean seen; // sweeper's thread only

    /** Where its peer's memory has it; guarded by that. */
    int slot;

    /** Who answers it. */
    enum Stage {
        /** The short way, when there is a verdict. */
        WAITING,
        /** It is answered. */
        ANSWERED,
        /** Californium. */
        ADOPTED
    }

    ShortPost(ShortWay way, Repetitions.Peer memory, InetSocketAddress peer, byte[] datagram) {
        this.way = way;
        this.memory = memory;
        this.peer = peer;
        this.datagram = datagram;
    }

    InetSocketAddress peer() {
        return peer;
    }

    Repetitions.Peer memory() {
        return memory;
    }

    byte[] datagram() {
        return datagram;
    }

    int messageId() {
        return PostReader.messageId(datagram);
    }

    synchronized boolean isAdopted() {
        return stage == Stage.ADOPTED;
    }

    /** The verdict, on the spool's thread: to write and send takes longer than that thread has. */
    @Override
    public void accept(Verdict known) {
        verdict = known;
        way.answerSoon(this);
    }

    @Override
    public void run() {
        Verdict known = verdict;
        if (known != null) {
            way.answer(this, known);
        }
    }

    /** Moves on if it still waits; the stage it was in. */
    synchronized Stage move(Stage to) {
        Stage from = stage;
        if (from == Stage.WAITING) {
            stage = to;
        }
        return from;
    }

    /** Lays the answer ready for whoever adopts it, if nobody has; the stage it is in. */
    synchronized Stage prepare(Response response) {
        if (stage == Stage.WAITING) {
            ready = response;
        }
        return stage;
    }

    /** Californium answers it from now on, at once if there is something to say. */
    void adopt(CoapExchange taken) {
        Response known;
        synchronized (this) {
            exchange = taken;
            known = ready;
        }
        if (known == null) {
            taken.accept();
        } else {
            taken.respond(known);
        }
    }

    /** The answer to one that Californium has adopted, or is about to. */
    void respond(Response response) {
        CoapExchange taken;
        synchronized (this) {
            taken = exchange;
            ready = response;
        }
        if (taken != null) {
            taken.respond(response);
        }
    }

    /** Called every {@link SignsOfLife#SWEEP_MILLIS}: whether it has waited for a whole round. */
    boolean hasWaited() {
        boolean before = seen;
        seen = true;
        return before;
    }
}
