package io.geshao.devicesim.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.time.Ticker;
import io.geshao.devicesim.pace.Agenda;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The MQTT link against a broker that breaks lines, refuses and limits on purpose. */
final class MqttLinkIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Agenda agenda = new Agenda(Ticker.system());
    private final Seen seen = new Seen();
    private CapriciousBroker broker;
    private MqttLink link;

    private static final class Seen implements Deliveries {
        final List<Message> acknowledged = new CopyOnWriteArrayList<>();
        final List<String> refusals = new CopyOnWriteArrayList<>();
        final AtomicInteger attempts = new AtomicInteger();
        final AtomicInteger lines = new AtomicInteger();

        @Override
        public void attempted(Message message) {
            attempts.incrementAndGet();
        }

        @Override
        public void acknowledged(Message message) {
            acknowledged.add(message);
        }

        @Override
        public void refused(Message message, String answer) {
            refusals.add(answer);
        }

        @Override
        public void lineBroke(String identity) {}

        @Override
        public void lineUp(String identity) {
            lines.incrementAndGet();
        }
    }

    @BeforeEach
    void open() throws IOException {
        broker = new CapriciousBroker(8);
        link = new MqttLink("gw-1", new byte[] {'t'}, "tcp://127.0.0.1:" + broker.port(), 32, agenda, seen);
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        broker.close();
    }

    @Test
    void line_breaks_before_the_acknowledgement_and_the_same_bytes_come_again() {
        broker.breakAfterPublishes(3);
        link.open();
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Message message = message("{\"seq\":" + i + ",\"m\":{\"battery\":9}}");
            sent.add(message);
            assertThat(link.send(message)).isTrue();
        }
        waitUntilAnswered();
        assertThat(seen.acknowledged).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(seen.lines).hasValue(2);
        assertThat(broker.bodies()).hasSizeGreaterThan(5);
        assertThat(new java.util.TreeSet<>(broker.bodies())).hasSize(5);
        assertThat(broker.topics()).containsOnly("g/yuhua/d1/up");
    }

    @Test
    void receive_maximum_of_the_server_is_never_used_up() {
        link.open();
        for (int i = 0; i < 200; i++) {
            link.send(message("{\"seq\":" + i + "}"));
        }
        waitUntilAnswered();
        assertThat(seen.acknowledged).hasSize(200);
        assertThat(broker.mostUnanswered()).isBetween(1, 7);
        assertThat(seen.lines).hasValue(1);
    }

    @Test
    void refusal_by_reason_code_is_told_and_not_repeated() {
        broker.answerWith(0x99);
        link.open();
        link.send(message("42"));
        waitUntilAnswered();
        assertThat(seen.refusals).containsExactly("mqtt 0x99");
        assertThat(seen.acknowledged).isEmpty();
        assertThat(broker.bodies()).hasSize(1);
    }

    @Test
    void line_that_dies_says_no_goodbye_and_never_comes_back() {
        link.open();
        link.send(message("{}"));
        waitUntilAnswered();
        link.die();
        await().atMost(LIMIT).until(() -> broker.closedConnections() == 1);
        assertThat(broker.goodbyes()).isZero();
        assertThat(link.send(message("{}"))).isFalse();
    }

    private void waitUntilAnswered() {
        await().atMost(LIMIT).until(() -> {
            agenda.runDue();
            return seen.lines.get() > 0 && link.owed() == 0;
        });
    }

    private static Message message(String body) {
        return Message.malformed(new CommunityId("yuhua"), new DeviceId("d1"), Encoding.NATIVE_JSON, body, "");
    }
}
