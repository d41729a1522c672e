package io.geshao.gateway.mqtt;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What is under way to one client and not yet acknowledged by it. Nothing is sent again on a later connection: whoever
 * sends is told, and knows whether it still makes sense by then. Owned by the connection's event loop.
 */
final class Outbox {
    /** Commands are rare: more than this unanswered says that the client does not answer. */
    static final int MAX_UNANSWERED = 16;

    private final Map<Integer, CompletableFuture<Boolean>> unanswered = new HashMap<>();
    private final int limit;
    private int lastId;

    /** @param receiveMaximum what the client can take at a time */
    Outbox(int receiveMaximum) {
        limit = Math.min(MAX_UNANSWERED, receiveMaximum);
    }

    boolean isFull() {
        return unanswered.size() >= limit;
    }

    /** A free packet number for the message. */
    int add(CompletableFuture<Boolean> told) {
        do {
            lastId = lastId == 0xFFFF ? 1 : lastId + 1;
        } while (unanswered.containsKey(lastId));
        unanswered.put(lastId, told);
        return lastId;
    }

    /** The client's PUBACK. */
    void answered(int packetId, boolean accepted) {
        CompletableFuture<Boolean> told = unanswered.remove(packetId);
        if (told != null) {
            told.complete(accepted);
        }
    }

    /** The connection is gone. */
    void lost() {
        unanswered.values().forEach(told -> told.complete(false));
        unanswered.clear();
    }
}
