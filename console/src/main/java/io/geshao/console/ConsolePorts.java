package io.geshao.console;

import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.Assessment;
import io.geshao.casework.port.CapFeed;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.casework.port.PlanDesk;
import io.geshao.casework.port.RuleBook;
import io.geshao.casework.port.ServiceDesk;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.TelemetryQuery;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the console asks of the rest of the platform.
 *
 * @param health each part of the process to {@code up} or what is wrong with it; the console adds its own
 * @param metrics text in the Prometheus exposition format
 */
public record ConsolePorts(
        TelemetryQuery telemetry,
        ConservationLedger ledger,
        AlertDesk alerts,
        AlertLog alertLog,
        AlertControl alertControl,
        CaseDesk cases,
        CaseLog caseLog,
        CommandDesk commands,
        Casework casework,
        Supplier<Map<String, String>> health,
        Supplier<String> metrics) {
    /** What is asked about the work on cases, beside the cases themselves. */
    public record Casework(
            CapFeed cap,
            PeopleDesk people,
            CaseWorkDesk cases,
            RuleBook rules,
            AdmissionDesk admissions,
            PlanDesk plans,
            ServiceDesk services,
            Assessment assessment) {}
}
