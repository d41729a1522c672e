package io.geshao.alerting;

import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Verdict;
import io.geshao.core.Lane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is there and who is silent. Owner: the partition thread.
 *
 * <p>Silence counts from the latest of three moments: the device was last heard, the centre was ready, its radio gateway
 * came back. So a restart is nobody's silence, and a device that was never heard has nothing to be silent after. Silence
 * is judged only while the input is live: during replay the missing readings may be the next ones to come.
 *
 * <p>A dead gateway and a dead device look alike until others behind the same gateway are missing too. So a single
 * silence whose delay is over waits while its gateway is offline, or while so many reports from behind it were due and
 * missing that it is under suspicion. Either the gateway speaks, and the silence is told at once, or it is declared
 * offline, and is the one alert.
 */
final class Presence {
    private List<Rule> ofDevices;
    private List<Rule> ofGateways;
    private final Watches watches;
    private final Timers timers;

    /** Since when the centre has been listening, or {@link Cell#NEVER}. */
    long readyMillis = Cell.NEVER;
    /** All devices of the community, once the input is live. */
    private Iterable<DeviceMemory> everybody = List.of();
    /** Whether the input is live. */
    boolean live;

    Presence(List<Rule> rules, Watches watches, Timers timers) {
        this.ofDevices = ofDevices(rules);
        this.ofGateways = ofGateways(rules);
        this.watches = watches;
        this.timers = timers;
    }

    private static List<Rule> ofDevices(List<Rule> rules) {
        return rules.stream()
                .filter(rule -> rule.absent() != null && !rule.absent().ofGateway())
                .toList();
    }

    private static List<Rule> ofGateways(List<Rule> rules) {
        return rules.stream()
                .filter(rule -> rule.absent() != null && rule.absent().ofGateway())
                .toList();
    }

    /** For each rule about the absence of devices among these, its place now, or −1 if it is new. */
    int[] places(List<Rule> rules) {
        List<String> ids = ofDevices.stream().map(Rule::id).toList();
        return ofDevices(rules).stream()
                .mapToInt(rule -> ids.indexOf(rule.id()))
                .toArray();
    }

    /** Judges by other rules from now on. */
    void adopt(List<Rule> rules) {
        ofDevices = ofDevices(rules);
        ofGateways = ofGateways(rules);
    }

    int absenceRules() {
        return ofDevices.size();
    }

    /** Replay is over: from now on, silence counts. */
    void ready(Iterable<DeviceMemory> devices, long nowMillis) {
        readyMillis = nowMillis;
        live = true;
        everybody = devices;
        for (DeviceMemory device : devices) {
            countAnew(device);
        }
    }

    /** Sets the timer of a restored device. */
    void resume(DeviceMemory device) {
        timers.arm(device, nextCheck(device));
    }

    /** A reading of the device has been received at that time. */
    void heard(DeviceMemory device, long atMillis) {
        if (atMillis <= device.heardMillis || atMillis <= device.goneMillis) {
            return;
        }
        device.heardMillis = atMillis;
        GatewayMemory gateway = device.gateway;
        if (gateway != null && gateway.heardMillis < atMillis) {
            gateway.heardMillis = atMillis;
        }
        if (device.calm && (gateway == null || gateway.isCalm())) {
            return; // its timer rings at the time it was due before, and is set anew then
        }
        device.goneMillis = Cell.NEVER;
        boolean back = gateway != null && comesBack(gateway);
        if (watches.logicalMillis < from(device) + device.holdMillis) {
            device.unknown = false;
        }
        boolean wasSilent = device.silent;
        clearAbsence(device);
        timers.arm(device, nextCheck(device));
        if (gateway != null) {
            if (back || (wasSilent && !device.silent)) {
                judge(gateway);
            }
            release(gateway);
        }
        device.calm = isCalm(device);
    }

    private static boolean isCalm(DeviceMemory device) {
        boolean calm = !device.unknown && !device.silent && device.absenceWatches == 0;
        for (boolean absent : device.absent) {
            calm &= !absent;
        }
        return calm;
    }

    /** The device was lost, says the will it has left: it is silent now, whatever its interval. */
    void gone(DeviceMemory device, long atMillis) {
        if (atMillis >= device.heardMillis) {
            device.goneMillis = atMillis;
            device.calm = false;
            timers.arm(device, nextCheck(device));
        }
    }

