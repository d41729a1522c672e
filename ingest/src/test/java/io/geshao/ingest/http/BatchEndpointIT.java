package io.geshao.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdCompressor;
import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.port.BatchSink.UndeliverableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BatchEndpointIT {
    private static final String TOKEN = "a-shared-secret";
    private static final long HOUR = 1_759_996_800_000L;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Batch> delivered = new CopyOnWriteArrayList<>();
    private final List<BatchSink.GatewayReport> reported = new CopyOnWriteArrayList<>();
    private volatile CompletionStage<Receipt> answer = CompletableFuture.completedFuture(new Receipt(3, 0));
    private volatile String writer = "up";
    private BatchEndpoint endpoint = new BatchEndpoint(
            new BatchSink() {
                @Override
                public CompletionStage<Receipt> deliver(Batch batch) {
                    delivered.add(batch);
                    return answer;
                }

                @Override
                public CompletionStage<Void> report(GatewayReport report) {
                    reported.add(report);
                    return CompletableFuture.completedFuture(null);
                }
            },
            new BatchEndpoint.Options("127.0.0.1", 0, TOKEN, 100_000, Duration.ofMillis(300)),
            () -> Map.of("writer", writer),
            () -> "geshao_up 1\n",
            new SimpleMeterRegistry());

    @BeforeEach
    void open() throws Exception {
        vertx.deployVerticle(endpoint).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<byte[]> post(byte[] body, String token, String type) throws Exception {
        return send(request("/uplink/v1/batches")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void a_committed_batch_is_answered_with_its_receipt() throws Exception {
        HttpResponse<byte[]> response = post(BatchDecoderTest.golden(), TOKEN, "application/cbor");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/cbor");
        // map of 2, s: 3, d: 0
        assertThat(HexFormat.of().formatHex(response.body())).isEqualTo("a2617303616400");
        assertThat(delivered).hasSize(1);
    }

    @Test
    void a_compressed_batch_is_read_like_any_other() throws Exception {
        byte[] golden = BatchDecoderTest.golden();

        HttpResponse<byte[]> response = post(zstd(golden), TOKEN, "application/cbor", "zstd");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("accept-encoding")).contains("zstd");
        assertThat(delivered.get(0).readings()).hasSize(3);
    }

    @Test
    void a_small_body_that_unpacks_to_a_large_one_is_refused_before_it_does() throws Exception {
        byte[] bomb = zstd(new byte[50_000_000]);
        assertThat(bomb.length).isLessThan(100_000);

        HttpResponse<byte[]> response = post(bomb, TOKEN, "application/cbor", "zstd");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(text(response)).startsWith("TOO_LARGE");
        byte[] cut = java.util.Arrays.copyOf(zstd(BatchDecoderTest.golden()), 40);
        assertThat(post(cut, TOKEN, "application/cbor", "zstd").statusCode()).isEqualTo(400);
        assertThat(post(BatchDecoderTest.golden(), TOKEN, "application/cbor", "zstd")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(BatchDecoderTest.golden(), TOKEN, "application/cbor", "br")
                        .statusCode())
                .isEqualTo(415);
        assertThat(delivered).isEmpty();
    }

    private static byte[] zstd(byte[] body) {
        ZstdCompressor compressor = new ZstdCompressor();
        byte[] packed = new byte[compressor.maxCompressedLength(body.length)];
        return java.util.Arrays.copyOf(packed, compressor.compress(body, 0, body.length, packed, 0, packed.length));
    }

    private HttpResponse<byte[]> post(byte[] body, String token, String type, String encoding) throws Exception {
        return send(request("/uplink/v1/batches")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    @Test
    void a_report_reaches_the_ledger() throws Exception {
        // {g: gw-1, s: 0f1e, a: 1760000001000, l: [[routine, 41, [[hour, 9, 2, 3, 1]]]], i: {spool_bytes: 7}}
        byte[] body = HexFormat.of()
                .parseHex("a5" + "616764" + "67772d31" + "617364" + "30663165" + "61611b00000199c82cc3e8"
                        + "616c8183" + "67726f7574696e65" + "1829" + "81851b00000199c7fbec00" + "09020301"
                        + "6169a16b73706f6f6c5f627974657307");

        HttpResponse<byte[]> response = send(request("/uplink/v1/reports")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/cbor")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));

        assertThat(text(response)).isEmpty();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(reported)
                .containsExactly(new BatchSink.GatewayReport(
                        "gw-1",
                        "0f1e",
                        1_760_000_001_000L,
                        List.of(new BatchSink.LaneCount(
                                Lane.ROUTINE, 41, List.of(new BatchSink.HourCount(HOUR, 9, 2, 3, 1)))),
                        Map.of("spool_bytes", 7L)));
        assertThat(send(request("/uplink/v1/reports")
                                .header("Authorization", "Bearer guess")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_batch_that_is_not_committed_in_time_is_to_be_sent_again() throws Exception {
        answer = new CompletableFuture<>();

        HttpResponse<byte[]> response = post(BatchDecoderTest.golden(), TOKEN, "application/cbor");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void a_refused_batch_says_whether_another_try_helps() throws Exception {
        answer = CompletableFuture.failedFuture(new UndeliverableException("queue full", null, true));
        assertThat(post(BatchDecoderTest.golden(), TOKEN, "application/cbor").statusCode())
                .isEqualTo(503);

        answer = CompletableFuture.failedFuture(new UndeliverableException("cannot be stored", null, false));
        assertThat(post(BatchDecoderTest.golden(), TOKEN, "application/cbor").statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_writer_without_database_refuses_at_once() throws Exception {
        writer = "down: connection refused";

        HttpResponse<byte[]> response = post(BatchDecoderTest.golden(), TOKEN, "application/cbor");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(text(response)).contains("connection refused");
        assertThat(delivered).isEmpty();
        assertThat(send(request("/health").GET()).statusCode()).isEqualTo(503);
    }

    @Test
    void bad_requests_are_named() throws Exception {
        HttpResponse<byte[]> bad = post(new byte[] {0x01}, TOKEN, "application/cbor");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.headers().firstValue("Geshao-Batch")).contains("refused");
        assertThat(text(bad)).startsWith("BAD_SHAPE");
        assertThat(post(new byte[0], TOKEN, "application/cbor").statusCode()).isEqualTo(400);
        assertThat(post(BatchDecoderTest.golden(), TOKEN, "application/json").statusCode())
                .isEqualTo(415);
        assertThat(post(new byte[100_001], TOKEN, "application/cbor").statusCode())
                .isEqualTo(413);
        assertThat(post(BatchDecoderTest.golden(), "guess", "application/cbor").statusCode())
                .isEqualTo(401);
        assertThat(delivered).isEmpty();
    }

    @Test
    void health_and_metrics_need_no_token() throws Exception {
        HttpResponse<byte[]> health = send(request("/health").GET());
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(text(health)).isEqualTo("{\"status\":\"up\",\"parts\":{\"writer\":\"up\"}}");
        assertThat(text(send(request("/metrics").GET()))).isEqualTo("geshao_up 1\n");
    }
}
