package io.geshao.ingest.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.geshao.core.Batch;
import io.geshao.core.config.OpsServer;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.port.BatchSink.UndeliverableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP door for gateways, with {@code /health} and {@code /metrics} beside it. 200 means that the batch is
 * committed; 400, 413, 415 and 422 that it never will be; anything else that it is worth another try.
 */
public final class BatchEndpoint extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(BatchEndpoint.class);
    private static final CBORFactory CBOR = new CBORFactory();
    private static final String PATH = "/uplink/v1/batches";
    private static final String REPORTS = "/uplink/v1/reports";
    /** As many batches of a gateway as it has under way, and more. */
    private static final int STREAMS = 2_048;

    private static final int STREAM_WINDOW_BYTES = 1 << 20;
    private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
    private static final String ADMISSION = "geshao.admission";
    private static final String CBOR_TYPE = "application/cbor";

    private final BatchSink sink;
    private final Options options;
    private final Supplier<Map<String, String>> health;
    private final Supplier<String> metrics;
    private final MeterRegistry meters;
    private final GatewayGate gate;
    private final Consumer<Router> beside;
    private final BodyReader bodies; // the event loop

    /** Bound port; 0 before the start. Written by the event loop, read by any thread. */
    private volatile int port;

    /**
     * @param token shared secret; empty lets everyone in
     * @param batchBytes largest body
     * @param ackTimeout how long a request waits for the commit
     */
    public record Options(String host, int port, String token, int batchBytes, Duration ackTimeout, EndpointTls tls) {
        /** Without TLS. */
        public Options(String host, int port, String token, int batchBytes, Duration ackTimeout) {
            this(host, port, token, batchBytes, ackTimeout, EndpointTls.none());
        }
    }

    /**
     * @param health each part to {@code up} or what is wrong with it; while a part is not up batches are refused at once
     * @param metrics text in the Prometheus format
     */
    public BatchEndpoint(
            BatchSink sink,
            Options options,
            Supplier<Map<String, String>> health,
            Supplier<String> metrics,
            MeterRegistry meters) {
        this(sink, options, health, metrics, meters, GatewayGate.shared(options.token()), router -> {});
    }

    /**
     * As above.
     *
     * @param gate who may bring batches, and under which name
     * @param beside adds other routes for gateways, on the event loop
     */
    public BatchEndpoint(
            BatchSink sink,
            Options options,
            Supplier<Map<String, String>> health,
            Supplier<String> metrics,
            MeterRegistry meters,
            GatewayGate gate,
            Consumer<Router> beside) {
        this.sink = sink;
        this.gate = gate;
        this.beside = beside;
        this.bodies = new BodyReader(options.batchBytes());
        this.options = options;
        this.health = health;
        this.metrics = metrics;
        this.meters = meters;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        // A route of its own, before the one that reads the body: nobody without the token makes us read.
        router.route(PATH).handler(this::authenticate);
        router.route(REPORTS).handler(this::authenticate);
        router.post(PATH)
                .handler(BodyHandler.create(false).setBodyLimit(options.batchBytes()))
                .handler(this::take)
                .failureHandler(this::failed);
        router.post(REPORTS)
                .handler(BodyHandler.create(false).setBodyLimit(options.batchBytes()))
                .handler(this::takeReport)
                .failureHandler(this::failed);
        beside.accept(router);
        router.get("/health").handler(context -> health(context, OpsServer.Probe.READY));
        router.get("/health/ready").handler(context -> health(context, OpsServer.Probe.READY));
        router.get("/health/live").handler(context -> health(context, OpsServer.Probe.LIVE));
        router.get("/metrics").handler(context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .end(metrics.get()));
        HttpServerOptions listening = new HttpServerOptions()
                .setHost(options.host())
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(STREAMS).setInitialWindowSize(STREAM_WINDOW_BYTES));
        options.tls().applyTo(listening);
        return vertx.createHttpServer(listening)
                .requestHandler(router)
                .listen(options.port())
                .onSuccess(server -> port = server.actualPort());
    }

    public int port() {
        return port;
    }

    private void authenticate(RoutingContext context) {
        GatewayGate.Admission admission = gate.admit(context);
        if (admission.decision() != GatewayGate.Decision.WRONG_TOKEN) {
            context.put(ADMISSION, admission);
            context.next();
        } else {
            answer(context, 401, "WRONG_TOKEN");
        }
    }

    /** Reads the body of a request, or answers why it cannot be read. */
    private <T> @Nullable T read(RoutingContext context, Decoder<T> decoder) {
        String type = String.valueOf(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        if (!type.equals(CBOR_TYPE)) {
            answer(context, 415, "UNSUPPORTED_FORMAT: " + CBOR_TYPE + " is what is taken");
            return null;
        }
        Map<String, String> parts = health.get();
        if (!isUp(parts)) {
            retryLater(context, String.join("; ", parts.values()));
            return null;
        }
        Buffer body = context.body().buffer();
        String encoding = context.request().getHeader(HttpHeaders.CONTENT_ENCODING);
        try {
            return decoder.decode(
                    bodies.read(encoding == null ? "" : encoding, body == null ? new byte[0] : body.getBytes()));
        } catch (BadBatchException e) {
            LOG.warn("a body from {} was refused: {}", context.request().remoteAddress(), e.getMessage());
            answer(context, e.status(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private interface Decoder<T> {
        T decode(byte[] body) throws BadBatchException;
    }

    /** Whether the credential is that of the gateway; if not, it is answered so. */
    private boolean isAdmitted(RoutingContext context, String gateway) {
        GatewayGate.Admission admission = context.get(ADMISSION);
        if (admission == null || !admission.mayActAs(gateway)) {
            answer(context, 403, "NOT_YOUR_NAME: this credential is not that of " + gateway);
            return false;
        }
        return true;
    }

    private void take(RoutingContext context) {
        Batch batch = read(context, BatchDecoder::decode);
        if (batch != null && isAdmitted(context, batch.gateway())) {
            Future.fromCompletionStage(sink.deliver(batch), vertx.getOrCreateContext())
                    .timeout(options.ackTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(receipt -> answer(context, 200, receipt), cause -> undelivered(context, cause));
        }
    }

    private void takeReport(RoutingContext context) {
        GatewayReport report = read(context, ReportDecoder::decode);
        if (report != null && isAdmitted(context, report.gateway())) {
            Future.fromCompletionStage(sink.report(report), vertx.getOrCreateContext())
                    .timeout(options.ackTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(
                            done -> {
                                count(200);
                                fromTheCentre(context).setStatusCode(200).end();
                            },
                            cause -> undelivered(context, cause));
        }
    }

    private static boolean isUp(Map<String, String> parts) {
        return parts.values().stream().allMatch("up"::equals);
    }

    private void undelivered(RoutingContext context, Throwable cause) {
        if (cause instanceof UndeliverableException refused && !refused.isRetryable()) {
            answer(context, 422, "NOT_STORABLE: " + refused.getMessage());
        } else if (cause instanceof UndeliverableException || cause instanceof TimeoutException) {
            retryLater(context, String.valueOf(cause.getMessage()));
        } else {
            context.fail(cause);
        }
    }

    private void retryLater(RoutingContext context, String why) {
        context.response().putHeader("Retry-After", "1");
        answer(context, 503, "NOT_STORED: " + why);
    }

    private void failed(RoutingContext context) {
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        if (status == 413) {
            answer(context, 413, "TOO_LARGE: at most " + options.batchBytes() + " bytes");
            return;
        }
        LOG.error("a batch could not be taken", context.failure());
        answer(context, status, "FAILED");
    }

    private void answer(RoutingContext context, int status, String text) {
        count(status);
        fromTheCentre(context)
                .setStatusCode(status)
                // Only an answer with this mark may cost a batch its place in the spool: docs/uplink.md.
                .putHeader("Geshao-Batch", "refused")
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(text);
    }

    private void answer(RoutingContext context, int status, Receipt receipt) {
        count(status);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(24);
        try (JsonGenerator out = CBOR.createGenerator(bytes)) {
            out.writeStartObject(receipt, 2);
            out.writeNumberField("s", receipt.stored());
            out.writeNumberField("d", receipt.duplicates());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        fromTheCentre(context)
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, CBOR_TYPE)
                .end(Buffer.buffer(bytes.toByteArray()));
    }

    /** Every answer says what is read (RFC 7694): a gateway compresses only for a centre that has said so. */
    private static HttpServerResponse fromTheCentre(RoutingContext context) {
        return context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, BodyReader.ENCODING);
    }

    private void count(int status) {
        meters.counter("geshao.ingest.requests", "status", Integer.toString(status))
                .increment();
    }

    private void health(RoutingContext context, OpsServer.Probe probe) {
        Map<String, String> parts = new TreeMap<>(health.get());
        boolean up = probe.holds(parts);
        context.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(OpsServer.healthJson(up, parts));
    }
}
