package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * docker-compose.yml against the programs it starts: each of ours is run with {@code --check-config} on exactly the
 * environment and arguments it would get there, secrets from {@code geshao env}.
 */
class ComposeFileIT {
    private static final Path ROOT = Path.of(System.getProperty("geshao.root", ".."));
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::\\?[^}]*)?}");

    private static JsonNode services() throws IOException {
        // Anchors and merge keys are YAML's, and SnakeYAML resolves aliases; "<<" is merged here.
        String text = Files.readString(ROOT.resolve("docker-compose.yml"), StandardCharsets.UTF_8);
        Object tree = new org.yaml.snakeyaml.Yaml().load(text);
        return YAMLMapper.builder(new YAMLFactory()).build().valueToTree(tree).get("services");
    }

    private static Map<String, String> secrets() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stdout = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new EnvCommand()).execute()).isZero();
        } finally {
            System.setOut(stdout);
        }
        Map<String, String> secrets = new HashMap<>();
        out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    secrets.put(
                            line.substring(0, equals),
                            line.substring(equals + 1).replaceAll("^'|'$", ""));
                });
        return secrets;
    }

    private static String expand(String text, Map<String, String> secrets) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String value = secrets.get(match.group(1));
            assertThat(value).as("geshao env prints " + match.group(1)).isNotNull();
            return Matcher.quoteReplacement(value);
        });
    }

    @TestFactory
    List<DynamicTest> every_program_accepts_what_compose_gives_it() throws IOException {
        Map<String, String> secrets = secrets();
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, JsonNode> service : services().properties()) {
            JsonNode command = service.getValue().path("command");
            if (!command.isArray() || service.getKey().equals("registry")) {
                continue;
            }
            Map<String, String> environment = new TreeMap<>();
            service.getValue()
                    .path("environment")
                    .properties()
                    .forEach(entry -> environment.put(
                            entry.getKey(), expand(entry.getValue().asText(), secrets)));
            List<String> arguments = new ArrayList<>();
            command.forEach(argument -> arguments.add(argument.asText()));
            tests.add(DynamicTest.dynamicTest(service.getKey(), () -> {
                Outcome outcome = run(arguments, environment);
                assertThat(outcome.text()).contains("configuration ok");
                assertThat(outcome.exitCode()).isZero();
            }));
        }
        assertThat(tests)
                .extracting(DynamicTest::getDisplayName)
                .contains("gateway", "ingest", "alerting", "incident", "console", "device-sim");
        return tests;
    }

    @Test
    void a_key_with_a_typing_error_is_refused_in_one_line() throws IOException, InterruptedException {
        Outcome outcome =
                run(List.of("io.geshao.gateway.Main"), Map.of("GESHAO_REGISTRY_DIR", "/r", "GESHAO_MQTT_PROT", "1883"));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.text().strip()).contains("mqtt.prot").doesNotContain("\n");
    }

    @Test
    void registry_service_writes_what_the_others_mount() throws IOException {
        JsonNode registry = services().get("registry");
        assertThat(registry.get("command").get(0).asText()).isEqualTo("io.geshao.devicesim.GenerateCommand");
        for (String reader : List.of("gateway", "alerting", "incident", "console", "device-sim")) {
            assertThat(services().get(reader).path("volumes").toString())
                    .as(reader)
                    .contains("registry:/registry:ro");
        }
    }

    @Test
    void prometheus_scrapes_every_program_on_the_port_it_opens() throws IOException {
        String config = Files.readString(ROOT.resolve("deploy/prometheus/prometheus.yml"), StandardCharsets.UTF_8);
        for (Map.Entry<String, JsonNode> service : services().properties()) {
            JsonNode environment = service.getValue().path("environment");
            for (String key : List.of("GESHAO_OPS_PORT", "GESHAO_INGEST_PORT", "GESHAO_CONSOLE_PORT")) {
                if (environment.has(key)) {
                    assertThat(config)
                            .contains(service.getKey() + ":"
                                    + environment.get(key).asText());
                }
            }
        }
    }

    private record Outcome(int exitCode, String text) {}

    private static Outcome run(List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        line.addAll(arguments);
        line.add("--check-config");
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GESHAO_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), text);
    }
}
