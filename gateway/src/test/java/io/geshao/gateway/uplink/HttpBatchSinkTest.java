package io.geshao.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.port.BatchSink.UndeliverableException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real socket on 127.0.0.1; what the centre answers is set by the test. */
class HttpBatchSinkTest {
    private static final byte[] RECEIPT = HexFormat.of().parseHex("a2" + "6173" + "02" + "6164" + "01");

    private final Vertx vertx = Vertx.vertx();
    private volatile boolean fromCentre = true;
    private volatile int status = 200;
    private volatile byte[] answer = RECEIPT;
    private volatile String seen = "";
    private volatile byte[] body = new byte[0];
    private HttpServer server;
    private HttpBatchSink sink;

    @BeforeEach
    void listen() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        sink = new HttpBatchSink(vertx, URI.create("http://127.0.0.1:" + server.actualPort() + "/"), "s3cret");
    }

    private void take(HttpServerRequest request) {
        seen = request.method() + " " + request.path() + " " + request.getHeader("Content-Type") + " "
                + request.getHeader("Authorization");
        request.body().onSuccess(in -> {
            body = in.getBytes();
            if (fromCentre) {
                request.response().putHeader("Geshao-Batch", "refused");
            }
            request.response().setStatusCode(status).end(Buffer.buffer(answer));
        });
    }

    @AfterEach
    void close() throws Exception {
        sink.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Receipt deliver() throws Exception {
        return sink.deliver(BatchCborTest.golden()).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void batch_is_posted_as_golden_bytes_and_the_receipt_read() throws Exception {
        assertThat(deliver()).isEqualTo(new Receipt(2, 1));

        assertThat(seen).isEqualTo("POST /uplink/v1/batches application/cbor Bearer s3cret");
        assertThat(body).isEqualTo(BatchCborTest.goldenBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "400, false",
        "413, false",
        "415, false",
        "422, false",
        "401, true",
        "404, true",
        "429, true",
        "503, true"
    })
    void refusal_says_whether_the_same_batch_can_succeed_later(int code, boolean retryable) {
        status = code;

        assertThatThrownBy(this::deliver)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(UndeliverableException.class, e -> assertThat(e.isRetryable())
                        .isEqualTo(retryable))
                .hasMessageContaining(Integer.toString(code));
    }

    /** A proxy's own limit, or plain HTTP sent to a TLS port: the batch is not to blame. */
    @ParameterizedTest
    @ValueSource(ints = {400, 413, 415, 422})
    void refusal_that_is_not_the_centres_own_is_repeated(int code) {
        status = code;
        fromCentre = false;

        assertThatThrownBy(this::deliver).cause().isInstanceOfSatisfying(UndeliverableException.class, e -> assertThat(
                        e.isRetryable())
                .isTrue());
    }

    /** Called from threads that are none of Vert.x's, as the uplink does. */
    @Test
    void every_one_of_many_batches_is_answered() throws Exception {
        for (int round = 0; round < 300; round++) {
            List<CompletableFuture<Receipt>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(sink.deliver(BatchCborTest.golden()).toCompletableFuture());
            }
            for (CompletableFuture<Receipt> answer : answers) {
                assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(new Receipt(2, 1));
            }
        }
    }

    @Test
    void answer_that_is_no_receipt_is_repeated() {
        answer = new byte[] {1};

        assertThatThrownBy(this::deliver).cause().isInstanceOfSatisfying(UndeliverableException.class, e -> assertThat(
                        e.isRetryable())
                .isTrue());
    }

    @Test
    void centre_that_is_not_there_is_repeated() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThatThrownBy(this::deliver).cause().isInstanceOfSatisfying(UndeliverableException.class, e -> assertThat(
                        e.isRetryable())
                .isTrue());
    }
}