    /** The device's timer has rung: what about it is silent by now? */
    void check(DeviceMemory device, long nowMillis) {
        long from = from(device);
        if (from == Cell.NEVER) {
            return;
        }
        if (!device.unknown && nowMillis >= from + device.holdMillis) {
            device.unknown = true;
            device.calm = false;
            forget(device);
        }
        if (live) {
            for (int i = 0; i < ofDevices.size(); i++) {
                long silentAt = silentAt(device, from, silentAfter(ofDevices.get(i), device));
                if (!device.absent[i] && nowMillis >= silentAt) {
                    device.absent[i] = true;
                    device.calm = false;
                    if (ofDevices.get(i).binds(device.device)) {
                        tell(ofDevices.get(i), device, true, silentAt);
                    }
                }
            }
            GatewayMemory gateway = device.gateway;
            if (gateway != null && !device.silent && nowMillis >= silentAt(device, from, silentForGateway(device))) {
                device.silent = true;
                device.calm = false;
                judge(gateway);
            }
        }
        timers.arm(device, nextCheck(device));
    }

    /** Whether a silence whose delay is over must not be told yet. */
    boolean mustWait(Watch watch) {
        Rule rule = watch.rule;
        GatewayMemory gateway = watch.device.gateway;
        if (rule.absent() == null || rule.absent().ofGateway()) {
            return false;
        }
        if (!live) {
            return true;
        }
        if (gateway == null || watch.state.state().isOpen()) {
            return false;
        }
        boolean waits = isOffline(gateway, rule) || isSuspect(gateway, rule);
        if (waits) {
            gateway.waiting.add(watch);
        }
        return waits;
    }

    private boolean isOffline(GatewayMemory gateway, Rule inhibited) {
        for (Rule rule : ofGateways) {
            Watch watch = watchOf(rule, gateway);
            if (rule.inhibits().contains(inhibited.id())
                    && watch != null
                    && watch.state.state().isActive()) {
                return true;
            }
        }
        return false;
    }

    /** Reports that were due and missing since the gateway was last heard, from devices not known to be dead. */
    private boolean isSuspect(GatewayMemory gateway, Rule single) {
        int limit = single.absent() == null ? 0 : single.absent().quietReports();
        boolean judged = ofGateways.stream()
                .anyMatch(rule -> rule.absent() != null
                        && rule.inhibits().contains(single.id())
                        && gateway.heardDevices() >= rule.absent().minDevices());
        if (limit == 0 || !judged) {
            return false;
        }
        double quiet = watches.logicalMillis - Math.max(gateway.heardMillis, readyMillis);
        double missing = 0;
        for (DeviceMemory device : gateway.devices) {
            Watch own = watches.find(single, single.scope().of(device.device), false);
            boolean dead = own != null && own.state.state().isActive();
            if (device.heardMillis != Cell.NEVER && !dead) {
                missing += quiet / device.device.profile().intervalMillis();
            }
        }
        return missing >= limit;
    }

    /** The gateway speaks: silences that waited for it go on, if they still are. */
    private void release(GatewayMemory gateway) {
        if (gateway.waiting.isEmpty()) {
            return;
        }
        for (Watch watch : List.copyOf(gateway.waiting)) {
            if (!watch.state.isPending()) {
                gateway.waiting.remove(watch);
            } else if (!isOffline(gateway, watch.rule)) {
                gateway.waiting.remove(watch);
                watches.observe(
                        watch, Observation.of(watch.rule, true, watches.logicalMillis), watch.device, Evidence.NONE);
            }
        }
    }

    /** The first reading after the gateway was offline: everything behind it counts anew. */
    private boolean comesBack(GatewayMemory gateway) {
        for (Rule rule : ofGateways) {
            Watch watch = watchOf(rule, gateway);
            if (watch != null && watch.state.state().isActive() && watch.state.clearing() == null) {
                gateway.backMillis = watches.inputMillis;
                gateway.devices.forEach(this::countAnew);
                return true;
            }
        }
        return false;
    }

    /** What explained silences is over: those who lie in its reach are silent only from now on. */
    void inhibitorGone(Watch source) {
        boolean explained =
                ofDevices.stream().anyMatch(rule -> source.rule.inhibits().contains(rule.id()));
        if (!live || !explained || source.rule.absent() != null) {
            return; // a gateway's own devices count from its first word
        }
        for (DeviceMemory device : everybody) {
            if (source.rule.scope().of(device.device).equals(source.key.scope())) {
                device.backMillis = watches.logicalMillis;
                countAnew(device);
            }
        }
    }

    private void countAnew(DeviceMemory device) {
        device.calm = false;
        device.silent = false;
        device.unknown = false;
        device.goneMillis = Cell.NEVER;
        Arrays.fill(device.absent, false);
        for (Rule rule : ofDevices) {
            Watch watch = watches.find(rule, rule.scope().of(device.device), false);
            if (watch != null && !watch.state.state().isOpen()) {
                tell(rule, device, false, watches.logicalMillis);
            } else if (watch != null) {
                device.absent[ofDevices.indexOf(rule)] = true;
            }
        }
        timers.arm(device, nextCheck(device));
    }

