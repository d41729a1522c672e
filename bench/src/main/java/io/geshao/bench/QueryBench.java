package io.geshao.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.console.ConsoleAccounts;
import io.geshao.core.DeviceKind;
import io.geshao.core.registry.Device;
import io.geshao.core.time.Ticker;
import io.geshao.devicesim.GenerateCommand;
import io.geshao.standalone.Standalone;
import io.geshao.standalone.StandaloneOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long the API's main queries take over a filled table, and how that grows with the rows: the whole platform runs in
 * this process, questions go over HTTP, one at a time, about devices drawn by a seed. Measured at a tenth, at half and at
 * all of the rows. Days that are over are closed, as ingest's upkeep would have done.
 */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = "p50 and p99 of the API's main queries over a filled table, at three sizes.")
public final class QueryBench implements Callable<Integer> {
    private static final int MOST_CALLS = 200;
    private static final int LEAST_CALLS = 20;
    private static final long NANOS_PER_QUERY = 6_000_000_000L;
    private static final int WARM_UP = 5;
    private static final long DAY = 86_400_000;

    @Option(names = "--rows", defaultValue = "20000000", description = "readings in the end; default ${DEFAULT-VALUE}")
    private long rows;

    @Option(
            names = "--db-url",
            description = "an empty PostgreSQL or TimescaleDB instead of the embedded one; it is filled")
    private @Nullable String dbUrl;

    @Option(
            names = "--filled",
            description =
                    "the database behind --db-url was filled by an earlier run: it is only asked, at its full size")
    private boolean filled;

    @Option(names = "--json", description = "one JSON object on standard output instead of a table")
    private boolean json;

