package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** An order by the API, carried out by real devices over MQTT and CoAP, across a kill of the platform. */
class DownlinkIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestDatabase database = TestDatabase.of(Flavour.PLAIN);

    @TempDir
    private Path folder;

    private static String order(String action, String argument, int seconds, String key) {
        return "{\"action\":\"" + action + "\",\"arguments\":{" + argument + "},\"expiresInSeconds\":" + seconds
                + ",\"key\":\"" + key + "\"}";
    }

    private static String path(String device) {
        return "/api/v1/devices/" + device + "/commands";
    }

    private static List<String> states(ConsoleClient console, String device) {
        return console.get(path(device)).path("items").get(0).path("steps").findValuesAsText("state");
    }

    private static void awaitStates(ConsoleClient console, String device, String... states) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(states(console, device)).containsExactly(states));
    }

    @Test
    void orders_reachTheirDevicesOnce_acrossAKillOfThePlatform() throws Exception {
        Map<String, String> settings = Map.of(
                "registry.dir",
                new SmallRegistry(3_600)
                        .device("horn-1", "fire", "z1")
                        .device("horn-2", "fire", "z1")
                        .device("valve-1", "level", "z2")
                        .writeTo(folder.resolve("registry"))
                        .toString(),
                "db.url",
                ((PGSimpleDataSource) database.fresh()).getURL(),
                "db.user",
                "postgres");
        try (PlatformProcess platform = PlatformProcess.start(folder.resolve("platform"), settings)) {
            ConsoleClient console = ConsoleClient.of(platform);
            overMqtt(platform, console);
            overCoap(platform, console);
            console.post(path("horn-2"), order("siren", "\"on\":true", 1, "late"));
            awaitStates(console, "horn-2", "QUEUED", "SENT", "EXPIRED");
            console.post(path("horn-2"), order("siren", "\"on\":true", 300, "k"));
            awaitStates(console, "horn-2", "QUEUED", "SENT");
            platform.kill();
        }
        try (PlatformProcess platform = PlatformProcess.start(folder.resolve("platform"), settings);
                ObedientDevice horn = new ObedientDevice("horn-2", platform.mqttPort())) {
            awaitStates(ConsoleClient.of(platform), "horn-2", "QUEUED", "SENT", "DELIVERED", "DONE");
            assertThat(horn.orders).hasSize(1).allMatch(order -> order.contains("\"do\":\"siren\",\"on\":true"));
        }
    }

    private static void overMqtt(PlatformProcess platform, ConsoleClient console) throws Exception {
        try (ObedientDevice horn = new ObedientDevice("horn-1", platform.mqttPort())) {
            JsonNode command = console.post(path("horn-1"), order("siren", "\"on\":true", 60, "k-1"));
            console.post(path("horn-1"), order("siren", "\"on\":true", 60, "k-1"));
            awaitStates(console, "horn-1", "QUEUED", "SENT", "DELIVERED", "DONE");
            assertThat(command.path("command").path("state").asText()).isEqualTo("QUEUED");

            console.post(path("horn-1"), order("configure", "\"interval_s\":30", 60, "k-2"));
            awaitStates(console, "horn-1", "QUEUED", "SENT", "DELIVERED", "DONE");
            assertThat(horn.orders).hasSize(2);
            assertThat(horn.orders.get(1)).contains("\"interval_s\":30").contains("\"version\":1");
        }
    }

    private static void overCoap(PlatformProcess platform, ConsoleClient console) throws Exception {
        CoapConfig.register();
        UdpConfig.register();
        CoapEndpoint endpoint = CoapEndpoint.builder()
                .setConfiguration(Configuration.createStandardWithoutFile())
                .setPort(0)
                .build();
        endpoint.start();
        String uri = "coap://127.0.0.1:" + platform.coapPort() + "/c/valve-1";
        String token = "?token=" + SmallRegistry.TOKEN;
        CoapClient client = new CoapClient(uri + token).setEndpoint(endpoint);
        List<String> heard = new CopyOnWriteArrayList<>();
        CoapObserveRelation observing = client.observeAndWait(new CoapHandler() {
            @Override
            public void onLoad(CoapResponse response) {
                heard.add(response.getResponseText());
            }

            @Override
            public void onError() {
                heard.add("error");
            }
        });
        assertThat(observing.isCanceled()).isFalse();

        console.post(path("valve-1"), order("valve", "\"open\":false", 60, "k"));
        awaitStates(console, "valve-1", "QUEUED", "SENT", "DELIVERED");
        String order = heard.get(heard.size() - 1);
        assertThat(order).contains("\"do\":\"valve\",\"open\":false");
        String id = order.replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
        CoapResponse taken = new CoapClient(uri + "/receipt" + token)
                .setEndpoint(endpoint)
                .post(
                        ("{\"id\":\"" + id + "\",\"result\":\"refused\",\"reason\":\"STUCK\"}")
                                .getBytes(StandardCharsets.UTF_8),
                        MediaTypeRegistry.APPLICATION_JSON);
        assertThat(taken.isSuccess()).isTrue();
        awaitStates(console, "valve-1", "QUEUED", "SENT", "DELIVERED", "REFUSED");
        observing.proactiveCancel();
        endpoint.destroy();
    }
}
