package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Registry;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.TestAuthority;
import io.geshao.gateway.intake.TestAuthority.Issued;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.RealPart;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CoAP door over real DTLS, with Scandium's client and libcoap's. */
final class CoapsTest {
    private static final String GOOD = "{\"seq\":1,\"ts\":1760000000000,\"m\":{\"level\":1.5}}";
    private static final String NEXT = "{\"seq\":2,\"ts\":1760000000000,\"m\":{\"level\":1.5}}";
    private static final String KEY = "0123456789abcdef-of-";

    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    @TempDir
    static Path keys;

    private static Path trusted;
    private static Issued server;
    private static Issued ofE;
    private static Issued ofStranger;

    private final FakeKeep keep = new FakeKeep();
    private final Registry registry = Town.registry();
    private final FakeTicker ticker = FakeTicker.at(1_760_000_001_000L);
    private final Intake intake = new Intake(() -> registry, keep, ticker, new SimpleMeterRegistry());
    private CoapIntake door;

    @TempDir
    private Path folder;

    @BeforeAll
    static void issue() throws IOException, InterruptedException {
        TestAuthority authority = new TestAuthority(keys.resolve("ours"));
        trusted = authority.certificate();
        server = authority.issue("gateway");
        ofE = authority.issue("e");
        ofStranger = new TestAuthority(keys.resolve("theirs")).issue("e");
    }

