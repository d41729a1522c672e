package io.geshao.gateway.coap;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that answers after the commit: to write and send an answer takes as long as to store the message, and the
 * spool has the next group to write. What waits here was taken by the spool, which takes no more than it has room for; that
 * bounds it. It is woken only when it sleeps: the answers of one commit cost one wake-up, not one each.
 */
final class Answers implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "coap-answer");
    private volatile boolean asleep;
    private volatile boolean closed;

    Answers() {
        thread.setDaemon(true);
        thread.start();
    }

    /** After {@link #close} it is dropped: the device asks again, elsewhere or later. */
    @Override
    public void execute(Runnable answer) {
        if (closed) {
            return;
        }
        waiting.add(answer);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            Runnable answer = waiting.poll();
            if (answer != null) {
                carryOut(answer);
            } else if (closed) {
                return;
            } else {
                asleep = true;
                if (waiting.isEmpty() && !closed) { // looked at again: whoever added before has not seen it asleep
                    LockSupport.park(this);
                }
                asleep = false;
            }
        }
    }

    private static void carryOut(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) { // a bug met by one answer must not silence the door
            log.error("coap: an answer could not be given", e);
        }
    }

    /** What waits is still answered. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
