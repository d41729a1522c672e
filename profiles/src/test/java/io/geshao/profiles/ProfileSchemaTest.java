package io.geshao.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors use says what the reader says. */
final class ProfileSchemaTest {
    private static final String WHOLE = """
            profiles:
              base: {kind: water, codec: native, interval: 5m}
              all:
                like: base
                kind: waste_bin
                codec: sensoneo
                interval: 90s
                late_after: 6h
                clock_skew: 500ms
                lane: urgent
                models: [A, B]
                plausible: {distance: [30, 2550.5]}
                lanes:
                  - {metric: temperature, from: 60, to: 70, lane: life_safety}
                  - {metric: leak, is: true, lane: urgent}
                bin: {empty_mm: 2200, full_mm: 200}
                gauge: {offset_m: 0.5, height_m: 4.2}
                panel: {trust_test_bit: true}
            """;

    private final JsonNode schema = json(resource("profiles.schema.json"));

    private static byte[] resource(String name) {
        try (InputStream in = ProfileSchemaTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(byte[] text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> faults(String yaml) throws IOException {
        return MiniSchema.faults(schema, new YAMLMapper().readTree(yaml));
    }

    @Test
    void shipped_profiles_are_as_the_schema_says() throws IOException {
        JsonNode shipped = new YAMLMapper().readTree(resource("shipped.yaml"));
        assertThat(shipped.path("profiles").size()).isGreaterThan(10);
        assertThat(MiniSchema.faults(schema, shipped)).isEmpty();
    }

    @Test
    void profile_with_every_field_is_taken_by_both() throws IOException {
        assertThat(faults(WHOLE)).isEmpty();
        YamlProfiles.parse("whole.yaml", WHOLE, new LinkedHashMap<>(YamlProfiles.shipped()));
        List<String> fields = new ArrayList<>();
        schema.at("/$defs/profile/properties").fieldNames().forEachRemaining(fields::add);
        JsonNode all = new YAMLMapper().readTree(WHOLE).at("/profiles/all");
        assertThat(fields).as("the example above has them all").allMatch(all::has);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "profiles: {p: {kind: water, codec: native, interval: 5m, colour: red}}",
                "profiles: {p: {kind: lamp, codec: native, interval: 5m}}",
                "profiles: {p: {kind: water, codec: morse, interval: 5m}}",
                "profiles: {p: {kind: water, codec: native, interval: 0s}}",
                "profiles: {p: {kind: water, codec: native, interval: 5 min}}",
                "profiles: {p: {kind: water, codec: native}}",
                "profiles: {p q: {kind: water, codec: native, interval: 5m}}",
                "profiles: {p: {kind: water, codec: native, interval: 5m, plausible: {level: [1]}}}",
                "profiles: {p: {kind: water, codec: native, interval: 5m, lanes: [{metric: level, from: 1}]}}",
                "profiles: {p: {kind: water, codec: native, interval: 5m, bin: {full: 1}}}",
                "profile: {}",
            })
    void mistake_is_found_by_both(String yaml) throws IOException {
        assertThat(faults(yaml)).isNotEmpty();
        assertThatThrownBy(() -> YamlProfiles.parse("p.yaml", yaml, new LinkedHashMap<>()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void words_of_the_schema_are_those_of_the_code() {
        assertThat(texts("/$defs/profile/properties/codec/enum")).containsExactlyElementsOf(KnownCodecs.NAMES);
        assertThat(texts("/$defs/profile/properties/kind/enum"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(DeviceKind.values()).map(DeviceKind::wireName).toList());
        assertThat(texts("/$defs/lane/enum"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Lane.values()).map(Lane::wireName).toList());
        assertThat(new String(resource("profiles.schema.json"), StandardCharsets.UTF_8))
                .endsWith("}\n");
    }

    private List<String> texts(String pointer) {
        List<String> texts = new ArrayList<>();
        schema.at(pointer).forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
