package io.geshao.gateway.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.gateway.codec.LnsVectors;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.FakeKeep.Mode;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.MalformedInput;
import io.geshao.gateway.intake.Rejected;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door to a real Mosquitto, which is killed and started again. */
final class BrokerIntakeTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway") // set by JUnit
    Path folder;

    private final FakeKeep keep = new FakeKeep();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Intake intake = new Intake(Town::registry, keep, FakeTicker.at(1_760_000_001_000L), meters);

    @SuppressWarnings("NullAway") // set before each test
    private Broker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new Broker(getClass(), folder);
        broker.start();
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
    }

    private BrokerIntake door() {
        BrokerIntake door =
                BrokerIntake.start(new BrokerAccount(broker.url(), "geshao-test", "", ""), intake, null, meters);
        await().atMost(LIMIT).until(() -> door.health().equals("up"));
        return door;
    }

    /** Publishes readings with these counters; returns when the broker has acknowledged every one. */
    private void publish(long first, long last) throws MqttException {
        MqttClient client = new MqttClient(broker.url(), "device", new MemoryPersistence());
        client.connect();
        for (long seq = first; seq <= last; seq++) {
            client.publish("g/yuhua/d/up", body(seq), 1, false);
        }
        client.disconnect();
        client.close();
    }

    private static byte[] body(long seq) {
        return ("{\"seq\":" + seq + ",\"ts\":1760000000000,\"m\":{\"level\":1.5}}").getBytes(StandardCharsets.UTF_8);
    }

    private Set<Long> arrived() {
        return new TreeSet<>(keep.counters());
    }

    private static Set<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void readings_published_to_the_broker_arrive_once_each() throws Exception {
        try (BrokerIntake door = door()) {
            publish(1, 200);
            await().atMost(LIMIT).until(() -> keep.counters().size() >= 200);
            assertThat(keep.counters()).containsExactlyElementsOf(numbers(1, 200));
            assertThat(door.health()).isEqualTo("up");
        }
        keep.become(Mode.HOLD);
        try (BrokerIntake again = door()) {
            publish(201, 201);
            await().atMost(LIMIT).until(() -> keep.held() > 0);
            assertThat(keep.held())
                    .as("the broker has forgotten what was acknowledged")
                    .isEqualTo(1);
            assertThat(again.health()).isEqualTo("up");
        }
    }

    @Test
    void messages_the_spool_has_not_committed_are_not_acknowledged_and_come_again() throws Exception {
        keep.become(Mode.HOLD);
        try (BrokerIntake door = door()) {
            publish(1, 5);
            await().atMost(LIMIT).until(() -> keep.held() == 5);
            assertThat(door.health()).isEqualTo("up");
        }
        keep.become(Mode.COMMIT);
        try (BrokerIntake again = door()) {
            await().atMost(LIMIT).until(() -> arrived().equals(numbers(1, 5)));
            assertThat(again.health()).isEqualTo("up");
        }
    }

    @Test
    void messages_published_while_the_gateway_is_away_arrive_when_it_is_back() throws Exception {
        door().close();
        publish(1, 50);
        assertThat(keep.offers()).isZero();
        try (BrokerIntake door = door()) {
            await().atMost(LIMIT).until(() -> arrived().equals(numbers(1, 50)));
            assertThat(door.health()).isEqualTo("up");
        }
    }

    /**
     * Who has promised what when the broker dies: the broker has acknowledged 1 to 50 to the device and has them on disk;
     * the gateway has acknowledged 1 to 20 to the broker, and those are committed. So 21 to 50 are the broker's to bring
     * again; any of 1 to 20 may come again, since the broker may not have written that it got the acknowledgement.
     */
    @Test
    void broker_killed_and_started_again_loses_nothing_it_had_written() throws Exception {
        keep.become(Mode.HOLD);
        try (BrokerIntake door = door()) {
            publish(1, 50);
            await().atMost(LIMIT).until(() -> keep.held() == 50);
            broker.persist("\"seq\":50,");
            for (int i = 0; i < 20; i++) {
                keep.commit(0);
            }
            assertThat(arrived()).isEqualTo(numbers(1, 20));

            broker.kill();
            await().atMost(LIMIT).until(() -> !door.health().equals("up"));
            keep.become(Mode.COMMIT);
            broker.start();

            await().atMost(LIMIT).until(() -> door.health().equals("up"));
            await().atMost(LIMIT).until(() -> arrived().equals(numbers(1, 50)));
            while (keep.held() > 0) {
                keep.commit(0); // late commits of the dead connection acknowledge nothing on the new one
            }
            publish(51, 60);
            await().atMost(LIMIT).until(() -> arrived().equals(numbers(1, 60)));
        }
        assertThat(Rejected.counts(meters)).isEmpty();
    }

    @Test
    void broker_that_comes_later_than_the_gateway_is_found() throws Exception {
        broker.kill();
        try (BrokerIntake door =
                BrokerIntake.start(new BrokerAccount(broker.url(), "geshao-test", "", ""), intake, null, meters)) {
            await().atMost(LIMIT).until(() -> door.health().contains("cannot connect"));
            broker.start();
            await().atMost(LIMIT).until(() -> door.health().equals("up"));
            publish(1, 1);
            await().atMost(LIMIT).until(() -> arrived().equals(numbers(1, 1)));
        }
    }

    @Test
    void broker_sends_no_more_than_the_window_while_nothing_is_committed() throws Exception {
        keep.become(Mode.HOLD);
        try (BrokerIntake door = door()) {
            publish(1, BrokerAccount.DEFAULT_WINDOW + 100);
            await().atMost(LIMIT).until(() -> keep.held() == BrokerAccount.DEFAULT_WINDOW);
            await().during(Duration.ofMillis(200)).until(() -> keep.held() == BrokerAccount.DEFAULT_WINDOW);
            keep.become(Mode.COMMIT);
            while (keep.held() > 0) {
                keep.commit(0);
            }
            await().atMost(LIMIT).until(() -> arrived().equals(numbers(1, BrokerAccount.DEFAULT_WINDOW + 100)));
            assertThat(door.health()).isEqualTo("up");
        }
    }

    @Test
    void spool_without_room_delays_messages_and_loses_none() throws Exception {
        keep.become(Mode.BUSY);
        try (BrokerIntake door = door()) {
            publish(1, 20);
            await().atMost(LIMIT).until(() -> keep.offers() > 40);
            assertThat(arrived()).isEmpty();
            keep.become(Mode.COMMIT);
            await().atMost(LIMIT).until(() -> arrived().equals(numbers(1, 20)));
            assertThat(keep.counters()).hasSize(20);
            assertThat(door.health()).isEqualTo("up");
        }
    }

    @Test
    void refused_messages_are_kept_as_rejections_told_and_not_sent_again() throws Exception {
        CopyOnWriteArrayList<String> nacks = new CopyOnWriteArrayList<>();
        MqttClient client = new MqttClient(broker.url(), "watcher", new MemoryPersistence());
        try (BrokerIntake door = door()) {
            client.connect();
            client.subscribe(
                    new MqttSubscription[] {new MqttSubscription("g/+/+/nack", 0)},
                    new org.eclipse.paho.mqttv5.client.IMqttMessageListener[] {
                        (topic, message) -> nacks.add(topic + " " + message)
                    });
            client.publish("g/yuhua/d/up", "42".getBytes(StandardCharsets.UTF_8), 1, false);
            client.publish("g/yuhua/nobody/up", body(1), 1, false);
            client.publish("g/lanxi/d/up", body(2), 1, false);
            await().atMost(LIMIT).until(() -> keep.rejections().size() == 3);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(nacks).contains("g/yuhua/d/nack {\"reason\":\"BAD_SHAPE\"}"));
            client.disconnect();
            client.close();
            assertThat(door.health()).isEqualTo("up");
        }
        assertThat(Rejected.counts(meters))
                .isEqualTo(Map.of(
                        RejectionReason.BAD_SHAPE, 1,
                        RejectionReason.UNKNOWN_DEVICE, 1,
                        RejectionReason.NOT_AUTHORIZED, 1));
        try (BrokerIntake again = door()) {
            publish(9, 9);
            await().atMost(LIMIT).until(() -> arrived().contains(9L));
            assertThat(keep.rejections()).hasSize(3);
            assertThat(again.health()).isEqualTo("up");
        }
    }

    @Test
    void malformed_inputs_of_the_payload_reference_are_each_counted_and_kept_once() throws Exception {
        Map<RejectionReason, Integer> expected = new EnumMap<>(RejectionReason.class);
        MalformedInput.all().forEach(input -> expected.merge(input.reason(), 1, Integer::sum));
        MqttClient client = new MqttClient(broker.url(), "all-sorts", new MemoryPersistence());
        try (BrokerIntake door = door()) {
            client.connect();
            for (MalformedInput input : MalformedInput.all()) {
                client.publish(input.mqttTopic(), input.body(), 1, false);
            }
            client.publish(LnsVectors.L01_TOPIC, LnsVectors.L01.getBytes(StandardCharsets.UTF_8), 1, false);
            client.publish(LnsVectors.L02_TOPIC, LnsVectors.L02.getBytes(StandardCharsets.UTF_8), 1, false);
            client.disconnect();
            client.close();
            await().atMost(LIMIT).until(() -> keep.readings().size() == 11);
            assertThat(door.health()).isEqualTo("up");
        }
        assertThat(Rejected.counts(meters)).isEqualTo(expected);
        assertThat(keep.rejections())
                .extracting(Rejection::reason)
                .containsExactlyElementsOf(MalformedInput.all().stream()
                        .map(MalformedInput::reason)
                        .toList());
    }

    @Test
    void pause_between_tries_grows_to_a_limit_and_is_never_the_same_for_all() {
        assertThat(BrokerIntake.pauseMillis(1, 0)).isEqualTo(125);
        assertThat(BrokerIntake.pauseMillis(1, 1)).isEqualTo(250);
        assertThat(BrokerIntake.pauseMillis(4, 0)).isEqualTo(1_000);
        assertThat(BrokerIntake.pauseMillis(100, 0)).isEqualTo(15_000);
        assertThat(BrokerIntake.pauseMillis(100, 1)).isEqualTo(30_000);
    }
}
