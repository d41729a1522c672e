package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.Batch;
import io.geshao.core.CaseEvent;
import io.geshao.core.DeviceId;
import io.geshao.core.config.Settings;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.gateway.Gateway;
import io.geshao.gateway.GatewayConfig;
import io.geshao.gateway.downlink.Downlink;
import io.geshao.gateway.edge.Edge;
import io.geshao.gateway.edge.EdgeConfig;
import io.geshao.gateway.registry.RegistrySource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * The way to the centre is cut, a detector sees smoke, and the gateway tells people itself; when the way is back, the centre
 * has one alert and one case, which say so. A whole gateway and a whole centre on one virtual clock.
 */
class EdgeFallbackIT extends StoryStageCase {
    private static final String DEVICE = "s1";

    /** The way to the centre: there, or not. */
    private static final class Way implements BatchSink {
        private final BatchSink centre;
        volatile boolean cut;

        Way(BatchSink centre) {
            this.centre = centre;
        }

        @Override
        public CompletionStage<Receipt> deliver(Batch batch) {
            return cut ? failed() : centre.deliver(batch);
        }

        @Override
        public CompletionStage<Void> report(GatewayReport report) {
            return cut ? failed() : centre.report(report);
        }

        private static <T> CompletionStage<T> failed() {
            return CompletableFuture.failedFuture(new UndeliverableException("the cable is cut", null, true));
        }
    }

    @Test
    void smoke_while_the_centre_is_away_is_told_at_the_edge_and_becomes_one_alert_and_one_case_that_say_so()
            throws Exception {
        SmallRegistry devices =
                new SmallRegistry(HOUR).device(DEVICE, "fire", "z1").device("siren", "fire", "z9");
        on(devices);
        Way way = new Way(stage().sink());
        List<String> heard = new CopyOnWriteArrayList<>();
        long smoke;
        try (Gateway gateway = gateway(way);
                OneDevice siren = new OneDevice("siren", gateway.mqttPort());
                OneDevice detector = new OneDevice(DEVICE, gateway.mqttPort())) {
            siren.listen(heard);
            detector.publish("{\"seq\":1,\"m\":{\"smoke_alarm\":false}}");
            await().until(() ->
                    !stage().telemetry().latest(new DeviceId(DEVICE)).isEmpty());
            assertThat(page(gateway)).contains("\"cutOff\":false", "\"alarms\":[]");

            way.cut = true;
            stage().ticker().advance(Duration.ofSeconds(1));
            smoke = stage().ticker().epochMillis();
            detector.publish("{\"seq\":2,\"m\":{\"smoke_alarm\":true}}");

            await().atMost(Duration.ofSeconds(1)).until(() -> !heard.isEmpty());
            assertThat(heard.get(0)).contains("F1|device:s1|" + smoke, "\"active\":true", "1号楼");
            assertThat(page(gateway)).contains("\"cutOff\":true", "F1|device:s1|" + smoke);
            assertThat(stage().alerts().open()).as("the centre knows nothing").isEmpty();

            stage().ticker().advance(Duration.ofMinutes(20));
            way.cut = false;
            await().until(() -> {
                stage().ticker().advance(Duration.ofSeconds(1)); // the uplink's next try
                stage().settle();
                return told("F1").stream().anyMatch(step -> step.kind() == Kind.TOLD_AT_EDGE);
            });
            assertThat(heard).as("told once").hasSize(1);
        }
        long began = smoke;
        assertThat(stage().alerts().open()).singleElement().satisfies(alert -> {
            assertThat(alert.id()).as("the edge's").isEqualTo("F1|device:s1|" + began);
        });
        assertThat(told("F1")).extracting(AlertTransition::kind).containsExactly(Kind.RAISED, Kind.TOLD_AT_EDGE);
        assertThat(stage().cases().openedBefore(null, 10)).hasSize(1);
        String number = stage().cases().openedBefore(null, 10).get(0).number();
        assertThat(stage().cases().timeline(number))
                .extracting(CaseEvent::text)
                .anySatisfy(text -> assertThat(text.get("zh")).contains("就地告警"));
    }

    private Gateway gateway(BatchSink way) throws Exception {
        GatewayConfig config = GatewayConfig.read(Settings.of(Map.of(
                "bind.host",
                "127.0.0.1",
                "mqtt.port",
                "0",
                "coap.port",
                "0",
                "edge.port",
                "0",
                "edge.page",
                "true",
                "edge.rules.dir",
                Path.of(System.getProperty("geshao.root", ".."), "rules").toString(),
                "spool.dir",
                folder.resolve("spool").toString())));
        EdgeConfig edge = config.edge();
        Map<String, String> rules = edge.rules();
        return Gateway.start(
                config,
                new RegistrySource(RegistryFiles.read(folder.resolve("registry"))),
                way,
                new CommandDesk.Line() {
                    @Override
                    public CompletionStage<CommandDesk.News> after(long position, String registry) {
                        return new CompletableFuture<>();
                    }

                    @Override
                    public CompletionStage<Void> report(List<CommandDesk.Report> reports) {
                        return CompletableFuture.completedFuture(null);
                    }
                },
                Downlink.RegistryNews.none(),
                new Edge.Setting("gw-1", edge, EdgeRules.maker().orElseThrow(), () -> rules),
                stage().ticker(),
                new SimpleMeterRegistry());
    }

    private static String page(Gateway gateway) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + gateway.edgePort() + "/alarms.json");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
