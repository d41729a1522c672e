package io.geshao.gateway.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.gateway.intake.TestAuthority;
import io.geshao.gateway.intake.TestAuthority.Issued;
import io.geshao.gateway.uplink.UplinkTls;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way down to a centre that asks for certificates, as the way up. */
final class CentreTlsTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static int status(Centre centre) throws Exception {
        return centre.get("down", Map.of(), "")
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .status();
    }

    @Test
    void centre_that_asks_for_certificates_is_spoken_to_with_them_and_not_without() throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        Issued both = authority.issue("localhost");
        String trust = authority.certificate().toString();
        int port = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(both.certificate().toString())
                                .addKeyPath(both.key().toString()))
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions().addCertPath(trust)))
                .requestHandler(request -> request.response().setStatusCode(204).end())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
        URI url = URI.create("https://localhost:" + port);
        UplinkTls own =
                new UplinkTls(trust, both.certificate().toString(), both.key().toString());
        try (Centre known = new Centre(vertx, url, "gw-1", own);
                Centre nameless = new Centre(vertx, url, "gw-1", new UplinkTls(trust, "", ""));
                Centre distrustful = new Centre(vertx, url, "gw-1", UplinkTls.none())) {
            assertThat(status(known)).isEqualTo(204);
            assertThatThrownBy(() -> status(nameless)).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> status(distrustful)).isInstanceOf(ExecutionException.class);
        }
    }
}
