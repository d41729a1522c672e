package io.geshao.incident.telling;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an outside monitor that the last audit was clean. What the monitor does not hear for three minutes is an alarm
 * there: so a platform that is dead, or whose watchdog is, cannot go unnoticed. Owner: the watchdog thread.
 */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Optional<URI> monitor;
    private final NoticeMeters meters;
    private final HttpClient client;
    private volatile String condition;

    Heartbeat(Optional<URI> monitor, NoticeMeters meters) {
        this.monitor = monitor;
        this.meters = meters;
        client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
        condition = "up";
    }

    /** After each audit. */
    void beat(Watchdog.Audit audit) {
        if (monitor.isEmpty()) {
            return;
        }
        if (!audit.isClean()) {
            meters.heartbeat("held_back");
            return;
        }
        HttpRequest ping = HttpRequest.newBuilder(monitor.get())
                .timeout(ANSWER)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            int status =
                    client.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= 300) {
                failed("the monitor answers " + status);
            } else {
                meters.heartbeat("sent");
                condition = "up";
            }
        } catch (IOException e) {
            failed("the monitor cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(String why) {
        meters.heartbeat("failed");
        if (condition.equals("up")) {
            LOG.warn("heartbeat: {}", why);
        }
        condition = why;
    }

    /** What health calls it: a platform that nobody watches from outside is up, and says so. */
    String name() {
        return monitor.isEmpty() ? "heartbeat (off)" : "heartbeat";
    }

    String condition() {
        return condition;
    }
}
