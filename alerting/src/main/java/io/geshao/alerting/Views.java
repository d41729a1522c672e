package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An episode as others see it. */
final class Views {
    private Views() {}

    static AlertView of(
            Watch watch,
            AlertTransition.Kind kind,
            @Nullable DeviceMemory decider,
            Map<String, Double> evidence,
            @Nullable String cause,
            long atMillis) {
        AlertView before = kind == AlertTransition.Kind.RAISED ? null : watch.view;
        Rule rule = watch.rule;
        Rule.Level level = rule.levels().get(Math.max(0, watch.state.level()));
        if (before != null && watch.state.level() < 0) {
            return ended(before, cause, atMillis);
        }
        Map<String, Double> values = new LinkedHashMap<>(before == null ? Map.of() : before.evidence());
        values.putAll(evidence);
        return new AlertView(
                before == null ? id(watch) : before.id(),
                rule.id(),
                rule.version(),
                rule.title(),
                level.severity(),
                watch.state.state(),
                watch.key.scope(),
                watch.device.device.community(),
                watch.device.device.place(),
                before == null ? (decider == null ? null : decider.device.id()) : before.device(),
                watch.state.onsetMillis(),
                before == null ? atMillis : before.raisedMillis(),
                atMillis,
                watch.key.drill(),
                hint(level.follow(), watch),
                values,
                cause,
                watch.beside.standing());
    }

    static Severity severity(Watch watch) {
        return watch.rule.levels().get(Math.max(0, watch.state.level())).severity();
    }

    /** {@code rule|scope|onsetMillis[|drill]}: the same input always leads to the same id. */
    static String id(Watch watch) {
        return watch.rule.id() + "|" + watch.key.scope() + "|" + watch.state.onsetMillis()
                + (watch.key.drill() ? "|drill" : "");
    }

    private static AlertView.CaseHint hint(Rule.CaseSpec follow, Watch watch) {
        return new AlertView.CaseHint(
                follow.classFor(watch.device.device),
                follow.domain(),
                follow.grade(),
                follow.scope().of(watch.device.device),
                follow.suspected(),
                follow.autoFile());
    }

    static AlertView closed(AlertView was, long atMillis) {
        return ended(was, was.cause(), atMillis);
    }

    /** A closed episode keeps the severity and the case it had. */
    private static AlertView ended(AlertView was, @Nullable String cause, long atMillis) {
        return new AlertView(
                was.id(),
                was.rule(),
                was.ruleVersion(),
                was.title(),
                was.severity(),
                AlertView.State.NORMAL,
                was.scope(),
                was.community(),
                was.place(),
                was.device(),
                was.onsetMillis(),
                was.raisedMillis(),
                atMillis,
                was.drill(),
                was.caseHint(),
                was.evidence(),
                cause,
                was.standing());
    }
}
