package io.geshao.standalone;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.config.Settings;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.uplink.HttpBatchSink;
import io.geshao.ingest.Ingest;
import io.geshao.ingest.IngestConfig;
import io.geshao.ingest.http.BatchEndpoint;
import io.geshao.testkit.contract.BatchSinkContract;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The two ways a gateway reaches its centre mean the same. */
class BatchSinkIT {
    private static final String TOKEN = "test-only-uplink-token";

    @RegisterExtension
    static final TestDatabase database = TestDatabase.of(Flavour.PLAIN);

    private HikariDataSource pool;
    private Ingest ingest;
    private IngestConfig config;

    @BeforeEach
    void centre() {
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(database.fresh());
        settings.setMaximumPoolSize(6);
        pool = new HikariDataSource(settings);
        config = IngestConfig.read(
                Settings.of(Map.of("bind.host", "127.0.0.1", "ingest.port", "0", "ingest.token", TOKEN)));
        ingest = Ingest.start(config, pool, Ticker.system(), new SimpleMeterRegistry());
        // Until its writer is up the HTTP door answers 503; a gateway tries again, the contract does not.
        Awaitility.await().until(() -> ingest.health().values().stream().allMatch("up"::equals));
    }

    @AfterEach
    void stop() {
        ingest.close();
        pool.close();
    }

    @Nested
    class InProcess extends BatchSinkContract {
        @Override
        protected BatchSink sink() {
            return ingest;
        }

        @Override
        protected TelemetryQuery stored() {
            return ingest.query();
        }
    }

    @Nested
    class OverHttp extends BatchSinkContract {
        private Vertx vertx;
        private HttpBatchSink sink;

        @BeforeEach
        void wire() throws Exception {
            vertx = Vertx.vertx();
            BatchEndpoint endpoint =
                    new BatchEndpoint(ingest, config.endpoint(), ingest::health, () -> "", new SimpleMeterRegistry());
            vertx.deployVerticle(endpoint)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            sink = new HttpBatchSink(vertx, URI.create("http://127.0.0.1:" + endpoint.port()), TOKEN);
        }

        @AfterEach
        void unwire() throws Exception {
            sink.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        @Override
        protected BatchSink sink() {
            return sink;
        }

        @Override
        protected TelemetryQuery stored() {
            return ingest.query();
        }
    }
}
