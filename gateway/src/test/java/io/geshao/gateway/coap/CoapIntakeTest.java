package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geshao.core.RejectionReason;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Registry;
import io.geshao.gateway.codec.PayloadDecoder;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.FakeKeep.Mode;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.MalformedInput;
import io.geshao.gateway.intake.Rejected;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.RealPart;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The CoAP door over real UDP, with Californium's client and libcoap's. */
class CoapIntakeTest {
    private static final String GOOD = "{\"seq\":1,\"ts\":1760000000000,\"m\":{\"level\":1.5}}";
    private static final long PATIENCE_MILLIS = 5_000;

    private final FakeKeep keep = new FakeKeep();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Registry registry = Town.registry();
    private final FakeTicker ticker = FakeTicker.at(1_760_000_001_000L);
    private final Intake intake = new Intake(() -> registry, keep, ticker, meters);
    private final DeviceLimits limits = new DeviceLimits(200, 1_000, ticker);
    private final CoapIntake door =
            CoapIntake.start(CoapDoorConfig.plainOn(0), intake, () -> registry, limits, ticker, meters, ways());
    private final CoapEndpoint client = CoapEndpoint.builder()
            .setConfiguration(Configuration.createStandardWithoutFile())
            .build();

    CoapIntake.Ways ways() {
        return CoapIntake.Ways.BOTH;
    }

    @BeforeEach
    void start() throws IOException {
        client.start();
    }

    @AfterEach
    void stop() {
        client.destroy();
        door.close();
    }

    static List<MalformedInput> malformed() {
        return MalformedInput.all().stream()
                .filter(input -> !input.format().isEvent()) // network servers do not speak CoAP
                .toList();
    }

    private Request request(
            CoAP.Code code, String device, @Nullable String token, @Nullable Integer format, byte[] body) {
        Request request = new Request(code, CoAP.Type.CON);
        request.setURI("coap://127.0.0.1:" + door.port() + "/t/" + device);
        if (token != null) {
            request.getOptions().addUriQuery("token=" + token);
        }
        if (format != null) {
            request.getOptions().setContentFormat(format);
        }
        request.setPayload(body);
        return request;
    }

    private Request post(String device, String body) {
        return request(CoAP.Code.POST, device, Town.token(device), null, body.getBytes(StandardCharsets.UTF_8));
    }

    private Response exchange(Request request) throws InterruptedException {
        client.sendRequest(request);
        Response response = request.waitForResponse(PATIENCE_MILLIS);
        assertThat(response).as("an answer").isNotNull();
        return response;
    }

    @Test
    void reading_is_answered_2_04_on_the_acknowledgement() throws InterruptedException {
        Response response = exchange(post("d", GOOD));
        assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(response.getType()).isEqualTo(CoAP.Type.ACK);
        assertThat(keep.counters()).containsExactly(1L);
    }

