package io.geshao.console;

import io.geshao.console.api.AlertActions;
import io.geshao.console.api.AlertAnswers;
import io.geshao.console.api.CapAnswers;
import io.geshao.console.api.CaseAnswers;
import io.geshao.console.api.CommandAnswers;
import io.geshao.console.api.DeviceAnswers;
import io.geshao.console.api.LedgerAnswers;
import io.geshao.console.api.MapAnswers;
import io.geshao.console.api.OperationsAnswers;
import io.geshao.console.api.Presence;
import io.geshao.console.api.SeriesAnswers;
import io.geshao.console.api.SilenceAnswers;
import io.geshao.console.api.Summary;
import io.geshao.console.auth.Guard;
import io.geshao.console.auth.LocalAccount;
import io.geshao.console.http.Call;
import io.geshao.console.http.Document;
import io.geshao.console.http.Endpoint;
import io.geshao.console.http.Front;
import io.geshao.console.http.Permission;
import io.geshao.console.http.PortWorkers;
import io.geshao.console.http.WebFiles;
import io.geshao.console.live.LiveStream;
import io.geshao.console.store.Database;
import io.geshao.core.config.Launcher;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console: HTTP API, live stream and duty page on one port. One event loop owns all connections, sessions and
 * streams; everything that may block runs on bounded workers. With {@link ConsoleConfig} and {@link ConsolePorts}, all
 * that the module shows.
 */
