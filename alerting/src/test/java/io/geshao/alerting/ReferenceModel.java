package io.geshao.alerting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule reference, sections 1, 4 and 5, as plainly as it can be written: no index, no timer, no snapshot, no replay. It
 * looks at everything every second and remembers every reading. One device per rule, all rules without acknowledgement.
 */
final class ReferenceModel {
    /** What a value must be. */
    interface Condition {
        /** Whether it holds with that value. */
        boolean holds(double value);
    }

    /** One rule on one metric of one device. */
    record Spec(
            String rule,
            String device,
            String metric,
            Condition raise,
            long forMillis,
            int forReadings,
            Condition clear,
            long clearMillis,
            int clearReadings) {}

    /**
     * An episode.
     *
     * @param identityMillis when it began, as was known when it was raised
     * @param onsetMillis when it began, as is known now
     * @param endMillis when the centre closed it, 0 while it is open
     */
    record Episode(String rule, String device, long identityMillis, long onsetMillis, long endMillis) {}

    private record Sample(long event, long sequence, double value) {}

    /** Where one rule stands. */
    private static final class Standing {
        final Spec spec;
        final List<Sample> samples = new ArrayList<>(); // of its metric, by event time
        long pendingSince = -1;
        long pendingOnset;
        long pendingAfter;
        int pendingSeen;
        boolean frozen;
        long frozenAt;
        boolean active;
        long identity;
        long onset;
        long after;
        long clearSince = -1;
        int clearSeen;
        long settled = Long.MIN_VALUE;

        Standing(Spec spec) {
            this.spec = spec;
        }
    }

    private final Map<String, Standing> standings = new LinkedHashMap<>();
    private final Map<String, Long> heard = new HashMap<>();
    private final List<Episode> over = new ArrayList<>();
    private final long holdMillis;
    private final long boundMillis;
    private long ready;
    private long now;

    ReferenceModel(List<Spec> specs, long holdMillis, long boundMillis, long startMillis) {
        specs.forEach(spec -> standings.put(spec.rule() + spec.device(), new Standing(spec)));
        this.holdMillis = holdMillis;
        this.boundMillis = boundMillis;
        this.ready = startMillis;
        this.now = startMillis;
    }

    /** The platform has started anew: values hold from now on, delays go on from event times. */
    void restarted() {
        ready = now;
        standings.values().forEach(one -> one.frozen = false);
        standings.values().forEach(this::passing);
    }

    /** Everything is looked at every second; nothing in the test happens between two. */
    void advanceTo(long millis) {
        while (now < millis) {
            now += 1_000;
            for (Standing one : standings.values()) {
                boolean silent = isSilent(one.spec.device());
                if (silent && heard.containsKey(one.spec.device()) && now == from(one.spec.device()) + holdMillis) {
                    becomesUnknown(one);
                }
                passing(one);
            }
        }
    }

    private long from(String device) {
        return Math.max(heard.getOrDefault(device, Long.MIN_VALUE / 2), ready);
    }

    private boolean isSilent(String device) {
        return now >= from(device) + holdMillis;
    }

    /** Nothing is known: what is pending stands still, what clears begins anew. */
    private void becomesUnknown(Standing one) {
        if (one.pendingSince >= 0 && !one.frozen) {
            one.frozen = true;
            one.frozenAt = now;
        }
        one.clearSince = -1;
        one.clearSeen = 0;
    }

    /** Delays in time end by themselves. */
    private void passing(Standing one) {
        boolean due = one.pendingSince >= 0
                && !one.frozen
                && one.spec.forReadings() == 0
                && now >= one.pendingSince + one.spec.forMillis();
        if (!one.active && due) {
            raise(one);
        }
        boolean clear =
                one.clearSince >= 0 && one.spec.clearReadings() == 0 && now >= one.clearSince + one.spec.clearMillis();
        if (one.active && clear) {
            close(one);
        }
    }

    void hears(String device, String metric, double value, long event, long sequence) {
        heard.merge(device, now, Math::max);
        for (Standing one : standings.values()) {
            if (one.spec.device().equals(device) && one.spec.metric().equals(metric)) {
                take(one, new Sample(event, sequence, value));
            }
        }
    }