    @BeforeEach
    void start() throws IOException {
        door = start(true);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    private CoapIntake start(boolean plain) throws IOException {
        return CoapIntake.start(
                new CoapDoorConfig(
                        "127.0.0.1",
                        plain,
                        0,
                        0,
                        table("d", "rg-1").toString(),
                        server.certificate().toString(),
                        server.key().toString(),
                        trusted.toString(),
                        100),
                intake,
                () -> registry,
                new DeviceLimits(200, 1_000, ticker),
                ticker,
                new SimpleMeterRegistry());
    }

    private Path table(String... identities) throws IOException {
        StringBuilder rows = new StringBuilder("identity\tpsk_hex\n");
        for (String identity : identities) {
            byte[] key = (KEY + identity).getBytes(StandardCharsets.UTF_8);
            rows.append(identity)
                    .append('\t')
                    .append(HexFormat.of().formatHex(key))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("psk.tsv"), rows);
    }

    private CoapCaller psk(String identity) throws IOException {
        return CoapCaller.psk(door.securePort(), identity, KEY + identity);
    }

    @Test
    void identity_of_the_key_needs_no_token() throws IOException, InterruptedException {
        try (CoapCaller d = psk("d")) {
            assertThat(d.exchange(d.post("/t/d", GOOD)).getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        try (CoapCaller radio = psk("rg-1")) {
            assertThat(radio.exchange(radio.post("/t/lora-1", GOOD)).getCode()).isEqualTo(ResponseCode.CHANGED);
            assertThat(radio.exchange(radio.post("/t/lora-2", GOOD)).getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(keep.readings())
                .extracting(reading -> reading.device().value())
                .containsExactly("d", "lora-1", "lora-2");
    }

    @Test
    void path_of_another_device_is_refused_whatever_token_the_query_carries() throws IOException, InterruptedException {
        try (CoapCaller d = psk("d")) {
            for (String path : List.of("/t/e", "/t/e?token=token-of-e", "/t/f", "/t/lora-1")) {
                Response response = d.exchange(d.post(path, GOOD));
                assertThat(response.getCode()).as(path).isEqualTo(ResponseCode.FORBIDDEN);
                assertThat(response.getPayloadString()).isEqualTo("NOT_AUTHORIZED");
            }
        }
        assertThat(keep.readings()).isEmpty();
    }

    @Test
    void wrong_key_and_unknown_identity_get_no_session() throws IOException, InterruptedException {
        for (CoapCaller stranger :
                List.of(CoapCaller.psk(door.securePort(), "d", "0123456789abcdef-wrong"), psk("e"))) {
            try (stranger) {
                assertThat(stranger.exchangeInVain(stranger.post("/t/d", GOOD))).isNull();
            }
        }
        assertThat(keep.offers()).isZero();
    }

    @Test
    void subject_of_the_certificate_is_the_device() throws Exception {
        try (CoapCaller e = CoapCaller.x509(door.securePort(), ofE, trusted)) {
            assertThat(e.exchange(e.post("/t/e", GOOD)).getCode()).isEqualTo(ResponseCode.CHANGED);
            assertThat(e.exchange(e.post("/t/d", GOOD)).getPayloadString()).isEqualTo("NOT_AUTHORIZED");
        }
        assertThat(keep.readings())
                .extracting(reading -> reading.device().value())
                .containsExactly("e");
    }

    @Test
    void certificate_that_somebody_else_signed_gets_no_session()
            throws IOException, GeneralSecurityException, InterruptedException {
        try (CoapCaller stranger = CoapCaller.x509(door.securePort(), ofStranger, trusted)) {
            assertThat(stranger.exchangeInVain(stranger.post("/t/e", GOOD))).isNull();
        }
        assertThat(keep.offers()).isZero();
    }

    @Test
    void client_whose_port_has_changed_goes_on_without_a_new_handshake() throws IOException, InterruptedException {
        try (Relay nat = new Relay(door.securePort());
                CoapCaller d = CoapCaller.psk(nat.port(), "d", KEY + "d")) {
            assertThat(d.exchange(d.post("/t/d", GOOD)).getCode()).isEqualTo(ResponseCode.CHANGED);
            int handshakes = nat.handshakes();
            assertThat(handshakes).isPositive();
            nat.forget();
            assertThat(d.exchange(d.post("/t/d", NEXT)).getCode()).isEqualTo(ResponseCode.CHANGED);
            nat.forget();
            String pad = "\"pad\":\"" + "A".repeat(3_000) + "\"";
            assertThat(d.exchange(d.post("/t/d", "{\"seq\":3,\"m\":{\"level\":1}," + pad + "}"))
                            .getCode())
                    .isEqualTo(ResponseCode.CHANGED);
            assertThat(nat.handshakes()).isEqualTo(handshakes);
        }
        assertThat(keep.counters()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void key_that_leaves_the_table_ends_its_session_and_only_that() throws IOException, InterruptedException {
        try (CoapCaller d = psk("d");
                CoapCaller radio = psk("rg-1")) {
            assertThat(d.exchange(d.post("/t/d", GOOD)).getCode()).isEqualTo(ResponseCode.CHANGED);
            assertThat(radio.exchange(radio.post("/t/lora-1", GOOD)).getCode()).isEqualTo(ResponseCode.CHANGED);
            table("rg-1", "e");
            try (CoapCaller e = psk("e")) {
                await().atMost(5, TimeUnit.SECONDS).until(() -> e.exchangeInVain(e.post("/t/e", GOOD)) != null);
            }
            assertThat(d.exchangeInVain(d.post("/t/d", NEXT))).isNull();
            assertThat(radio.exchange(radio.post("/t/lora-1", NEXT)).getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(keep.readings())
                .extracting(reading -> reading.device().value())
                .containsExactly("d", "lora-1", "e", "lora-1");
    }

    @Test
    void plain_door_can_be_shut() throws IOException, InterruptedException {
        try (CoapIntake secured = start(false);
                CoapCaller d = CoapCaller.psk(secured.securePort(), "d", KEY + "d")) {
            assertThat(secured.port()).isEqualTo(-1);
            assertThat(d.exchange(d.post("/t/d", GOOD)).getCode()).isEqualTo(ResponseCode.CHANGED);
        }
    }

    @Test
    void file_that_is_not_as_it_should_be_is_named_at_the_start() throws IOException {
        Path odd = Files.writeString(folder.resolve("odd"), "identity\tpsk_hex\nd\t00ff\n");
        assertThatThrownBy(() -> SecureTransport.of(
                        new CoapDoorConfig("127.0.0.1", true, 0, 0, odd.toString(), "", "", "", 100), ANY))
                .isInstanceOf(StartException.class)
                .hasMessage("coaps.psk.file: " + odd + ":2: a key is 16 to 64 bytes in hexadecimal");
        assertThatThrownBy(() -> SecureTransport.of(
                        new CoapDoorConfig(
                                "127.0.0.1",
                                true,
                                0,
                                0,
                                "",
                                server.certificate().toString(),
                                trusted.toString(),
                                trusted.toString(),
                                100),
                        ANY))
                .isInstanceOf(StartException.class)
                .hasMessage("coaps.key.file '" + trusted + "' holds no private key");
    }

    @Test
    void libcoap_clients_are_answered() throws IOException, InterruptedException {
        Path any = RealPart.COAP_CLIENT.orSkip(getClass());
        List<String> programs = new ArrayList<>();
        for (String kind : List.of("openssl", "gnutls")) {
            Path program = any.resolveSibling("coap-client-" + kind);
            if (Files.isExecutable(program)) {
                programs.add(program.toString());
            }
        }
        assertThat(programs).as("libcoap with DTLS").isNotEmpty();
        String url = "coaps://127.0.0.1:" + door.securePort() + "/t/";
        int seq = 0;
        for (String program : programs) {
            String body = GOOD.replace("\"seq\":1", "\"seq\":" + ++seq);
            assertThat(run(
                            program, "-u", "d", "-k", KEY + "d", "-m", "post", "-t", "50", "-e", body, "-B", "5",
                            url + "d"))
                    .as(program)
                    .isBlank();
            assertThat(run(
                            program, "-u", "d", "-k", KEY + "d", "-m", "post", "-t", "50", "-e", body, "-B", "5",
                            url + "e"))
                    .as(program)
                    .contains("4.03 NOT_AUTHORIZED");
        }
        assertThat(keep.counters()).hasSize(programs.size());
    }

    @Test
    void libcoap_client_with_a_certificate_is_answered() throws IOException, InterruptedException {
        Path any = RealPart.COAP_CLIENT.orSkip(getClass());
        // OpenSSL's only: GnuTLS does not read a key in PKCS #8 that lacks its public half, as the JDK writes it.
        String program = any.resolveSibling("coap-client-openssl").toString();
        assertThat(run(
                        program,
                        "-c",
                        ofE.certificate().toString(),
                        "-j",
                        ofE.key().toString(),
                        "-C",
                        trusted.toString(),
                        "-m",
                        "post",
                        "-t",
                        "50",
                        "-e",
                        GOOD,
                        "-B",
                        "5",
                        "coaps://127.0.0.1:" + door.securePort() + "/t/e"))
                .isBlank();
        assertThat(keep.readings())
                .extracting(reading -> reading.device().value())
                .containsExactly("e");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
