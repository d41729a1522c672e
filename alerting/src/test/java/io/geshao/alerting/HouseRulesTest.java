package io.geshao.alerting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.geshao.testkit.HouseRules;

@AnalyzeClasses(packages = "io.geshao.alerting")
class HouseRulesTest {
    @ArchTest
    static final ArchTests house = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule rules_are_pure = noClasses()
            .that()
            .resideInAPackage("io.geshao.alerting.rule..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.slf4j..", "io.micrometer..", "java.util.concurrent..")
            .because("a decision takes everything it needs as an argument");

    @ArchTest
    static final ArchRule no_web_framework = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..")
            .because("alerting has no web");
}
