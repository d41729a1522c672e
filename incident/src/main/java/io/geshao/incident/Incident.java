package io.geshao.incident;

import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.Assessment;
import io.geshao.casework.port.CapFeed;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.casework.port.DutyRoster;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.casework.port.PlanDesk;
import io.geshao.casework.port.RuleBook;
import io.geshao.casework.port.ServiceDesk;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.config.OpsServer;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.AlertFollower.Progress;
import io.geshao.incident.cap.store.CapStore;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.list.store.RuleTables;
import io.geshao.incident.plan.store.PlanStore;
import io.geshao.incident.score.desk.Scoring;
import io.geshao.incident.store.CaseSearch;
import io.geshao.incident.store.CaseSettings;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns alerts into cases and lets people work on them. One thread follows the alert log; {@link #wake} makes it look at
 * once, else it looks every 250 ms. With {@link IncidentConfig}, all that the module shows.
 */
public final class Incident implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Incident.class);
    private static final long POLL_MILLIS = 250;
    /** While alerts keep it busy: after so many looks it does what else is to be done, but not between two alerts. */
    private static final int BUSY_LOOKS = 16;

    private static final long STOP_SECONDS = 10;

    private final DataSource database;
    private final CaseStore store;
    private final CapStore cap;
    private final PlanStore plans;
    private final ServiceDesk services;
    private final AlertFollower follower;
    private final CaseCounters counters;
    private final CaseDesk desk;
    private final CaseWorkDesk work;
    private final CaseTimers timers;
    private final PeopleWork people;
    private final Scoring scoring;
    private final Thread thread;
    private final Semaphore woken = new Semaphore(0);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean desksOrders = new AtomicBoolean(); // set by any thread, taken by the incident thread
    private boolean quiet = true; // the incident thread: nothing woke it for a while
    private final LiveRules rules;
    private int busyLooks; // the incident thread
    private boolean reportsFail; // the incident thread; said once
    private volatile boolean closed;
    /** Written by the incident thread alone. */
    private volatile String condition = "up";

    private Incident(
            DataSource database,
            CaseStore store,
            CapStore cap,
            PlanStore plans,
            AlertFollower follower,
            CaseCounters counters,
            PeopleWork people,
            Scoring scoring,
            LiveRules rules,
            CaseTimers timers,
            Registry registry,
            Ticker ticker) {
        this.database = database;
        this.store = store;
        this.cap = cap;
        this.plans = plans;
        this.follower = follower;
        this.counters = counters;
        this.people = people;
        this.rules = rules;
        this.timers = timers;
        desk = new StoredCaseDesk(store, rules::calendar, ticker, this::committed);
        work = new StoredCaseWork(database, store, rules::machinery, ticker, this::committed);
        services = new ResidentRequests(work, rules::list, rules::calendar, registry, ticker);
        this.scoring = scoring;
        thread = new Thread(this::run, "incident");
        thread.setDaemon(true);
    }

    /**
     * What reports tell of other modules; null where a process does not see them.
     *
     * @param ledger for the daily bulletin
     * @param telemetry for parking turnover
     */
    public record Elsewhere(
            @Nullable ConservationLedger ledger, @Nullable TelemetryQuery telemetry) {
        public static final Elsewhere NOTHING = new Elsewhere(null, null);
    }

    /** {@link #start} where nothing is seen of other modules but the alerts. */
    public static Incident start(
            IncidentConfig config,
            DataSource database,
            Registry registry,
            AlertLog alerts,
            AlertDesk alertDesk,
            Ticker ticker,
            MeterRegistry meters) {
        return start(config, database, registry, alerts, alertDesk, Elsewhere.NOTHING, ticker, meters);
    }

    /**
     * Migrates the schema {@code incident} and starts following.
     *
     * @throws StartException if the database or the responsibility list is not there or not as it should be
     */
    public static Incident start(
            IncidentConfig config,
            DataSource database,
            Registry registry,
            AlertLog alerts,
            AlertDesk alertDesk,
            Elsewhere sources,
            Ticker ticker,
            MeterRegistry meters) {
        ResponsibilityList list = responsibilities(config);
        try {
            CaseStore.migrate(database);
        } catch (FlywayException e) {
            throw new StartException("the incident schema cannot be opened: " + firstLine(e), e);
        }
        CapStore cap = new CapStore(database, config.cap());
        AtomicReference<WorkCalendar> calendar = new AtomicReference<>(config.calendar());
        CaseStore store = Consequences.store(database, config, cap, calendar::get);
        LiveRules rules = new LiveRules(
                database,
                new RuleTables.Base(config.zone(), config.calendar(), list),
                store,
                registry,
                ticker,
                calendar,
                () -> LOG.info("another work calendar holds"));
        CaseCounters counters = new CaseCounters(meters);
        AlertFollower follower = new AlertFollower(store, alerts, alertDesk, rules.reducer(), ticker, counters);
        PeopleWork people = PeopleWork.start(config, database, registry, ticker, meters);
        PlanStore plans = new PlanStore(database, store, ticker);
        plans.install();
        CaseSettings.save(database, listText(config));
        CaseTimers timers = new CaseTimers(store, new CaseSearch(database), rules::machinery, ticker);
        Scoring scoring = Scoring.of(
                database,
                registry,
                new Scoring.Sources(alerts, sources.telemetry(), sources.ledger()),
                config.zone(),
                ticker);
        Incident incident = new Incident(
                database, store, cap, plans, follower, counters, people, scoring, rules, timers, registry, ticker);
        incident.thread.start();
        return incident;
    }

    /** Flyway explains itself over many lines; the operator gets one, the log has the rest. */
    private static String firstLine(FlywayException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }

    private static ResponsibilityList responsibilities(IncidentConfig config) {
        String text = listText(config);
        try {
            return text.isEmpty()
                    ? ResponsibilityList.shipped()
                    : ResponsibilityList.parse(String.valueOf(config.responsibilityFile()), text);
        } catch (IllegalArgumentException e) {
            throw new StartException("responsibility list: " + e.getMessage(), e);
        }
    }

    /** A city's own list, empty for the one that ships. */
    private static String listText(IncidentConfig config) {
        if (config.responsibilityFile() == null) {
            return "";
        }
        try {
            return Files.readString(config.responsibilityFile());
        } catch (IOException e) {
            throw new StartException("responsibility list " + config.responsibilityFile() + " cannot be read", e);
        }
    }

    /** There may be something new in the alert log. Any thread; never blocks. */
    public void wake() {
        woken.release();
    }

    public CaseLog log() {
        return new StoredCaseLog(store);
    }

    public CaseDesk desk() {
        return desk;
    }

    /** Cases as people find them, read them and work on them. */
    public CaseWorkDesk work() {
        return work;
    }

    /** Places, units, people, rosters and accounts. */
    public PeopleDesk people() {
        return people.desk();
    }

    /** Response plans, and how far cases have come in theirs. */
    public PlanDesk plans() {
        return plans;
    }

    /** Residents' requests. */
    public ServiceDesk services() {
        return services;
    }

    /** Figures, rankings, reports and interviews. */
    public Assessment assessment() {
        return scoring.desk();
    }

    /** Emergencies as other systems read them. */
    public CapFeed cap() {
        return cap;
    }

    /** Who is on duty. */
    public DutyRoster roster() {
        return people.desk().roster();
    }

    /** Calls the listener after each commit of timeline entries, on the thread that committed; it must not block. */
    public void listen(Runnable onEvent) {
        listeners.add(onEvent);
    }

    /** What cases are judged by. */
    public RuleBook ruleBook() {
        return rules.book();
    }

    /** Requests that a community takes on further work. */
    public AdmissionDesk admissions() {
        return rules.admissions();
    }

    /** The hash chains behind the timelines, to be verified. */
    public Ledger ledger() {
        return new Ledger(database);
    }

    /**
     * How much is still to be done: positions of the alert log not yet followed, plus orders alerting has not taken; 0
     * when everything so far has had its whole effect.
     */
    public long backlog() {
        return follower.lag() + follower.untold();
    }

    public Map<String, String> health() {
        return Map.of(
                "incident",
                thread.isAlive() ? condition : OpsServer.DEAD + "the thread that follows the alerts has ended");
    }

    private void run() {
        while (!closed) {
            try {
                follow();
                if (!condition.equals("up")) {
                    condition = "up";
                    LOG.info("cases follow the alerts again");
                }
                awaitWork();
            } catch (InterruptedException e) {
                return; // closing
            } catch (RuntimeException e) {
                // Whatever it is, an alarm must not end here: the bite was rolled back and is taken again.
                if (condition.equals("up")) {
                    LOG.error("cases do not follow the alerts; will try again", e);
                }
                condition = "down: " + e.getMessage();
                pause();
            }
        }
    }

    private void follow() {
        Progress progress = follower.step();
        while (progress != Progress.IDLE && !closed) {
            if (progress == Progress.CASES_CHANGED) {
                tellListeners();
            }
            progress = follower.step();
        }
        busyLooks++;
        boolean ordered = desksOrders.getAndSet(false) | follower.hasOrdered();
        if (ordered || quiet || busyLooks >= BUSY_LOOKS) {
            busyLooks = 0;
            if (rules.follow(follower) | timers.step() > 0) {
                tellListeners();
            }
            follower.tellOrders();
            counters.lag(follower.lag());
            counters.open(store.openBySeverity());
            report();
        }
    }

    /** One piece at a time: a report takes longer than an alarm may wait. A report that fails holds back no case. */
    private void report() {
        try {
            if (scoring.job().step()) {
                wake();
            }
            reportsFail = false;
        } catch (RuntimeException e) {
            if (!reportsFail) {
                LOG.error("reports cannot be made; will try again", e);
            }
            reportsFail = true;
        }
    }

    private void committed() {
        desksOrders.set(true);
        tellListeners();
        wake();
    }

    private void awaitWork() throws InterruptedException {
        quiet = !woken.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
        woken.drainPermits();
    }

    private void pause() {
        try {
            awaitWork();
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void tellListeners() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() {
        people.close();
        closed = true;
        wake();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
        counters.close();
    }
}
