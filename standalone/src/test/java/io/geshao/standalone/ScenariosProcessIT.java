package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.core.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Scenarios on the platform's own process, by real MQTT and on the real clock, all at once since each has devices of its
 * own. Delays run at one sixtieth (two minutes take two seconds), expected intervals are two seconds.
 */
class ScenariosProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String RAW = "/up/raw/milesight-gs524n";

    @TempDir
    Path folder;

    private final Ticker ticker = Ticker.system();
    private final Map<String, MqttClient> clients = new HashMap<>();
    private long began;
    private int sequence;

    @Test
    void scenarios_hold_on_a_real_process_at_a_sixtieth_of_the_time() throws IOException, MqttException {
        Path registry = new SmallRegistry(2)
                .device("w1", "level", "under-1")
                .device("l1", "fire-lane-radar", "z9")
                .device("h1", "fire", "ring-1")
                .device("b1", "bin", "road-1")
                .device("b2", "bin", "road-2")
                .device("s2", "fire", "z2")
                .device("s3", "fire", "z2")
                .device("t1", "milesight-gs524n", "z3")
                .behind("g1", "s1", "fire", "z1")
                .identity("g1")
                .writeTo(folder.resolve("registry"));
        try (PlatformProcess platform = PlatformProcess.start(
                folder, Map.of("registry.dir", registry.toString(), "rules.delay.scale", Double.toString(1 / 60.0)))) {
            try {
                for (String id : List.of("w1", "l1", "h1", "b1", "b2", "s1", "s2", "s3", "t1", "g1")) {
                    connect(id, platform.mqttPort());
                }
                play();
                ConsoleClient console = ConsoleClient.of(platform);
                await("w1 is offline").atMost(LIMIT).until(() -> raised(console).containsKey("D1 w1"));
                judge(raised(console));
                explain(registry);
                backtest(registry);
            } finally {
                for (MqttClient client : clients.values()) {
                    client.disconnect();
                    client.close();
                }
            }
        }
    }

    private void play() throws MqttException {
        began = ticker.epochMillis();
        say("w1", "level", "0.20"); // T01
        say("h1", "hydrant_pressure", "0.12"); // T02
        say("l1", "occupied", "true"); // T03
        say("s1", "smoke_alarm", "true"); // T04: by itself, and at once by the gateway it is heard through
        publish("g1", "g/yuhua/s1/up", json("smoke_alarm", "true"));
        publish("t1", "g/yuhua/t1" + RAW, HexFormat.of().parseHex("221E64001C40")); // T19: type 14, a self-test
        say("s2", "smoke_alarm", "true"); // T21
        say("b2", "occupied", "true"); // T23: a bin has no business with a rule for fire lanes
        say("b1", "fill_level", "96"); // T25
        until(500);
        publish(
                "b1",
                "g/yuhua/b1/up",
                "{\"seq\":9000,\"m\":{\"fill_level\":null,\"battery\":88}}".getBytes(StandardCharsets.UTF_8));
        until(1_000);
        say("h1", "hydrant_pressure", "0.12");
        publish("t1", "g/yuhua/t1" + RAW, HexFormat.of().parseHex("2211641E2A21")); // T19: type 1, the alarm
        say("b1", "fill_level", "96");
        until(1_500);
        say("l1", "occupied", "false");
        say("s3", "smoke_alarm", "true");
        until(2_000);
        say("l1", "occupied", "true");
        until(2_500);
        say("w1", "level", "0.20");
        until(3_000); // nothing of h1 at 2 s
        say("h1", "hydrant_pressure", "0.12");
        until(4_000);
        say("h1", "hydrant_pressure", "0.12");
        until(5_000);
        say("h1", "hydrant_pressure", "0.12");
    }

    /** Rule and device, or scope, to milliseconds after the beginning; offline devices other than w1, and what follows, are left out. */
    private Map<String, List<Long>> raised(ConsoleClient console) {
        Map<String, List<Long>> raised = new TreeMap<>();
        for (JsonNode alert : console.get("/api/v1/alerts?state=all&limit=200").path("items")) {
            String scope = alert.path("scope").asText().replaceFirst("^device:", "");
            String key = alert.path("rule").asText() + " " + scope;
            boolean isOthersSilence = (key.startsWith("D1 ") && !scope.equals("w1")) || key.startsWith("F13b ");
            if (!isOthersSilence) {
                raised.computeIfAbsent(key, absent -> new ArrayList<>())
                        .add(alert.path("raisedMillis").asLong() - began);
            }
        }
        return raised;
    }

    private static void judge(Map<String, List<Long>> raised) {
        assertThat(raised.keySet())
                .containsExactly(
                        "A1 w1",
                        "D1 w1",
                        "F1 s1",
                        "F1 s2",
                        "F1 s3",
                        "F1 t1",
                        "F11 l1",
                        "F2 zone:yuhua/z2",
                        "F4 t1",
                        "F6 h1",
                        "W1 b1",
                        "W2 b1");
        raised.forEach((alert, times) -> assertThat(times).as(alert).hasSize(1));
        between(raised, "A1 w1", 2_000, 3_500);
        between(raised, "F11 l1", 4_000, 5_500); // not at 2 s
        between(raised, "F1 s1", 0, 1_000);
        between(raised, "F1 t1", 1_000, 2_500); // not by the self-test
        between(raised, "F4 t1", 1_000, 2_500); // the alarm frame is 14 °C warmer as well
        between(raised, "F6 h1", 5_000, 6_500); // five seconds from the first, although one is missing
        between(raised, "F2 zone:yuhua/z2", 1_500, 3_000);
        between(raised, "W2 b1", 1_000, 2_500); // by the second 96, not by what lies between
        between(raised, "D1 w1", 10_500, 13_000); // three intervals and the settle time after the last word
    }

    private static void between(Map<String, List<Long>> raised, String alert, long from, long to) {
        assertThat(raised.get(alert)).as(alert).allSatisfy(at -> assertThat(at).isBetween(from, to));
    }

    private void explain(Path registry) {
        String text = rules("explain", "A1", "w1", "--registry=" + registry);
        assertThat(text)
                .contains("A1 道路积水 Road flooded, S2, active_unack")
                .contains("true    w1: level >= ")
                .contains("level = 0.2 m")
                .contains("id: A1");
    }

    private void backtest(Path registry) {
        String text =
                rules("backtest", "--rule=A1,F11", "--from=10m", "--delay-scale=" + 1 / 60.0, "--registry=" + registry);
        assertThat(text).contains("would be raised 2, was raised with the same onset 2, was raised and would not be 0");
    }

    private String rules(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command, "--data=" + folder.resolve("data")));
        line.addAll(List.of(arguments));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String home = System.getProperty("geshao.home", "");
        System.setProperty("geshao.home", System.getProperty("geshao.root", ".."));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new RulesCommand()).execute(line.toArray(String[]::new)))
                    .isZero();
        } finally {
            System.setOut(before);
            System.setProperty("geshao.home", home);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private void until(long offsetMillis) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> ticker.epochMillis() >= began + offsetMillis);
    }

    private void connect(String id, int port) throws MqttException {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
        client.setTimeToWait(10_000);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(id);
        options.setPassword(SmallRegistry.TOKEN.getBytes(StandardCharsets.UTF_8));
        options.setCleanStart(true);
        client.connect(options);
        clients.put(id, client);
    }

    private void say(String device, String metric, String value) throws MqttException {
        publish(device, "g/yuhua/" + device + "/up", json(metric, value));
    }

    private byte[] json(String metric, String value) {
        return ("{\"seq\":" + ++sequence + ",\"m\":{\"" + metric + "\":" + value + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void publish(String client, String topic, byte[] body) throws MqttException {
        MqttMessage message = new MqttMessage(body);
        message.setQos(1);
        java.util.Objects.requireNonNull(clients.get(client)).publish(topic, message);
    }
}
