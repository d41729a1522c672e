package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.incident.list.ResponsibilityList;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped catalogue as editors and the case list see it. */
class ShippedRulesTest {
    private static final Path RULES = Path.of(System.getProperty("geshao.root", ".."), "rules");
    private static final Validator SCHEMA = schema();

    private static Validator schema() {
        try {
            JsonObject schema = new JsonObject(Files.readString(RULES.resolve("rule.schema.json")));
            return Validator.create(
                    JsonSchema.of(schema),
                    new JsonSchemaOptions()
                            .setBaseUri("https://geshao.io")
                            .setDraft(Draft.DRAFT202012)
                            .setOutputFormat(OutputFormat.Basic));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static OutputUnit validated(String text) throws IOException {
        return SCHEMA.validate(new JsonObject(
                YAMLMapper.builder().build().readValue(text, new TypeReference<Map<String, Object>>() {})));
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(RULES)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("overrides.yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shipped_rule_is_what_the_schema_says(Path file) throws IOException {
        OutputUnit answer = validated(Files.readString(file, StandardCharsets.UTF_8));
        assertThat(answer.getValid()).as(file + ": " + answer.getErrors()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    id: A1               | id: a1
                    scope: device        | scope: street
                    severity: S2         | severity: S9
                    severity: S2         | ''
                    for: 2m              | for: 120
                    for: 2m              | 'for: { readings: 0 }'
                    for: 2m              | 'for: { param: limit, readings: 2 }'
                    for: 2m              | latchin: true
                    domain: city_management | domain: city
                    grade: IV            | grade: V
                    class: E05-06-1      | class: flood
                    kinds: [water]       | kinds: [gas]
                    raise: 15 cm         | raise: cm
                    any:                 | every:
                    for: 10m             | unless: raining
                    zh: 道路积水            | de: Hochwasser
                    """)
    void broken_rule_is_refused_by_the_schema(String good, String bad) throws IOException {
        String text = Files.readString(RULES.resolve("A1.yaml"), StandardCharsets.UTF_8);
        assertThat(text).contains(good.strip());
        assertThat(validated(text.replaceFirst(java.util.regex.Pattern.quote(good.strip()), bad.strip()))
                        .getValid())
                .isFalse();
    }

    @Test
    void every_case_class_of_a_rule_is_in_the_responsibility_list() throws IOException {
        ResponsibilityList list = ResponsibilityList.shipped();
        long today = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
        Set<String> used = new TreeSet<>();
        for (Rule rule : RuleCatalogue.read(RULES, 1)) {
            for (Rule.Level level : rule.levels()) {
                used.add(level.follow().classCode());
                used.addAll(level.follow().classByProfile().values());
            }
        }
        used.remove("");
        assertThat(used).hasSizeGreaterThan(10).allSatisfy(code -> assertThat(
                        list.find(code, "310104/013/yuhua/g03", null, today, RuleCatalogue.DEFAULT_ZONE))
                .as(code)
                .isPresent());
    }
}
