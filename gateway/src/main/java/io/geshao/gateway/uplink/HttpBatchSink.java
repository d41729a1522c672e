package io.geshao.gateway.uplink;

import io.geshao.core.Batch;
import io.geshao.core.port.BatchSink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The centre over HTTP/2, or 1.1 if it knows no better: {@code POST {centre}/uplink/v1/batches}, CBOR both ways;
 * docs/uplink.md has the shape. Says of every failure whether the same batch can succeed later: only an answer that is
 * about the batch itself is final, a wrong token or path is a fault of the installation and can be mended. Any thread.
 *
 * <p>Bodies are compressed once the centre has said that it reads zstd. A compressed body that is refused is sent again as
 * it is, since the refusal may come from a centre that has been set back to an older version.
 */
public final class HttpBatchSink implements BatchSink, AutoCloseable {
    private static final long ANSWER_WITHIN_MILLIS = 30_000;
    private static final int CONNECT_WITHIN_MILLIS = 5_000;

    /** Whatever happens, the answer is known within this: sooner than the uplink gives the attempt up. */
    private static final long DONE_WITHIN_MILLIS = ANSWER_WITHIN_MILLIS + 2 * CONNECT_WITHIN_MILLIS;
    /** The batch itself cannot be read, is too large or makes no sense. */
    private static final Set<Integer> FINAL = Set.of(400, 413, 415, 422);
    /**
     * Set by the centre on its own answers. Without it a 400 or 413 comes from something in between, a proxy with a small
     * limit or a port that speaks TLS, and must not cost a batch that devices were told is kept.
     */
    private static final String FROM_THE_CENTRE = "Geshao-Batch";

    private static final String ZSTD = "zstd";
    /** With a centre that speaks HTTP/1.1: as many batches may be on their way at once. */
    private static final int CONNECTIONS = 8;

    private static final int WINDOW_BYTES = 8 << 20;

    private final Context context;
    private final HttpClient client;
    private final String base;
    private final String token;
    private final Packer packer = new Packer();
    private volatile boolean centreReadsZstd; // written on the event loop

    /** A body, and whether it is compressed. */
    private record Packed(Buffer bytes, boolean zstd) {}

    /** Without a certificate of its own, and with the authorities that the Java runtime trusts. */
    public HttpBatchSink(Vertx vertx, URI centre, String token) {
        this(vertx, centre, token, UplinkTls.none());
    }

    /**
     * @param centre base URL such as {@code http://localhost:8081}
     * @param token bearer token, empty for none
     */
    public HttpBatchSink(Vertx vertx, URI centre, String token, UplinkTls tls) {
        this.context = vertx.getOrCreateContext();
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true)
                .setHttp2ClearTextUpgradeWithPreflightRequest(true)
                .setHttp2ConnectionWindowSize(WINDOW_BYTES)
                .setConnectTimeout(CONNECT_WITHIN_MILLIS)
                .setKeepAliveTimeout(60);
        tls.applyTo(options);
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        String url = centre.toString();
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = token;
    }

    @Override
    public CompletionStage<Receipt> deliver(Batch batch) {
        Packed body = packed(BatchCbor.write(batch));
        return posted("/uplink/v1/batches", body, HttpBatchSink::receipt);
    }

    @Override
    public CompletionStage<Void> report(GatewayReport report) {
        Packed body = packed(ReportCbor.write(report));
        return posted("/uplink/v1/reports", body, answer -> Future.succeededFuture());
    }

    private Packed packed(byte[] body) {
        boolean pack = centreReadsZstd && Packer.isWorthIt(body);
        return new Packed(Buffer.buffer(pack ? packer.pack(body) : body), pack);
    }

    private <T> CompletionStage<T> posted(String path, Packed body, Function<Buffer, Future<T>> reading) {
        Promise<T> answered = Promise.promise();
        // On the event loop, where the answer's body cannot come in before somebody listens for it.
        context.runOnContext(now -> post(path, body, reading).onComplete(answered));
        return answered.future().toCompletionStage();
    }

    private <T> Future<T> post(String path, Packed body, Function<Buffer, Future<T>> reading) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(base + path)
                .setTimeout(ANSWER_WITHIN_MILLIS)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/cbor");
        if (!token.isEmpty()) {
            request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        if (body.zstd()) {
            request.putHeader(HttpHeaders.CONTENT_ENCODING, ZSTD);
        }
        return client.request(request)
                .compose(out -> out.send(body.bytes()))
                .compose(in -> in.body().compose(answer -> read(in, answer, body, reading)))
                .timeout(DONE_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof UndeliverableException
                                ? cause
                                : new UndeliverableException("no answer: " + cause.getMessage(), cause, true)));
    }

    private <T> Future<T> read(HttpClientResponse in, Buffer answer, Packed body, Function<Buffer, Future<T>> reading) {
        String accepted = in.getHeader(HttpHeaders.ACCEPT_ENCODING);
        centreReadsZstd = accepted != null && accepted.contains(ZSTD);
        int status = in.statusCode();
        if (status == 200) {
            return reading.apply(answer);
        }
        String said = answer.getString(0, Math.min(answer.length(), 200));
        boolean isFinal =
                FINAL.contains(status) && in.getHeader(FROM_THE_CENTRE) != null && (!body.zstd() || centreReadsZstd);
        return Future.failedFuture(
                new UndeliverableException("the centre answers " + status + " " + said, null, !isFinal));
    }

    private static Future<Receipt> receipt(Buffer answer) {
        try {
            return Future.succeededFuture(BatchCbor.readReceipt(answer.getBytes()));
        } catch (IOException e) {
            return Future.failedFuture(new UndeliverableException("not a receipt: " + e.getMessage(), e, true));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