    private void clearAbsence(DeviceMemory device) {
        long from = from(device);
        for (int i = 0; i < ofDevices.size(); i++) {
            if (watches.logicalMillis < from + silentAfter(ofDevices.get(i), device)) {
                device.absent[i] = false;
                tell(ofDevices.get(i), device, false, watches.logicalMillis);
            }
        }
        if (watches.logicalMillis < from + silentForGateway(device)) {
            device.silent = false;
        }
    }

    private void tell(Rule rule, DeviceMemory device, boolean silent, long eventMillis) {
        Watch watch = watches.find(rule, rule.scope().of(device.device), false);
        if (watch == null) {
            if (!silent) {
                return;
            }
            watch = watches.findOrOpen(rule, device, false);
        }
        watches.observe(watch, Observation.of(rule, silent, eventMillis), device, Evidence.NONE);
    }

    /** Nothing is known of the device: what hangs on its values stands still. */
    private void forget(DeviceMemory device) {
        for (World world : device.worlds()) {
            for (Watch watch : world.watches) {
                if (watch != null) {
                    watches.observe(watch, Observation.unknown(watch.rule, watches.logicalMillis), null, Evidence.NONE);
                }
            }
            for (Rule rule : device.plan.rules) {
                Watch shared = rule.together() == 0
                        ? null
                        : watches.find(rule, rule.scope().of(device.device), world.drill);
                if (shared != null && shared.members.containsKey(device.device.id())) {
                    watches.observe(shared, Observation.unknown(rule, watches.logicalMillis), null, Evidence.NONE);
                }
            }
        }
    }

    private void judge(GatewayMemory gateway) {
        int heard = gateway.heardDevices();
        int silent = gateway.silentDevices();
        for (Rule rule : ofGateways) {
            Rule.Absent absent = rule.absent();
            if (absent == null) {
                continue;
            }
            boolean offline = heard >= absent.minDevices() && silent > 0 && silent >= absent.share() * heard;
            Watch watch = watchOf(rule, gateway);
            if (watch == null) {
                if (!offline) {
                    continue;
                }
                watch = watches.findOrOpen(rule, gateway.devices.get(0), false);
            }
            List<Verdict> levels = new ArrayList<>();
            for (Rule.Level level : rule.levels()) {
                levels.add(Verdict.of(offline && serves(gateway, level)));
            }
            long now = watches.logicalMillis;
            watches.observe(
                    watch, new Observation(levels, Verdict.of(!offline), now, Cell.NEVER, false), null, Evidence.NONE);
        }
    }

    private static boolean serves(GatewayMemory gateway, Rule.Level level) {
        return level.lanes().isEmpty()
                || gateway.devices.stream().anyMatch(device -> {
                    Lane lane = device.device.profile().lane();
                    return level.lanes().contains(lane);
                });
    }

    private @Nullable Watch watchOf(Rule rule, GatewayMemory gateway) {
        return watches.find(rule, rule.scope().of(gateway.devices.get(0).device), false);
    }

    private long from(DeviceMemory device) {
        if (device.heardMillis == Cell.NEVER) {
            return Cell.NEVER;
        }
        long from = Math.max(Math.max(device.heardMillis, readyMillis), device.backMillis);
        return device.gateway == null ? from : Math.max(from, device.gateway.backMillis);
    }

    private static long silentAt(DeviceMemory device, long from, long after) {
        return device.goneMillis == Cell.NEVER ? from + after : Math.min(from + after, device.goneMillis);
    }

    private long silentAfter(Rule rule, DeviceMemory device) {
        return rule.absent() == null ? 0 : rule.absent().silentAfter(device.device);
    }

    private long silentForGateway(DeviceMemory device) {
        return ofGateways.isEmpty() ? Long.MAX_VALUE / 2 : silentAfter(ofGateways.get(0), device);
    }

    private long nextCheck(DeviceMemory device) {
        long from = from(device);
        if (from == Cell.NEVER) {
            return Long.MAX_VALUE;
        }
        long next = device.unknown ? Long.MAX_VALUE : from + device.holdMillis;
        if (live) {
            for (int i = 0; i < ofDevices.size(); i++) {
                if (!device.absent[i]) {
                    next = Math.min(next, silentAt(device, from, silentAfter(ofDevices.get(i), device)));
                }
            }
            if (device.gateway != null && !device.silent && !ofGateways.isEmpty()) {
                next = Math.min(next, silentAt(device, from, silentForGateway(device)));
            }
        }
        return next;
    }
}
