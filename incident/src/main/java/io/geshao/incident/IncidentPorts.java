package io.geshao.incident;

import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.Assessment;
import io.geshao.casework.port.CapFeed;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.casework.port.NoticeDesk;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.casework.port.PlanDesk;
import io.geshao.casework.port.RuleBook;
import io.geshao.casework.port.ServiceDesk;
import io.geshao.core.AlertTransition;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.time.Ticker;
import io.geshao.incident.cap.store.CapStore;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.list.store.RuleTables;
import io.geshao.incident.people.desk.StoredPeople;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.plan.store.PlanStore;
import io.geshao.incident.rulebook.StoredAdmissions;
import io.geshao.incident.rulebook.StoredRuleBook;
import io.geshao.incident.score.desk.Scoring;
import io.geshao.incident.store.CaseSettings;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.telling.StoredNoticeDesk;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Opens the case desk, the case log and what is known about people in a process that does not run the incident module itself; what the desk orders
 * from alerting is carried out by the process that does.
 */
public final class IncidentPorts implements PortProvider {
    /** The process that runs the module follows the alerts; here they are only counted. */
    private static final AlertLog NO_ALERTS = new AlertLog() {
        @Override
        public long head() {
            return 0;
        }

        @Override
        public List<AlertTransition> after(long position, int limit) {
            return List.of();
        }
    };

    @Override
    public boolean offers(Class<?> port) {
        return port == CaseDesk.class
                || port == CaseLog.class
                || port == CapFeed.class
                || port == PeopleDesk.class
                || port == Assessment.class
                || port == CaseWorkDesk.class
                || port == NoticeDesk.class
                || port == PlanDesk.class
                || port == ServiceDesk.class
                || port == RuleBook.class
                || port == AdmissionDesk.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        DataSource database = surroundings.database();
        Ticker ticker = surroundings.ticker();
        RuleTables tables = tables(database);
        Supplier<Machinery> machinery = () -> {
            RuleTables.Rules rules = tables.rules();
            return Machinery.of(surroundings.registry(), rules.list(), rules.calendar());
        };
        Supplier<WorkCalendar> calendar = () -> tables.rules().calendar();
        // What people do here has the same consequences as where the incident module runs.
        IncidentConfig config = IncidentConfig.defaults();
        CapStore cap = new CapStore(database, config.cap());
        CaseStore store = Consequences.store(database, config, cap, calendar);
        StoredCaseDesk desk = new StoredCaseDesk(store, calendar, ticker, () -> {});
        StoredCaseWork work = new StoredCaseWork(database, store, machinery, ticker, () -> {});
        if (port == CaseDesk.class) {
            return port.cast(desk);
        }
        if (port == CaseWorkDesk.class) {
            return port.cast(work);
        }
        if (port == ServiceDesk.class) {
            return port.cast(
                    new ResidentRequests(work, () -> tables.rules().list(), calendar, surroundings.registry(), ticker));
        }
        if (port == PlanDesk.class) {
            return port.cast(new PlanStore(database, store, ticker));
        }
        if (port == NoticeDesk.class) {
            return port.cast(new StoredNoticeDesk(database, desk, ticker, () -> {}));
        }
        if (port == CaseLog.class) {
            return port.cast(new StoredCaseLog(store));
        }
        if (port == PeopleDesk.class) {
            return port.cast(new StoredPeople(database, () -> PeopleSettings.read(database), ticker));
        }
        if (port == Assessment.class) {
            return port.cast(Scoring.of(
                            surroundings.database(),
                            surroundings.registry(),
                            new Scoring.Sources(
                                    NO_ALERTS,
                                    Main.offered(TelemetryQuery.class, surroundings),
                                    Main.offered(ConservationLedger.class, surroundings)),
                            IncidentConfig.defaults().zone(),
                            surroundings.ticker())
                    .desk());
        }
        if (port == CapFeed.class) {
            return port.cast(cap);
        }
        if (port == RuleBook.class) {
            return port.cast(new StoredRuleBook(tables, ticker, () -> {}));
        }
        if (port == AdmissionDesk.class) {
            return port.cast(
                    new StoredAdmissions(database, IncidentConfig.defaults().zone(), ticker));
        }
        throw new IllegalArgumentException("not offered: " + port);
    }

    /** Where nothing was loaded the process that runs cases knows the calendar; the list that ships is everybody's. */
    private static RuleTables tables(DataSource database) {
        return new RuleTables(database, () -> {
            PeopleSettings settings = PeopleSettings.read(database);
            return new RuleTables.Base(
                    settings.zone(),
                    new WorkCalendar(settings.zone(), settings.holidays(), settings.workdays()),
                    CaseSettings.list(database));
        });
    }
}
