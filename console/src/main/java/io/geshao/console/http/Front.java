package io.geshao.console.http;

import io.geshao.casework.Actor;
import io.geshao.core.time.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the endpoints behind one router: security headers, body limit, permission, the action, and one shape for every
 * error. All state belongs to the event loop.
 */
public final class Front {
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    private static final String ROUTE = "geshao.route";
    private static final String ACTOR = "geshao.actor";
    private static final String UNTIMED = "stream";

    private final PortWorkers workers;
    private final PortWorkers cancels;
    private final Predicate<Throwable> storeIsAway;
    private final Predicate<Throwable> queryWasEnded;
    private final Ticker ticker;
    private final MeterRegistry meters;
    private final Outage ports = new Outage(LOG, "a port");

    /**
     * @param cancels where queries of clients that have gone are ended: never behind the very queries
     * @param storeIsAway whether a failure of a port says that its store is not there
     * @param queryWasEnded whether a failure of a port says that its store ended the query
     */
    public Front(
            PortWorkers workers,
            PortWorkers cancels,
            Predicate<Throwable> storeIsAway,
            Predicate<Throwable> queryWasEnded,
            Ticker ticker,
            MeterRegistry meters) {
        this.workers = workers;
        this.cancels = cancels;
        this.storeIsAway = storeIsAway;
        this.queryWasEnded = queryWasEnded;
        this.ticker = ticker;
        this.meters = meters;
    }

    /** An action that may block, as a handler: it runs on a worker, the answer is sent from the event loop. */
    public Handler<RoutingContext> blocking(Call.Action action) {
        return context -> {
            Client client = new Client();
            Call call = callOf(context, client);
            context.addEndHandler(end -> {
                if (end.failed()) {
                    leave(client);
                }
            });
            Supplier<Answer> work = () -> {
                if (client.isGone()) { // while it waited for a worker
                    throw new CancellationException("the client has gone");
                }
                Answer answer = action.answer(call);
                return call.acceptsGzip() ? answer.compressed() : answer;
            };
            workers.run(work).onComplete(done -> {
                if (done.succeeded()) {
                    ports.worked();
                    send(context, done.result());
                } else if (!client.isGone()) { // else there is nobody to tell, and it was no fault
                    context.fail(done.cause());
                }
            });
        };
    }

    /** A client has hung up before its answer was there. */
    private void leave(Client client) {
        ended("client").increment();
        cancels.run(() -> {
                    client.leave();
                    return true;
                })
                .onFailure(full -> LOG.debug("a query goes on for nobody: {}", full.toString()));
    }

    private Counter ended(String by) {
        return Counter.builder("geshao.console.ended")
                .description("requests that ended without an answer of their own: the client left, or time ran out")
                .tag("by", by)
                .register(meters);
    }

    /** The request of nobody in particular, taken out of its connection. */
    public static Call callOf(RoutingContext context) {
        return callOf(context, new Client());
    }

    private static Call callOf(RoutingContext context, Client client) {
        HttpServerRequest request = context.request();
        Map<String, List<String>> query = new HashMap<>();
        context.queryParams().names().forEach(name -> query.put(name, context.queryParam(name)));
        Buffer body = context.body().buffer();
        return new Call(
                Map.copyOf(context.pathParams()),
                new Query(query),
                request.getHeader("Content-Type"),
                body == null ? new byte[0] : body.getBytes(),
                context.get(ACTOR),
                headerOr(request, "If-None-Match"),
                headerOr(request, "Accept-Encoding").contains("gzip"),
                client);
    }

