package io.geshao.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.console.store.StoreFailures;
import io.geshao.core.AlertView;
import io.geshao.core.Severity;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamTest {
    @TempDir
    Path registryDir;

    private RunningConsole console;

    @BeforeEach
    void start() {
        console = RunningConsole.start(registryDir);
        await().until(() -> console.platform.alerts.afterAsked() > 0);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private void raise(int count) {
        for (int i = 0; i < count; i++) {
            console.platform.alerts.raise(
                    FakePlatform.alert("F1", Severity.S1, console.device("S-1"), FakePlatform.NOW + i));
        }
    }

    private void openCase(String number) {
        console.platform.cases.open(
                FakePlatform.openCase(number, Severity.S1, console.device("S-1"), FakePlatform.NOW, List.of()));
    }

    private static long position(EventReader.Event event) {
        try {
            var data = new ObjectMapper().readTree(event.data());
            return event.name().equals("case")
                    ? data.at("/event/position").asLong()
                    : data.get("position").asLong();
        } catch (IOException e) {
            throw new AssertionError(event.data(), e);
        }
    }

    @Test
    void entries_of_both_logs_arrive_with_the_position_in_both() {
        try (EventReader events = EventReader.open(console, null)) {
            raise(1);
            openCase("yuhua-1");
            console.console.wake();

            EventReader.Event alert = events.nextEntry();
            EventReader.Event opened = events.nextEntry();

            assertThat(alert.name()).isEqualTo("alert");
            assertThat(alert.id()).isEqualTo("a1-c0");
            assertThat(opened.name()).isEqualTo("case");
            assertThat(opened.id()).isEqualTo("a1-c1");
        }
    }

    @Test
    void entry_written_by_another_process_is_found_without_a_wake() {
        try (EventReader events = EventReader.open(console, null)) {
            raise(1);

            assertThat(events.nextEntry().id()).isEqualTo("a1-c0");
        }
    }

    @Test
    void woken_stream_is_faster_than_its_poll() {
        Ticker clock = Ticker.system();
        List<Long> millis = new ArrayList<>();
        try (EventReader events = EventReader.open(console, null)) {
            for (int i = 0; i < 101; i++) {
                long start = clock.nanos();
                raise(1);
                console.console.wake();
                assertThat(events.nextEntry().id()).isEqualTo("a" + (i + 1) + "-c0");
                millis.add((clock.nanos() - start) / 1_000_000);
            }
        }
        millis.sort(null);
        assertThat(millis.get(50)).as("median of %s", millis).isLessThan(100);
    }

    @Test
    void client_that_comes_back_gets_each_missed_entry_once_and_goes_on_live() {
        raise(3);
        String seen;
        try (EventReader events = EventReader.open(console, null)) {
            // The stream may have been opened before the follower had seen the first three.
            await().until(() -> events.lastId().equals("a3-c0"));
            raise(1);
            console.console.wake();
            await().until(() -> events.lastId().equals("a4-c0"));
            seen = events.lastId();
        }
        raise(150);
        IntStream.range(0, 120).forEach(i -> openCase("yuhua-" + i));

        try (EventReader events = EventReader.open(console, seen)) {
            raise(5); // while it catches up
            console.console.wake();
            List<Long> alerts = new ArrayList<>();
            List<Long> cases = new ArrayList<>();
            for (int i = 0; i < 155 + 120; i++) {
                EventReader.Event event = events.nextEntry();
                (event.name().equals("alert") ? alerts : cases).add(position(event));
            }
            assertThat(alerts)
                    .isEqualTo(IntStream.rangeClosed(5, 159)
                            .mapToObj(Long::valueOf)
                            .toList());
            assertThat(cases)
                    .isEqualTo(IntStream.rangeClosed(1, 120)
                            .mapToObj(Long::valueOf)
                            .toList());
            assertThat(events.lastId()).isEqualTo("a159-c120");

            openCase("yuhua-live");
            console.console.wake();
            assertThat(events.nextEntry().id()).isEqualTo("a159-c121");
        }
    }

    @Test
    void client_that_missed_too_much_is_told_to_reload_and_goes_on_live() {
        raise(1_000);
        console.console.wake();
        try (EventReader events = EventReader.open(console, "a0-c0")) {
            EventReader.Event reset = events.next("reset");

            assertThat(reset.data()).isEqualTo("{\"reason\":\"TOO_FAR_BEHIND\"}");
            assertThat(reset.id()).isEqualTo("a1000-c0");
            raise(1);
            console.console.wake();
            assertThat(events.nextEntry().id()).isEqualTo("a1001-c0");
        }
    }

    @Test
    void position_that_is_not_in_the_logs_is_answered_by_reset() {
        for (String position : List.of("a999-c0", "a0-c77", "yesterday")) {
            try (EventReader events = EventReader.open(console, position)) {
                assertThat(events.next("reset").data()).isEqualTo("{\"reason\":\"UNKNOWN_POSITION\"}");
                assertThat(events.lastId()).isEqualTo("a0-c0");
            }
        }
    }

    @Test
    void log_that_fails_for_a_while_is_followed_without_a_gap() {
        try (EventReader events = EventReader.open(console, null)) {
            console.platform.outage =
                    new IllegalStateException("read", StoreFailures.connectionLost("connection refused"));
            raiseDuringOutage();
            await().until(() -> {
                HttpResponse<String> health = console.send(console.request("/health"));
                return health.statusCode() == 503
                        && !RunningConsole.json(health)
                                .at("/parts/stream")
                                .asText()
                                .equals("up");
            });
            console.platform.outage = null;

            assertThat(events.nextEntry().id()).isEqualTo("a1-c0");
            assertThat(events.nextEntry().id()).isEqualTo("a2-c0");
        }
        await().until(() -> console.send(console.request("/health")).statusCode() == 200);
    }

    private void raiseDuringOutage() {
        RuntimeException outage = console.platform.outage;
        console.platform.outage = null;
        raise(2);
        console.platform.outage = outage;
    }

    @Test
    void client_that_does_not_read_is_disconnected_and_others_go_on() throws IOException {
        try (Socket lazy = new Socket();
                EventReader events = EventReader.open(console, null)) {
            lazy.setReceiveBufferSize(4_096);
            lazy.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), console.console.port()));
            String request = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: "
                    + RunningConsole.basic(RunningConsole.USER, RunningConsole.PASSWORD) + "\r\n\r\n";
            lazy.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> clients() == 2);

            Map<String, String> longTitle = Map.of("zh", "长".repeat(20_000));
            int sent = 0;
            while (slow() == 0 && sent < 400) {
                for (int i = 0; i < 10; i++) {
                    AlertView plain =
                            FakePlatform.alert("F1", Severity.S1, console.device("S-1"), FakePlatform.NOW + sent++);
                    console.platform.alerts.raise(withTitle(plain, longTitle));
                }
                console.console.wake();
                for (int i = 0; i < 10; i++) {
                    events.nextEntry();
                }
            }

            assertThat(slow()).isEqualTo(1);
            await().until(() -> clients() == 1);
            raise(1);
            console.console.wake();
            assertThat(events.nextEntry().id()).isEqualTo("a" + (sent + 1) + "-c0");
        }
    }

    private static AlertView withTitle(AlertView a, Map<String, String> title) {
        return new AlertView(
                a.id(),
                a.rule(),
                a.ruleVersion(),
                title,
                a.severity(),
                a.state(),
                a.scope(),
                a.community(),
                a.place(),
                a.device(),
                a.onsetMillis(),
                a.raisedMillis(),
                a.updatedMillis(),
                a.drill(),
                a.caseHint(),
                a.evidence(),
                a.cause());
    }

    private double clients() {
        return console.meters.get("geshao.console.stream.clients").gauge().value();
    }

    private double slow() {
        return console.meters.get("geshao.console.stream.slow").counter().count();
    }

    @Test
    void many_clients_cost_the_logs_what_one_does_and_one_too_many_is_refused() {
        List<EventReader> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                readers.add(EventReader.open(console, null));
            }
            int before = console.platform.alerts.afterAsked();
            raise(1);
            console.console.wake();
            for (EventReader reader : readers) {
                assertThat(reader.nextEntry().id()).isEqualTo("a1-c0");
            }
            assertThat(console.platform.alerts.afterAsked() - before).isLessThan(40);

            HttpResponse<String> refused = console.send(console.known("/api/v1/stream"), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(RunningConsole.reason(refused)).isEqualTo("TOO_MANY_STREAMS");
        } finally {
            readers.forEach(EventReader::close);
        }
        await().until(() -> clients() == 0);
    }
}
