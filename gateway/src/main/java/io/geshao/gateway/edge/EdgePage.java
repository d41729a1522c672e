package io.geshao.gateway.edge;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.time.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The board as a page: {@code /} for people, {@code /alarms.json} for machines. Only reading; no script from elsewhere. */
final class EdgePage implements AutoCloseable {
    private static final long OPEN_WITHIN_S = 10;

    private final HttpServer server;

    private EdgePage(HttpServer server) {
        this.server = server;
    }

    static EdgePage start(Vertx vertx, EdgeConfig config, EdgeBoard board, Ticker ticker) {
        String page = text();
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(config.host())
                        .setPort(config.port())
                        .setIdleTimeout(60))
                .requestHandler(request -> answer(request, page, board, ticker));
        try {
            server.listen().toCompletionStage().toCompletableFuture().get(OPEN_WITHIN_S, TimeUnit.SECONDS);
            return new EdgePage(server);
        } catch (ExecutionException | TimeoutException e) {
            throw new StartException("edge port " + config.port() + " is taken", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while opening edge port " + config.port(), e);
        }
    }

    private static void answer(HttpServerRequest request, String page, EdgeBoard board, Ticker ticker) {
        request.response()
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'");
        switch (request.path()) {
            case "/" ->
                request.response()
                        .putHeader("Content-Type", "text/html; charset=utf-8")
                        .end(page);
            case "/alarms.json" ->
                request.response().putHeader("Content-Type", "application/json").end(board.json(ticker.epochMillis()));
            default -> request.response().setStatusCode(404).end();
        }
    }

    private static String text() {
        try (InputStream in = EdgePage.class.getResourceAsStream("edge.html")) {
            if (in == null) {
                throw new IllegalStateException("edge.html is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
