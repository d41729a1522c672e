package io.geshao.gateway.uplink;

import io.geshao.core.Batch;
import io.geshao.core.port.BatchSink;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.concurrent.CompletionStage;

/** The centre over HTTP. */
public final class HttpBatchSink implements BatchSink, AutoCloseable {
    /**
     * @param centre base URL such as {@code http://localhost:8081}
     * @param token bearer token, empty for none
     */
    public HttpBatchSink(Vertx vertx, URI centre, String token) {}

    @Override
    public CompletionStage<Receipt> deliver(Batch batch) {
        throw new UnsupportedOperationException(batch.toString());
    }

    @Override
    public void close() {}
}
