package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code geshao rules check} and {@code rules test}, as a person types them. */
class RulesCommandTest {
    private static final String FLOOD = """
            id: A1
            title: { zh: 积水, en: Flood }
            kinds: [water]
            scope: device
            severity: S2
            when:
              any:
                - level >= 0.15
            for: 2m
            """;

    private static final String STORY = """
            rules: [A1]
            tests:
              - name: water rises
                devices:
                  w1: { kind: water }
                series:
                  w1/level: 0.20x4
                expect:
                  - { at: %s, alert: A1 w1 }
                until: 5m
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("A1.yaml"), FLOOD);
        Files.createDirectories(folder.resolve("tests"));
        Files.writeString(folder.resolve("tests/A1.test.yaml"), STORY.formatted("2m"));
    }

    private record Ended(int code, String out) {}

    private static Ended rules(String... line) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code = new CommandLine(new RulesCommand()).execute(line);
            return new Ended(code, out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"));
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void check_of_a_good_folder_says_so() {
        assertThat(rules("check", folder.toString()))
                .isEqualTo(new Ended(0, "1 rule files, 1 test files: nothing is wrong\n"));
    }

    @Test
    void check_tells_all_faults_of_all_files_with_their_places() throws IOException {
        Files.writeString(
                folder.resolve("A2.yaml"), FLOOD.replace("id: A1", "id: A2").replace("level", "lewel"));
        Files.writeString(
                folder.resolve("A3.yaml"), FLOOD.replace("id: A1", "id: A3").replace("2m", "soon"));
        Files.writeString(folder.resolve("tests/A1.test.yaml"), STORY.formatted("later"));
        Ended ended = rules("check", folder.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(folder.resolve("A2.yaml") + ":8:7: ")
                                .contains("lewel"),
                        line -> assertThat(line)
                                .startsWith(folder.resolve("A3.yaml") + ":9:6: ")
                                .contains("duration"),
                        line -> assertThat(line).startsWith(folder.resolve("tests/A1.test.yaml") + ":9:"),
                        line -> assertThat(line).isEqualTo("3 rule files, 1 test files: 3 faults"));
    }

    @Test
    void check_of_one_file_tells_its_own_faults_only() throws IOException {
        Files.writeString(
                folder.resolve("A2.yaml"), FLOOD.replace("id: A1", "id: A2").replace("level", "lewel"));
        assertThat(rules("check", folder.resolve("A1.yaml").toString()).code()).isZero();
        assertThat(rules("check", folder.resolve("A2.yaml").toString()).code()).isEqualTo(1);
        assertThat(rules("check", folder.resolve("A9.yaml").toString()).code()).isEqualTo(1);
    }

    @Test
    void test_that_passes_ends_well() {
        Ended ended = rules("test", "--timeline", folder.toString());
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains("A1.test.yaml: 1 of 1 passed")
                .contains("  2m         A1 w1                        raised           S2")
                .contains("1 files, 1 tests, 0 failed");
    }

    @Test
    void test_with_a_wrong_expectation_fails_and_shows_the_difference() throws IOException {
        Path file = folder.resolve("tests/A1.test.yaml");
        Files.writeString(file, STORY.formatted("4m"));
        Ended ended = rules("test", file.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out())
                .contains("FAIL water rises (line 3)")
                .contains("+ 2m         A1 w1")
                .contains("- 4m         A1 w1")
                .contains("1 files, 1 tests, 1 failed");
        JsonNode json = new ObjectMapper()
                .readTree(rules("test", "--json", file.toString()).out());
        assertThat(json.path("passed").asBoolean(true)).isFalse();
        assertThat(json.path("failed").asInt()).isEqualTo(1);
        assertThat(json.at("/files/0/tests/0/differences")).hasSize(2);
    }
}
