package io.geshao.console.live;

import io.vertx.core.buffer.Buffer;

/**
 * One log entry as it is sent, rendered once for all clients. Without its id line: that says how far the one client is
 * in both logs.
 *
 * @param position in its log
 * @param place where it is, for those who look after a part of the town only
 * @param text {@code event:} and {@code data:} with the empty line that ends them
 */
record Frame(Source source, long position, String place, String text) {
    /** The log it comes from. */
    enum Source {
        ALERT,
        CASE
    }

    /** An event in the format of server-sent events; JSON has no line breaks, so one data line is enough. */
    static String event(String name, String json) {
        return "event: " + name + "\ndata: " + json + "\n\n";
    }

    Buffer withId(StreamPosition after) {
        return Buffer.buffer("id: " + after + "\n" + text);
    }
}
