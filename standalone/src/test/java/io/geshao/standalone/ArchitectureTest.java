package io.geshao.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.geshao.testkit.HouseRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape of the whole: sees every module. */
@AnalyzeClasses(packages = "io.geshao", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Path ROOT = Path.of(System.getProperty("geshao.root", ".."));
    private static final int WAY_LIMIT = 10;
    private static final int CORE_LIMIT = 40;
    private static final int FILE_LIMIT = 600;

    @ArchTest
    static final ArchTests house = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule core_knows_no_framework = noClasses()
            .that()
            .resideInAPackage("io.geshao.core..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..", "javax.sql..", "com.sun.net.httpserver..", "org.jspecify..", "io.geshao.core..")
            .because("everything else depends on it");

    @ArchTest
    static final ArchRule casework_knows_only_core = noClasses()
            .that()
            .resideInAPackage("io.geshao.casework..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "org.jspecify..", "io.geshao.core..", "io.geshao.casework..")
            .because("it is vocabulary: whoever works on cases and whoever shows them depend on it");

    @ArchTest
    static final ArchRule gateway_knows_no_sibling = knowsNoSibling("gateway");

    @ArchTest
    static final ArchRule ingest_knows_no_sibling = knowsNoSibling("ingest");

    @ArchTest
    static final ArchRule alerting_knows_no_sibling = knowsNoSibling("alerting");

    @ArchTest
    static final ArchRule incident_knows_no_sibling = knowsNoSibling("incident");

    @ArchTest
    static final ArchRule console_knows_no_sibling = knowsNoSibling("console");

    @ArchTest
    static final ArchRule simulator_knows_no_sibling = knowsNoSibling("devicesim");

    @ArchTest
    static final ArchRule vertx_stays_out_of_decisions = noClasses()
            .that()
            .resideInAnyPackage("io.geshao.core..", "io.geshao.alerting..", "io.geshao.incident..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..")
            .because("decisions run on owner threads, not on event loops");

    @ArchTest
    static final ArchRule californium_stays_at_its_doors = noClasses()
            .that()
            .resideOutsideOfPackages("io.geshao.gateway.coap..", "io.geshao.devicesim..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.californium..");

    @ArchTest
    static final ArchRule rules_are_pure = noClasses()
            .that()
            .resideInAPackage("io.geshao.alerting.rule..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.slf4j..", "java.util.concurrent..")
            .because("a decision is a function of rule, state, observation and time");

    private static ArchRule knowsNoSibling(String module) {
        String[] siblings = Stream.of("gateway", "ingest", "alerting", "incident", "console", "devicesim", "standalone")
                .filter(other -> !other.equals(module))
                .map(other -> "io.geshao." + other + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("io.geshao." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(siblings)
                .because("modules meet in core's ports");
    }

    @Test
    void the_readings_way_is_at_most_ten_files_that_exist() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/ARCHITECTURE.md"), StandardCharsets.UTF_8);
        int from = document.indexOf("## A reading's way");
        assertThat(from)
                .as("docs/ARCHITECTURE.md has a section \"A reading's way\"")
                .isPositive();
        int to = document.indexOf("\n## ", from + 1);
        Matcher files = Pattern.compile("`([\\w/.-]+\\.java)`")
                .matcher(document.substring(from, to < 0 ? document.length() : to));
        List<String> way = new ArrayList<>();
        while (files.find()) {
            way.add(files.group(1));
        }
        assertThat(way).hasSizeBetween(8, WAY_LIMIT).doesNotHaveDuplicates();
        assertThat(way).allSatisfy(file -> assertThat(ROOT.resolve(file)).isRegularFile());
        assertThat(way.get(0)).startsWith("gateway/");
        assertThat(way.get(way.size() - 1)).startsWith("incident/");
    }

    @Test
    void core_stays_small_and_no_file_grows_huge() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("core/src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith("package-info.java"))
                            .count())
                    .isLessThanOrEqualTo(CORE_LIMIT);
        }
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/"))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(100).allSatisfy(file -> assertThat(
                            Files.readAllLines(file, StandardCharsets.UTF_8).size())
                    .as(file.toString())
                    .isLessThanOrEqualTo(FILE_LIMIT));
        }
    }

    @Test
    void every_package_has_its_glossary() throws IOException {
        try (Stream<Path> folders = Files.walk(ROOT, 12)) {
            List<Path> bare = folders.filter(folder -> folder.toString().contains("/src/main/java/io/geshao/"))
                    .filter(Files::isDirectory)
                    .filter(ArchitectureTest::holdsJava)
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(bare).isEmpty();
        }
    }

    private static boolean holdsJava(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
