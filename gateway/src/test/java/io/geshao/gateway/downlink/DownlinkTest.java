package io.geshao.gateway.downlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.core.port.CommandDesk.State;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownlinkTest {
    private static final long NOW = 1_760_000_000_000L;
    private static final DeviceId HORN = new DeviceId("horn-1");
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeTicker ticker = FakeTicker.at(NOW);
    private final FakeCentre centre = new FakeCentre();
    private final FakeDoor mqtt = new FakeDoor();
    private final FakeDoor coap = new FakeDoor();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway") // set before each test
    private Downlink downlink;

    /** What was sent through a door, to be answered by the test. */
    private static final class FakeDoor implements DeviceDoor {
        final List<Sent> sent = new CopyOnWriteArrayList<>();
        volatile boolean reaches = true;

        record Sent(String id, String body, CompletableFuture<Boolean> answer) {}

        @Override
        public CompletionStage<Boolean> send(Errand errand, byte[] body) {
            if (!reaches) {
                return CompletableFuture.completedFuture(false);
            }
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            sent.add(new Sent(errand.id(), new String(body, StandardCharsets.UTF_8), answer));
            return answer;
        }

        List<String> ids() {
            return sent.stream().map(Sent::id).toList();
        }
    }

    @BeforeEach
    void start() {
        downlink = Downlink.start(
                folder, centre, List.of(mqtt, coap), Downlink.RegistryNews.none(), ticker, new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() throws IOException {
        downlink.close();
    }

    private void restart() throws IOException {
        downlink.close();
        start();
    }

    private static Errand siren(String id, long expires) {
        return new Errand(id, HORN, new CommunityId("yuhua"), Action.SIREN, Map.of("on", 1.0), 0, expires);
    }

    private static Errand configuration(String id, long version) {
        Map<String, Double> interval = Map.of("interval_s", 30.0, "threshold.level", 0.25);
        return new Errand(id, HORN, new CommunityId("yuhua"), Action.CONFIGURE, interval, version, CommandDesk.NEVER);
    }

    private List<State> told(String id) {
        return centre.reports().stream()
                .filter(report -> report.id().equals(id))
                .map(Report::state)
                .toList();
    }

    private void awaitTold(String id, State... states) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(told(id)).containsExactly(states));
    }

    private void awaitSent(FakeDoor door, String... ids) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(door.ids()).containsExactly(ids));
    }

    private boolean receipt(String body) {
        return downlink.receipt(HORN, body.getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .join();
    }

    @Test
    void command_delivered_isToldStepByStep() {
        centre.order(siren("a", NOW + 60_000));
        awaitSent(mqtt, "a");
        assertThat(mqtt.sent.get(0).body())
                .isEqualTo("{\"id\":\"a\",\"do\":\"siren\",\"on\":true,\"expires\":1760000060000}");
        awaitTold("a", State.SENT);

        mqtt.sent.get(0).answer().complete(true);
        awaitTold("a", State.SENT, State.DELIVERED);
        assertThat(receipt("{\"id\":\"a\",\"result\":\"done\"}")).isTrue();

        awaitTold("a", State.SENT, State.DELIVERED, State.DONE);
    }

    @Test
    void receipt_thatIsNone_isRefused() {
        assertThat(receipt("")).isFalse();
        assertThat(receipt("{\"id\":\"a\"}")).isFalse();
        assertThat(receipt("{\"id\":\"a\",\"result\":\"perhaps\"}")).isFalse();
        assertThat(receipt("[1]")).isFalse();
        assertThat(receipt("{\"id\":\"a\",\"result\":\"refused\",\"reason\":\"NO_VALVE\"}"))
                .isTrue();

        awaitTold("a", State.REFUSED);
        assertThat(centre.reports().get(0).reason()).isEqualTo("NO_VALVE");
    }

    @Test
    void device_thatIsNotThere_getsItWhenItComes_byTheDoorItComesTo() {
        mqtt.reaches = false;
        coap.reaches = false;
        centre.order(siren("a", NOW + 60_000));
        awaitTold("a", State.SENT);
        assertThat(mqtt.ids()).isEmpty();

        coap.reaches = true;
        downlink.listening(HORN, false);

        awaitSent(coap, "a");
        coap.sent.get(0).answer().complete(true);
        awaitTold("a", State.SENT, State.DELIVERED);
    }

    @Test
    void command_pastItsTime_isNeverSent() throws IOException {
        mqtt.reaches = false;
        coap.reaches = false;
        centre.order(siren("a", NOW + 60_000));
        awaitTold("a", State.SENT);
        downlink.close();
        ticker.advance(Duration.ofSeconds(60));
        mqtt.reaches = true;

        start();
        downlink.listening(HORN, false);

        await().atMost(LIMIT).untilAsserted(() -> {
            ticker.advance(Duration.ofMillis(300));
            assertThat(told("a")).containsExactly(State.SENT, State.EXPIRED);
        });
        assertThat(mqtt.ids()).isEmpty();
        assertThat(centre.reports().get(1).reason()).isEqualTo("NOT_REACHED");
    }

    @Test
    void gateway_killedBetweenSentAndDelivered_deliversOnceAfterItsStart() throws IOException {
        mqtt.reaches = false;
        coap.reaches = false;
        centre.order(siren("a", NOW + 60_000));
        awaitTold("a", State.SENT);
        mqtt.reaches = true;

        restart();
        awaitSent(mqtt, "a");
        mqtt.sent.get(0).answer().complete(true);
        awaitTold("a", State.SENT, State.DELIVERED);
        restart();
        downlink.listening(HORN, false);
        centre.order(siren("b", NOW + 60_000));
        awaitSent(mqtt, "a", "b");
    }

    @Test
    void centre_away_keepsEveryWordUntilItIsBack() throws IOException {
        centre.order(siren("a", NOW + 60_000));
        awaitTold("a", State.SENT);
        centre.goAway();
        mqtt.sent.get(0).answer().complete(true);
        assertThat(receipt("{\"id\":\"a\",\"result\":\"done\"}")).isTrue();
        restart();
        await().atMost(LIMIT).until(() -> downlink.health().startsWith("centre not reached"));

        centre.comeBack();

        await().atMost(LIMIT).untilAsserted(() -> {
            ticker.advance(Duration.ofSeconds(1));
            assertThat(told("a")).containsExactly(State.SENT, State.DELIVERED, State.DONE);
        });
        await().atMost(LIMIT).until(() -> downlink.health().equals("up"));
    }

    @Test
    void commands_goOneAfterAnother_withTheConfigurationBesideThem() {
        centre.order(configuration("c", 7));
        centre.order(siren("a", NOW + 60_000));
        centre.order(siren("b", NOW + 60_000));
        awaitTold("b", State.SENT);
        awaitSent(mqtt, "c", "a");
        assertThat(mqtt.sent.get(0).body())
                .isEqualTo("{\"id\":\"c\",\"do\":\"configure\",\"interval_s\":30,\"threshold.level\":0.25,"
                        + "\"version\":7,\"expires\":253402300799999}");

        mqtt.sent.get(1).answer().complete(true);

        awaitSent(mqtt, "c", "a", "b");
    }

    @Test
    void withdrawnCommand_isNotSentAnyMore() {
        mqtt.reaches = false;
        coap.reaches = false;
        centre.order(siren("a", NOW + 60_000));
        awaitTold("a", State.SENT);
        centre.withdraw("a");
        centre.order(siren("b", NOW + 60_000));
        awaitTold("b", State.SENT);
        mqtt.reaches = true;

        downlink.listening(HORN, false);

        awaitSent(mqtt, "b");
    }

    @Test
    void command_nobodyAcknowledges_isSentAgainUnderTheSameId() {
        centre.order(siren("a", NOW + 600_000));
        awaitSent(mqtt, "a");

        await().atMost(LIMIT).untilAsserted(() -> {
            ticker.advance(Duration.ofSeconds(10));
            assertThat(mqtt.ids()).hasSizeGreaterThan(1).containsOnly("a");
        });
        mqtt.sent.get(0).answer().complete(true); // late, but the device has it
        awaitTold("a", State.SENT, State.DELIVERED);
    }

    @Test
    void device_thatListensToTheOtherTopicAsWell_isNotToldAgainWhatIsOnItsWay() {
        centre.order(siren("a", NOW + 60_000));
        awaitSent(mqtt, "a");

        downlink.listening(HORN, true);
        centre.order(configuration("c", 7));
        awaitSent(mqtt, "a", "c");

        downlink.listening(HORN, false);
        awaitSent(mqtt, "a", "c", "a");
    }
}
