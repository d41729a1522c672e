package io.geshao.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a live stream as a browser does: remembers the last id, also of an event without data. */
final class EventReader implements AutoCloseable {
    /** One event; {@code id} is the last one seen when it came. */
    record Event(String name, String id, String data) {}

    private static final Event END = new Event("end of stream", "", "");

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final InputStream body;
    private final Thread thread;
    private volatile String lastId = "";

    private EventReader(InputStream body) {
        this.body = body;
        this.thread = new Thread(this::read, "event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    static EventReader open(RunningConsole console, @Nullable String lastEventId) {
        return open(console, lastEventId, RunningConsole.USER, RunningConsole.PASSWORD);
    }

    static EventReader open(RunningConsole console, @Nullable String lastEventId, String user, String password) {
        HttpRequest.Builder request =
                console.request("/api/v1/stream").header("Authorization", RunningConsole.basic(user, password));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response = console.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream; charset=utf-8");
        return new EventReader(response.body());
    }

    private void read() {
        String name = "";
        String data = "";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(name, lastId, data));
                    }
                    name = "";
                    data = "";
                }
            }
        } catch (IOException e) {
            // the stream was cut, which is what some tests are about
        }
        events.add(END);
    }

    String lastId() {
        return lastId;
    }

    /** The next event of that name; events of other names are passed over, summaries come at any time. */
    Event next(String name) {
        while (true) {
            Event event = next();
            if (event.name().equals(name)) {
                return event;
            }
        }
    }

    /** The next event that is no summary. */
    Event nextEntry() {
        while (true) {
            Event event = next();
            if (!event.name().equals("summary")) {
                return event;
            }
        }
    }

    private Event next() {
        try {
            Event event = events.poll(10, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event within 10 seconds");
            }
            if (event.equals(END)) {
                throw new AssertionError("the stream ended");
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
