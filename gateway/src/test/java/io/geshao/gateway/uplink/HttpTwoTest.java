package io.geshao.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdDecompressor;
import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import io.geshao.core.port.BatchSink.Receipt;
import io.geshao.core.port.BatchSink.UndeliverableException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway and a centre find out about each other, on real sockets of 127.0.0.1. */
class HttpTwoTest {
    private static final byte[] RECEIPT = HexFormat.of().parseHex("a2" + "6173" + "02" + "6164" + "01");
    private static final String PASSWORD = "only-for-this-test";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    /** Version, path, encoding and unpacked size of each request. */
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private volatile String accepts = "zstd";
    private volatile int status = 200;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private int listen(HttpServerOptions options) throws Exception {
        return vertx.createHttpServer(options)
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(in -> {
            String encoding = String.valueOf(request.getHeader("Content-Encoding"));
            byte[] body = in.getBytes();
            long size =
                    encoding.equals("zstd") ? ZstdDecompressor.getDecompressedSize(body, 0, body.length) : body.length;
            if (request.method() != HttpMethod.POST) {
                request.response().end(); // the question whether HTTP/2 is spoken
                return;
            }
            seen.add(request.version() + " " + request.path() + " " + encoding + " " + size);
            if (!accepts.isEmpty()) {
                request.response().putHeader("Accept-Encoding", accepts);
            }
            request.response()
                    .putHeader("Geshao-Batch", "refused")
                    .setStatusCode(status)
                    .end(Buffer.buffer(RECEIPT));
        });
    }

    private static Batch large() {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            readings.add(new Reading(new DeviceId("d-" + i % 9), Metric.LEVEL, i, 1_760_000_000_000L, 1, 1, i, 0));
        }
        return new Batch("gw-1", "0f1e", Lane.ROUTINE, 1, 500, 1, readings, List.of());
    }

    private static Receipt deliver(HttpBatchSink sink) throws Exception {
        return sink.deliver(large()).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void bodies_are_compressed_once_the_centre_says_so_and_reports_go_the_same_way() throws Exception {
        int size = BatchCbor.write(large()).length;
        try (HttpBatchSink sink =
                new HttpBatchSink(vertx, URI.create("http://127.0.0.1:" + listen(new HttpServerOptions())), "")) {
            deliver(sink);
            deliver(sink);
            sink.report(new GatewayReport(
                            "gw-1",
                            "0f1e",
                            1,
                            List.of(new LaneCount(Lane.ROUTINE, 500, List.of(new HourCount(0, 500, 0, 0, 0)))),
                            Map.of("spool_bytes", 1L)))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        assertThat(seen).hasSize(3);
        assertThat(seen.get(0)).isEqualTo("HTTP_2 /uplink/v1/batches null " + size);
        assertThat(seen.get(1)).isEqualTo("HTTP_2 /uplink/v1/batches zstd " + size);
        assertThat(seen.get(2)).startsWith("HTTP_2 /uplink/v1/reports null ");
    }

    @Test
    void centre_that_knows_neither_is_spoken_to_plainly() throws Exception {
        accepts = "";
        int port = listen(new HttpServerOptions().setHttp2ClearTextEnabled(false));
        try (HttpBatchSink sink = new HttpBatchSink(vertx, URI.create("http://127.0.0.1:" + port), "")) {
            deliver(sink);
            deliver(sink);
        }
        assertThat(seen)
                .filteredOn(line -> line.contains("batches"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("HTTP_1_1 /uplink/v1/batches null "));
    }

    @Test
    void compressed_body_refused_by_a_centre_of_an_earlier_version_is_sent_again_as_it_is() throws Exception {
        try (HttpBatchSink sink =
                new HttpBatchSink(vertx, URI.create("http://127.0.0.1:" + listen(new HttpServerOptions())), "")) {
            deliver(sink);
            accepts = "";
            status = 400;

            assertThatThrownBy(() -> deliver(sink))
                    .cause()
                    .isInstanceOfSatisfying(UndeliverableException.class, e -> assertThat(e.isRetryable())
                            .isTrue());
            status = 200;
            deliver(sink);
        }
        assertThat(seen).extracting(line -> line.split(" ")[2]).containsExactly("null", "zstd", "null");
    }

    @Test
    void certificates_on_both_sides_open_the_door_and_none_does_not() throws Exception {
        UplinkTls own = pair();
        int port = listen(new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions().addCertPath(own.cert()).addKeyPath(own.key()))
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertPath(own.cert())));
        URI centre = URI.create("https://localhost:" + port);
        try (HttpBatchSink known = new HttpBatchSink(vertx, centre, "", own);
                HttpBatchSink nameless = new HttpBatchSink(vertx, centre, "", new UplinkTls(own.trust(), "", ""));
                HttpBatchSink distrustful = new HttpBatchSink(vertx, centre, "")) {
            assertThat(deliver(known)).isEqualTo(new Receipt(2, 1));
            assertThat(seen.get(0)).startsWith("HTTP_2 ");
            for (HttpBatchSink stranger : List.of(nameless, distrustful)) {
                assertThatThrownBy(() -> deliver(stranger))
                        .cause()
                        .isInstanceOfSatisfying(UndeliverableException.class, e -> assertThat(e.isRetryable())
                                .isTrue());
            }
        }
        assertThat(seen).hasSize(1);
    }

    /** A key pair made for this test, for localhost. */
    private UplinkTls pair() throws Exception {
        Path store = folder.resolve("pair.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "pair",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Path key =
                pem("PRIVATE KEY", keys.getKey("pair", PASSWORD.toCharArray()).getEncoded());
        Path cert = pem("CERTIFICATE", keys.getCertificate("pair").getEncoded());
        return new UplinkTls(cert.toString(), cert.toString(), key.toString());
    }

    private Path pem(String what, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(what.replace(' ', '-') + ".pem"),
                "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }
}
