package io.geshao.core.config;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The operations port of a process that has no web server of its own: {@code GET /metrics} in the Prometheus text
 * format; {@code GET /health} and {@code /health/ready}, 200 if every part is up and 503 if not; {@code GET /health/live},
 * 503 only if a part is {@linkplain #DEAD dead}. All three list the parts as JSON. Uses the JDK's server: a few requests a
 * minute, no framework needed.
 */
public final class OpsServer implements AutoCloseable {
    /**
     * How the state of a part begins that only a new process can mend: the thread that owns it has ended by a bug.
     * Everything else may come back by itself, and a restart would only add to the trouble.
     */
    public static final String DEAD = "dead: ";

    /** What a health answer is asked for. */
    public enum Probe {
        /** No part needs a restart of the process. */
        LIVE,
        /** Every part is up. */
        READY;

        /** Whether the answer is yes, given the state of each part. */
        public boolean holds(Map<String, String> parts) {
            return this == LIVE
                    ? parts.values().stream().noneMatch(state -> state.startsWith(DEAD))
                    : parts.values().stream().allMatch("up"::equals);
        }
    }

    private final HttpServer server;
    private final ExecutorService executor;

    private OpsServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * @param port 0 for any free one
     * @param metrics text in the Prometheus exposition format, version 0.0.4
     * @param parts each part of the process to null-free text: {@code up}, or what is wrong with it
     * @throws IOException if the port is taken
     */
    public static OpsServer start(int port, Supplier<String> metrics, Supplier<Map<String, String>> parts)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 16);
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "ops");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        server.createContext(
                "/metrics",
                exchange -> answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
        server.createContext("/health", exchange -> {
            String path = exchange.getRequestURI().getPath();
            Map<String, String> health = new TreeMap<>(parts.get());
            boolean up = (path.equals("/health/live") ? Probe.LIVE : Probe.READY).holds(health);
            answer(exchange, up ? 200 : 503, "application/json", healthJson(up, health));
        });
        server.start();
        return new OpsServer(server, executor);
    }

    /** {@code {"status":"up","parts":{"spool":"up"}}}. */
    public static String healthJson(boolean up, Map<String, String> parts) {
        StringBuilder json =
                new StringBuilder("{\"status\":\"").append(up ? "up" : "down").append("\",\"parts\":{");
        String comma = "";
        for (Map.Entry<String, String> part : parts.entrySet()) {
            json.append(comma).append(quoted(part.getKey())).append(':').append(quoted(part.getValue()));
            comma = ",";
        }
        return json.append("}}").toString();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(' ');
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
