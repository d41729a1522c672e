package io.geshao.gateway.coap;

import io.geshao.core.time.Ticker;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Posts of the short way that Californium is to go on with: those that wait for so long that their sender needs a sign of
 * life and a separate answer, and those whose answer does not fit into one datagram. Californium is given the datagram as
 * it came, and its resource claims the post under it instead of taking the body a second time. Any thread.
 *
 * <p>A message id is adopted once within its lifetime: Californium would take another message with the same id for a
 * repetition of the first, and answer it as that, though nothing of it may be stored.
 */
final class Adoptions {
    /** Beyond that nothing more is adopted for a while: the senders repeat themselves instead. */
    static final int MOST = 20_000;

    private final Ticker ticker;
    private final ConcurrentHashMap<Key, ShortPost> claimable =
            new ConcurrentHashMap<>(); // for the moment of handing over
    private final LinkedHashMap<Key, Long> adopted = new LinkedHashMap<>(); // since when; guarded by itself

    private record Key(InetSocketAddress peer, int messageId) {}

    /** Gives a datagram to Californium. */
    interface Receiver {
        /** Has handled the datagram when it returns. */
        void receive(byte[] datagram, InetSocketAddress peer);
    }

    Adoptions(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether Californium knows no message of that id, and will not take this one for a repetition. */
    boolean begin(ShortPost post) {
        Key key = new Key(post.peer(), post.messageId());
        synchronized (adopted) {
            forget();
            if (adopted.size() >= MOST || adopted.putIfAbsent(key, ticker.nanos()) != null) {
                return false;
            }
        }
        claimable.put(key, post);
        return true;
    }

    /** Californium has had it. */
    void end(ShortPost post) {
        claimable.remove(new Key(post.peer(), post.messageId()), post);
    }

    /** The post that waits under the request that Californium has just read, or null if it is a request like any other. */
    @Nullable
    ShortPost claim(InetSocketAddress peer, int messageId) {
        return claimable.isEmpty() ? null : claimable.remove(new Key(peer, messageId));
    }

    private void forget() {
        long before = ticker.nanos() - Repetitions.LIFETIME_NANOS;
        Iterator<Long> eldest = adopted.values().iterator();
        while (eldest.hasNext() && eldest.next() - before < 0) {
            eldest.remove();
        }
    }
}
