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
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The centre over HTTP: {@code POST {centre}/uplink/v1/batches}, CBOR both ways; docs/uplink.md has the shape. Says of
 * every failure whether the same batch can succeed later: only an answer that is about the batch itself is final, a wrong
 * token or path is a fault of the installation and can be mended. Any thread.
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

    private final Context context;
    private final HttpClient client;
    private final RequestOptions request;

    /**
     * @param centre base URL such as {@code http://localhost:8081}
     * @param token bearer token, empty for none
     */
    public HttpBatchSink(Vertx vertx, URI centre, String token) {
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_WITHIN_MILLIS).setKeepAliveTimeout(60));
        String base = centre.toString();
        this.request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(
                        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/uplink/v1/batches")
                .setTimeout(ANSWER_WITHIN_MILLIS)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/cbor");
        if (!token.isEmpty()) {
            request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
    }

    @Override
    public CompletionStage<Receipt> deliver(Batch batch) {
        Buffer body = Buffer.buffer(BatchCbor.write(batch));
        Promise<Receipt> delivered = Promise.promise();
        // On the event loop, where the answer's body cannot come in before somebody listens for it.
        context.runOnContext(now -> post(body).onComplete(delivered));
        return delivered.future().toCompletionStage();
    }

    private Future<Receipt> post(Buffer body) {
        return client.request(new RequestOptions(request))
                .compose(out -> out.send(body))
                .compose(in -> in.body().compose(answer -> receipt(in, answer)))
                .timeout(DONE_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof UndeliverableException
                                ? cause
                                : new UndeliverableException("no answer: " + cause.getMessage(), cause, true)));
    }

    private static Future<Receipt> receipt(HttpClientResponse in, Buffer answer) {
        int status = in.statusCode();
        if (status != 200) {
            String said = answer.getString(0, Math.min(answer.length(), 200));
            return Future.failedFuture(
                    new UndeliverableException("the centre answers " + status + " " + said, null, !isFinal(in)));
        }
        try {
            return Future.succeededFuture(BatchCbor.readReceipt(answer.getBytes()));
        } catch (IOException e) {
            return Future.failedFuture(new UndeliverableException("not a receipt: " + e.getMessage(), e, true));
        }
    }

    private static boolean isFinal(HttpClientResponse in) {
        return FINAL.contains(in.statusCode()) && in.getHeader(FROM_THE_CENTRE) != null;
    }

    @Override
    public void close() {
        client.close();
    }
}
