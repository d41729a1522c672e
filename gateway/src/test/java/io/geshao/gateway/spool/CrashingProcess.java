package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * A process that appends messages from a given number on until it is killed, hands out batches beside, and says on
 * standard output what it was promised: {@code ack SEQ RESULT} after the commit, {@code batch FIRST LAST CREATED SEQS}
 * before it is forgotten.
 */
public final class CrashingProcess {
    private static final int UNDER_WAY = 200;

    private CrashingProcess() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Spool spool = Spool.open(Path.of(args[0]), "gw-1", Ticker.system(), new SimpleMeterRegistry());
        Thread reader = new Thread(() -> handOut(spool, out), "reader");
        reader.setDaemon(true);
        reader.start();
        Semaphore window = new Semaphore(UNDER_WAY);
        for (long seq = Long.parseLong(args[1]); ; seq++) {
            long number = seq;
            window.acquire();
            spool.append(Entries.message("d" + number % 7, number, number * 31), result -> {
                say(out, "ack " + number + " " + result);
                window.release();
            });
        }
    }

    private static void handOut(Spool spool, PrintStream out) {
        Semaphore news = new Semaphore(0);
        spool.onCommit(news::release);
        while (true) {
            Batch batch = spool.next(Lane.ROUTINE);
            if (batch == null) {
                news.acquireUninterruptibly();
                news.drainPermits();
                continue;
            }
            String seqs = batch.readings().stream()
                    .map(Reading::sequence)
                    .map(String::valueOf)
                    .collect(Collectors.joining(","));
            say(out, "batch " + batch.first() + " " + batch.last() + " " + batch.createdMillis() + " " + seqs);
            spool.forget(batch);
        }
    }

    private static synchronized void say(PrintStream out, String line) {
        out.print(line + " .\n"); // the dot tells a whole line from one that the kill has cut
        out.flush();
    }
}
