package io.geshao.gateway.coap;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.californium.core.server.resources.CoapExchange;

/**
 * The requests that wait for their commit. One that has waited for a while gets an empty acknowledgement, so that its
 * sender does not repeat it; the answer follows on its own.
 */
final class SignsOfLife {
    /** A client repeats itself after two seconds (RFC 7252, 4.8): by then it should have a sign of life. */
    static final long SWEEP_MILLIS = 400;

    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /** A request without an answer so far. */
    static final class Waiting {
        private final CoapExchange exchange;
        private boolean seen; // sweeper's thread only

        private Waiting(CoapExchange exchange) {
            this.exchange = exchange;
        }
    }

    Waiting begin(CoapExchange exchange) {
        Waiting request = new Waiting(exchange);
        waiting.add(request);
        return request;
    }

    /** Just before the answer: after this no empty acknowledgement goes out. */
    void end(Waiting request) {
        waiting.remove(request);
    }

    /** To be called every {@link #SWEEP_MILLIS}: those that have waited for a whole round. */
    void sweep() {
        for (Waiting request : waiting) {
            if (!request.seen) {
                request.seen = true;
            } else if (waiting.contains(request)) {
                request.exchange.accept();
            }
        }
    }
}
