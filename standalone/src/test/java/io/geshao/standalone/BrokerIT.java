package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A platform behind somebody's own Mosquitto, which dies. The broker acknowledges to the device what it has taken, so
 * what it has written down by then is its debt, and what it has handed over is the platform's: both must end as one
 * stored reading each. What it acknowledged and lost before writing nobody could bring back; the test waits for the
 * writing, and does not count on it being quick.
 */
class BrokerIT {
    private static final int ROUNDS = 3;
    private static final int MESSAGES = 15;
    /** Half of them are on the wire when the broker dies and may come twice, half are in its file only. */
    private static final int HELD_MESSAGES = 2 * MosquittoProcess.IN_FLIGHT;

    @RegisterExtension
    static final TestDatabase database = TestDatabase.of(Flavour.PLAIN);

    @TempDir
    Path folder;

    private long lastSequence;

    @Test
    void readings_the_broker_had_taken_are_stored_once_each_though_it_is_killed_and_restarted()
            throws IOException, InterruptedException, SQLException {
        try (MosquittoProcess broker = new MosquittoProcess(getClass(), folder.resolve("broker"))) {
            broker.start();
            DataSource source = database.fresh();
            Path registry = new SmallRegistry(86_400).device("bin-1", "bin", "").writeTo(folder.resolve("registry"));
            try (PlatformProcess platform = PlatformProcess.start(
                    folder.resolve("platform"),
                    Map.of(
                            "registry.dir",
                            registry.toString(),
                            "db.url",
                            ((PGSimpleDataSource) source).getURL(),
                            "db.user",
                            "postgres",
                            "broker.urls",
                            broker.url()))) {
                subscribed(platform, broker);
                for (int round = 1; round <= ROUNDS; round++) {
                    publish(broker, MESSAGES);
                    everythingIsStored(source);

                    // The platform stands still: what the broker acknowledges now is the broker's alone.
                    MosquittoProcess.signal(platform.pid(), "STOP");
                    try {
                        publish(broker, HELD_MESSAGES);
                        broker.persist("\"seq\":" + lastSequence + ",");
                        broker.kill();
                        broker.start();
                    } finally {
                        MosquittoProcess.signal(platform.pid(), "CONT");
                    }
                    publish(broker, MESSAGES);
                    everythingIsStored(source);
                }
            }
        }
    }

    /** Until the broker keeps messages for the platform; before that they would be nobody's. */
    private static void subscribed(PlatformProcess platform, MosquittoProcess broker) {
        ConsoleClient console = ConsoleClient.of(platform);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(console.get("/api/v1/health")
                        .path("parts")
                        .path("gateway.broker " + broker.url())
                        .asText())
                .isEqualTo("up"));
    }

    private void publish(MosquittoProcess broker, int messages) throws IOException, InterruptedException {
        for (int i = 0; i < messages; i++) {
            long sequence = ++lastSequence;
            String body = "{\"seq\":" + sequence + ",\"m\":{\"fill_level\":" + sequence % 80 + "}}";
            assertThat(broker.publish("g/" + SmallRegistry.COMMUNITY + "/bin-1/up", body))
                    .as("mosquitto_pub was acknowledged %d", sequence)
                    .isTrue();
        }
    }

    private void everythingIsStored(DataSource source) throws SQLException {
        List<Long> published = LongStream.rangeClosed(1, lastSequence).boxed().toList();
        Awaitility.await().atMost(40, TimeUnit.SECONDS).until(() -> stored(source)
                .containsAll(published));
        assertThat(stored(source)).as("rows by sequence").isEqualTo(published);
    }

    private static List<Long> stored(DataSource source) throws SQLException {
        List<Long> sequences = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sequence FROM telemetry.reading_text"
                        + " WHERE device = 'bin-1' AND metric = 'fill_level' ORDER BY sequence")) {
            while (rows.next()) {
                sequences.add(rows.getLong(1));
            }
        }
        return sequences;
    }
}
