package io.geshao.alerting;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleState;
import io.geshao.alerting.state.Beside;
import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One rule in one scope, while anything is pending or open there. Owner: the partition thread. */
final class Watch extends Due {
    /** What a watch is found by. */
    record Key(String rule, String scope, boolean drill) {}

    static final long NOT_AHEAD = Long.MIN_VALUE;

    /** As it applies to its device; another one after the rules were read again. */
    Rule rule;

    final Key key;
    /** The device it is about, or the one that stands for the scope: it gives the place. */
    final DeviceMemory device;

    final Map<DeviceId, Member> members = new LinkedHashMap<>();

    RuleState state;
    Beside beside = Beside.NONE;
    /** The open episode as last told, or null. */
    @Nullable
    AlertView view;
    /** Input up to this number is contained in the state already: replay passes it over. */
    long contains = NOT_AHEAD;

    private final Watches watches;

    Watch(Rule rule, Key key, DeviceMemory device, Watches watches) {
        this.rule = rule;
        this.key = key;
        this.device = device;
        this.watches = watches;
        this.state = RuleState.normal(rule.levels().size());
    }

    @Override
    void onDue(long nowMillis) {
        watches.fire(this);
    }

    /** Whether the state itself and everything beside it is as good as none. */
    boolean isIdle() {
        return state.isIdle() && members.isEmpty() && !watches.remembers(this);
    }

    /** Whether it counts as a source for correlation: up, or latched and not reset. */
    boolean isSource() {
        return state.state().isActive() || state.state().isLatched();
    }
}
