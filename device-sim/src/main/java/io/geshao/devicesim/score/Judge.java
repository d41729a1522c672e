package io.geshao.devicesim.score;

import io.geshao.devicesim.score.Said.AlertSeen;
import io.geshao.devicesim.score.Said.CaseSeen;
import io.geshao.devicesim.score.Truth.Decisive;
import io.geshao.devicesim.score.Truth.Expected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Holds what the platform said against the truth. Pure; one thread, one judgement. */
final class Judge {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Truth truth;
    private final Said said;
    private final List<String> remarks = new ArrayList<>();
    private int unexpected;
    private long firstMillis;

    private Judge(Truth truth, Said said) {
        this.truth = truth;
        this.said = said;
    }

    static Score judge(Truth truth, Said said) {
        return new Judge(truth, said).judge();
    }

    private Score judge() {
        List<CaseSeen> open = said.cases().stream()
                .filter(seen -> seen.openedMillis() >= truth.watchedSinceMillis())
                .sorted(Comparator.comparingLong(CaseSeen::openedMillis))
                .collect(Collectors.toCollection(ArrayList::new));
        int matched = 0;
        for (Expected incident : truth.expected()) {
            if (match(incident, open)) {
                matched++;
            }
        }
        for (CaseSeen stray : open) {
            unexpected++;
            remarks.add("case " + stray.number() + " (" + stray.classCode() + ", " + stray.scope() + ") is made up"
                    + reasonAgainst(stray));
        }
        judgeDoubledAlerts();
        judgeRefusals();
        Histogram latency = latency();
        long samples = latency.getTotalCount();
        return new Score(
                truth.expected().size(),
                matched,
                truth.expected().size() - matched,
                unexpected,
                firstMillis,
                samples == 0 ? 0 : latency.getValueAtPercentile(50),
                samples == 0 ? 0 : latency.getValueAtPercentile(99),
                samples,
                remarks);
    }

    /** Takes the incident's case out of the open ones; a second one of it stays in and is found to be made up. */
    private boolean match(Expected incident, List<CaseSeen> open) {
        for (CaseSeen seen : open) {
            if (!incident.classCodes().contains(seen.classCode())
                    || !incident.scope().equals(seen.scope())) {
                continue;
            }
            if (seen.openedMillis() < incident.notBeforeMillis()) {
                continue; // before it happened: that case is about nothing
            }
            open.remove(seen);
            if (seen.openedMillis() > incident.latestMillis()) {
                remarks.add(incident.id() + ": case " + seen.number() + " came "
                        + (seen.openedMillis() - incident.latestMillis()) + " ms too late");
                return false;
            }
            firstMillis = firstMillis == 0 ? seen.openedMillis() : Math.min(firstMillis, seen.openedMillis());
            return true;
        }
        remarks.add(incident.id() + " was missed: no case " + incident.classCodes() + " in " + incident.scope());
        return false;
    }

    private String reasonAgainst(CaseSeen stray) {
        for (Expected incident : truth.expected()) {
            if (incident.scope().equals(stray.scope()) && incident.classCodes().contains(stray.classCode())) {
                return stray.openedMillis() < incident.notBeforeMillis()
                        ? ": before " + incident.id() + " happened"
                        : ": a second one for " + incident.id();
            }
        }
        return truth.quiet().stream()
                .filter(quiet -> quiet.scope().equals(stray.scope())
                        && (quiet.classCodes().isEmpty() || quiet.classCodes().contains(stray.classCode())))
                .findFirst()
                .map(quiet -> ": " + quiet.reason())
                .orElse("");
    }

    /** Every condition of the scenario begins once and lasts: a rule may speak once per scope. */
    private void judgeDoubledAlerts() {
        Map<String, Set<String>> episodes = new HashMap<>();
        for (AlertSeen alert : said.alerts()) {
            if (alert.raisedMillis() >= truth.watchedSinceMillis()) {
                episodes.computeIfAbsent(alert.rule() + " in " + alert.scope(), key -> new HashSet<>())
                        .add(alert.id());
            }
        }
        episodes.forEach((what, ids) -> {
            if (ids.size() > 1) {
                unexpected += ids.size() - 1;
                remarks.add("alert " + what + " was raised " + ids.size() + " times");
            }
        });
    }

    private void judgeRefusals() {
        Map<String, Long> seen = said.rejections().stream()
                .filter(row -> row.receivedMillis() >= truth.watchedSinceMillis())
                .collect(Collectors.groupingBy(Said.RejectionSeen::reason, Collectors.counting()));
        Map<String, Long> due =
                truth.refusals().stream().collect(Collectors.groupingBy(Truth.Refusal::reason, Collectors.counting()));
        due.forEach((reason, count) -> {
            long found = seen.getOrDefault(reason, 0L);
            if (found != count) {
                remarks.add(count + " messages had to be rejected as " + reason + ", " + found + " are on record");
            }
        });
        seen.forEach((reason, count) -> {
            if (!due.containsKey(reason)) {
                remarks.add(count + " messages were rejected as " + reason + " without cause");
            }
        });
    }

    private Histogram latency() {
        Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
        for (Expected incident : truth.expected()) {
            for (Decisive decisive : incident.decisive()) {
                if (decisive.publishMillis() > 0) {
                    said.alerts().stream()
                            .filter(alert -> alert.rule().equals(decisive.rule())
                                    && alert.scope().equals(decisive.alertScope())
                                    && alert.raisedMillis() >= decisive.publishMillis())
                            .mapToLong(alert -> alert.raisedMillis() - decisive.publishMillis())
                            .min()
                            .ifPresent(histogram::recordValue);
                }
            }
        }
        return histogram;
    }
}
