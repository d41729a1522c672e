package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The promise, by force: the whole platform is killed with SIGKILL at random moments under load, again and again. In the
 * end every acknowledged reading is stored once, and every alert that the acknowledged readings imply exists once.
 */
class KillRestartIT {
    /** More of them: {@code -Dgeshao.kill.rounds=200}. */
    private static final int ROUNDS = Integer.getInteger("geshao.kill.rounds", 12);

    private static final int EMBEDDED_ROUNDS = 4;
    private static final long SEED = 20260302;

    @RegisterExtension
    static final TestDatabase database = TestDatabase.of(Flavour.PLAIN);

    @TempDir
    Path folder;

    @Test
    void nothing_acknowledged_is_lost_or_doubled_over_many_kills() throws IOException, SQLException {
        DataSource source = database.fresh();
        String url = ((PGSimpleDataSource) source).getURL();
        KillLoad load = new KillLoad(SEED);
        Path registry = load.registry().writeTo(folder.resolve("registry"));
        // One hundredth of the delays: pending alerts are caught by the kills, too.
        Map<String, String> settings = new HashMap<>(Map.of(
                "registry.dir",
                registry.toString(),
                "db.url",
                url,
                "db.user",
                "postgres",
                "rules.delay.scale",
                "0.01"));
        Random random = new Random(SEED);
        for (int round = 1; round <= ROUNDS; round++) {
            PlatformProcess platform = PlatformProcess.start(folder.resolve("platform"), settings);
            settings.put("mqtt.port", Integer.toString(platform.mqttPort()));
            int alarmsBefore = load.alarms();
            load.connect(platform.mqttPort());
            LockSupport.parkNanos(Duration.ofMillis(200 + random.nextInt(1200)).toNanos());
            platform.kill();
            load.disconnected();
            assertThat(load.alarms()).as("alarms published in round %d", round).isGreaterThan(alarmsBefore);
        }
        try (PlatformProcess platform = PlatformProcess.start(folder.resolve("platform"), settings)) {
            load.connect(platform.mqttPort());
            load.stopAndDrain();
            Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            counts(source, KillLoad.ALERTS_SQL))
                    .isEqualTo(load.impliedAlerts()));
            Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            counts(source, KillLoad.CASES_SQL))
                    .isEqualTo(load.impliedCases()));
        }
        System.out.printf(
                "%d kills: %d messages acknowledged, %d sent again, %d alerts implied%n",
                ROUNDS,
                load.acknowledged().size(),
                load.resent(),
                load.impliedAlerts().size());
        assertThat(load.acknowledged()).hasSizeGreaterThan(ROUNDS * 50);
        assertThat(load.resent()).as("kills that left messages unacknowledged").isPositive();
        assertThat(load.impliedAlerts()).hasSizeGreaterThan(ROUNDS);

        Map<String, Integer> stored = counts(source, KillLoad.STORED_SQL);
        Set<String> lost = new TreeSet<>(load.acknowledged());
        lost.removeAll(stored.keySet());
        assertThat(lost).as("acknowledged and not stored").isEmpty();
        assertThat(stored.values()).as("rows per reading").containsOnly(1);
        Set<String> fromNowhere = new TreeSet<>(stored.keySet());
        fromNowhere.removeAll(load.sent());
        assertThat(fromNowhere).as("stored and never sent").isEmpty();
    }

    @Test
    void embedded_database_may_die_with_its_platform_or_outlive_it() throws IOException {
        KillLoad load = new KillLoad(SEED);
        Path registry = load.registry().writeTo(folder.resolve("registry"));
        Map<String, String> settings =
                new HashMap<>(Map.of("registry.dir", registry.toString(), "rules.delay.scale", "0.01"));
        Path home = folder.resolve("embedded");
        for (int round = 1; round <= EMBEDDED_ROUNDS; round++) {
            PlatformProcess platform = PlatformProcess.start(home, settings);
            settings.put("mqtt.port", Integer.toString(platform.mqttPort()));
            load.connect(platform.mqttPort());
            LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
            platform.kill();
            load.disconnected();
            if (round % 2 == 0) {
                killDatabase(home.resolve("data/database"));
            }
        }
        try (PlatformProcess platform = PlatformProcess.start(home, settings)) {
            load.connect(platform.mqttPort());
            load.stopAndDrain();
            // Everything sent is acknowledged by now, so the totals must agree to the reading and to the case.
            ConsoleClient console =
                    new ConsoleClient(platform.httpPort(), PlatformProcess.USER, PlatformProcess.PASSWORD);
            Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
                JsonNode summary = console.get("/api/v1/summary");
                assertThat(summary.path("readings").path("stored").asInt())
                        .isEqualTo(load.sent().size());
                assertThat(summary.path("cases").path("open").asInt())
                        .isEqualTo(load.impliedCases().size());
            });
        }
        assertThat(load.sent()).hasSizeGreaterThan(EMBEDDED_ROUNDS * 50);
    }

    /** SIGKILL for the server and its children, as when the machine loses power. */
    private static void killDatabase(Path database) throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(database.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> family =
                Stream.concat(Stream.of(server), server.descendants()).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** How often each key stands in the answer. */
    static Map<String, Integer> counts(DataSource source, String sql) throws SQLException {
        Map<String, Integer> counts = new TreeMap<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                counts.merge(rows.getString(1), 1, Integer::sum);
            }
        }
        return counts;
    }
}
