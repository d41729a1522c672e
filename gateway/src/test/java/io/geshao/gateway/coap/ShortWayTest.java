package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.registry.Registry;
import io.geshao.gateway.coap.CoapIntake.Ways;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.FakeKeep.Mode;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.MalformedInput;
import io.geshao.gateway.intake.Rejected;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of both ways: the same datagrams get the same bytes back, and leave the same behind. */
final class ShortWayTest {
    private static final byte[] GOOD =
            "{\"seq\":1,\"ts\":1760000000000,\"m\":{\"level\":1.5}}".getBytes(StandardCharsets.UTF_8);
    private static final int IN_VAIN_MILLIS = 150;

    private final FakeTicker ticker = FakeTicker.at(1_760_000_001_000L);
    private final Door shortWay = new Door(Ways.BOTH);
    private final Door californium = new Door(Ways.CALIFORNIUM_ONLY);

    /** A door with a spool of its own. */
    private final class Door {
        final FakeKeep keep = new FakeKeep();
        final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        final CoapIntake intake;

        Door(Ways ways) {
            Registry registry = Town.registry();
            DeviceLimits limits = new DeviceLimits(200, 1_000, ticker);
            intake = CoapIntake.start(
                    CoapDoorConfig.plainOn(0),
                    new Intake(() -> registry, keep, ticker, meters),
                    () -> registry,
                    limits,
                    ticker,
                    meters,
                    ways);
        }

        double count(String meter) {
            return meters.get(meter).counter().count();
        }

        String books() {
            return Rejected.counts(meters) + " acked " + count("geshao.gateway.door.acked") + " nacked "
                    + count("geshao.gateway.door.nacked") + " accepted " + count("geshao.gateway.accepted") + " held "
                    + count("geshao.gateway.held") + " unkept " + count("geshao.gateway.coap.strangers.unkept");
        }
    }

    @AfterEach
    void stop() {
        shortWay.intake.close();
        californium.intake.close();
    }

