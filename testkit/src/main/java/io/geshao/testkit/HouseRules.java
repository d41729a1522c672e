package io.geshao.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.concurrent.TimeUnit;

/** What holds in every module, main and test code alike. Run by {@code ArchTests.in(HouseRules.class)}. */
public final class HouseRules {
    private HouseRules() {}

    @ArchTest
    public static final ArchRule nobody_sleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class)
            .because("advance the FakeTicker, or poll a condition with a limit");

    @ArchTest
    public static final ArchRule nobody_reads_the_clock = noClasses()
            .that()
            .resideOutsideOfPackage("io.geshao.core.time..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callConstructor(Date.class)
            .because("time is a parameter: take a Ticker");

    @ArchTest
    public static final ArchRule packages_are_free_of_cycles =
            slices().matching("io.geshao.(**)").should().beFreeOfCycles();

    @ArchTest
    public static final ArchRule jdbc_stays_in_stores = noClasses()
            .that()
            .resideOutsideOfPackages("..store..", "..spool..", "..testkit..", "..standalone..", "io.geshao.core.port..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..")
            .because("SQL stores, it never decides: ask a store");

    @ArchTest
    public static final ArchRule no_mock_frameworks = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.mockito..", "org.easymock..")
            .because("a fake that passes the contract is evidence, a mock repeats a belief");

    @ArchTest
    public static final ArchRule packages_are_at_most_five_deep = classes()
            .should()
            .resideInAnyPackage("io.geshao", "io.geshao.*", "io.geshao.*.*", "io.geshao.*.*.*")
            .because("a deeper tree hides more than it sorts");
}
