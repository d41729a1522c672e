package io.geshao.devicesim;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import io.geshao.testkit.HouseRules;

@AnalyzeClasses(packages = "io.geshao.devicesim")
final class HouseRulesTest {
    @ArchTest
    static final ArchTests house = ArchTests.in(HouseRules.class);
}