    private void take(Standing one, Sample sample) {
        Sample newest = one.samples.isEmpty() ? null : one.samples.get(one.samples.size() - 1);
        if (newest != null && isOvertaken(sample, newest)) {
            if (now - sample.event() <= boundMillis) {
                overtaken(one, sample, newest);
            }
            return;
        }
        long previous = newest == null ? Long.MIN_VALUE : newest.event();
        one.samples.add(sample);
        boolean dueBefore = one.pendingSince >= 0
                && !one.frozen
                && one.spec.forReadings() == 0
                && sample.event() >= one.pendingSince + one.spec.forMillis();
        if (!one.active && dueBefore) {
            raise(one);
        }
        judge(one, sample.value(), sample.event(), previous);
        passing(one);
    }

    private static boolean isOvertaken(Sample sample, Sample newest) {
        return sample.event() < newest.event()
                || (sample.event() == newest.event() && sample.sequence() <= newest.sequence());
    }

    private void judge(Standing one, double value, long event, long previous) {
        if (!one.active) {
            if (!one.spec.raise().holds(value)) {
                one.pendingSince = -1;
                one.frozen = false;
                return;
            }
            if (one.pendingSince < 0) {
                one.pendingSince = event;
                one.pendingOnset = event;
                one.pendingAfter = previous;
                one.pendingSeen = 1;
            } else {
                if (one.frozen) {
                    one.pendingSince += Math.max(0, now - one.frozenAt);
                    one.frozen = false;
                }
                one.pendingSeen++;
            }
            boolean enough = one.spec.forReadings() > 0
                    ? one.pendingSeen >= one.spec.forReadings()
                    : now >= one.pendingSince + one.spec.forMillis();
            if (enough) {
                raise(one);
            }
            return;
        }
        if (!one.spec.clear().holds(value)) {
            one.clearSince = -1;
            one.clearSeen = 0;
            return;
        }
        if (one.clearSince < 0) {
            one.clearSince = event;
            one.clearSeen = 0;
        }
        one.clearSeen++;
        if (one.spec.clearReadings() > 0
                ? one.clearSeen >= one.spec.clearReadings()
                : now >= one.clearSince + one.spec.clearMillis()) {
            close(one);
        }
    }

    /** An older TRUE moves the onset back; one that nobody saw is told; an older FALSE changes nothing. */
    private void overtaken(Standing one, Sample sample, Sample newest) {
        if (!one.spec.raise().holds(sample.value())) {
            return;
        }
        if (one.active) {
            if (sample.event() < one.onset && sample.event() > one.after) {
                one.onset = sample.event();
            }
        } else if (one.pendingSince >= 0) {
            if (sample.event() < one.pendingOnset && sample.event() > one.pendingAfter) {
                one.pendingSince -= one.pendingOnset - sample.event();
                one.pendingOnset = sample.event();
            }
        } else if (one.spec.forMillis() == 0 && one.spec.forReadings() == 0 && sample.event() > one.settled) {
            one.pendingSince = sample.event();
            one.pendingOnset = sample.event();
            one.pendingAfter = sample.event();
            raise(one);
            judge(one, newest.value(), newest.event(), sample.event());
        }
    }

    private void raise(Standing one) {
        one.active = true;
        one.identity = one.pendingOnset;
        one.onset = one.pendingOnset;
        one.after = one.pendingAfter;
        one.pendingSince = -1;
        one.frozen = false;
        one.clearSince = -1;
        one.clearSeen = 0;
    }

    private void close(Standing one) {
        one.active = false;
        one.clearSince = -1;
        one.clearSeen = 0;
        one.settled = now;
        over.add(new Episode(one.spec.rule(), one.spec.device(), one.identity, one.onset, now));
    }

    /** All episodes, the open ones last. */
    List<Episode> episodes() {
        List<Episode> all = new ArrayList<>(over);
        for (Standing one : standings.values()) {
            if (one.active) {
                all.add(new Episode(one.spec.rule(), one.spec.device(), one.identity, one.onset, 0));
            }
        }
        return all;
    }
}
