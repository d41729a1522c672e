package io.geshao.incident.people.desk;

import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.RosterGap;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.GapPlanner;
import io.geshao.incident.people.GapStages;
import io.geshao.incident.people.store.GapTable;
import io.geshao.incident.people.store.PeopleSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks ahead once a minute for times at which nobody could be told, and tells each such gap when it is found, 24 hours
 * before, and when it is there. One thread of its own.
 */
public final class RosterWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RosterWatch.class);
    private static final long EVERY_SECONDS = 60;

    private final StoredRosters rosters;
    private final GapTable gaps;
    private final Ticker ticker;
    private final Consumer<GapNotice> teller;
    private final MeterRegistry meters;
    private final Map<GapNotice.Stage, AtomicInteger> open = new EnumMap<>(GapNotice.Stage.class);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "roster-watch");
        made.setDaemon(true);
        return made;
    });
    private boolean failed; // the watch's thread

    /** @param teller called for each gap that is new or has come nearer, after it is stored */
    public RosterWatch(
            DataSource database,
            Supplier<PeopleSettings> settings,
            Ticker ticker,
            MeterRegistry meters,
            Consumer<GapNotice> teller) {
        rosters = new StoredRosters(database, settings, ticker);
        gaps = new GapTable(database);
        this.ticker = ticker;
        this.teller = teller;
        this.meters = meters;
        for (GapNotice.Stage stage : GapNotice.Stage.values()) {
            AtomicInteger count = new AtomicInteger();
            open.put(stage, count);
            Gauge.builder("geshao.incident.roster.gaps", count, AtomicInteger::get)
                    .description("gaps of rosters that are open")
                    .tag("stage", stage.name())
                    .register(meters);
        }
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::lookOrSay, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void lookOrSay() {
        try {
            look();
            failed = false;
        } catch (RuntimeException e) {
            if (!failed) { // once per outage; the next look comes in a minute
                LOG.warn("rosters cannot be looked at; will try again", e);
            }
            failed = true;
        }
    }

    /** One look. */
    void look() {
        long now = ticker.epochMillis();
        List<GapNotice> told = gaps.open();
        List<RosterGap> planned = rosters.gaps("", now, now + GapPlanner.HORIZON_MILLIS);
        GapStages.Change change = GapStages.compare(told, planned, now);
        gaps.apply(change, now);
        change.opened().forEach(this::tell);
        change.risen().forEach(this::tell);
        Map<GapNotice.Stage, Integer> counts = new EnumMap<>(GapNotice.Stage.class);
        planned.forEach(gap -> counts.merge(GapStages.stage(gap, now), 1, Integer::sum));
        open.forEach((stage, count) -> count.set(counts.getOrDefault(stage, 0)));
    }

    private void tell(GapNotice notice) {
        RosterGap gap = notice.gap();
        LOG.warn(
                "roster gap {}: {} at {}{} for {}, {} to {}: {} {}",
                notice.stage(),
                gap.post(),
                gap.place(),
                gap.unit().isEmpty() ? "" : " of " + gap.unit(),
                gap.kinds(),
                Instant.ofEpochMilli(gap.fromMillis()),
                Instant.ofEpochMilli(gap.toMillis()),
                gap.reason(),
                gap.people());
        Counter.builder("geshao.incident.roster.gap.notices")
                .description("gaps of rosters told, by how near they were")
                .tag("stage", notice.stage().name())
                .register(meters)
                .increment();
        teller.accept(notice);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