    @Test
    void put_and_non_confirmable_requests_are_taken_alike() throws InterruptedException {
        Request put = request(
                CoAP.Code.PUT,
                "d",
                "token-of-d",
                60,
                HexFormat.of().parseHex("a26373657102616da1676261747465727918" + "58"));
        assertThat(exchange(put).getCode()).isEqualTo(ResponseCode.CHANGED);
        Request non = post("d", GOOD);
        non.setType(CoAP.Type.NON);
        assertThat(exchange(non).getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(keep.counters()).containsExactly(2L, 1L);
    }

    @Test
    void answer_while_the_spool_has_not_committed_is_not_sent() throws InterruptedException {
        keep.become(Mode.HOLD);
        Request request = post("d", GOOD);
        client.sendRequest(request);
        await().until(() -> keep.held() == 1);
        await().until(request::isAcknowledged); // the sign of life, empty
        assertThat(request.getResponse()).isNull();

        keep.commit(0);

        Response response = request.waitForResponse(PATIENCE_MILLIS);
        assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(response.getType())
                .as("on its own, since the acknowledgement has gone")
                .isEqualTo(CoAP.Type.CON);
        assertThat(keep.offers()).isEqualTo(1);
    }

    @Test
    void spool_without_room_is_answered_5_03_with_a_time_to_come_back() throws InterruptedException {
        keep.become(Mode.BUSY);
        Response response = exchange(post("d", GOOD));
        assertThat(response.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
        assertThat(response.getOptions().getMaxAge()).isEqualTo(5);
        assertThat(keep.readings()).isEmpty();
        assertThat(Rejected.counts(meters)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_input_gets_its_code_and_name_and_is_counted_and_kept_once(MalformedInput input)
            throws InterruptedException {
        Request request = request(
                CoAP.Code.POST, input.device(), "token-of-d", input.format().coapNumber(), input.body());
        if (!input.codec().isEmpty()) {
            request.getOptions().addUriQuery("codec=" + input.codec());
        }
        Response response = exchange(request);
        assertThat(response.getCode().codeClass * 100 + response.getCode().codeDetail)
                .isEqualTo(input.reason().coapCode());
        assertThat(response.getPayloadString()).isEqualTo(input.reason().name());
        assertThat(Rejected.counts(meters)).isEqualTo(Map.of(input.reason(), 1));
        assertThat(keep.rejections()).singleElement().satisfies(rejection -> {
            assertThat(rejection.reason()).isEqualTo(input.reason());
            assertThat(rejection.source()).isEqualTo("coap:/t/" + input.device());
        });
        assertThat(keep.readings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "d, token-of-d, ",
        "lora-1, token-of-rg-1, ",
        "d, token-of-e, NOT_AUTHORIZED",
        "d, , NOT_AUTHORIZED",
        "lora-1, token-of-rg-9, NOT_AUTHORIZED",
        "lora-1, token-of-lora-1, NOT_AUTHORIZED",
        "nobody, token-of-d, UNKNOWN_DEVICE",
        "ghost, token-of-ghost, UNKNOWN_DEVICE",
    })
    void request_is_answered_by_whose_token_it_carries(String device, String token, String reason)
            throws InterruptedException {
        Response response =
                exchange(request(CoAP.Code.POST, device, token, null, GOOD.getBytes(StandardCharsets.UTF_8)));
        if (reason == null) {
            assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
            assertThat(keep.readings()).hasSize(1);
        } else {
            assertThat(response.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
            assertThat(response.getPayloadString()).isEqualTo(reason);
            assertThat(keep.readings()).isEmpty();
            assertThat(Rejected.counts(meters)).isEqualTo(Map.of(RejectionReason.valueOf(reason), 1));
        }
    }

    @Test
    void strangers_beyond_their_budget_are_refused_but_not_kept() throws InterruptedException {
        for (int i = 0; i < StrangerBudget.BURST + 5; i++) {
            Response response = exchange(request(CoAP.Code.POST, "d", "wrong", null, new byte[] {'x'}));
            assertThat(response.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
        }
        assertThat(keep.rejections()).hasSize(StrangerBudget.BURST);
        assertThat(meters.get("geshao.gateway.coap.strangers.unkept").counter().count())
                .isEqualTo(5);
        assertThat(exchange(post("d", GOOD)).getCode())
                .as("a device is not hindered")
                .isEqualTo(ResponseCode.CHANGED);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(exchange(request(CoAP.Code.POST, "d", "wrong", null, new byte[] {'x'}))
                        .getCode())
                .isEqualTo(ResponseCode.FORBIDDEN);
        assertThat(keep.rejections()).hasSize(StrangerBudget.BURST + 1);
    }

    @Test
    void body_in_blocks_is_put_together() throws InterruptedException {
        String pad = "\"pad\":\"" + "A".repeat(12_000) + "\"";
        Response response = exchange(post("d", "{\"seq\":3,\"m\":{\"level\":1}," + pad + "}"));
        assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(keep.counters()).containsExactly(3L);
    }

    @Test
    void body_of_16384_bytes_is_taken_and_one_more_is_answered_4_13() throws InterruptedException {
        String head = "{\"seq\":3,\"m\":{\"level\":1},\"pad\":\"";
        String largest = head + "A".repeat(PayloadDecoder.MAX_BODY - head.length() - 2) + "\"}";
        assertThat(largest).hasSize(PayloadDecoder.MAX_BODY);
        assertThat(exchange(post("d", largest)).getCode()).isEqualTo(ResponseCode.CHANGED);
        Response refusal = exchange(post("d", largest + " "));
        assertThat(refusal.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
        assertThat(refusal.getPayloadString()).isEqualTo("TOO_LARGE");
        assertThat(refusal.getOptions().getSize1()).isEqualTo(PayloadDecoder.MAX_BODY);
        assertThat(keep.counters()).containsExactly(3L);
        assertThat(Rejected.counts(meters)).isEqualTo(Map.of(RejectionReason.TOO_LARGE, 1));
    }

    @Test
    void unknown_content_format_is_answered_4_15() throws InterruptedException {
        Response response =
                exchange(request(CoAP.Code.POST, "d", "token-of-d", 41, GOOD.getBytes(StandardCharsets.UTF_8)));
        assertThat(response.getCode()).isEqualTo(ResponseCode.UNSUPPORTED_CONTENT_FORMAT);
        assertThat(response.getPayloadString()).isEqualTo("UNSUPPORTED_FORMAT");
    }

    @Test
    void dropped_metric_is_named_in_the_body_of_the_success() throws InterruptedException {
        Response response = exchange(post("d", "{\"seq\":4,\"m\":{\"level\":1,\"foo\":2}}"));
        assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(response.getPayloadString()).isEqualTo("{\"seq\":4,\"dropped\":{\"foo\":\"UNKNOWN_METRIC\"}}");
    }

    @Test
    void vendor_bytes_are_read_by_the_codec_of_the_query_or_of_the_profile() throws InterruptedException {
        byte[] alarm = HexFormat.of().parseHex("2211641E2A21");
        Request named = request(CoAP.Code.POST, "d", "token-of-d", 42, alarm);
        named.getOptions().addUriQuery("codec=milesight-gs524n");
        assertThat(exchange(named).getCode()).isEqualTo(ResponseCode.CHANGED);
        byte[] battery = HexFormat.of().parseHex("01755C");
        assertThat(exchange(request(CoAP.Code.POST, "24e124710c210042", "token-of-rg-1", 42, battery))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
        Response nameless = exchange(request(CoAP.Code.POST, "d", "token-of-d", 42, battery));
        assertThat(nameless.getPayloadString()).isEqualTo("NO_CODEC");
        assertThat(keep.readings())
                .extracting(reading -> reading.metric().name())
                .containsExactly("smoke_alarm", "battery", "x_concentration", "temperature", "battery");
    }

    @Test
    void reading_a_device_is_not_allowed() throws InterruptedException {
        Request get = new Request(CoAP.Code.GET);
        get.setURI("coap://127.0.0.1:" + door.port() + "/t/d");
        assertThat(exchange(get).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        Request deeper = post("d", GOOD);
        deeper.setURI("coap://127.0.0.1:" + door.port() + "/t/d/e");
        assertThat(exchange(deeper).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(keep.offers()).isZero();
    }

    @Test
    void port_that_is_taken_is_named() {
        assertThatThrownBy(() -> CoapIntake.start(
                        CoapDoorConfig.plainOn(door.port()), intake, () -> registry, limits, ticker, meters))
                .isInstanceOf(StartException.class)
                .hasMessage("coap port " + door.port() + " is taken");
    }

    @Test
    void start_writes_no_file_into_the_working_folder() throws IOException {
        try (var files = Files.list(Path.of(""))) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.startsWith("Californium"));
        }
    }

    @Test
    void libcoap_client_is_answered(@TempDir Path folder) throws IOException, InterruptedException {
        String program = RealPart.COAP_CLIENT.orSkip(getClass()).toString();
        String url = "coap://127.0.0.1:" + door.port() + "/t/d?token=token-of-d";

        assertThat(run(program, "-m", "post", "-t", "50", "-e", GOOD, "-B", "5", url))
                .isBlank();
        Path large = Files.writeString(
                folder.resolve("body"), "{\"seq\":2,\"m\":{\"level\":1},\"pad\":\"" + "A".repeat(6_000) + "\"}");
        assertThat(run(program, "-m", "put", "-b", "256", "-f", large.toString(), "-B", "5", url))
                .isBlank();
        assertThat(run(program, "-m", "post", "-t", "50", "-e", "{\"seq\":-1,\"m\":{\"leak\":true}}", "-B", "5", url))
                .contains("4.00 SEQ_INVALID");

        assertThat(keep.counters()).containsExactly(1L, 2L);
        assertThat(Rejected.counts(meters)).isEqualTo(Map.of(RejectionReason.SEQ_INVALID, 1));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
