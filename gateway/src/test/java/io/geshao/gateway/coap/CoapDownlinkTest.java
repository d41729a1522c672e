package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Registry;
import io.geshao.gateway.coap.CoapIntake.Delivery;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.RealPart;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What devices are told over CoAP, and what they say to it. */
final class CoapDownlinkTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final DeviceId D = new DeviceId("d");
    private static final byte[] FASTER = "{\"interval_s\":60}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SLOWER = "{\"interval_s\":900}".getBytes(StandardCharsets.UTF_8);

    private final FakeTicker ticker = FakeTicker.at(1_760_000_001_000L);
    private volatile Registry registry = Town.registry();
    private final FakeKeep keep = new FakeKeep();
    private final Intake intake = new Intake(() -> registry, keep, ticker, new SimpleMeterRegistry());
    private final CoapIntake door = CoapIntake.start(
            CoapDoorConfig.plainOn(0),
            intake,
            () -> registry,
            new DeviceLimits(200, 1_000, ticker),
            ticker,
            new SimpleMeterRegistry());
    private CoapCaller client;

    @BeforeEach
    void start() throws IOException {
        client = CoapCaller.plain(door.port());
    }

    @AfterEach
    void stop() {
        client.close();
        door.close();
    }

    /** What an observing device has been told, errors included. */
    private static final class Observer implements CoapHandler {
        private final List<CoapResponse> heard = new CopyOnWriteArrayList<>();

        @Override
        public void onLoad(CoapResponse response) {
            heard.add(response);
        }

        @Override
        public void onError() {
            throw new IllegalStateException("the observation failed");
        }

        List<String> texts() {
            return heard.stream().map(CoapResponse::getResponseText).toList();
        }
    }

    private Observer observe(String path) {
        Observer observer = new Observer();
        CoapClient coap = new CoapClient("coap://127.0.0.1:" + door.port() + path).setEndpoint(client.endpoint());
        CoapObserveRelation relation = coap.observe(observer);
        assertThat(relation.isCanceled()).isFalse();
        await().atMost(LIMIT).until(() -> observer.heard.size() == 1);
        return observer;
    }

    private CompletableFuture<Delivery> offer(byte[] body) {
        return door.offer(D, body).toCompletableFuture();
    }

    private Response get(String path) throws InterruptedException {
        return client.exchange(client.request(CoAP.Code.GET, path));
    }

    @Test
    void device_for_which_there_is_nothing_gets_an_empty_object() throws InterruptedException {
        Response response = get("/c/d?token=token-of-d");
        assertThat(response.getCode()).isEqualTo(ResponseCode.CONTENT);
        assertThat(response.getPayloadString()).isEqualTo("{}");
        assertThat(response.getType()).isEqualTo(CoAP.Type.ACK);
    }

    @Test
    void observer_is_told_at_once_and_its_acknowledgement_completes_the_offer() {
        Observer observer = observe("/c/d?token=token-of-d");
        assertThat(offer(FASTER)).succeedsWithin(LIMIT).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(offer(SLOWER)).succeedsWithin(LIMIT).isEqualTo(Delivery.ACKNOWLEDGED);
        await().atMost(LIMIT).until(() -> observer.heard.size() == 3);
        assertThat(observer.texts()).containsExactly("{}", "{\"interval_s\":60}", "{\"interval_s\":900}");
        assertThat(observer.heard.get(1).advanced().getType()).isEqualTo(CoAP.Type.CON);
    }

    @Test
    void radio_gateway_observes_for_its_device() {
        Observer observer = observe("/c/lora-1?token=token-of-rg-1");
        assertThat(door.offer(new DeviceId("lora-1"), FASTER).toCompletableFuture())
                .succeedsWithin(LIMIT)
                .isEqualTo(Delivery.ACKNOWLEDGED);
        await().atMost(LIMIT).until(() -> observer.heard.size() == 2);
    }

    @Test
    void device_that_asks_later_is_known_to_have_it() throws InterruptedException {
        CompletableFuture<Delivery> delivery = offer(FASTER);
        assertThat(delivery).isNotDone();
        Response response = get("/c/d?token=token-of-d");
        assertThat(response.getPayloadString()).isEqualTo("{\"interval_s\":60}");
        assertThat(response.getOptions().getContentFormat()).isEqualTo(MediaTypeRegistry.APPLICATION_JSON);
        assertThat(response.getType()).isEqualTo(CoAP.Type.CON);
        assertThat(delivery).succeedsWithin(LIMIT).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(get("/c/d?token=token-of-d").getType()).as("known by now").isEqualTo(CoAP.Type.ACK);
    }

    @Test
    void offer_that_nobody_has_fetched_gives_way_to_the_next_or_is_withdrawn() throws InterruptedException {
        CompletableFuture<Delivery> first = offer(FASTER);
        CompletableFuture<Delivery> second = offer(SLOWER);
        assertThat(first).isCompletedWithValue(Delivery.SUPERSEDED);
        door.withdraw(D);
        assertThat(second).isCompletedWithValue(Delivery.WITHDRAWN);
        assertThat(get("/c/d?token=token-of-d").getPayloadString()).isEqualTo("{}");
    }

    @Test
    void offer_that_cannot_be_delivered_says_so_at_once() {
        assertThat(door.offer(new DeviceId("nobody"), FASTER).toCompletableFuture())
                .isCompletedWithValue(Delivery.UNKNOWN_DEVICE);
        assertThat(offer(new byte[Downlinks.MAX_BODY + 1])).isCompletedWithValue(Delivery.TOO_LARGE);
    }

    @Test
    void body_that_is_no_json_is_called_cbor_and_refused_to_who_accepts_only_json() throws InterruptedException {
        offer(new byte[] {(byte) 0xa0});
        Request json = client.request(CoAP.Code.GET, "/c/d?token=token-of-d");
        json.getOptions().setAccept(MediaTypeRegistry.APPLICATION_JSON);
        assertThat(client.exchange(json).getCode()).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
        assertThat(get("/c/d?token=token-of-d").getOptions().getContentFormat())
                .isEqualTo(MediaTypeRegistry.APPLICATION_CBOR);
    }

    @Test
    void stranger_is_told_nothing() throws InterruptedException {
        CompletableFuture<Delivery> delivery = offer(FASTER);
        for (String path : List.of("/c/d", "/c/d?token=token-of-e", "/c/d?token=token-of-rg-1")) {
            Response response = get(path);
            assertThat(response.getCode()).as(path).isEqualTo(ResponseCode.FORBIDDEN);
            assertThat(response.getPayloadString()).isEqualTo("NOT_AUTHORIZED");
        }
        assertThat(get("/c/nobody?token=token-of-d").getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(delivery).isNotDone();
    }

    @Test
    void observer_that_has_lost_its_right_hears_so_instead_of_the_news() {
        Observer observer = observe("/c/d?token=token-of-d");
        registry = Town.registryWithout("d");
        CompletableFuture<Delivery> delivery = offer(FASTER);
        await().atMost(LIMIT).until(() -> observer.heard.size() == 2);
        assertThat(observer.heard.get(1).isSuccess()).isFalse();
        assertThat(observer.texts().get(1)).doesNotContain("interval");
        assertThat(delivery).isCompletedWithValue(Delivery.UNKNOWN_DEVICE);
    }

    @Test
    void receipt_is_answered_by_what_its_listener_says() throws InterruptedException {
        String path = "/c/d/receipt?token=token-of-d";
        assertThat(client.exchange(client.post(path, "{\"ok\":true}")).getCode())
                .as("nobody to take it")
                .isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
        List<String> taken = new CopyOnWriteArrayList<>();
        door.onReceipt((device, body, done) -> {
            taken.add(device + " " + new String(body, StandardCharsets.UTF_8));
            done.accept(body.length < 3 ? RejectionReason.BAD_JSON : null);
        });
        assertThat(client.exchange(client.post(path, "{\"ok\":true}")).getCode())
                .isEqualTo(ResponseCode.CHANGED);
        Response refused = client.exchange(client.post(path, "{"));
        assertThat(refused.getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
        assertThat(refused.getPayloadString()).isEqualTo("BAD_JSON");
        assertThat(client.exchange(client.post("/c/d/receipt?token=token-of-e", "{\"ok\":true}"))
                        .getCode())
                .isEqualTo(ResponseCode.FORBIDDEN);
        assertThat(client.exchange(client.post(path, "x".repeat(Downlinks.MAX_BODY + 1)))
                        .getCode())
                .isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
        assertThat(taken).containsExactly("d {\"ok\":true}", "d {");
        assertThat(keep.offers()).as("a receipt is no reading").isZero();
    }

    @Test
    void libcoap_client_observes() throws IOException, InterruptedException {
        String program = RealPart.COAP_CLIENT.orSkip(getClass()).toString();
        Process process = new ProcessBuilder(
                        program, "-s", "20", "-m", "get", "coap://127.0.0.1:" + door.port() + "/c/d?token=token-of-d")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            char[] first = new char[2];
            assertThat(out.read(first)).isEqualTo(2);
            assertThat(first).containsExactly('{', '}');
            assertThat(offer(FASTER)).succeedsWithin(LIMIT).isEqualTo(Delivery.ACKNOWLEDGED);
        } finally {
            process.destroy();
            assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        }
    }
}
