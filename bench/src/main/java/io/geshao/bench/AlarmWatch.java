package io.geshao.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page that follows the live stream: when it showed the alert of a device, and when a case that lists it. Times in
 * nanoseconds of the ticker; the reading thread writes, any thread reads.
 */
final class AlarmWatch implements AutoCloseable {
    private final Map<String, Long> alerts = new ConcurrentHashMap<>();
    private final Map<String, Long> cases = new ConcurrentHashMap<>();
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Ticker ticker;
    private volatile @Nullable Stream<String> lines;

    AlarmWatch(Ticker ticker) {
        this.ticker = ticker;
    }

    void follow(int port, String user, String password) throws IOException, InterruptedException {
        String base = "http://127.0.0.1:" + port + "/api/v1/";
        HttpResponse<String> login = http.send(
                HttpRequest.newBuilder(URI.create(base + "login"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        String cookie = login.headers()
                .firstValue("Set-Cookie")
                .map(one -> one.split(";", 2)[0])
                .orElseThrow(() -> new IOException("no session: " + login.body()));
        HttpResponse<Stream<String>> stream = http.send(
                HttpRequest.newBuilder(URI.create(base + "stream"))
                        .header("Cookie", cookie)
                        .build(),
                BodyHandlers.ofLines());
        if (stream.statusCode() != 200) {
            throw new IOException("no live stream: " + stream.statusCode());
        }
        lines = stream.body();
        Thread reader = new Thread(() -> read(stream.body()), "page");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Stream<String> body) {
        String[] event = {""};
        try {
            body.forEach(line -> {
                if (line.startsWith("event: ")) {
                    event[0] = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    take(event[0], line.substring(6), ticker.nanos());
                }
            });
        } catch (java.io.UncheckedIOException e) {
            return; // closed at the end of the run
        }
    }

    private void take(String event, String data, long nanos) {
        try {
            if (event.equals("alert")) {
                note(mapper.readTree(data).path("alert").path("id").asText(), alerts, nanos);
            } else if (event.equals("case")) {
                for (JsonNode id : mapper.readTree(data).path("case").path("alerts")) {
                    note(id.asText(), cases, nanos);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the live stream is not JSON: " + data, e);
        }
    }

    /** {@code F1|device:ID|onset}: the device is enough, each raises one alarm. */
    private static void note(String alert, Map<String, Long> seen, long nanos) {
        String[] parts = alert.split("\\|", -1);
        if (parts.length >= 3 && parts[1].startsWith("device:") && (parts[0].equals("F1") || parts[0].equals("W3"))) {
            seen.putIfAbsent(parts[1].substring(7), nanos);
        }
    }

    /** When both the alert and a case with it had been seen, or null. */
    @Nullable
    Long seenNanos(String device) {
        Long alert = alerts.get(device);
        Long inCase = cases.get(device);
        return alert == null || inCase == null ? null : Long.valueOf(Math.max(alert, inCase));
    }

    @Override
    public void close() {
        Stream<String> open = lines;
        if (open != null) {
            open.close();
        }
    }
}
