package io.geshao.console.http;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A part that may fail for a while: says so once when it begins and once when it is over. Any thread. */
public final class Outage {
    private final Logger log;
    private final String part;
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();

    public Outage(Logger log, String part) {
        this.log = log;
        this.part = part;
    }

    public void failed(Throwable cause) {
        if (trouble.getAndSet(String.valueOf(cause)) == null) {
            log.warn("{} fails", part, cause);
        }
    }

    public void worked() {
        if (trouble.get() != null && trouble.getAndSet(null) != null) {
            log.info("{} works again", part);
        }
    }

    /** {@code up}, or what is wrong, as the health answer wants it. */
    public String health() {
        String text = trouble.get();
        return text == null ? "up" : text;
    }
}