public final class Console implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final int PORT_THREADS = 8;
    private static final int PORT_QUEUE = 128;
    private static final int PASSWORD_QUEUE = 16;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int IDLE_SECONDS = 60;
    private static final int START_SECONDS = 20;

    private final Vertx vertx;
    private final HttpServer server;
    private final LiveStream stream;
    private final List<PortWorkers> workers;
    private final Router router;

    private Console(Vertx vertx, HttpServer server, LiveStream stream, List<PortWorkers> workers, Router router) {
        this.router = router;
        this.vertx = vertx;
        this.server = server;
        this.stream = stream;
        this.workers = workers;
    }

    /**
     * Starts it.
     *
     * @throws Launcher.StartException if the port is taken, the map cannot be read or the password hash is none
     */
    public static Console start(
            ConsoleConfig config, ConsolePorts ports, Registry registry, Ticker ticker, MeterRegistry meters) {
        LocalAccount account = account(config);
        Document map = map(config);
        Document openapi = openapi();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        Context loop = vertx.getOrCreateContext();
        PortWorkers portWorkers = new PortWorkers(loop, "ports", PORT_THREADS, PORT_QUEUE, meters);
        PortWorkers passwordWorkers = new PortWorkers(loop, "passwords", 1, PASSWORD_QUEUE, meters);
        PortWorkers cancelWorkers = new PortWorkers(loop, "cancels", 1, PORT_QUEUE, meters);
        List<PortWorkers> workers = List.of(portWorkers, passwordWorkers, cancelWorkers);

        Presence presence = new Presence(ports.telemetry(), ticker);
        Summary summary = new Summary(registry, presence, ports.telemetry(), ports.alerts(), ports.cases(), ticker);
        LiveStream stream = new LiveStream(
                new LiveStream.Limits(config.streams(), config.replayEntries(), config.pendingKib() * 1024L),
                loop,
                portWorkers,
                ports.alertLog(),
                ports.caseLog(),
                ports.cases(),
                summary,
                meters);
        Front front =
                new Front(portWorkers, cancelWorkers, Database::isUnavailable, Database::isCancelled, ticker, meters);
        Guard guard = new Guard(
                account,
                ports.casework().people().accounts(),
                passwordWorkers,
                portWorkers,
                ticker,
                config.secureCookie());
        List<Endpoint> endpoints = new ArrayList<>(guard.endpoints());
        endpoints.addAll(operations(
                front,
                new OperationsAnswers(() -> health(ports, stream), ports.metrics(), openapi),
                summary,
                new LedgerAnswers(ports.telemetry(), ports.ledger(), ticker)));
        endpoints.addAll(devices(
                front,
                new DeviceAnswers(registry, ports.telemetry(), presence, ticker),
                new SeriesAnswers(registry, ports.telemetry(), ticker),
                new MapAnswers(map, registry, presence, ports.alerts())));
        endpoints.addAll(
                cases(front, new AlertAnswers(ports.alerts(), ticker), new CaseAnswers(ports.cases(), ports.alerts())));
        endpoints.addAll(alerts(
                front,
                new AlertActions(ports.alerts(), ports.alertControl()),
                new SilenceAnswers(ports.alertControl())));
        endpoints.addAll(outside(front, new CapAnswers(ports.casework().cap())));
        CommandAnswers commands = new CommandAnswers(ports.commands(), registry, ticker);
        String ofDevice = "/api/v1/devices/{id}/commands";
        endpoints.add(new Endpoint("GET", ofDevice, Permission.VIEW, front.blocking(commands::list)));
        endpoints.add(new Endpoint("POST", ofDevice, Permission.COMMAND_DEVICES, front.blocking(commands::order)));
        endpoints.addAll(PeopleRoutes.of(front, ports.casework().people(), ticker));
        endpoints.add(new Endpoint("GET", "/api/v1/stream", Permission.VIEW, context -> {
            Call call = Front.callOf(context);
            call.query().finish();
            stream.open(context, guard.stillIn(context), call::sees);
        }));

        Router router = front.router(vertx, endpoints, guard::before, new WebFiles(Console.class.getClassLoader()));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(config.bindHost())
                        .setPort(config.port())
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setHttp2ClearTextEnabled(false))
                .requestHandler(router);
        Console console = new Console(vertx, server, stream, workers, router);
        console.listen(loop, config);
        stream.start();
        LOG.info("console on port {}", server.actualPort());
        return console;
    }

    private static List<Endpoint> operations(
            Front front, OperationsAnswers operations, Summary summary, LedgerAnswers ledger) {
        return List.of(
                new Endpoint("GET", "/health", Permission.NOBODY, front.blocking(operations::health)),
                new Endpoint("GET", "/health/live", Permission.NOBODY, front.blocking(operations::live)),
                new Endpoint("GET", "/health/ready", Permission.NOBODY, front.blocking(operations::health)),
                new Endpoint("GET", "/metrics", Permission.NOBODY, front.blocking(operations::metrics)),
                new Endpoint("GET", "/api/v1/health", Permission.NOBODY, front.blocking(operations::health)),
                new Endpoint("GET", "/api/v1/openapi.yaml", Permission.VIEW, front.blocking(operations::openapi)),
                new Endpoint("GET", "/api/v1/rejections", Permission.VIEW, front.blocking(ledger::rejections)),
                new Endpoint("GET", "/api/v1/gaps", Permission.VIEW, front.blocking(ledger::gaps)),
                new Endpoint("GET", "/api/v1/gateways", Permission.VIEW, front.blocking(ledger::gateways)),
                new Endpoint("GET", "/api/v1/ledger", Permission.VIEW, front.blocking(ledger::ledger)),
                new Endpoint("GET", "/api/v1/summary", Permission.VIEW, front.blocking(summary::answer)));
    }

    private static List<Endpoint> devices(Front front, DeviceAnswers devices, SeriesAnswers series, MapAnswers maps) {
        return List.of(
                new Endpoint("GET", "/api/v1/devices", Permission.VIEW, front.blocking(devices::list)),
                new Endpoint("GET", "/api/v1/devices/{id}", Permission.VIEW, front.blocking(devices::one)),
                new Endpoint("GET", "/api/v1/devices/{id}/latest", Permission.VIEW, front.blocking(devices::latest)),
                new Endpoint("GET", "/api/v1/devices/{id}/series", Permission.VIEW, front.blocking(series::series)),
                new Endpoint("GET", "/api/v1/devices/{id}/history", Permission.VIEW, front.blocking(devices::history)),
                new Endpoint("GET", "/api/v1/latest", Permission.VIEW, front.blocking(devices::latestOfMany)),
                new Endpoint("GET", "/api/v1/aggregates", Permission.VIEW, front.blocking(series::aggregates)),
                new Endpoint("GET", "/api/v1/map", Permission.VIEW, front.blocking(maps::map)),
                new Endpoint("GET", "/api/v1/map/devices", Permission.VIEW, front.blocking(maps::devices)));
    }

    private static List<Endpoint> cases(Front front, AlertAnswers alerts, CaseAnswers cases) {
        String one = "/api/v1/cases/{number}";
        return List.of(
                new Endpoint("GET", "/api/v1/alerts", Permission.VIEW, front.blocking(alerts::list)),
                new Endpoint("GET", "/api/v1/cases", Permission.VIEW, front.blocking(cases::list)),
                new Endpoint("GET", one, Permission.VIEW, front.blocking(cases::one)),
                new Endpoint("POST", one + "/acknowledge", Permission.ACT, front.blocking(cases::acknowledge)),
                new Endpoint("POST", one + "/comments", Permission.ACT, front.blocking(cases::comment)),
                new Endpoint("POST", one + "/close", Permission.ACT, front.blocking(cases::close)));
    }

    private static List<Endpoint> alerts(Front front, AlertActions alerts, SilenceAnswers silences) {
        String alert = "/api/v1/alerts/{id}";
        String silence = "/api/v1/silences/{id}";
        return List.of(
                new Endpoint("GET", alert, Permission.VIEW, front.blocking(alerts::one)),
                new Endpoint(
                        "POST", alert + "/acknowledge", Permission.ANSWER_ALERTS, front.blocking(alerts::acknowledge)),
                new Endpoint("POST", alert + "/reset", Permission.ANSWER_ALERTS, front.blocking(alerts::reset)),
                new Endpoint("POST", alert + "/shelve", Permission.ANSWER_ALERTS, front.blocking(alerts::shelve)),
                new Endpoint("POST", alert + "/unshelve", Permission.ANSWER_ALERTS, front.blocking(alerts::unshelve)),
                new Endpoint(
                        "POST",
                        alert + "/out-of-service",
                        Permission.ANSWER_ALERTS,
                        front.blocking(alerts::outOfService)),
                new Endpoint("GET", "/api/v1/silences", Permission.VIEW, front.blocking(silences::list)),
                new Endpoint("POST", "/api/v1/silences", Permission.ANSWER_ALERTS, front.blocking(silences::add)),
                new Endpoint("GET", silence, Permission.VIEW, front.blocking(silences::one)),
                new Endpoint("POST", silence + "/confirm", Permission.ANSWER_ALERTS, front.blocking(silences::confirm)),
                new Endpoint("POST", silence + "/end", Permission.ANSWER_ALERTS, front.blocking(silences::end)),
                new Endpoint("GET", "/api/v1/rules", Permission.VIEW, front.blocking(silences::rules)),
                new Endpoint("GET", "/api/v1/floods", Permission.VIEW, front.blocking(silences::floods)));
    }

    /** What other systems read. */
    private static List<Endpoint> outside(Front front, CapAnswers cap) {
        return List.of(
                new Endpoint("GET", "/api/v1/cap", Permission.VIEW, front.blocking(cap::feed)),
                new Endpoint("GET", "/api/v1/cap/{identifier}", Permission.VIEW, front.blocking(cap::one)));
    }

    private static LocalAccount account(ConsoleConfig config) {
        try {
            return LocalAccount.of(config.user(), config.passwordHash());
        } catch (IllegalArgumentException e) {
            throw new Launcher.StartException("console.password.hash is " + e.getMessage(), e);
        }
    }

    private static Document map(ConsoleConfig config) {
        try {
            return MapAnswers.read(config.registryDir());
        } catch (IOException e) {
            throw new Launcher.StartException("the map in " + config.registryDir() + " cannot be read: " + e, e);
        }
    }

    private static Document openapi() {
        try (InputStream in = Console.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not on the class path");
            }
            return Document.of("application/yaml", in.readAllBytes());
        } catch (IOException e) {
            throw new Launcher.StartException("openapi.yaml on the class path cannot be read", e);
        }
    }

    private static Map<String, String> health(ConsolePorts ports, LiveStream stream) {
        Map<String, String> parts = new TreeMap<>(ports.health().get());
        parts.put("console", "up");
        parts.put("stream", stream.health());
        return parts;
    }

    /** On the loop that owns everything, so that the server's connections live there too. */
    private void listen(Context loop, ConsoleConfig config) {
        CompletableFuture<HttpServer> listening = new CompletableFuture<>();
        loop.runOnContext(nothing -> server.listen().onComplete(done -> {
            if (done.succeeded()) {
                listening.complete(done.result());
            } else {
                listening.completeExceptionally(done.cause());
            }
        }));
        try {
            listening.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Launcher.StartException(
                    "console cannot listen on " + config.bindHost() + ":" + config.port() + ": " + cause, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new Launcher.StartException("interrupted while starting", e);
        }
    }

    /** Something was written to the alert or case log in this process: tell it at once. Any thread, never blocks. */
    public void wake() {
        stream.wake();
    }

    /** As {@link #wake}, where only the log of cases was written to. */
    public void wakeForCases() {
        stream.wakeForCases();
    }

    /** The names of all routes: method and path template, or what the route is for. */
    List<String> routes() {
        return router.getRoutes().stream().map(Route::getName).toList();
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        stream.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the console did not stop cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(PortWorkers::close);
    }
}
