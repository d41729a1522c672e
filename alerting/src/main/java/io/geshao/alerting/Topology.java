package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which active alerts explain others: a dead gateway explains silent devices, a closed road explains a wet one. It reaches
 * only what lies in the scope of the explaining alert, in the same community and the same world: a drill never quiets what
 * is real, nothing quiets itself. Owner: the partition thread.
 */
final class Topology {
    /** Names of alerts that ended a moment ago and still hold what they held; source: topology settle of 2 minutes. */
    private record Gone(String alertId, long untilMillis) {}

    /** What an inhibitor does to another rule. */
    enum Effect {
        /** Nothing new is raised: what it would judge is not known now. */
        NOT_EVALUATED,
        /** Runs on, told to nobody, opens no case. */
        SUPPRESSED,
        /** A further source of what is confirmed: it joins the case, and nobody is told anew. */
        SAME_CASE
    }

    private final Map<String, List<Rule>> inhibitors = new HashMap<>();
    private final Map<Watch.Key, Gone> settling = new LinkedHashMap<>();
    private final Watches watches;
    private final long settleMillis;

    Topology(List<Rule> catalogue, Watches watches, long settleMillis) {
        this.watches = watches;
        this.settleMillis = settleMillis;
        adopt(catalogue);
    }

    /** Judges by other rules from now on; what settles goes on. */
    void adopt(List<Rule> catalogue) {
        inhibitors.clear();
        for (Rule rule : catalogue) {
            for (String inhibited : rule.inhibits()) {
                if (!inhibited.equals(rule.id())) {
                    inhibitors
                            .computeIfAbsent(inhibited, absent -> new ArrayList<>())
                            .add(rule);
                }
            }
        }
    }

    static Effect effect(Rule source, Rule inhibited) {
        boolean counted = source.count() != null && source.count().counts(inhibited.id());
        if (counted) {
            return Effect.SAME_CASE;
        }
        boolean ofGateway = source.absent() != null && source.absent().ofGateway();
        return ofGateway || inhibited.absent() != null ? Effect.NOT_EVALUATED : Effect.SUPPRESSED;
    }

    /** Whether something new of this watch must not be judged now. */
    boolean isNotEvaluated(Watch watch) {
        for (Rule source : inhibitors.getOrDefault(watch.rule.id(), List.of())) {
            if (effect(source, watch.rule) == Effect.NOT_EVALUATED && isActive(source, watch)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a further source of something that is confirmed. */
    boolean isConfirmed(Watch watch) {
        for (Rule source : inhibitors.getOrDefault(watch.rule.id(), List.of())) {
            if (effect(source, watch.rule) == Effect.SAME_CASE && isActive(source, watch)) {
                return true;
            }
        }
        return false;
    }

    /** The alerts that quiet this one now, among them those that ended a moment ago where it has to settle. */
    Set<String> inhibitedBy(Watch watch, Severity severity) {
        List<Rule> rules = inhibitors.getOrDefault(watch.rule.id(), List.of());
        if (rules.isEmpty()) {
            return Set.of();
        }
        Set<String> ids = new TreeSet<>();
        for (Rule source : rules) {
            if (effect(source, watch.rule) == Effect.SAME_CASE) {
                continue;
            }
            Watch found = watches.find(source, source.scope().of(watch.device.device), watch.key.drill());
            if (found != null && found.state.state().isActive() && found.view != null) {
                ids.add(found.view.id());
                continue;
            }
            Gone gone = settling.get(key(source, watch));
            if (gone != null && watches.logicalMillis < gone.untilMillis() && settles(watch.rule, severity)) {
                ids.add(gone.alertId());
            }
        }
        return ids;
    }

    /** Device health and ordinary alerts wait a moment before people are told; life safety and what is urgent never do. */
    static boolean settles(Rule rule, Severity severity) {
        return severity.compareTo(Severity.S3) >= 0
                || rule.levels().get(0).follow().domain() == CaseView.Domain.MAINTENANCE;
    }

    boolean inhibitsOthers(Watch source) {
        return !source.rule.inhibits().isEmpty();
    }

    /** An inhibitor is not active any more; returns when what it held has settled. */
    long gone(Watch source, String alertId) {
        long until = watches.logicalMillis + settleMillis;
        settling.put(source.key, new Gone(alertId, until));
        return until;
    }

    /** After a start: an alert that is stored as inhibited, by one that may be gone by now. */
    void restored(Watch watch, String alertId) {
        for (Rule source : inhibitors.getOrDefault(watch.rule.id(), List.of())) {
            if (alertId.startsWith(source.id() + "|")) {
                settling.putIfAbsent(key(source, watch), new Gone(alertId, watches.logicalMillis + settleMillis));
            }
        }
    }

    /** When the next one has settled, or {@link Long#MAX_VALUE}. */
    long nextMillis() {
        return settling.values().stream().mapToLong(Gone::untilMillis).min().orElse(Long.MAX_VALUE);
    }

    /** Forgets what has settled. */
    void settled() {
        settling.values().removeIf(gone -> watches.logicalMillis >= gone.untilMillis());
    }

    /** Everything open or pending that this source can quiet. */
    List<Watch> reach(Watch source) {
        return watches.all().stream()
                .filter(watch -> source.rule.inhibits().contains(watch.rule.id())
                        && watch != source
                        && watch.key.drill() == source.key.drill()
                        && source.rule.scope().of(watch.device.device).equals(source.key.scope()))
                .toList();
    }

    private boolean isActive(Rule source, Watch watch) {
        Watch found = watches.find(source, source.scope().of(watch.device.device), watch.key.drill());
        return found != null && found != watch && found.state.state().isActive();
    }

    private static Watch.Key key(Rule source, Watch watch) {
        return new Watch.Key(source.id(), source.scope().of(watch.device.device), watch.key.drill());
    }
}
