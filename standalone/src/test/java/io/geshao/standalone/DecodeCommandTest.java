package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.testkit.GoldenVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DecodeCommandTest {
    @TempDir
    Path folder;

    private int exitCode;
    private String errors = "";

    private String decode(String... arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        StringWriter complaints = new StringWriter();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            CommandLine line = new CommandLine(new DecodeCommand());
            line.setErr(new PrintWriter(complaints));
            exitCode = line.execute(arguments);
        } finally {
            System.setOut(out);
        }
        errors = complaints.toString();
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void vendor_bytes_are_shown_as_a_table() {
        String table =
                decode("--profile", "milesight-em400-tld", "--rx", "1760000001000", "01755C0367010104824408050001");
        assertThat(exitCode).isZero();
        assertThat(table.lines())
                .contains(
                        "METRIC                        VALUE  UNIT     EVENT TIME               FLAGS",
                        "temperature                    25.7  Cel      2025-10-09T08:53:21Z",
                        "tilt                           true           2025-10-09T08:53:21Z");
    }

    @Test
    void flags_drops_and_the_time_of_the_device_are_shown() {
        String table = decode(
                "--profile",
                "native-waste-bin",
                "--rx=1760000001000",
                "{\"seq\":7,\"ts\":1759990000000,\"m\":{\"fill_level\":150,\"battery\":9}}");
        assertThat(exitCode).isZero();
        assertThat(table)
                .contains("boot 0, seq 7")
                .containsPattern("battery +9  % +2025-10-09T06:06:40Z +late")
                .contains("left out: fill_level OUT_OF_RANGE: 150.0 % is not plausible for waste_bin");
    }

    @Test
    void refusal_is_told_with_its_offset_and_its_exit_code() {
        assertThat(decode("--profile", "native-water", "{\"seq\":1,\"m\":{\"level\":NaN}}"))
                .startsWith("refused: BAD_JSON: ")
                .contains(" at byte ");
        assertThat(exitCode).isEqualTo(1);
        assertThat(decode("--profile", "milesight-em500-swl", "0377"))
                .isEqualTo("refused: FRAME_TRUNCATED: ends after 2 bytes, 2 more were expected at 2\n");
        assertThat(decode("--profile", "native-water", "--format=cbor", "a263736571016173"))
                .startsWith("refused: BAD_CBOR: ");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void json_is_for_programs() {
        String json = decode("--json", "--profile", "bosch-tpl110", "--port=2", "--rx=1760000001000", "0114");
        assertThat(json.replaceAll("\\s", ""))
                .contains("\"refused\":null", "{\"device\":\"d\",\"metric\":\"occupied\",\"value\":true,\"unit\":\"\",")
                .contains("\"metric\":\"temperature\",\"value\":20.0,\"unit\":\"Cel\",\"eventMillis\":1760000001000");
        assertThat(decode("--json", "--profile", "native-water", "42").replaceAll("\\s", ""))
                .contains("\"refused\":\"BAD_SHAPE\"", "\"readings\":[]");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void every_golden_vector_is_taken_or_refused_as_the_reference_says() {
        for (GoldenVector vector : GoldenVector.all()) {
            String[] format = vector.format().split(":", -1);
            if (vector.where().startsWith("g/") || vector.input().length == 0) {
                continue; // a topic without a device, a payload that cannot be written on a command line
            }
            List<String> arguments = new ArrayList<>(List.of("--rx=" + vector.rxMillis()));
            if (vector.where().contains("/")) {
                arguments.add("--topic=" + vector.where());
            } else {
                arguments.add("--format=" + (format[0].equals("raw") ? "raw:" + format[1] : format[0]));
                arguments.add("--device=" + (vector.where().isEmpty() ? "d" : vector.where()));
            }
            if (format.length == 3) {
                arguments.add("--port=" + format[2]);
            }
            arguments.add("--profile=" + profile(format.length > 1 ? format[1] : "native"));
            arguments.add(vector.id().equals("X07") ? "42" : HexFormat.of().formatHex(vector.input()));
            String printed = decode(arguments.toArray(String[]::new));
            assertThat(exitCode).as(vector + " " + printed + errors).isEqualTo(vector.isRefused() ? 1 : 0);
            if (vector.isRefused()) {
                assertThat(printed)
                        .as(vector.id())
                        .contains("refused: " + vector.expected().split("[ ;]")[1] + ": ");
            }
        }
    }

    private static String profile(String codec) {
        return switch (codec) {
            case "native" -> "native-fire";
            case "milesight-em400" -> "milesight-em400-tld";
            case "milesight-em300" -> "milesight-em300-sld";
            case "gbt-26875-3" -> "fire-panel-gbt-26875";
            case "sensoneo" -> "sensoneo-single";
            default -> codec;
        };
    }

    @Test
    void profiles_of_a_registry_can_be_used_and_are_listed() throws IOException {
        Path file = folder.resolve("profiles.yaml");
        Files.writeString(
                file, "profiles:\n  deep: {like: milesight-em400-tld, bin: {empty_mm: 2200, full_mm: 200}}\n");
        assertThat(decode("--profiles=" + file, "--profile=deep", "04824408")).containsPattern("fill_level +4.2  %");
        assertThat(decode("--profiles=" + file)).containsPattern("deep +waste_bin +milesight-em400");
        Files.writeString(file, "profiles: {deep: {like: nobody}}");
        decode("--profiles=" + file, "--profile=deep", "00");
        assertThat(exitCode).isEqualTo(2);
        assertThat(errors).contains("profiles.yaml:1:25");
    }

    @Test
    void wrong_command_line_is_told() {
        decode("--profile=em400", "00");
        assertThat(exitCode).isEqualTo(2);
        assertThat(errors).contains("no profile 'em400'").contains("milesight-em400-tld");
        decode("--profile=native-water", "--format=xml", "00");
        assertThat(exitCode).isEqualTo(2);
        assertThat(errors).contains("'xml'");
        decode("--profile=native-water");
        assertThat(exitCode).isEqualTo(2);
    }
}
