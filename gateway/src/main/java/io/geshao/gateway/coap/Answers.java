package io.geshao.gateway.coap;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that answers after the commit: to write and send an answer takes as long as to store the message, and the
 * spool has the next group to write. What waits here was taken by the spool, which takes no more than it has room for; that
 * bounds it.
 */
final class Answers implements Executor, AutoCloseable {
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
                Thread made = new Thread(task, "coap-answer");
                made.setDaemon(true);
                return made;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // the door is closed; the device asks again, elsewhere or later

    @Override
    public void execute(Runnable answer) {
        thread.execute(answer);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