    private static String headerOr(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** Lets the request go on as that actor. */
    public static void admit(RoutingContext context, Actor actor) {
        context.put(ACTOR, actor);
        context.next();
    }

    /** Sends the answer; on the event loop. A client that has gone is no fault. */
    public static void send(RoutingContext context, Answer answer) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status());
        if (!answer.contentType().isEmpty()) {
            response.putHeader("Content-Type", answer.contentType());
            response.putHeader("Vary", "Accept-Encoding");
        }
        if (!answer.headers().containsKey("Cache-Control")) {
            response.putHeader("Cache-Control", "no-store");
        }
        answer.headers().forEach(response::putHeader);
        Future<Void> sent = answer.body().length == 0 ? response.end() : response.end(Buffer.buffer(answer.body()));
        sent.onFailure(gone -> LOG.debug("client gone before the answer: {}", gone.toString()));
    }

    /**
     * The router.
     *
     * @param guard for each permission the handler that lets a request through, or fails it with a {@link Refusal}
     */
    public Router router(
            Vertx vertx,
            List<Endpoint> endpoints,
            Function<Permission, Handler<RoutingContext>> guard,
            WebFiles files) {
        Router router = Router.router(vertx);
        String policy = files.contentSecurityPolicy();
        router.route().setName("every request").handler(context -> {
            secure(context.response(), policy);
            time(context);
            context.next();
        });
        for (Endpoint endpoint : endpoints) {
            var route = router.route(HttpMethod.valueOf(endpoint.method()), routerPath(endpoint.path()))
                    .setName(endpoint.method() + " " + endpoint.path());
            if (endpoint.method().equals("POST")) {
                route.handler(BodyHandler.create(false).setBodyLimit(endpoint.bodyLimitBytes()));
            }
            route.handler(context -> {
                        context.put(ROUTE, endpoint.path());
                        context.next();
                    })
                    .handler(guard.apply(endpoint.permission()))
                    .handler(endpoint.action());
        }
        router.routeWithRegex(HttpMethod.GET, "/(?!api/).*")
                .setName("page and libraries")
                .handler(context -> {
                    context.put(ROUTE, "static");
                    blocking(call -> files.answer(context.normalizedPath(), call))
                            .handle(context);
                });
        for (int status : List.of(400, 404, 405, 406, 413, 414, 415, 500)) {
            router.errorHandler(status, context -> failed(context, endpoints));
        }
        return router;
    }

    /** {@code /devices/{id}} as the router spells it. */
    static String routerPath(String path) {
        return path.replaceAll("\\{([a-z]+)}", ":$1");
    }

    private void failed(RoutingContext context, List<Endpoint> endpoints) {
        Throwable failure = context.failure();
        Refusal refusal;
        if (failure instanceof Refusal named) {
            refusal = named;
        } else if (context.statusCode() >= 500 || context.statusCode() < 400) {
            refusal = faultOf(failure == null ? new IllegalStateException("no cause given") : failure);
        } else {
            refusal = switch (context.statusCode()) {
                case 404 -> Refusal.of(Reason.NO_SUCH_PATH, "there is nothing at this path");
                case 405 -> Refusal.of(Reason.METHOD_NOT_ALLOWED, "the path is not asked with this method");
                case 413 -> Refusal.of(Reason.TOO_LARGE, "the body is longer than this request may bring");
                case 415 -> Refusal.of(Reason.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json");
                default -> Refusal.of(Reason.BAD_REQUEST, "the request cannot be read");
            };
        }
        Answer answer = refusal.answer();
        if (refusal.reason() == Reason.METHOD_NOT_ALLOWED) {
            answer = answer.with("Allow", allowed(context.normalizedPath(), endpoints));
        }
        if (answer.status() == 401) {
            answer = answer.with("WWW-Authenticate", challenge(context.request()));
        }
        send(context, answer);
    }

    private Refusal faultOf(Throwable failure) {
        if (queryWasEnded.test(failure)) {
            ended("time").increment();
            return Refusal.of(
                    Reason.QUERY_TOO_LONG, "the question takes longer to answer than a person waits; ask for less");
        }
        ports.failed(failure);
        return storeIsAway.test(failure)
                ? Refusal.retryLater(Reason.STORE_UNAVAILABLE, "the database does not answer", 2)
                : Refusal.of(Reason.INTERNAL, "the request could not be carried out");
    }

    private static String allowed(String path, List<Endpoint> endpoints) {
        TreeSet<String> methods = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            if (path.matches(endpoint.path().replaceAll("\\{[a-z]+}", "[^/]+"))) {
                methods.add(endpoint.method());
            }
        }
        return methods.isEmpty() ? "GET" : String.join(", ", methods);
    }

    /**
     * RFC 9110 wants a challenge with every 401. A browser answers {@code Basic} with its own dialog and then sends the
     * password along with requests that other sites make, so browsers (they send {@code Sec-Fetch-Mode}, scripts do not)
     * are pointed to the session.
     */
    private static String challenge(HttpServerRequest request) {
        return request.getHeader("Sec-Fetch-Mode") == null
                ? "Basic realm=\"geshao\", charset=\"UTF-8\""
                : "Session realm=\"geshao\"";
    }

    private static void secure(HttpServerResponse response, String policy) {
        response.putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Permissions-Policy", "geolocation=(), camera=(), microphone=()");
    }

    private void time(RoutingContext context) {
        long startNanos = ticker.nanos();
        context.addEndHandler(end -> {
            String route = context.get(ROUTE);
            int status = context.response().getStatusCode();
            if (route != null && route.endsWith(UNTIMED) && status == 200) {
                return; // how long somebody looks at a page says nothing about us
            }
            Timer.builder("geshao.console.request")
                    .description("from the request line to the end of the answer")
                    .tag("route", route == null ? "other" : route)
                    .tag("method", methodTag(context.request().method()))
                    .tag("status", String.format(Locale.ROOT, "%dxx", status / 100))
                    .register(meters)
                    .record(ticker.nanos() - startNanos, TimeUnit.NANOSECONDS);
        });
    }

    /** Any token is a method in HTTP; a tag is one of a few. */
    private static String methodTag(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.POST) ? method.name() : "other";
    }

    /** {@code up}, or how the ports fail. */
    public String health() {
        return ports.health();
    }
}
