package io.geshao.gateway.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.RejectionReason;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.Settings;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.FakeKeep.Mode;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Rejected;
import io.geshao.gateway.intake.TestAuthority;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker's account: TLS both ways, groups, retained copies, and the order under pressure; with a real Mosquitto. */
@SuppressWarnings("NullAway.Init") // set before each test
final class BrokerOptionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path keys;

    private static TestAuthority authority;
    private static TestAuthority.Issued own;

    @TempDir
    Path folder;

    private final FakeKeep keep = new FakeKeep();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Intake intake = new Intake(Town::registry, keep, FakeTicker.at(1_760_000_001_000L), meters);
    private Broker broker;

    @BeforeAll
    static void issue() throws Exception {
        authority = new TestAuthority(keys);
        own = authority.issue("both"); // the broker's and ours: the test is about who trusts whom
    }

    @BeforeEach
    void start() throws Exception {
        broker = new Broker(getClass(), folder, authority.certificate(), own);
        broker.start();
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
    }

    private BrokerAccount plain(String clientId, String group) {
        return new BrokerAccount(broker.url(), clientId, "", "", group, 512, "", "", "");
    }

    private BrokerIntake door(BrokerAccount account) {
        BrokerIntake door = BrokerIntake.start(account, intake, null, meters);
        await().atMost(LIMIT).until(() -> door.health().equals("up"));
        return door;
    }

    private void publish(long first, long last, boolean retained) throws MqttException {
        MqttClient client = new MqttClient(broker.url(), "device", new MemoryPersistence());
        client.connect();
        for (long seq = first; seq <= last; seq++) {
            client.publish(
                    "g/yuhua/d/up",
                    ("{\"seq\":" + seq + ",\"ts\":1760000000000,\"m\":{\"level\":1.5}}")
                            .getBytes(StandardCharsets.UTF_8),
                    1,
                    retained);
        }
        client.disconnect();
        client.close();
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void broker_with_tls_is_reached_with_a_certificate_of_its_authority() throws Exception {
        BrokerAccount account = new BrokerAccount(
                broker.tlsUrl(),
                "geshao-tls",
                "",
                "",
                "",
                512,
                authority.certificate().toString(),
                own.certificate().toString(),
                own.key().toString());
        try (BrokerIntake door = door(account)) {
            publish(1, 5, false);
            await().atMost(LIMIT).until(() -> keep.counters().equals(numbers(1, 5)));
            assertThat(door.health()).isEqualTo("up");
        }
        BrokerAccount nameless = new BrokerAccount(
                broker.tlsUrl(),
                "geshao-none",
                "",
                "",
                "",
                512,
                authority.certificate().toString(),
                "",
                "");
        try (BrokerIntake door = BrokerIntake.start(nameless, intake, null, meters)) {
            await().atMost(LIMIT).until(() -> !door.health().equals("connecting"));
            assertThat(door.health()).isNotEqualTo("up");
        }
    }

    @Test
    void gateways_of_one_group_share_the_messages() throws Exception {
        try (BrokerIntake one = door(plain("geshao-1", "town"));
                BrokerIntake two = door(plain("geshao-2", "town"))) {
            publish(1, 60, false);
            await().atMost(LIMIT).until(() -> keep.counters().size() >= 60);
            assertThat(new TreeSet<>(keep.counters())).containsExactlyElementsOf(numbers(1, 60));
            assertThat(keep.counters()).as("each message once").hasSize(60);
            assertThat(one.health()).isEqualTo(two.health());
        }
    }

    @Test
    void copy_that_the_broker_has_kept_is_no_reading_and_named() throws Exception {
        publish(1, 1, true);
        try (BrokerIntake door = door(plain("geshao-1", ""))) {
            await().atMost(LIMIT).until(() -> keep.rejections().size() == 1);
            publish(2, 2, true);
            await().atMost(LIMIT).until(() -> keep.counters().equals(numbers(2, 2)));
            assertThat(door.health()).isEqualTo("up");
        }
        assertThat(Rejected.counts(meters)).isEqualTo(Map.of(RejectionReason.RETAINED, 1));
        assertThat(keep.rejections().get(0).device()).hasToString("d");
    }

    @Test
    void messages_that_waited_for_room_keep_their_order() throws Exception {
        keep.become(Mode.BUSY);
        try (BrokerIntake door = door(plain("geshao-1", ""))) {
            publish(1, 100, false);
            await().atMost(LIMIT).until(() -> keep.offers() > 3);
            keep.become(Mode.COMMIT);
            publish(101, 200, false);
            await().atMost(LIMIT).until(() -> keep.counters().size() == 200);
            assertThat(keep.counters()).containsExactlyElementsOf(numbers(1, 200));
            assertThat(door.health()).isEqualTo("up");
        }
    }

    @Test
    void account_files_that_are_missing_are_named_at_the_start() {
        BrokerAccount account = new BrokerAccount(
                broker.tlsUrl(),
                "x",
                "",
                "",
                "",
                512,
                folder.resolve("none.pem").toString(),
                "",
                "");
        assertThatThrownBy(() -> BrokerIntake.start(account, intake, null, meters))
                .isInstanceOf(StartException.class)
                .hasMessage("broker ca.file: '" + folder.resolve("none.pem") + "' cannot be read");
    }

    @Test
    void brokers_are_read_with_what_is_common_and_what_is_their_own() {
        Settings settings = Settings.of(Map.of(
                "broker.urls", "tcp://a:1883",
                "broker.names", "lora",
                "broker.user", "geshao",
                "broker.password", "secret",
                "broker.lora.url", "ssl://b:8883",
                "broker.lora.group", "town",
                "broker.lora.window", "64"));
        List<BrokerAccount> brokers = BrokerAccount.read(settings, "gw-1");
        settings.finish();
        assertThat(brokers)
                .containsExactly(
                        new BrokerAccount("tcp://a:1883", "geshao-gw-1", "geshao", "secret", "", 512, "", "", ""),
                        new BrokerAccount("ssl://b:8883", "geshao-gw-1", "geshao", "secret", "town", 64, "", "", ""));
        assertThat(brokers.toString()).doesNotContain("secret");
        assertThat(brokers.get(1).shared("g/+/+/up/#")).isEqualTo("$share/town/g/+/+/up/#");
    }

    @Test
    void brokers_with_faults_are_each_named() {
        Settings settings = Settings.of(Map.of(
                "broker.urls", "mqtt://other, tcp://noport",
                "broker.names", "A!, b",
                "broker.b.url", "ssl://b:1",
                "broker.b.cert.file", "x",
                "broker.b.group", "a/b"));
        BrokerAccount.read(settings, "gw-1");
        assertThatThrownBy(settings::finish)
                .hasMessageContaining("'mqtt://other' is not")
                .hasMessageContaining("'tcp://noport' is not")
                .hasMessageContaining("'A!' is not a word")
                .hasMessageContaining("cert.file and key.file go together")
                .hasMessageContaining("group 'a/b'");
    }
}
