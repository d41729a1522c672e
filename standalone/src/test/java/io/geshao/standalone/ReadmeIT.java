package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.core.time.Ticker;
import io.geshao.testkit.RealPart;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's own lines, run by a shell against a running demo: what a person pastes there works, and the reading can be
 * asked for within a second. Only port numbers are put in place of those in the text.
 */
class ReadmeIT {
    private static final Path ROOT = Path.of(System.getProperty("geshao.root", ".."));
    private static final String COAP_CLIENT = "coap-client-notls";
    private static final long VISIBLE_WITHIN_MILLIS = 1_000;
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern DEVICE = Pattern.compile("^ID=([\\w.-]+);");
    private static final Pattern READING = Pattern.compile("\\{\"seq\":(\\d+),\"m\":\\{\"(\\w+)\":([0-9.]+)}}");

    private static final Ticker TICKER = Ticker.system();

    @TempDir
    static Path folder;

    private static Process demo;
    private static int offset;
    private static ConsoleClient console;
    private static int sent;

    @BeforeAll
    static void demo() throws IOException, InterruptedException {
        RealPart.CURL.orSkip(ReadmeIT.class);
        offset = freeOffset();
        // What ./geshao does once it has built: the same program on the classes under test.
        Path launcher = Files.writeString(
                folder.resolve("geshao"),
                "#!/bin/sh\nexec '"
                        + ProcessHandle.current().info().command().orElseThrow()
                        + "' -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 '-Dgeshao.home=" + ROOT + "' -cp '"
                        + System.getProperty("java.class.path") + "' io.geshao.standalone.Main \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path log = folder.resolve("demo.log");
        demo = process(
                        launcher.toString(),
                        "demo",
                        "--json",
                        "--seconds",
                        "300",
                        "--port-offset",
                        Integer.toString(offset))
                .redirectError(log.toFile())
                .redirectOutput(folder.resolve("score.json").toFile())
                .start();
        Awaitility.await().atMost(90, TimeUnit.SECONDS).until(() -> {
            String said = Files.readString(log);
            assertThat(demo.isAlive()).as(said).isTrue();
            return said.contains("Duty wall");
        });
        console = new ConsoleClient(
                8080 + offset, "admin", shell("./geshao token --login").strip());
    }

    /** An orderly stop, else its database would live on; its score knows whose readings were whose. */
    @AfterAll
    static void stop() throws InterruptedException, IOException {
        if (demo == null) {
            return;
        }
        demo.destroy();
        assertThat(demo.waitFor(90, TimeUnit.SECONDS))
                .as("the demo ends when told to")
                .isTrue();
        if (console != null) {
            JsonNode score = console.tree(Files.readString(folder.resolve("score.json")));
            assertThat(score.path("foreign").asInt(-1)).as(score.toString()).isEqualTo(sent);
            assertThat(score.path("lost").asInt(-1)).as(score.toString()).isZero();
            assertThat(score.path("duplicates").asInt(-1)).as(score.toString()).isZero();
        }
    }

    @Test
    void reading_sent_over_mqtt_as_the_readme_says_is_there_within_a_second() throws IOException, InterruptedException {
        RealPart.MOSQUITTO_PUB.orSkip(getClass());
        assertSentAndSeen(block("mosquitto_pub "));
    }

    @Test
    void reading_sent_over_coap_as_the_readme_says_is_there_within_a_second() throws IOException, InterruptedException {
        // Debian has several builds of the client; one of them under another name will do.
        String program = RealPart.COAP_CLIENT.orSkip(getClass()).getFileName().toString();
        List<String> lines = block(COAP_CLIENT + " ");
        boolean asNamed = shell("command -v " + COAP_CLIENT + " || true").endsWith(COAP_CLIENT + "\n");
        assertSentAndSeen(lines.stream()
                .map(line -> asNamed ? line : line.replace(COAP_CLIENT, program))
                .toList());
    }

    /** Line 1 sets the variables, line 2 sends, line 3 asks. */
    private static void assertSentAndSeen(List<String> lines) throws IOException, InterruptedException {
        assertThat(lines).hasSize(3);
        String device = group(DEVICE, lines.get(0), 1);
        long sequence = Long.parseLong(group(READING, lines.get(1), 1));
        String metric = group(READING, lines.get(1), 2);
        double value = Double.parseDouble(group(READING, lines.get(1), 3));
        assertThat(isThere(console.latest(device, metric), sequence, value))
                .as("there before it was sent")
                .isFalse();

        shell(lines.get(0) + "\n" + lines.get(1));
        long sentNanos = TICKER.nanos();
        sent++;
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> isThere(console.latest(device, metric), sequence, value));
        long millis = (TICKER.nanos() - sentNanos) / 1_000_000;

        System.out.printf("%s: sent as the README says, at /latest %d ms after the answer%n", device, millis);
        assertThat(millis).as("milliseconds from the answer to /latest").isLessThan(VISIBLE_WITHIN_MILLIS);
        JsonNode asked = console.tree(shell(lines.get(0) + "\n" + lines.get(2)));
        assertThat(asked.path("device").asText()).isEqualTo(device);
        assertThat(isThere(asked.path("metrics").path(metric), sequence, value))
                .as(asked.toString())
                .isTrue();
    }

    private static boolean isThere(JsonNode latest, long sequence, double value) {
        return latest.path("sequence").asLong(-1) == sequence
                && latest.path("value").asDouble() == value;
    }

    /** The lines of the section's block that uses the program, with the demo's ports. */
    private static List<String> block(String program) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        int from = readme.indexOf("\n## Send your own reading\n");
        String section = readme.substring(from, readme.indexOf("\n## ", from + 1));
        List<String> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(section);
        while (blocks.find()) {
            if (blocks.group(1).contains(program)) {
                found.add(blocks.group(1));
            }
        }
        assertThat(found).as("blocks with " + program).hasSize(1);
        return found.get(0)
                .replaceAll("(-p |localhost:)(1883|5683|8080)\\b", "$1PORT$2")
                .lines()
                .map(line -> withPorts(line))
                .toList();
    }

    private static String withPorts(String line) {
        return Pattern.compile("PORT(\\d{4})")
                .matcher(line)
                .replaceAll(port -> Integer.toString(Integer.parseInt(port.group(1)) + offset));
    }

    private static String group(Pattern pattern, String line, int group) {
        Matcher matcher = pattern.matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return matcher.group(group);
    }

    /** What it prints; stops at the first command that fails. */
    private static String shell(String script) throws IOException, InterruptedException {
        Path errors = folder.resolve("shell.log");
        Process shell =
                process("sh", "-e", "-c", script).redirectError(errors.toFile()).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue())
                .as("%s%n%s%s", script, said, Files.readString(errors))
                .isZero();
        return said;
    }

    private static ProcessBuilder process(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GESHAO_"));
        return builder;
    }

    /** A number to add to the three ports so that all are free. */
    private static int freeOffset() {
        Random random = new Random();
        for (int tries = 0; tries < 100; tries++) {
            int candidate = 2_000 + random.nextInt(20_000);
            try (ServerSocket http = new ServerSocket(8080 + candidate);
                    ServerSocket mqtt = new ServerSocket(1883 + candidate);
                    DatagramSocket coap = new DatagramSocket(5683 + candidate, InetAddress.getLoopbackAddress())) {
                assertThat(List.of(http, mqtt, coap)).doesNotContainNull();
                return candidate;
            } catch (IOException taken) {
                // one of them; another number may do
            }
        }
        throw new IllegalStateException("no free ports");
    }
}
