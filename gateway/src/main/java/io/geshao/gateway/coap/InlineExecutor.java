package io.geshao.gateway.coap;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Runs what Californium would hand to a pool on the thread that hands it over: a request is parsed, decoded and appended
 * to the spool on the thread that received it, and answered on the thread that committed it. Californium's order of tasks
 * within one exchange holds all the same, since it locks the exchange. Only what is scheduled (repetitions, time-outs)
 * runs on a thread of this executor.
 */
final class InlineExecutor extends ScheduledThreadPoolExecutor {
    InlineExecutor() {
        super(1, task -> {
            Thread thread = new Thread(task, "coap-timer");
            thread.setDaemon(true);
            return thread;
        });
        setRemoveOnCancelPolicy(true); // most repetitions are cancelled
    }

    @Override
    public void execute(Runnable command) {
        command.run();
    }
}
