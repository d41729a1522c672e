package io.geshao.alerting;

import io.geshao.alerting.rule.Observation;
import io.geshao.alerting.rule.Operand;
import io.geshao.alerting.rule.Operand.Nights;
import io.geshao.alerting.rule.Rule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Judges, once a day at one time of day, the rules that are judged then: the night flow of all districts. Owner: the
 * partition thread.
 */
final class Nightly extends Due {
    private final LocalTime judged;
    private final ZoneId zone;
    private final Iterable<DeviceMemory> devices;
    private final Watches watches;
    private final Timers timers;
    private final Known known = new Known();

    Nightly(Nights nights, Iterable<DeviceMemory> devices, Watches watches, Timers timers) {
        this.judged = nights.judged();
        this.zone = nights.zone();
        this.devices = devices;
        this.watches = watches;
        this.timers = timers;
    }

    boolean isOf(Nights nights) {
        return judged.equals(nights.judged()) && zone.equals(nights.zone());
    }

    /** Rings from then on, each day. */
    void startAfter(long millis) {
        LocalDate day = Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
        long today = day.atTime(judged).atZone(zone).toInstant().toEpochMilli();
        timers.arm(
                this,
                today > millis
                        ? today
                        : day.plusDays(1)
                                .atTime(judged)
                                .atZone(zone)
                                .toInstant()
                                .toEpochMilli());
    }

    @Override
    void onDue(long nowMillis) {
        LocalDate day = Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate();
        for (DeviceMemory device : devices) {
            for (int place : device.plan.nightly) {
                Nights nights = device.plan.rules.get(place).daily();
                if (nights != null && nights.judged().equals(judged) && isFirst(device.plan, place, nights)) {
                    judge(device, nights, day, nowMillis);
                }
            }
        }
        startAfter(nowMillis);
    }

    /** Rules that look at the same nights share what is remembered of them: a night is closed once. */
    private static boolean isFirst(Plan plan, int place, Nights nights) {
        for (int other : plan.nightly) {
            if (nights.equals(plan.rules.get(other).daily())) {
                return other == place;
            }
        }
        return false;
    }

    private void judge(DeviceMemory device, Nights nights, LocalDate day, long nowMillis) {
        World world = device.real;
        Cell cell = world.find(nights.metric());
        if (cell == null) {
            return;
        }
        cell.closeNight(nights, day);
        boolean wrong = false;
        for (int place : device.plan.nightly) {
            Rule rule = device.plan.rules.get(place);
            if (nights.equals(rule.daily())) {
                wrong |= judge(rule, device, world, nowMillis) && comparesNights(rule);
            }
        }
        cell.settleNight(nights, wrong);
    }

    private boolean judge(Rule rule, DeviceMemory device, World world, long nowMillis) {
        Watch watch = watches.find(rule, rule.scope().of(device.device), false);
        Known values = known.of(world, rule);
        if (watch == null) {
            if (!rule.mayRaise(values)) {
                return false;
            }
            watch = watches.findOrOpen(rule, device, false);
        }
        Observation seen = Observation.of(rule, values, watch.state.level(), nowMillis, Cell.NEVER);
        watches.observe(watch, seen, device, Evidence.VALUES);
        return seen.isRaising();
    }

    private static boolean comparesNights(Rule rule) {
        return rule.operands().stream().anyMatch(operand -> operand.kind() == Operand.Kind.BASELINE);
    }
}
