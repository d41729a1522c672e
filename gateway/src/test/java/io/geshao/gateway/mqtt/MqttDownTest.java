package io.geshao.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Registry;
import io.geshao.gateway.intake.Town;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages down to devices, and what they answer. */
final class MqttDownTest {
    private static final DeviceId D = new DeviceId("d");
    private static final byte[] SIREN = "siren".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    final MqttDoor door = new MqttDoor();

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> verdict = new CompletableFuture<>();

    @BeforeEach
    void listen() {
        door.listening().listen(new DownlinkListener() {
            @Override
            public void listening(DeviceId device, String suffix) {
                heard.add(device + " listens to " + suffix);
            }

            @Override
            public CompletionStage<Boolean> receipt(DeviceId device, String suffix, byte[] body) {
                heard.add(device + " " + suffix + " " + new String(body, StandardCharsets.UTF_8));
                return verdict;
            }
        });
    }

    private CompletableFuture<Boolean> send(byte[] body) {
        return door.listening().send(D, "cmd", body).toCompletableFuture();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void command_reaches_the_device_that_listens_and_is_done_with_its_puback(int version) throws Exception {
        assertThat(send(SIREN)).isCompletedWithValue(false);
        try (RawClient client = door.client(version, "d")) {
            client.subscribe(3, "g/yuhua/d/cmd");
            RawClient.Packet granted = client.read();
            assertThat(granted.body()[granted.body().length - 1]).isEqualTo((byte) 1);
            await().until(() -> heard.contains("d listens to cmd"));

            CompletableFuture<Boolean> told = send(SIREN);
            RawClient.Packet command = client.read();
            assertThat(command.type()).isEqualTo(RawClient.PUBLISH);
            assertThat(command.has("g/yuhua/d/cmd")).isTrue();
            assertThat(command.has("siren")).isTrue();
            assertThat(told).isNotDone();
            client.acknowledge(1);
            assertThat(told.get(5, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Boolean> unanswered = send(SIREN);
            client.read();
            client.disconnect();
            assertThat(unanswered.get(5, TimeUnit.SECONDS)).isFalse();
        }
        assertThat(send(SIREN).get(5, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void client_that_never_answers_is_sent_no_more_than_a_few() throws Exception {
        try (RawClient client = door.client(4, "d")) {
            client.subscribe(3, "g/yuhua/d/cmd");
            client.read();
            CompletableFuture<?>[] all = new CompletableFuture<?>[Outbox.MAX_UNANSWERED];
            for (int i = 0; i < all.length; i++) {
                all[i] = send(SIREN);
                assertThat(client.read().type()).isEqualTo(RawClient.PUBLISH);
            }
            assertThat(send(SIREN).get(5, TimeUnit.SECONDS)).isFalse();
            client.acknowledge(1);
            all[0].get(5, TimeUnit.SECONDS);
            CompletableFuture<Boolean> next = send(SIREN);
            assertThat(client.read().type()).isEqualTo(RawClient.PUBLISH);
            assertThat(next).isNotDone();
        }
    }

    @Test
    void kept_session_is_told_of_again_when_its_client_is_back() throws Exception {
        try (RawClient client = new RawClient(door.port(), 4)) {
            client.connect("c-1", "d", "token-of-d", false, 0);
            client.subscribe(3, "g/yuhua/d/cfg");
            client.read();
        }
        await().until(() ->
                door.meters.get("geshao.gateway.mqtt.connections").gauge().value() == 0);
        assertThat(door.listening().send(D, "cfg", SIREN).toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isFalse();
        try (RawClient client = new RawClient(door.port(), 4)) {
            client.connect("c-1", "d", "token-of-d", false, 0);
            await().untilAsserted(() -> assertThat(heard).containsExactly("d listens to cfg", "d listens to cfg"));
            door.listening().send(D, "cfg", SIREN);
            assertThat(client.read().has("siren")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 0x00", "false, 0x99"})
    void receipt_goes_to_the_listener_and_is_answered_as_that_decides(boolean good, String code) throws IOException {
        try (RawClient client = door.client(5, "d")) {
            client.publish(1, 4, "g/yuhua/d/cmd/receipt", "done");
            await().until(() -> heard.contains("d cmd done"));
            assertThat(client.isQuietFor(100)).isTrue();
            verdict.complete(good);
            assertThat(client.read().code()).isEqualTo(Integer.decode(code));
        }
        assertThat(door.keep.offers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"g/yuhua/e/cmd/receipt", "g/yuhua/d/up/receipt", "g/lanxi/d/cmd/receipt", "x/receipt"})
    void receipt_elsewhere_than_on_an_own_topic_is_a_publish_like_any_other(String topic) throws IOException {
        try (RawClient client = door.client(5, "d")) {
            client.publish(1, 4, topic, "done");
            assertThat(client.read().code()).isGreaterThanOrEqualTo(0x80);
        }
        assertThat(heard).isEmpty();
        assertThat(door.keep.rejections()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "g/yuhua/d/cmd, 0x01",
        "g/yuhua/d/cfg, 0x01",
        "g/yuhua/e/cmd, 0x87",
        "g/yuhua/d/cmd/receipt, 0x87",
        "$share/x/g/yuhua/d/cmd, 0x9E",
        "g/yuhua/+/cmd, 0xA2",
    })
    void client_may_read_what_goes_down_to_itself_only(String filter, String code) throws IOException {
        try (RawClient client = door.client(5, "d")) {
            client.subscribe(3, filter);
            assertThat(client.read().body()[3] & 0xFF).isEqualTo(Integer.decode(code));
        }
    }

    @Test
    void client_whose_credential_is_taken_back_is_put_out_and_others_stay() throws IOException {
        Registry all = Town.registry();
        try (RawClient revoked = door.client(5, "d");
                RawClient other = door.client(5, "e")) {
            door.replace(new Registry(
                    all.places(),
                    all.devices(),
                    Map.of("e", Registry.hashOf(Town.token("e").getBytes(StandardCharsets.UTF_8)))));
            assertThat(revoked.read().body()[0] & 0xFF).isEqualTo(MqttReplies.ADMINISTRATIVE_ACTION);
            assertThatThrownBy(revoked::read).isInstanceOf(EOFException.class);
            other.ping();
            assertThat(other.read().type()).isEqualTo(RawClient.PINGRESP);
        }
    }
}
