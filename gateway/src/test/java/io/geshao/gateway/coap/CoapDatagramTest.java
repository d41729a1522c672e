package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Registry;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Rejected;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The CoAP door against senders that repeat themselves, talk nonsense, or do not stop talking. */
final class CoapDatagramTest {
    private static final String GOOD = "{\"seq\":1,\"ts\":1760000000000,\"m\":{\"level\":1.5}}";
    private static final long PATIENCE_MILLIS = 5_000;

    private final FakeKeep keep = new FakeKeep();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Registry registry = Town.registry();
    private final FakeTicker ticker = FakeTicker.at(1_760_000_001_000L);
    private final Intake intake = new Intake(() -> registry, keep, ticker, meters);
    private final CoapIntake door = start(new DeviceLimits(200, 1_000, ticker));

    private CoapIntake start(DeviceLimits limits) {
        return CoapIntake.start(CoapDoorConfig.plainOn(0), intake, () -> registry, limits, ticker, meters);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    @Test
    void message_sent_again_gets_the_same_answer_and_is_kept_once() throws IOException {
        byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(256);
        message.put(
                HexFormat.of().parseHex("42021234" + "beef" + "b174" + "0164" + "4d03")); // CON POST /t/d?…(16 bytes)
        message.put("token=token-of-d".getBytes(StandardCharsets.UTF_8))
                .put((byte) 0xff)
                .put(body);
        byte[] bytes = Arrays.copyOf(message.array(), message.position());
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout((int) PATIENCE_MILLIS);
            byte[] first = datagrams(socket, bytes);
            assertThat(first).startsWith(0x62, 0x44, 0x12, 0x34, 0xbe, 0xef); // ACK 2.04, message id, token
            assertThat(datagrams(socket, bytes)).isEqualTo(first);
            assertThat(keep.offers()).isEqualTo(1);
            bytes[3]++; // another message id: the spool's business, and Californium's no longer
            assertThat(datagrams(socket, bytes)).startsWith(0x62, 0x44, 0x12, 0x35);
            assertThat(keep.offers()).isEqualTo(2);
        }
    }

    private byte[] datagrams(DatagramSocket socket, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), door.port()));
        DatagramPacket answer = new DatagramPacket(new byte[512], 512);
        socket.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }

    @Test
    void garbage_on_the_port_hinders_nobody() throws IOException, InterruptedException {
        Random random = new Random(20_260_722);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 2_000; i++) {
                byte[] bytes = new byte[random.nextInt(80)];
                random.nextBytes(bytes);
                if (bytes.length > 1 && i % 2 == 0) { // half of them look like requests with a path
                    bytes[0] = (byte) (0x40 | random.nextInt(9));
                    bytes[1] = (byte) random.nextInt(8);
                }
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), door.port()));
            }
        }
        try (CoapCaller caller = CoapCaller.plain(door.port())) {
            assertThat(code(caller, "d", 1)).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(keep.counters()).containsExactly(1L);
    }

    @Test
    void device_that_floods_is_answered_4_29_and_the_others_are_not() throws IOException, InterruptedException {
        DeviceLimits strict = new DeviceLimits(0.5, 3, ticker);
        try (CoapIntake narrow =
                        CoapIntake.start(CoapDoorConfig.plainOn(0), intake, () -> registry, strict, ticker, meters);
                CoapCaller caller = CoapCaller.plain(narrow.port())) {
            for (int seq = 1; seq <= 3; seq++) {
                assertThat(code(caller, "d", seq)).isEqualTo(ResponseCode.CHANGED);
            }
            Response limited = caller.exchange(caller.post("/t/d?token=token-of-d", GOOD));
            assertThat(limited.getCode()).isEqualTo(ResponseCode.TOO_MANY_REQUESTS);
            assertThat(limited.getPayloadString()).isEqualTo("RATE_LIMITED");
            assertThat(limited.getOptions().getMaxAge()).isEqualTo(2);
            assertThat(code(caller, "d", 5)).isEqualTo(ResponseCode.TOO_MANY_REQUESTS);
            assertThat(code(caller, "e", 1)).isEqualTo(ResponseCode.CHANGED);
            assertThat(keep.rejections()).as("told once").hasSize(1);
            assertThat(Rejected.counts(meters)).as("counted twice").isEqualTo(Map.of(RejectionReason.RATE_LIMITED, 2));
            ticker.advance(Duration.ofSeconds(2));
            assertThat(code(caller, "d", 6)).isEqualTo(ResponseCode.CHANGED);
        }
    }

    private static ResponseCode code(CoapCaller caller, String device, int seq) throws InterruptedException {
        String body = GOOD.replace("\"seq\":1", "\"seq\":" + seq);
        return caller.exchange(caller.post("/t/" + device + "?token=token-of-" + device, body))
                .getCode();
    }
}
