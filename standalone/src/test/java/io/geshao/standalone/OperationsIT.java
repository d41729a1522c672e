package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What operators rely on, asked of a running platform: its meters, and that nobody's query outlives him. */
class OperationsIT {
    private static final String DEVICE = "smoke-of-this-test";
    /** Fewer than half of the limit that the console sets its queries: it was the client's leaving that ended it. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private static final int MOST_SERIES = 400;
    private static final Pattern IN_CODE = Pattern.compile(
            "\"(geshao\\.(?:gateway|ingest|ledger|alerting|incident|console)" + "\\.[a-z0-9.]*[a-z0-9])\"");
    private static final Pattern IN_TEXT = Pattern.compile("`(geshao\\.[a-z0-9.]+)`");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(geshao_\\w+?)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    /** What a Prometheus name may have behind the meter's own. */
    private static final Pattern ENDING = Pattern.compile("(_seconds)?(_total|_count|_sum|_max|_bucket)?$");

    @RegisterExtension
    static final TestDatabase database = TestDatabase.of(Flavour.PLAIN);

    @TempDir
    static Path folder;

    private static PGSimpleDataSource source;
    private static PlatformProcess platform;

    @BeforeAll
    static void start() throws Exception {
        source = (PGSimpleDataSource) database.fresh();
        platform = PlatformProcess.start(
                folder.resolve("platform"),
                Map.of(
                        "registry.dir",
                        new SmallRegistry(3_600)
                                .device(DEVICE, "fire", "z1")
                                .writeTo(folder.resolve("registry"))
                                .toString(),
                        "db.url",
                        source.getURL(),
                        "db.user",
                        "postgres"));
        try (OneDevice device = new OneDevice(DEVICE, platform.mqttPort())) {
            device.publish("{\"seq\":1,\"m\":{\"smoke_alarm\":true,\"nonsense\":1}}");
        }
        ConsoleClient console = ConsoleClient.of(platform);
        await().until(() -> !console.latest(DEVICE, "smoke_alarm").isMissingNode());
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private static Path root() {
        return Path.of(System.getProperty("geshao.root", ".."));
    }

    private static Set<String> documented() throws IOException {
        Matcher names = IN_TEXT.matcher(Files.readString(root().resolve("docs/operations.md")));
        return names.results().map(name -> name.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> inCode() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String module : List.of("gateway", "ingest", "alerting", "incident", "console")) {
            try (Stream<Path> files = Files.walk(root().resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    IN_CODE.matcher(Files.readString(file)).results().forEach(name -> found.add(name.group(1)));
                }
            }
        }
        return found;
    }

    @Test
    void meters_of_the_code_are_those_of_the_operations_page() throws IOException {
        assertThat(documented()).hasSizeGreaterThan(50).isEqualTo(inCode());
    }

    @Test
    void meters_of_a_running_platform_are_documented_and_their_labels_bounded() throws Exception {
        ConsoleClient console = ConsoleClient.of(platform);
        console.get("/api/v1/devices/" + DEVICE);
        console.get("/api/v1/alerts?state=open");
        console.get("/api/v1/cases?state=open");
        Set<String> documented = documented().stream()
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, Integer> series = new TreeMap<>();
        Matcher samples = SAMPLE.matcher(console.text("/metrics"));
        while (samples.find()) {
            String family = ENDING.matcher(samples.group(1)).replaceFirst("");
            assertThat(documented)
                    .as("meter of the sample %s", samples.group())
                    .containsAnyOf(family, samples.group(1), samples.group(1).replaceFirst("_total$", ""));
            series.merge(family, 1, Integer::sum);
            String labels = samples.group(2);
            if (labels != null) {
                LABEL.matcher(labels).results().forEach(label -> assertThat(label.group(2))
                        .as("a name of ours, never one from outside: %s", samples.group())
                        .hasSizeLessThan(80)
                        .doesNotContain(DEVICE, SmallRegistry.COMMUNITY));
            }
        }
        assertThat(series).hasSizeGreaterThan(40);
        assertThat(series.values()).allMatch(count -> count < MOST_SERIES);
    }

    /** The query waits for a lock that is never given back while it waits; only a cancellation can end it soon. */
    @Test
    void query_whose_client_has_gone_is_cancelled_in_the_database() throws Exception {
        try (Connection holder = source.getConnection();
                Connection watcher = source.getConnection()) {
            holder.setAutoCommit(false);
            try (Statement lock = holder.createStatement()) {
                lock.execute("lock table telemetry.reading in access exclusive mode");
            }
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), platform.httpPort())) {
                String account = PlatformProcess.USER + ":" + PlatformProcess.PASSWORD;
                String basic = Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8));
                String request = "GET /api/v1/devices/" + DEVICE + "/series?metric=smoke_alarm&from=0&to=9999999999999"
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + basic + "\r\n\r\n";
                client.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                await().atMost(Duration.ofSeconds(20)).until(() -> waiting(watcher) == 1);
            }
            await().atMost(SOON).until(() -> waiting(watcher) == 0);
            holder.rollback();
        }
        assertThat(ConsoleClient.of(platform).text("/metrics"))
                .containsPattern("geshao_console_ended_total\\{[^}]*client[^}]*} [1-9]");
    }

    /** Queries of the console that wait for a lock: they select, ingest's own do not. */
    private static int waiting(Connection watcher) throws SQLException {
        try (Statement statement = watcher.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from pg_stat_activity where datname ="
                        + " current_database() and wait_event_type = 'Lock' and query ilike '%reading%'"
                        + " and query ilike '%event_ms%' and query ilike 'select%'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