    private final Ticker ticker = Ticker.system();
    private final SplittableRandom random = new SplittableRandom(11);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** Milliseconds. */
    private record Times(double p50, double p99, int calls, int bytes) {}

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory("geshao-bench");
        try (BenchDatabase database =
                filled ? BenchDatabase.filled(Objects.requireNonNull(dbUrl, "--db-url")) : BenchDatabase.open(dbUrl)) {
            return measure(folder, database);
        } finally {
            Folders.delete(folder);
        }
    }

    private int measure(Path folder, BenchDatabase database) throws IOException, SQLException, InterruptedException {
        Path registry = folder.resolve("registry");
        new CommandLine(new GenerateCommand())
                .setOut(new java.io.PrintWriter(System.err))
                .execute("--folder=" + registry);
        String password = Long.toHexString(ticker.nanos());
        Map<Long, Map<String, Times>> sizes = new LinkedHashMap<>();
        try (Standalone platform = Standalone.start(options(folder, registry, database, password), ticker)) {
            List<Device> devices = List.copyOf(platform.registry().devices());
            long steps = rows / (devices.size() * 2L) + 1;
            long span = steps * FilledTable.STEP_MILLIS;
            long start = (ticker.epochMillis() - span) / DAY * DAY;
            String cookie = login(platform.httpPort(), password);
            try (FilledTable table = new FilledTable(database.url(), devices, start)) {
                if (filled) {
                    FilledTable.Extent extent = table.extent();
                    sizes.put(
                            extent.rows(),
                            ask(platform.httpPort(), cookie, devices, extent.fromMillis(), extent.toMillis()));
                } else {
                    for (long size : new long[] {rows / 10, rows / 2, rows}) {
                        table.fillTo(size, count -> say(String.format("%,d of %,d rows", count, rows)));
                        say("closed days, last values, roll-ups and statistics");
                        table.settle();
                        sizes.put(table.rows(), ask(platform.httpPort(), cookie, devices, start, table.endMillis()));
                    }
                }
            }
        }
        print(sizes, database.version());
        return 0;
    }

    private static StandaloneOptions options(Path folder, Path registry, BenchDatabase database, String password) {
        return new StandaloneOptions(
                folder.resolve("data"),
                registry,
                Path.of(System.getProperty("geshao.home", "."), "rules"),
                database.url(),
                "postgres",
                "",
                "127.0.0.1",
                0,
                0,
                0,
                "",
                1,
                "bench",
                ConsoleAccounts.hash(password.toCharArray()));
    }

    private String login(int port, String password) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/login"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"user\":\"bench\",\"password\":\"" + password + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        return response.headers()
                .firstValue("Set-Cookie")
                .map(cookie -> cookie.split(";", 2)[0])
                .orElseThrow(() -> new IOException("no session: " + response.body()));
    }

    /** One question; a new device or a new place each time it is asked. */
    private interface Question {
        String path();
    }

    private Map<String, Times> ask(int port, String cookie, List<Device> devices, long start, long end)
            throws IOException, InterruptedException {
        List<Device> fire = devices.stream()
                .filter(device -> device.profile().kind() == DeviceKind.FIRE)
                .toList();
        List<String> places = devices.stream().map(Device::place).distinct().toList();
        String lastDay = "&from=" + (end - DAY) + "&to=" + end;
        String always = "&from=" + start + "&to=" + end;
        Map<String, Question> questions = new LinkedHashMap<>();
        questions.put("latest, one device", () -> "/devices/" + any(devices).id() + "/latest");
        questions.put("latest, 200 of a kind", () -> "/latest?kind=fire&limit=200");
        questions.put("latest, 1,000 devices", () -> "/latest?limit=1000");
        questions.put("series, a day, raw", () -> temperature(fire) + lastDay);
        questions.put("series, all time, LTTB to 500", () -> temperature(fire) + always + "&points=500");
        questions.put("series, all time, min/max", () -> temperature(fire) + always + "&points=500&method=minmax");
        questions.put(
                "history, 7 days",
                () -> "/devices/" + any(fire).id() + "/history?from=" + Math.max(start, end - 7 * DAY) + "&to=" + end);
        questions.put(
                "aggregate, a building, a day",
                () -> "/aggregates?kind=fire&metric=temperature&place=" + any(places) + lastDay);
        questions.put("aggregate, all of a kind, a day", () -> "/aggregates?kind=fire&metric=temperature" + lastDay);
        questions.put(
                "the same in hours from any moment",
                () -> "/aggregates?kind=fire&metric=temperature" + lastDay + "&bucket=3600000");
        questions.put(
                "aggregate, all of a kind, all time",
                () -> "/aggregates?kind=fire&metric=temperature" + always + "&bucket=86400000");
        questions.put("rejections, newest 100", () -> "/rejections");
        questions.put(
                "rejections, of a device",
                () -> "/rejections?device=" + any(devices).id());
        questions.put("gateways", () -> "/gateways");
        questions.put("ledger, newest 200", () -> "/ledger");
        questions.put("devices, 200", () -> "/devices?limit=200");
        questions.put("summary", () -> "/summary");
        Map<String, Times> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Question> entry : questions.entrySet()) {
            Times times = time(port, cookie, entry.getValue());
            say(String.format("%-36s p50 %8.1f ms, p99 %8.1f ms", entry.getKey(), times.p50, times.p99));
            answers.put(entry.getKey(), times);
        }
        return answers;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private String temperature(List<Device> fire) {
        return "/devices/" + any(fire).id() + "/series?metric=temperature";
    }

    private Times time(int port, String cookie, Question question) throws IOException, InterruptedException {
        double[] millis = new double[MOST_CALLS];
        int calls = 0;
        int bytes = 0;
        long begin = 0;
        for (int i = -WARM_UP; i < MOST_CALLS; i++) {
            if (i == 0) {
                begin = ticker.nanos();
            }
            if (calls >= LEAST_CALLS && ticker.nanos() - begin > NANOS_PER_QUERY) {
                break;
            }
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/api/v1" + question.path()))
                    .header("Cookie", cookie)
                    .timeout(Duration.ofSeconds(30))
                    .build();
            long asked = ticker.nanos();
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            long answered = ticker.nanos();
            if (response.statusCode() != 200) {
                throw new IOException(request.uri() + " answers " + response.statusCode() + " "
                        + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
            if (i >= 0) {
                millis[calls++] = (answered - asked) / 1e6;
                bytes = Math.max(bytes, response.body().length);
            }
        }
        double[] sorted = Arrays.copyOf(millis, calls);
        Arrays.sort(sorted);
        return new Times(
                sorted[calls / 2], sorted[Math.min(calls - 1, (int) Math.ceil(calls * 0.99) - 1)], calls, bytes);
    }

    private static void say(String line) {
        System.err.println("bench: " + line);
    }

    private void print(Map<Long, Map<String, Times>> sizes, String database) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode result = mapper.createObjectNode();
        ArrayNode runs = result.putArray("sizes");
        sizes.forEach((size, answers) -> {
            ObjectNode run = runs.addObject().put("rows", size);
            ObjectNode queries = run.putObject("queries");
            answers.forEach((name, times) -> queries.putObject(name)
                    .put("p50_ms", Math.round(times.p50 * 10) / 10.0)
                    .put("p99_ms", Math.round(times.p99 * 10) / 10.0)
                    .put("calls", times.calls)
                    .put("bytes", times.bytes));
        });
        Machine.describe(result, database);
        if (json) {
            System.out.println(mapper.writeValueAsString(result));
            return;
        }
        StringBuilder table = new StringBuilder(String.format("%-36s", "p50 / p99 in ms, rows:"));
        sizes.keySet().forEach(size -> table.append(String.format("%,20d", size)));
        for (String name : sizes.values().iterator().next().keySet()) {
            table.append(String.format("%n%-36s", name));
            for (Map<String, Times> answers : sizes.values()) {
                Times times = answers.get(name);
                table.append(
                        times == null ? "" : String.format("%20s", String.format("%.1f / %.1f", times.p50, times.p99)));
            }
        }
        System.out.println(table);
        System.out.println(database);
    }
}
