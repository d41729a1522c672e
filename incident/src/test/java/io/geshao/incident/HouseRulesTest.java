package io.geshao.incident;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.geshao.testkit.HouseRules;

@AnalyzeClasses(packages = "io.geshao.incident")
class HouseRulesTest {
    @ArchTest
    static final ArchTests house = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule flow_is_pure = noClasses()
            .that()
            .resideInAPackage("io.geshao.incident.flow..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "org.jdbi..", "org.slf4j..", "io.micrometer..", "com.fasterxml..", "io.vertx..")
            .because("what a case does next depends on nothing but its arguments");
}
