package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees who got something wrong: one clear line, and an exit code that a script notices. */
class StartFailuresIT {
    @TempDir
    Path folder;

    private Path registry;

    @BeforeEach
    void registry() throws IOException {
        registry = new SmallRegistry(60).device("smoke-1", "fire", "z").writeTo(folder.resolve("registry"));
    }

    @Test
    void taken_port_is_named() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String line = refused(1, "--console.port=" + taken.getLocalPort());
            assertThat(line)
                    .contains("console")
                    .contains(":" + taken.getLocalPort())
                    .contains("in use");
        }
    }

    @Test
    void database_that_does_not_answer_is_named_without_its_password() throws IOException, InterruptedException {
        String line = refused(1, "--db.url=jdbc:postgresql://127.0.0.1:1/geshao", "--db.user=u", "--db.password=hush");
        assertThat(line).contains("127.0.0.1:1").doesNotContain("hush");
    }

    @Test
    void wrong_url_and_unknown_key_are_named_together() throws IOException, InterruptedException {
        String line = refused(2, "--db.url=mysql://x", "--mqtt.prot=1883");
        assertThat(line).contains("db.url").contains("mqtt.prot");
    }

    @Test
    void broken_registry_is_named_with_file_line_and_column() throws IOException, InterruptedException {
        Files.writeString(
                registry.resolve("profiles.yaml"),
                "profiles:\n  x:\n    kind: gas\n    codec: native\n    interval: 1h\n    lane: soon\n");
        assertThat(refused(1)).contains("profiles.yaml:3:11").contains("gas");
        assertThat(Files.readString(folder.resolve("errors.txt")))
                .as("all faults at once")
                .contains("profiles.yaml:6:11")
                .contains("soon");
    }

    @Test
    void broken_rule_is_named_with_file_line_and_column() throws IOException, InterruptedException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.copy(Path.of(System.getProperty("geshao.root", ".."), "rules/F1.yaml"), rules.resolve("F1.yaml"));
        Files.writeString(
                rules.resolve("F1.yaml"),
                Files.readString(rules.resolve("F1.yaml")).replace("smoke_alarm", "smoke_alram"));
        assertThat(refused(1, "--rules.dir=" + rules)).contains("rules");
        // One line for each fault: somebody who wrote a catalogue wants all of them.
        assertThat(Files.readString(folder.resolve("errors.txt")))
                .containsPattern("F1.yaml:\\d+:\\d+")
                .contains("smoke_alram");
    }

    /** The one line it says before it ends with that exit code; nothing may be left running on the folder. */
    private String refused(int exitCode, String... arguments) throws IOException, InterruptedException {
        List<String> command = PlatformProcess.command();
        command.addAll(List.of(
                "--data.dir=" + folder.resolve("data"),
                "--registry.dir=" + registry,
                "--bind.host=127.0.0.1",
                "--console.password=test-only-password"));
        // Later arguments win, so a case can take over any of these.
        command.addAll(List.of("--console.port=0", "--mqtt.port=0", "--coap.port=0"));
        command.addAll(List.of(arguments));
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(process.exitValue()).isEqualTo(exitCode);
        List<String> said = Files.readAllLines(errors, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("geshao: "))
                .toList();
        assertThat(said).as(Files.readString(errors)).hasSize(1);
        assertThat(Files.readString(errors)).as("no stack trace").doesNotContain("\tat ");
        return said.get(0);
    }
}
