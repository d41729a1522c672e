package io.geshao.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.RejectionReason;
import io.geshao.gateway.intake.FakeKeep.Mode;
import io.geshao.gateway.intake.Rejected;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client leaves behind when it is lost. */
final class MqttWillTest {
    private static final String UP = "g/yuhua/d/up";
    private static final String DEAD = "{\"seq\":9,\"m\":{\"heartbeat\":false}}";
    private static final Duration TWO_SWEEPS = Duration.ofMillis(1_100);

    @RegisterExtension
    final MqttDoor door = new MqttDoor();

    private RawClient device(int version, String willTopic, int keepAliveSeconds) throws IOException {
        return device(version, willTopic, keepAliveSeconds, DEAD);
    }

    private RawClient device(int version, String willTopic, int keepAliveSeconds, String will) throws IOException {
        RawClient client = new RawClient(door.port(), version);
        assertThat(client.connect("c-1", "d", "token-of-d", true, keepAliveSeconds, willTopic, will)
                        .body()[1])
                .isZero();
        return client;
    }

    private void awaitGone() {
        await().until(() ->
                door.meters.get("geshao.gateway.mqtt.connections").gauge().value() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void will_of_a_lost_device_becomes_a_reading_after_its_time_to_come_back(int version) throws IOException {
        device(version, UP, 0).close();
        awaitGone();
        door.ticker.advance(Duration.ofSeconds(29));
        await().during(TWO_SWEEPS).until(() -> door.keep.offers() == 0);
        door.ticker.advance(Duration.ofSeconds(1));
        await().until(() -> door.keep.readings().size() == 1);
        Reading dead = door.keep.readings().get(0);
        assertThat(dead.device()).hasToString("d");
        assertThat(dead.metric()).isEqualTo(Metric.HEARTBEAT);
        assertThat(dead.value()).isZero();
        assertThat(door.counter("geshao.gateway.mqtt.wills")).isEqualTo(1);
    }

    @Test
    void will_without_a_counter_serves_again_and_again() throws IOException {
        for (int times = 1; times <= 2; times++) {
            device(4, UP + "/senml", 0, "[{\"n\":\"d:heartbeat\",\"vb\":false}]")
                    .close();
            awaitGone();
            door.ticker.advance(Duration.ofMinutes(10));
            int expected = times;
            await().until(() -> door.keep.readings().size() == expected);
        }
    }

    @Test
    void device_that_comes_back_in_time_or_says_goodbye_leaves_no_will() throws IOException {
        device(4, UP, 0).close();
        awaitGone();
        door.ticker.advance(Duration.ofSeconds(20));
        try (RawClient back = device(4, UP, 0)) {
            door.ticker.advance(Duration.ofMinutes(2));
            back.ping();
            assertThat(back.read().type()).isEqualTo(RawClient.PINGRESP);
            back.disconnect();
            awaitGone();
        }
        door.ticker.advance(Duration.ofMinutes(2));
        await().during(TWO_SWEEPS).until(() -> door.keep.offers() == 0);
    }

    @Test
    void silent_device_leaves_its_will_and_one_whose_session_is_taken_over_does_not() throws IOException {
        try (RawClient old = device(5, UP, 0);
                RawClient young = device(5, UP, 60)) {
            assertThat(old.read().body()[0] & 0xFF).isEqualTo(MqttReplies.SESSION_TAKEN_OVER);
            door.ticker.advance(Duration.ofSeconds(60));
            await().during(TWO_SWEEPS).until(() -> door.keep.offers() == 0);
            door.ticker.advance(Duration.ofSeconds(91));
            assertThat(young.read().body()[0] & 0xFF).isEqualTo(MqttReplies.KEEP_ALIVE_TIMEOUT);
        }
        awaitGone();
        door.ticker.advance(Duration.ofSeconds(30));
        await().until(() -> door.keep.readings().size() == 1);
    }

    @Test
    void will_waits_for_room_in_the_spool() throws IOException {
        device(4, UP, 0).close();
        awaitGone();
        door.keep.become(Mode.BUSY);
        door.ticker.advance(Duration.ofSeconds(31));
        await().until(() -> door.keep.offers() > 0);
        door.keep.become(Mode.COMMIT);
        door.ticker.advance(Duration.ofSeconds(1));
        await().until(() -> door.keep.readings().size() == 1);
    }

    @Test
    void will_on_a_topic_of_another_is_refused_by_name() throws IOException {
        device(4, "g/yuhua/e/up", 0).close();
        awaitGone();
        door.ticker.advance(Duration.ofSeconds(31));
        await().until(() -> door.keep.rejections().size() == 1);
        assertThat(Rejected.counts(door.meters)).isEqualTo(Map.of(RejectionReason.NOT_AUTHORIZED, 1));
    }
}
