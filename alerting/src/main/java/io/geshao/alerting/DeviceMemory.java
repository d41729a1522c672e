package io.geshao.alerting;

import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import io.geshao.core.Metric;
import io.geshao.core.registry.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What alerting remembers of one device. Owner: the partition thread. */
final class DeviceMemory implements Due {
    private static final int[] NONE = {};

    final Device device;
    /** Rules with terms that are bound to it. */
    final List<Rule> rules;

    final @Nullable GatewayMemory gateway;

    private final Map<Metric, int[]> rulesByMetric = new HashMap<>();
    private final Map<Metric, Long> windows = new HashMap<>();
    private final Presence presence;
    private final World real;
    private @Nullable World drill;

    /** When it was last heard, on the gateway's clock, or {@link Cell#NEVER}. */
    long heardMillis = Cell.NEVER;
    /** When its last will came, if nothing came since, else {@link Cell#NEVER}. Replayed, not kept with the snapshot. */
    long goneMillis = Cell.NEVER;
    /** Nothing is known of it any more: its last values do not hold. */
    boolean unknown;
    /** It counts as silent for its gateway. */
    boolean silent;
    /** Rules about absence that have been told of its silence; index as in {@link Presence}. */
    final boolean[] absent;

    DeviceMemory(
            Device device, List<Rule> rules, @Nullable GatewayMemory gateway, Presence presence, int absenceRules) {
        this.device = device;
        this.rules = List.copyOf(rules);
        this.gateway = gateway;
        this.presence = presence;
        this.absent = new boolean[absenceRules];
        this.real = new World(false, rules.size());
        for (Rule rule : rules) {
            index(rule);
        }
    }

    private void index(Rule rule) {
        for (Metric metric : Metric.canonical()) {
            if (rule.reads(metric)) {
                int[] before = rulesByMetric.getOrDefault(metric, NONE);
                int[] after = java.util.Arrays.copyOf(before, before.length + 1);
                after[before.length] = rules.indexOf(rule);
                rulesByMetric.put(metric, after);
            }
        }
        rule.levels().stream()
                .flatMap(level -> level.any().stream())
                .flatMap(term -> term.operands().stream())
                .forEach(this::widen);
        if (rule.clear() != null) {
            rule.clear().all().stream()
                    .flatMap(term -> term.operands().stream())
                    .forEach(this::widen);
        }
    }

    private void widen(Operand operand) {
        windows.merge(operand.metric(), operand.windowMillis(), Math::max);
    }

    World world(boolean ofDrill) {
        if (!ofDrill) {
            return real;
        }
        if (drill == null) {
            drill = new World(true, rules.size());
        }
        return drill;
    }

    List<World> worlds() {
        List<World> worlds = new ArrayList<>(List.of(real));
        if (drill != null) {
            worlds.add(drill);
        }
        return worlds;
    }

    /** Places of the rules that a reading of this metric can change. */
    int[] rulesOn(Metric metric) {
        return rulesByMetric.getOrDefault(metric, NONE);
    }

    /** The cell of a metric that some rule reads, or null: what no rule reads is not kept. */
    @Nullable
    Cell cell(World world, Metric metric) {
        Cell cell = world.cells.get(metric);
        if (cell == null && rulesByMetric.containsKey(metric)) {
            cell = new Cell(metric, windows.getOrDefault(metric, 0L));
            world.cells.put(metric, cell);
        }
        return cell;
    }

    /** How long its last values hold. */
    long holdMillis() {
        return device.profile().intervalMillis() * device.profile().silentAfterIntervals();
    }

    @Override
    public void onDue(long nowMillis) {
        presence.check(this, nowMillis);
    }
}
