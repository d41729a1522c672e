package io.geshao.incident.telling;

import io.geshao.casework.DutyKind;
import io.geshao.casework.LadderView.Outcome;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.port.DutyRoster;
import io.geshao.casework.port.NoticeDesk.Finding;
import io.geshao.core.Severity;
import io.geshao.core.time.Ticker;
import io.geshao.incident.ladder.store.LadderStore;
import io.geshao.incident.notice.store.Findings;
import io.geshao.incident.notice.store.Outbox;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a minute whether everything that was due has happened. What is late is started anew once, under a new fence;
 * what is late after that is a finding. Owner: the watchdog thread; {@link #verdict} any.
 */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long LATE_MILLIS = 30_000;
    /** Longer than any send takes, with its timeouts. */
    private static final long IN_HAND_MILLIS = 60_000;
    /** How long the oldest may wait before the outbox is behind (M1). */
    private static final Map<Severity, Long> BEHIND_MILLIS = Map.of(Severity.S1, 10_000L, Severity.S2, 60_000L);

    private static final long SHIFT_MILLIS = Duration.ofHours(8).toMillis();
    /** An audit older than this says nothing any more: three were missed. */
    private static final long STALE_MILLIS = 180_000;

    private static final int OPEN_FINDINGS = 500;

    private final Outbox outbox;
    private final LadderStore ladders;
    private final Findings findings;
    private final DutyRoster roster;
    private final int shiftBudget;
    private final Ticker ticker;
    private final NoticeMeters meters;
    private volatile Audit last;

    /** What an audit found; empty is clean. */
    record Audit(long atMillis, String fault) {
        boolean isClean() {
            return fault.isEmpty();
        }
    }

    Watchdog(
            Outbox outbox,
            LadderStore ladders,
            Findings findings,
            DutyRoster roster,
            int shiftBudget,
            Ticker ticker,
            NoticeMeters meters) {
        this.outbox = outbox;
        this.ladders = ladders;
        this.findings = findings;
        this.roster = roster;
        this.shiftBudget = shiftBudget;
        this.ticker = ticker;
        this.meters = meters;
        last = new Audit(ticker.epochMillis(), "");
    }

    /** One audit. What it cannot look at is not clean. */
    Audit turn() {
        long now = ticker.epochMillis();
        Audit audit;
        try {
            audit = new Audit(now, look(now));
        } catch (RuntimeException e) {
            LOG.error("the audit of notices could not be made", e);
            audit = new Audit(now, "the audit could not be made: " + e.getMessage());
        }
        last = audit;
        meters.audited(audit.isClean());
        return audit;
    }

    private String look(long now) {
        int taken = outbox.takeBack(now - IN_HAND_MILLIS, now);
        if (taken > 0) {
            LOG.warn("{} notices were in the hands of a sender that died and go again", taken);
        }
        Set<String> faults = new HashSet<>();
        List<String> lost = ladders.lost(now - LATE_MILLIS);
        List<String> rescued = ladders.rescue(now - LATE_MILLIS, now);
        rescued.forEach(number -> {
            LOG.warn("the ladder of {} was late and is started anew", number);
            meters.outcome(Outcome.RESCUED);
        });
        lost.forEach(number -> {
            findings.open("M2", number, "a step is late after it was started anew", now);
            faults.add("a ladder is late");
        });
        BEHIND_MILLIS.forEach((severity, most) -> {
            Long oldest = outbox.oldestDueMillis(severity);
            long age = oldest == null ? 0 : Math.max(0, now - oldest);
            meters.oldest(severity, age);
            if (age > most) {
                findings.open("M1", severity.name(), "the oldest notice has waited too long", now);
                faults.add("notices of " + severity + " wait");
            } else {
                findings.end("M1", severity.name(), now);
            }
        });
        settle(new HashSet<>(lost), now);
        meters.findings(findings.open());
        meters.overBudget(outbox.peopleOver(shiftBudget, now - SHIFT_MILLIS));
        outbox.forget(now);
        return String.join(", ", faults.stream().sorted().toList());
    }

    private void settle(Set<String> lost, long now) {
        for (Finding finding : findings.list(OPEN_FINDINGS)) {
            boolean over = finding.endedMillis() == null
                    && switch (finding.kind()) {
                        case "M2" -> !lost.contains(finding.subject());
                        case "M5" -> isFilled(finding.subject(), now);
                        default -> false;
                    };
            if (over) {
                findings.end(finding.kind(), finding.subject(), now);
            }
        }
    }

    /** @param subject post and place, as a ladder wrote them down */
    private boolean isFilled(String subject, long now) {
        String[] parts = subject.split("@", 2);
        return parts.length == 2
                && roster.onDuty(Post.valueOf(parts[0]), parts[1], DutyKind.GENERAL, "", now).stream()
                        .anyMatch(Recipient::isReachable);
    }

    Audit last() {
        return last;
    }

    /** {@code up}, or why nobody can prove now that everybody is told. */
    String verdict() {
        Audit audit = last;
        if (ticker.epochMillis() - audit.atMillis() > STALE_MILLIS) {
            return "unprovable: no audit since " + audit.atMillis();
        }
        return audit.isClean() ? "up" : "unprovable: " + audit.fault();
    }
}