    private static byte[] post(int id, String device, String token, String body) {
        return Datagrams.post(id, device, token, 50, body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<byte[]> requests() {
        List<byte[]> requests = new ArrayList<>();
        int id = 100;
        for (MalformedInput input : MalformedInput.all()) {
            if (!input.format().isEvent() && input.body().length < 1_000) {
                String[] token = {"token=token-of-d"};
                String[] both = {"token=token-of-d", "codec=" + input.codec()};
                requests.add(Datagrams.request(
                        Datagrams.POST,
                        id++,
                        input.device(),
                        input.format().coapNumber(),
                        input.codec().isEmpty() ? token : both,
                        input.body()));
            }
        }
        requests.add(post(id++, "d", "token-of-d", "{\"seq\":4,\"m\":{\"level\":1,\"foo\":2}}"));
        requests.add(
                post(id++, "d", "token-of-d", "[{\"seq\":5,\"m\":{\"level\":1}},{\"seq\":-1,\"m\":{\"level\":1}}]"));
        requests.add(Datagrams.post(
                id++, "d", "token-of-d", -1, "{\"seq\":6,\"m\":{\"level\":1}}".getBytes(StandardCharsets.UTF_8)));
        requests.add(Datagrams.post(id++, "d", "token-of-d", 41, GOOD));
        requests.add(Datagrams.post(
                id++, "d", "token-of-d", 60, HexFormat.of().parseHex("a26373657108616da1676261747465727918" + "58")));
        requests.add(Datagrams.request(Datagrams.PUT, id++, "d", 50, new String[] {"token=token-of-d"}, GOOD));
        requests.add(Datagrams.request(
                Datagrams.POST,
                id++,
                "24e124710c210042",
                42,
                new String[] {"x", "token=token-of-rg-1"},
                HexFormat.of().parseHex("01755C")));
        requests.add(post(id++, "lora-1", "token-of-rg-1", "{\"seq\":7,\"m\":{\"level\":1}}"));
        requests.add(post(id++, "lora-1", "token-of-rg-9", "{\"seq\":8,\"m\":{\"level\":1}}"));
        requests.add(post(id++, "d", "token-of-e", "{\"seq\":9,\"m\":{\"level\":1}}"));
        requests.add(post(id++, "nobody", "token-of-d", "{\"seq\":10,\"m\":{\"level\":1}}"));
        requests.add(Datagrams.post(id, "d", null, 50, GOOD));
        return requests;
    }

    @Test
    void same_requests_get_the_same_bytes_back_and_leave_the_same_behind() throws IOException {
        try (Datagrams one = new Datagrams(shortWay.intake.port());
                Datagrams other = new Datagrams(californium.intake.port())) {
            for (byte[] request : requests()) {
                byte[] answer = other.exchange(request);
                assertThat(one.exchange(request))
                        .as(new String(request, StandardCharsets.ISO_8859_1))
                        .isEqualTo(answer);
                assertThat(one.exchange(request)).as("again").isEqualTo(answer);
                assertThat(other.exchange(request)).as("again").isEqualTo(answer);
            }
        }
        assertThat(shortWay.keep.readings()).isNotEmpty().isEqualTo(californium.keep.readings());
        assertThat(shortWay.keep.rejections()).usingRecursiveComparison().isEqualTo(californium.keep.rejections());
        assertThat(shortWay.keep.offers()).isEqualTo(californium.keep.offers());
        assertThat(shortWay.books()).isEqualTo(californium.books());
        assertThat(shortWay.count("geshao.gateway.coap.short")).isGreaterThan(20);
    }

    @Test
    void full_spool_and_flood_are_answered_alike() throws IOException {
        try (Datagrams one = new Datagrams(shortWay.intake.port());
                Datagrams other = new Datagrams(californium.intake.port())) {
            shortWay.keep.become(Mode.BUSY);
            californium.keep.become(Mode.BUSY);
            byte[] request = post(1, "d", "token-of-d", "{\"seq\":1,\"m\":{\"level\":1}}");
            assertThat(one.exchange(request)).startsWith(0x64, 0xa3).isEqualTo(other.exchange(request)); // 5.03
            shortWay.keep.become(Mode.COMMIT);
            californium.keep.become(Mode.COMMIT);
            byte[] mine = {};
            byte[] theirs = {};
            for (int i = 2; i <= 1_002; i++) {
                mine = one.exchange(post(i, "d", "token-of-d", "{\"seq\":" + i + ",\"m\":{\"level\":1}}"));
                theirs = other.exchange(post(i, "d", "token-of-d", "{\"seq\":" + i + ",\"m\":{\"level\":1}}"));
            }
            assertThat(mine).startsWith(0x64, 0x9d).isEqualTo(theirs); // 4.29
        }
        assertThat(shortWay.books()).isEqualTo(californium.books());
    }

    @Test
    void message_that_waits_gets_one_sign_of_life_and_its_answer_on_its_own() throws IOException {
        for (Door door : List.of(shortWay, californium)) {
            door.keep.become(Mode.HOLD);
            byte[] request = post(7, "d", "token-of-d", "{\"seq\":1,\"m\":{\"level\":1}}");
            try (Datagrams caller = new Datagrams(door.intake.port())) {
                caller.send(request);
                assertThat(caller.receive()).containsExactly(0x60, 0, 0, 7);
                caller.send(request); // the acknowledgement was lost
                assertThat(caller.receive()).containsExactly(0x60, 0, 0, 7);
                door.keep.commit(0);
                byte[] answer = caller.receive();
                assertThat(answer[0]).as("confirmable").isEqualTo((byte) 0x44);
                assertThat(answer[1]).as("2.04").isEqualTo((byte) 0x44);
                assertThat(Arrays.copyOfRange(answer, 4, 8)).isEqualTo(Arrays.copyOfRange(request, 4, 8));
                caller.send(new byte[] {0x60, 0, answer[2], answer[3]});
            }
            assertThat(door.keep.offers()).isEqualTo(1);
            assertThat(door.count("geshao.gateway.door.acked")).isEqualTo(1);
        }
    }

    @Test
    void repetition_of_what_is_still_being_stored_gets_a_sign_of_life_at_once() throws IOException {
        shortWay.keep.become(Mode.HOLD);
        byte[] request = post(8, "d", "token-of-d", "{\"seq\":1,\"m\":{\"level\":1}}");
        try (Datagrams caller = new Datagrams(shortWay.intake.port())) {
            caller.send(request);
            await().until(() -> shortWay.keep.held() == 1);
            assertThat(caller.exchange(request)).containsExactly(0x60, 0, 0, 8);
            assertThat(shortWay.keep.offers()).isEqualTo(1);
        }
    }

    @Test
    void message_id_used_again_for_another_reading_is_another_message() throws IOException {
        try (Datagrams caller = new Datagrams(shortWay.intake.port())) {
            caller.exchange(post(9, "d", "token-of-d", "{\"seq\":1,\"m\":{\"level\":1}}"));
            byte[] answer = caller.exchange(post(9, "d", "token-of-d", "{\"seq\":2,\"m\":{\"level\":1}}"));
            assertThat(answer).startsWith(0x64, 0x44);
        }
        assertThat(shortWay.keep.counters())
                .as("a device that has restarted loses nothing")
                .containsExactly(1L, 2L);
    }

    @Test
    void message_id_adopted_before_is_not_adopted_for_another_reading() throws IOException {
        shortWay.keep.become(Mode.HOLD);
        byte[] first = post(9, "d", "token-of-d", "{\"seq\":1,\"m\":{\"level\":1}}");
        byte[] second = post(9, "d", "token-of-d", "{\"seq\":2,\"m\":{\"level\":1}}");
        try (Datagrams caller = new Datagrams(shortWay.intake.port())) {
            caller.send(first);
            await().until(() -> shortWay.keep.held() == 1);
            assertThat(caller.exchange(first)).containsExactly(0x60, 0, 0, 9);
            shortWay.keep.commit(0);
            byte[] answer = caller.receive();
            caller.send(new byte[] {0x60, 0, answer[2], answer[3]});

            caller.send(second);
            await().until(() -> shortWay.keep.held() == 1);
            caller.send(second);
            assertThat(caller.receive(IN_VAIN_MILLIS))
                    .as("nothing is said before it is stored")
                    .isNull();
            shortWay.keep.commit(0);
            assertThat(caller.receive()).startsWith(0x64, 0x44, 0, 9);
        }
        assertThat(shortWay.keep.counters()).containsExactly(1L, 2L);
    }

    @Test
    void repetition_is_known_for_its_lifetime_and_not_beyond() throws IOException {
        byte[] request = post(10, "d", "token-of-d", "{\"seq\":1,\"m\":{\"level\":1}}");
        try (Datagrams caller = new Datagrams(shortWay.intake.port())) {
            byte[] answer = caller.exchange(request);
            ticker.advance(Duration.ofSeconds(246));
            assertThat(caller.exchange(request)).isEqualTo(answer);
            assertThat(shortWay.keep.offers()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(2));
            assertThat(caller.exchange(request)).isEqualTo(answer);
            assertThat(shortWay.keep.offers()).as("the spool's business again").isEqualTo(2);
        }
    }

    @Test
    void peer_with_more_waiting_than_is_remembered_is_answered_all_the_same() throws IOException {
        shortWay.keep.become(Mode.HOLD);
        int sent = Repetitions.PER_PEER + 8;
        try (Datagrams caller = new Datagrams(shortWay.intake.port())) {
            for (int i = 0; i < sent; i++) {
                caller.send(post(i, "d", "token-of-d", "{\"seq\":" + i + ",\"m\":{\"level\":1}}"));
            }
            await().until(() -> shortWay.keep.held() == sent);
            for (int i = 0; i < sent; i++) {
                shortWay.keep.commit(0);
            }
            int answers = 0;
            while (answers < sent) {
                answers += caller.receive()[1] == 0x44 ? 1 : 0; // between them signs of life
            }
            assertThat(answers).isEqualTo(sent);
        }
        assertThat(shortWay.count("geshao.gateway.coap.short")).isEqualTo(Repetitions.PER_PEER);
    }

    @Test
    void answer_larger_than_a_datagram_comes_in_blocks() throws IOException {
        StringBuilder body = new StringBuilder("{\"seq\":3,\"m\":{\"level\":1");
        for (int i = 0; i < 60; i++) {
            body.append(",\"q").append(i).append("\":1");
        }
        byte[] request = post(11, "d", "token-of-d", body.append("}}").toString());
        try (Datagrams one = new Datagrams(shortWay.intake.port());
                Datagrams other = new Datagrams(californium.intake.port())) {
            byte[] answer = one.exchange(request);
            assertThat(answer).hasSizeGreaterThan(1_024).isEqualTo(other.exchange(request));
        }
    }

    @Test
    void whoever_has_no_valid_token_takes_up_no_memory() throws IOException {
        try (Datagrams caller = new Datagrams(shortWay.intake.port())) {
            caller.exchange(post(12, "d", "wrong", "{\"seq\":1,\"m\":{\"level\":1}}"));
        }
        assertThat(shortWay.meters
                        .get("geshao.gateway.coap.short.peers")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void peers_beyond_the_bound_are_unknown_and_silent_ones_make_room() {
        Repetitions repetitions = new Repetitions(ticker, 2);
        for (int port = 1; port <= 3; port++) {
            Repetitions.@Nullable Peer peer = repetitions.of(new InetSocketAddress("127.0.0.1", port));
            assertThat(peer == null).isEqualTo(port == 3);
        }
        ticker.advance(Duration.ofSeconds(248));
        repetitions.sweep(post -> {});
        assertThat(repetitions.size()).isZero();
    }
}
