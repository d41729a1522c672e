package io.geshao.alerting;

import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.Term;
import io.geshao.alerting.rule.Verdict;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Rules that several devices of a scope must meet together. Each device is a member from the moment it meets the
 * condition until its own clear condition; the scope is clear when nobody is a member any more. While no alert is up, a
 * member that no other has joined in time is forgotten, so that a lower level that became normal can be left again.
 */
final class Neighbours {
    private Neighbours() {}

    static void judge(
            Rule rule, DeviceMemory device, World world, Known known, long since, Watches watches, Around around) {
        Watch watch = watches.find(rule, rule.scope().of(device.device), world.drill);
        Member member = watch == null ? null : watch.members.get(device.device.id());
        if (watch != null
                && member != null
                && !watch.state.state().isActive()
                && member.sinceMillis() + rule.togetherMillis() < since) {
            watch.members.remove(device.device.id());
            member = null;
        }
        if (member == null) {
            boolean joins = Term.any(rule.levels().get(0).any(), known.of(world, rule)) == Verdict.TRUE;
            if (joins) {
                watch = watches.findOrOpen(rule, device, world.drill);
                watch.members.put(device.device.id(), new Member(device, since, before(rule, world)));
            }
        } else if (watch != null
                && rule.clear() != null
                && Term.all(rule.clear().all(), known.of(world, rule, member)) == Verdict.TRUE) {
            watch.members.remove(device.device.id());
        }
        if (watch != null) {
            int needed = needed(rule, device, around);
            watches.observe(watch, observation(rule, watch, since, needed), null, Evidence.VALUES);
            watches.dropIfIdle(watch);
        }
    }

    /** How many of the scope must meet the condition: so many, and so large a share of those that the rule binds. */
    private static int needed(Rule rule, DeviceMemory device, Around around) {
        Rule.Group group = rule.group();
        double share = group == null ? 0 : group.share();
        return share == 0
                ? rule.together()
                : Math.max(rule.together(), (int) Math.ceil(share * around.bound(rule, device) - 1e-9));
    }

    private static Observation observation(Rule rule, Watch watch, long since, int needed) {
        long newest = watch.members.values().stream()
                .mapToLong(Member::sinceMillis)
                .max()
                .orElse(since);
        long together = watch.members.values().stream()
                .filter(member -> member.sinceMillis() >= newest - rule.togetherMillis())
                .count();
        return new Observation(
                Collections.nCopies(rule.levels().size(), Verdict.of(together >= needed)),
                clear(rule, watch, needed),
                together >= needed ? newest : since,
                Cell.NEVER,
                true);
    }

    /** Nobody is a member, or too few for a share: clear. Only members that nothing is known of: nobody knows. */
    private static Verdict clear(Rule rule, Watch watch, int needed) {
        boolean isShare = rule.group() != null && rule.group().share() > 0;
        if (watch.members.isEmpty() || (isShare && watch.members.size() < needed)) {
            return Verdict.TRUE;
        }
        return watch.members.values().stream().allMatch(member -> member.device().unknown)
                ? Verdict.UNKNOWN
                : Verdict.FALSE;
    }

    private static Map<String, Double> before(Rule rule, World world) {
        Map<String, Double> before = new HashMap<>();
        for (Term term : rule.levels().get(0).any()) {
            for (Operand operand : term.operands()) {
                Cell cell = world.find(operand.metric());
                if (operand.kind() == Operand.Kind.DROP && cell != null) {
                    before.merge(operand.metric().name(), cell.highest(operand.windowMillis()), Math::max);
                }
            }
        }
        return before;
    }
}
